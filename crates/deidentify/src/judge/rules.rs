//! The rules, as data.

use noroshi_base::{Surface, Text};

use super::table::Rule;
use crate::kept::Decision as D;

/// Version of the rules; it goes into the manifest of every package.
pub(crate) const VERSION: &str = "2026.11-1";

const NONE: Text = Text::fixed("", "");

macro_rules! rules {
    ($($name:ident = $id:literal, $decision:ident, $surface:expr, $ja:literal, $en:literal $(, ask $qja:literal, $qen:literal, else $aja:literal, $aen:literal)?;)*) => {
        $(pub(crate) static $name: Rule = Rule {
            id: $id, decision: D::$decision, surface: $surface, reason: Text::fixed($ja, $en),
            question: rules!(@text $($qja, $qen)?), alternative: rules!(@text $($aja, $aen)?),
        };)*
        /// Every rule, for documentation and tests.
        #[cfg(test)]
        pub(crate) static ALL: &[&Rule] = &[$(&$name,)*];
    };
    (@text) => { NONE };
    (@text $ja:literal, $en:literal) => { Text::fixed($ja, $en) };
}

const DIRECT: Option<Surface> = Some(Surface::Direct);
const DERIVED: Option<Surface> = Some(Surface::Derived);
const PIVOT: Option<Surface> = Some(Surface::Pivot);
const QUASI: Option<Surface> = Some(Surface::Quasi);
const META: Option<Surface> = Some(Surface::Metadata);

