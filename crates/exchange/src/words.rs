//! What keys are called, in both languages.

use noroshi_base::{IndicatorKind, Pap, Text, Tlp};
use noroshi_deidentify::draft::{Direction, Evidence, ValueRole};

/// Unknown is written, never left blank.
pub(crate) const UNKNOWN: Text = Text::fixed("不明", "unknown");

/// Name of a kind.
pub(crate) const fn kind(kind: IndicatorKind) -> Text {
    use IndicatorKind as K;
    match kind {
        K::Ipv4 => Text::fixed("IPv4アドレス", "IPv4 address"),
        K::Ipv6 => Text::fixed("IPv6アドレス", "IPv6 address"),
        K::Ipv4Cidr => Text::fixed("IPv4ネットワーク", "IPv4 network"),
        K::Ipv6Cidr => Text::fixed("IPv6ネットワーク", "IPv6 network"),
        K::Domain => Text::fixed("ドメイン", "domain"),
        K::Url => Text::fixed("URL", "URL"),
        K::Email => Text::fixed("メールアドレス", "e-mail address"),
        K::EmailSubject => Text::fixed("メール件名", "e-mail subject"),
        K::Md5 => Text::fixed("MD5", "MD5"),
        K::Sha1 => Text::fixed("SHA-1", "SHA-1"),
        K::Sha224 => Text::fixed("SHA-224", "SHA-224"),
        K::Sha256 => Text::fixed("SHA-256", "SHA-256"),
        K::Sha384 => Text::fixed("SHA-384", "SHA-384"),
        K::Sha512 => Text::fixed("SHA-512", "SHA-512"),
        K::Ssdeep => Text::fixed("ssdeep", "ssdeep"),
        K::Tlsh => Text::fixed("TLSH", "TLSH"),
        K::Imphash => Text::fixed("imphash", "imphash"),
        K::SectionHash => Text::fixed("セクションのハッシュ", "section hash"),
        K::FileName => Text::fixed("ファイル名", "file name"),
        K::FilePath => Text::fixed("ファイルパス", "file path"),
        K::PdbPath => Text::fixed("PDBパス", "PDB path"),
        K::RegistryKey => Text::fixed("レジストリキー", "registry key"),
        K::Mutex => Text::fixed("ミューテックス", "mutex"),
        K::Service => Text::fixed("サービス名", "service"),
        K::ScheduledTask => Text::fixed("スケジュールタスク", "scheduled task"),
        K::NamedPipe => Text::fixed("名前付きパイプ", "named pipe"),
        K::CommandLine => Text::fixed("コマンドライン", "command line"),
        K::UserAgent => Text::fixed("User-Agent", "user agent"),
        K::Ja3 => Text::fixed("JA3", "JA3"),
        K::Ja3s => Text::fixed("JA3S", "JA3S"),
        K::Ja4 => Text::fixed("JA4系", "JA4 family"),
        K::Port => Text::fixed("ポート", "port"),
        K::Asn => Text::fixed("AS番号", "AS number"),
        K::MacAddress => Text::fixed("MACアドレス", "MAC address"),
        K::CertificateHash => Text::fixed("証明書フィンガープリント", "certificate fingerprint"),
        K::CertificateSerial => Text::fixed("証明書シリアル番号", "certificate serial"),
        K::CertificateSubject => Text::fixed("証明書サブジェクト", "certificate subject"),
        K::WalletBtc => Text::fixed("ビットコインアドレス", "Bitcoin address"),
        K::WalletEth => Text::fixed("イーサリアムアドレス", "Ethereum address"),
        K::WalletXmr => Text::fixed("Moneroアドレス", "Monero address"),
        K::WalletOther => Text::fixed("暗号資産アドレス", "crypto wallet address"),
        K::Cve => Text::fixed("CVE", "CVE"),
        K::Jvn => Text::fixed("JVN", "JVN"),
        K::Jvndb => Text::fixed("JVNDB", "JVNDB"),
        K::AttackPattern => Text::fixed("ATT&CK手法", "ATT&CK technique"),
        K::Malware => Text::fixed("マルウェア", "malware"),
        K::ThreatActor => Text::fixed("攻撃グループ", "threat actor"),
        K::YaraRule => Text::fixed("YARAルール", "YARA rule"),
        K::SigmaRule => Text::fixed("Sigmaルール", "Sigma rule"),
        K::SuricataRule => Text::fixed("Suricataルール", "Suricata rule"),
        K::StixPattern => Text::fixed("STIXパターン", "STIX pattern"),
        K::Other => Text::fixed("その他の値", "other value"),
    }
}