rules! {
    KEEP = "D30.6-keep", Keep, None,
        "攻撃者側の値であり、被害組織を示すものは含まれない",
        "The attacker's own; nothing in it shows the victim";
    KEEP_NOTED = "C12-known", Keep, None,
        "攻撃に使われたと述べられているが、共用または著名な値として公開リストにある。誤検知に注意して残す",
        "Stated as used in the attack, but a public list knows it as shared or popular; kept with a false-positive note";
    DROP_BENIGN = "C12-benign", Drop, None,
        "ログに現れるだけの著名な値であり、攻撃との関係を示す記述がない",
        "A popular value that only logs name; nothing ties it to the attack";
    DROP_OWNED = "C09-owned", Drop, DIRECT,
        "被害組織自身の値であり、攻撃技術情報ではない",
        "The victim's own; it is not attack information";
    MASK_SERVER = "C49-server", Mask, DIRECT,
        "被害組織のサーバに置かれた攻撃者のページ。サーバとパスを伏せ、ファイル名だけを残す",
        "A page of the attacker on the victim's server; server and path are masked, the file name stays";
    HOLD_RELATED = "C10-related", Hold, DIRECT,
        "被害組織の関係先の値である",
        "It belongs to an organisation related to the victim",
        ask "関係先が踏み台にされた値か。所有者へ通知したうえで共有してよいか", "Was the related organisation misused? May it be shared after its owner has been told?",
        else "値を示さず「侵害された国内組織の機器」とだけ述べる", "Say only: an appliance of a compromised domestic organisation";
    DROP_RELATED = "C10-related-name", Drop, DIRECT,
        "被害組織の関係先を示す値である",
        "It names an organisation related to the victim";
    DROP_INTERNAL = "C22-internal", Drop, DIRECT,
        "内部ネットワークの値であり、受領者には意味がなく、組織の内部を示す",
        "A value of an internal network: of no use to a receiver, and it shows the inside of an organisation";
    DROP_SECRET = "C13-secret", Drop, DIRECT,
        "認証情報または機器固有の番号である。共有しない",
        "A credential or a machine's own number; never shared";
    DROP_AGENT = "C15-agent", Drop, DERIVED,
        "被害組織の名称を含む User-Agent であり、組織が配布するブラウザの可能性が高い",
        "A user agent with the victim's name: most likely the organisation's own browser";
    DROP_OWN_CERTIFICATE = "C21-certificate", Drop, PIVOT,
        "証明書の名称が被害組織のホストを示す",
        "The certificate's name is a host of the victim";
    MASK_LABEL = "C01-label", Mask, DERIVED,
        "攻撃者のドメインのラベルに被害組織の名称がある。ラベルを伏せ、パターンを添える。一致は「標的になった」ことを示し、感染は不明",
        "A label of the attacker's domain carries the victim's name; it is masked and a pattern stands beside it. A hit means targeted; infection unknown";
    MASK_URL = "C03-url", Mask, DERIVED,
        "攻撃者の URL のパスまたは引数に被害組織に由来する値がある。その部分だけを伏せ、正規表現を添える",
        "Path or parameters of the attacker's URL carry values that come from the victim; they are masked and a regular expression stands beside it";
    MASK_MAIL = "C01-mail", Mask, DERIVED,
        "攻撃者のメールアドレスの利用者名に被害組織の名称がある",
        "The local part of the attacker's mail address carries the victim's name";
    MASK_SUBJECT = "C50-subject", Mask, DERIVED,
        "件名に被害組織または個人の名称がある。主題は残す",
        "The subject names the victim or a person; its theme stays";
    MASK_FILE_NAME = "C35-file-name", Mask, META,
        "ファイル名に被害組織の名称がある。主題は残す",
        "The file name carries the victim's name; its theme stays";
    MASK_PATH = "C48-path", Mask, DERIVED,
        "パスに被害組織の名称がある",
        "The path carries the victim's name";
    MASK_BUILD_PATH = "C28-build-path", Mask, DERIVED,
        "攻撃者のビルドパスに標的の名称がある",
        "The attacker's build path names the target";
    MASK_OBJECT = "C29-object", Mask, DERIVED,
        "攻撃者が付けた名称に標的の名称がある。構造は残す",
        "A name the attacker gave carries the target's name; its structure stays";
    MASK_COMMAND = "C45-command", Mask, DERIVED,
        "コマンドラインに被害組織の名称、ホスト、利用者または認証情報がある。手口は残す",
        "The command line carries the victim's names, hosts, users or credentials; the technique stays";
    MASK_PRIVATE = "C57-private", Mask, DIRECT,
        "値の中に個人、利用者、内部名または認証情報がある",
        "A person, an account, an internal name or a credential stands inside the value";
    REBUILD_RULE = "C26-rule", Mask, DERIVED,
        "検知ルールに被害組織を示す文字列がある。それを除いて組み直した",
        "The detection rule holds strings that show the victim; it was rebuilt without them";
    HOLD_RULE = "C26-rule-held", Hold, DERIVED,
        "検知ルールから被害組織を示す部分を除くと、条件を保てない",
        "Without the parts that show the victim the rule's condition does not hold together",
        ask "ルールを手で組み直せるか", "Can the rule be rebuilt by hand?",
        else "コード部分だけに反応するルールを作る", "Write a rule on code only";
    ASK_CERTIFICATE = "C33-certificate", AskVictim, PIVOT,
        "証明書の名称、番号、指紋は公開サービスから被害組織へ逆引きできる",
        "Name, serial and fingerprint of the certificate lead to the victim through public services",
        ask "被害組織は証明書の悪用を公表しているか、開示に同意するか", "Has the victim published the misuse of its certificate, or does it agree?",
        else "「窃取された国内企業の証明書で署名」とだけ述べ、失効を認証局に依頼する", "Say only: signed with a stolen certificate of a domestic company; ask the CA to revoke it";
    HOLD_REGISTERED = "C02-registered", Hold, DERIVED,
        "登録されたドメイン名そのものに被害組織の名称またはそれに似せた綴りがある",
        "The registered name itself carries the victim's name or a look-alike of it",
        ask "文字どおりの値を、停止要請のために調整機関だけへ渡すか。被害組織は同意するか", "Shall the literal value go to the coordinating hub only, for takedown? Does the victim agree?",
        else "[target-name]-support.<tld> の形のパターンと、解決先アドレスおよび期間を共有する", "Share a pattern of the form [target-name]-support.<tld>, the resolved address and the period";
    HOLD_UNCERTAIN = "C16-review", Hold, DERIVED,
        "被害組織の名称に似た綴り、または短い略称が含まれる。人が判断する",
        "It holds a look-alike or a short abbreviation of the victim's name; a person decides",
        ask "これは被害組織を指すか、偶然の一致か", "Does this mean the victim, or is it chance?",
        else "該当部分を伏せたパターンを共有する", "Share a pattern with that part masked";
    PATTERN_PER_VICTIM = "C08-per-victim", Pattern, PIVOT,
        "被害者ごとに作られたラベルであり、受領者に役立たず、受動的 DNS から被害者に結び付く。ワイルドカードに置き換えた",
        "A label made anew for each victim: of no use to others, and passive DNS ties it to the victim; a wildcard stands instead";
    DROP_KEYED = "C31-keyed", Drop, DERIVED,
        "被害組織のドメイン名や名称のハッシュ値であり、辞書で復元できる",
        "A digest of the victim's domain or name: a dictionary undoes it";
    HOLD_TAILORED = "C25-tailored", Hold, PIVOT,
        "被害組織の情報を含むファイルのハッシュ値である。公開の検体置き場にあれば、そこから被害組織が分かる",
        "Digest of a file that carries the victim's data: if a public collection has the file, it leads to the victim",
        ask "検体は公開サービスにあるか（照会は値だけで、送信はしない）。被害組織は同意するか", "Is the sample in a public service (query by hash, never upload)? Does the victim agree?",
        else "imphash、セクションのハッシュ、コードに反応する YARA を共有する", "Share the imphash, section hashes and YARA on code";
    HOLD_OWN_MAIL = "C50-own-mail", Hold, QUASI,
        "被害組織自身のアドレスから送られたメールの件名である。組織自身の連絡であれば、事業や被害の内容を示す",
        "Subject of a mail from the victim's own address: as its own correspondence it would tell its business or its damage",
        ask "攻撃者が差出人を詐称したメールか、組織自身の連絡か", "Did the attacker forge the sender, or is it the organisation's own correspondence?",
        else "詐称であれば、名称を伏せた件名を共有する", "If it was forged, share the subject with the names masked";
    HOLD_TRACED_NAME = "I1-traced-name", Hold, PIVOT,
        "渡された受動的 DNS の記録で、この値が被害組織につながる",
        "In the passive DNS given, this value leads to the victim",
        ask "攻撃者だけの期間の値か、被害組織の名前が今も引けるか", "Was it the attacker's alone at that time, or does the victim's name still resolve from it?",
        else "期間と手口だけを示すか、被害組織につながらない別の値を共有する", "Give the period and the technique only, or another value that leads nowhere";
    HOLD_TRACED_CERTIFICATE = "I2-traced-certificate", Hold, PIVOT,
        "渡された証明書の公開記録で、この値が被害組織の名称につながる",
        "In the certificate log given, this value leads to a name of the victim",
        ask "証明書は攻撃者が取得したものか。被害組織の名称を含まない証明書を示せるか", "Did the attacker obtain the certificate? Is there one without the victim's name?",
        else "JA3S や応答の特徴を共有する", "Share JA3S or traits of the response";
    HOLD_TRACED_SAMPLE = "I3-traced-sample", Hold, PIVOT,
        "渡された検体の文字列で、この検体が被害組織の名称を含む",
        "By the sandbox strings given, the sample holds a name of the victim",
        ask "検体はすでに公開されている。被害組織は知っているか、開示に同意するか", "The sample is public already. Does the victim know, and does it agree?",
        else "imphash、セクションのハッシュ、コードに反応する YARA を共有する", "Share the imphash, section hashes and YARA on code";
    HOLD_NEGOTIATION = "C32-negotiation", Hold, PIVOT,
        "身代金の交渉ページであり、開けば被害組織とのやり取りが読める",
        "A page where a ransom is negotiated: who opens it reads what the victim wrote",
        ask "被害組織ごとの鍵を含むか。ホスト名だけで受領者の役に立つか", "Does it hold a key of this victim? Would the host alone help a receiver?",
        else "鍵を除いたホスト名と、身代金要求文の型を共有する", "Share the host without the key, and the form of the ransom note";
    HOLD_LEAK_POST = "C32-leak-post", Hold, PIVOT,
        "攻撃者が被害組織を名指しする暴露ページへの参照である",
        "It refers to a page on which the attacker names victims",
        ask "投稿そのものか、サイトの入口か。入口だけなら共有できるか", "Is it the post, or the site's entrance? Could the entrance alone be shared?",
        else "攻撃グループ名とサイトの入口だけを述べる", "Name the group and the site's entrance only";
    HOLD_ANNOUNCED = "I4-announced", Hold, PIVOT,
        "公表文または報道への参照であり、読めば被害組織が分かる",
        "It refers to an announcement or article: who reads it knows the victim",
        ask "この参照は被害組織を述べているか。技術資料への参照か", "Does the page name the victim, or is it a technical reference?",
        else "技術的な内容だけを書き写し、参照を付けない", "Write down what is technical and leave the reference out";
    RESTRICT_COMPROMISED = "C11-compromised", Restrict, DIRECT,
        "侵害された第三者の正規サイトまたは機器である。限られた範囲で、期間を付け、所有者への通知とともに共有する",
        "A legitimate site or device of a third party that was compromised: shared with few, with its period, and its owner is told";
    HOLD_COMPROMISED_MAIL = "C51-partner", Hold, DIRECT,
        "侵害された第三者のメールアドレスである",
        "A mail address of a compromised third party",
        ask "所有者へ通知したか。限られた相手に共有するか", "Has the owner been told? Shall it go to few recipients?",
        else "「返信型の攻撃メール」という手口だけを共有する", "Share only the technique: reply-chain hijack";
    DROP_RECIPIENT = "C50-recipient", Drop, DIRECT,
        "受信者側のメールアドレスである",
        "A mail address on the recipient's side";
    HOLD_MAIL = "C57-mail", Hold, DIRECT,
        "攻撃者のものと示されていないメールアドレスである",
        "A mail address that nothing shows to be the attacker's",
        ask "攻撃者が用意したアドレスか、個人のものか", "Did the attacker set it up, or is it a person's?",
        else "ドメイン部分だけを、攻撃者のものと確認できた場合に共有する", "Share the domain only, once it is known to be the attacker's";
    HOLD_THIRD_PARTY = "C10-unproven", Hold, DIRECT,
        "国内組織のドメインがログにだけ現れ、攻撃との関係が述べられていない",
        "A domain of a Japanese organisation that only logs name; nothing ties it to the attack",
        ask "取引先など無関係な組織か、踏み台か", "Is it an unrelated organisation such as a partner, or was it misused?",
        else "共有しない", "Leave it out";
    GENERALISE_FOLDER = "C30-folder", Generalise, DIRECT,
        "利用者のフォルダを環境変数に置き換えた",
        "The user's folder became an environment variable";
    HOLD_UNFIXED = "C44-unfixed", Hold, None,
        "修正のない脆弱性である。調整の経路で扱う",
        "A vulnerability without a fix: it belongs to coordination",
        ask "調整機関に届け出たか。公表後か", "Has it been reported to the coordinator? Is it public now?",
        else "手口の分類だけを共有する", "Share the class of technique only";
    HOLD_RARE = "C39-rare", Hold, QUASI,
        "利用者の少ない製品であり、製品名から被害組織が推測できる",
        "Few use the product: its name lets one infer the victim",
        ask "利用組織の数はいくつか", "How many organisations use it?",
        else "製品の種類だけを述べ、調整機関へ案内する", "Name the class of product only and point to the coordinator";
    DROP_BARE = "C62-bare", Drop, DERIVED,
        "被害組織や個人を示す部分を伏せると、受領者に役立つ部分が残らない",
        "Once what shows the victim or a person is masked, nothing is left that would help a receiver";
    DROP_UNLISTED = "R7-unlisted", Drop, None,
        "共有を認める規則のない種類の値である",
        "A type of value that no rule allows to leave";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_waiting_rules_ask() {
        let mut ids = std::collections::BTreeSet::new();
        for rule in ALL {
            assert!(ids.insert(rule.id), "{}", rule.id);
            assert!(!rule.reason.ja.is_empty() && !rule.reason.en.is_empty());
            let waits = matches!(rule.decision, D::Hold | D::AskVictim);
            assert_eq!(waits, !rule.question.ja.is_empty(), "{}", rule.id);
            assert_eq!(waits, !rule.alternative.en.is_empty(), "{}", rule.id);
        }
    }
}