/// Name of a role.
pub(crate) const fn role(role: ValueRole) -> Text {
    match role {
        ValueRole::AttackerOwned => Text::fixed("攻撃者の資産", "attacker's own"),
        ValueRole::CompromisedThirdParty => Text::fixed("悪用された第三者の資産", "third party's, misused"),
        ValueRole::SharedInfrastructure => Text::fixed("共用基盤", "shared infrastructure"),
        ValueRole::AttackerTool => Text::fixed("攻撃者のツール・ファイル", "attacker's tool or file"),
        ValueRole::Unknown => UNKNOWN,
    }
}

/// Stable key of a role.
pub(crate) const fn role_key(role: ValueRole) -> &'static str {
    match role {
        ValueRole::AttackerOwned => "attacker-owned",
        ValueRole::CompromisedThirdParty => "compromised-third-party",
        ValueRole::SharedInfrastructure => "shared-infrastructure",
        ValueRole::AttackerTool => "attacker-tool",
        ValueRole::Unknown => "unknown",
    }
}

/// Name of a direction.
pub(crate) const fn direction(direction: Direction) -> Text {
    match direction {
        Direction::Outbound => Text::fixed("外向き（組織→攻撃者）", "outbound (organisation to attacker)"),
        Direction::Inbound => Text::fixed("内向き（攻撃者→組織）", "inbound (attacker to organisation)"),
        Direction::Unknown => UNKNOWN,
    }
}

/// Stable key of a direction.
pub(crate) const fn direction_key(direction: Direction) -> &'static str {
    match direction {
        Direction::Outbound => "outbound",
        Direction::Inbound => "inbound",
        Direction::Unknown => "unknown",
    }
}

/// Name of a kind of evidence.
pub(crate) const fn evidence(evidence: Evidence) -> Text {
    match evidence {
        Evidence::AnalystStatement => Text::fixed("分析者の記述", "analyst's statement"),
        Evidence::Feed => Text::fixed("検知用フィード", "detection feed"),
        Evidence::Log => Text::fixed("通信・イベントログ", "traffic or event log"),
        Evidence::StaticAnalysis => Text::fixed("検体の静的解析", "static analysis of a sample"),
        Evidence::Mail => Text::fixed("メール", "mail"),
        Evidence::Rule => Text::fixed("検知ルール", "detection rule"),
        Evidence::List => Text::fixed("一覧のみ", "list only"),
    }
}

/// Stable key of a kind of evidence.
pub(crate) const fn evidence_key(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::AnalystStatement => "analyst-statement",
        Evidence::Feed => "feed",
        Evidence::Log => "log",
        Evidence::StaticAnalysis => "static-analysis",
        Evidence::Mail => "mail",
        Evidence::Rule => "rule",
        Evidence::List => "list",
    }
}

/// What TLP allows the receiver to do.
pub(crate) const fn tlp_rule(tlp: Tlp) -> Text {
    match tlp {
        Tlp::Clear => Text::fixed("再共有の制限なし", "no limit on sharing"),
        Tlp::Green => Text::fixed(
            "コミュニティ内で再共有可。公開の場への掲載は不可",
            "may be shared within the community, not on public channels",
        ),
        Tlp::Amber => Text::fixed(
            "自組織と、知る必要のある顧客まで",
            "own organisation and its clients, on a need-to-know basis",
        ),
        Tlp::AmberStrict => Text::fixed("自組織内に限る", "own organisation only"),
        Tlp::Red => Text::fixed("受領者本人に限る", "the individual recipients only"),
    }
}

/// What PAP allows the receiver to do.
pub(crate) const fn pap_rule(pap: Pap) -> Text {
    match pap {
        Pap::Clear => Text::fixed("利用の制限なし", "no limit on use"),
        Pap::Green => Text::fixed("遮断など能動的な対応も可", "active measures such as blocking are allowed"),
        Pap::Amber => Text::fixed(
            "第三者サービスでの受動的な照会まで。攻撃者の資産への接続・走査は不可",
            "passive look-ups at third parties only; never touch the attacker's infrastructure",
        ),
        Pap::Red => Text::fixed(
            "自組織のログの検索など、攻撃者に見えない行為に限る",
            "only what the attacker cannot see, such as searching own logs",
        ),
    }
}

/// Tag and label form of TLP, such as `tlp:amber`.
pub(crate) fn tlp_tag(tlp: Tlp) -> String {
    format!("tlp:{}", tlp.label().to_ascii_lowercase())
}
