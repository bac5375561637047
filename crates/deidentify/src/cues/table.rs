//! Words around a value and what they say.

use crate::draft::{Direction, ValueRole};

/// What a cue says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fact {
    Direction(Direction),
    Phase(&'static str),
    Role(ValueRole),
}

/// Where a cue must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Before the value.
    Before,
    /// Right after the value: a particle, an arrow.
    After,
    /// Either side.
    Any,
}

/// One cue with all it says.
#[derive(Debug)]
pub(super) struct Cue {
    pub(super) word: &'static str,
    pub(super) side: Side,
    pub(super) facts: &'static [Fact],
}

/// Words after 「から」 that make it a fetch by the victim instead of an approach by the attacker.
pub(super) const FETCHES: &[&str] = &["ダウンロード", "取得", "配信", "入手", "ペイロード", "読み込", "読込"];

const OUT: Fact = Fact::Direction(Direction::Outbound);
const IN: Fact = Fact::Direction(Direction::Inbound);
const THIRD: Fact = Fact::Role(ValueRole::CompromisedThirdParty);
const SHARED: Fact = Fact::Role(ValueRole::SharedInfrastructure);
const OWNED: Fact = Fact::Role(ValueRole::AttackerOwned);
const TOOL: Fact = Fact::Role(ValueRole::AttackerTool);
const ACCESS: Fact = Fact::Phase("initial-access");
const RECON: Fact = Fact::Phase("reconnaissance");
const EXECUTE: Fact = Fact::Phase("execution");
const PERSIST: Fact = Fact::Phase("persistence");
const ESCALATE: Fact = Fact::Phase("privilege-escalation");
const EVADE: Fact = Fact::Phase("defense-evasion");
const CREDENTIAL: Fact = Fact::Phase("credential-access");
const DISCOVER: Fact = Fact::Phase("discovery");
const LATERAL: Fact = Fact::Phase("lateral-movement");
const COLLECT: Fact = Fact::Phase("collection");
const CONTROL: Fact = Fact::Phase("command-and-control");
const EXFILTRATE: Fact = Fact::Phase("exfiltration");
const IMPACT: Fact = Fact::Phase("impact");

macro_rules! cues {
    ($($side:ident $facts:tt $($word:literal)+;)*) => {
        /// All cues; each spelling stands once.
        pub(super) const CUES: &[Cue] =
            &[$($(Cue { word: $word, side: Side::$side, facts: &$facts },)+)*];
    };
}

cues! {
    Any [OUT, CONTROL, OWNED] "C2サーバ" "C2 server" "C2 servers" "C2" "C&C" "C2通信先" "command and control" "command-and-control" "指令サーバ"
        "攻撃者のサーバ" "攻撃者サーバ" "attacker's server" "attacker-controlled server" "control panel" "controller";
    Any [OUT, CONTROL] "ビーコン" "beacon" "beacons" "beaconing" "callback" "call back" "calls back" "コールバック" "heartbeat" "polls" "polling" "ポーリング"
        "不正通信先" "マルウェアの通信先";
    Before [OUT] "通信先" "接続先" "送信先" "宛先" "dst=" "dst_ip" "dst" "dest" "destination" "resolves to" "resolved to" "名前解決" "connects to" "connected to"
        "connect to" "connection to" "connections to" "communicates with" "communicated with" "communication with" "contacts" "contacted" "reaches out to" "sends to" "sent to" "posts to" "POST" "GET"
        "redirects to" "redirected to" "request to" "requests to" "traffic to" "outbound" "->" "→" "⇒";
    After [OUT] "へ通信" "に通信" "へ接続" "に接続" "へアクセス" "にアクセス" "へのアクセス" "への接続" "への通信" "との通信" "と通信" "へ送信" "に送信" "へPOST" "にPOST"
        "宛" "へ誘導" "に誘導" "へリダイレクト" "にリダイレクト" "へのDNS" "を名前解決";
    Before [OUT, EXECUTE] "downloaded from" "downloads from" "download from" "fetched from" "fetches from" "retrieved from" "pulled from" "ダウンロード元" "配信元" "配布元" "ダウンロード先"
        "payload url" "download url" "staging server" "distribution server" "hosted at" "hosted on" "ペイロードの配置先";
    Before [OUT, EXFILTRATE] "uploaded to" "uploads to" "exfiltrated to" "exfiltrates to" "exfiltration to" "アップロード先" "持ち出し先" "漏えい先" "exfil";
    After [OUT, EXFILTRATE] "へアップロード" "にアップロード" "へ持ち出" "に持ち出" "へ外部送信";
    Any [EXFILTRATE] "exfiltration" "exfiltrate" "exfiltrated" "持ち出し" "外部送信" "窃取した情報を" "窃取したデータを" "Rclone" "MEGA";
    Before [IN] "攻撃元" "送信元" "接続元" "発信元" "アクセス元" "通信元" "src=" "src_ip" "src" "source ip" "source address" "originating from" "originated from" "connections from" "connection from"
        "access from" "traffic from" "inbound" "requests from" "request from" "attacks from" "attack from" "remote address" "client ip" "Failed password for";
    After [IN] "からのアクセス" "からの接続" "からの通信" "からの攻撃" "が送信元" "を送信元";
    Before [IN, ACCESS] "ログイン元" "login from" "logins from" "logged in from" "logon from" "logons from" "brute force from" "brute-force from" "sign-in from" "Accepted password for";
    After [IN, ACCESS] "からのログイン" "からのVPN" "からの不正ログイン";
    Before [IN, RECON] "スキャン元" "scan from" "scans from" "scanning from" "scanned from" "probes from";
    After [IN, RECON] "からのスキャン" "からの探索";
    Before [IN, ACCESS] "差出人" "送信者" "sender" "from:" "Return-Path" "reply-to" "mail from" "送信元メールアドレス" "sender address";
    Any [ACCESS] "フィッシング" "標的型メール" "標的型攻撃メール" "不審メール" "不審なメール" "添付ファイル" "phishing" "spearphishing" "spear-phishing" "attachment" "attachments" "lure" "水飲み場" "watering hole" "drive-by"
        "初期侵入" "侵入経路" "侵入に" "initial access" "脆弱性を悪用" "脆弱性" "exploited" "exploiting" "exploits" "exploit" "エクスプロイト" "不正ログイン" "VPN装置" "Webシェル" "web shell" "webshell" "malspam";
    Any [RECON] "reconnaissance" "偵察" "事前調査";
    Any [EXECUTE] "実行" "起動" "executes" "executed" "execution" "runs" "launches" "launched" "spawns" "PowerShell" "rundll32" "regsvr32" "mshta" "マクロ" "macro" "ドロッパー" "dropper" "ローダー" "loader" "ダウンローダー" "downloader" "ペイロード" "payload";
    Any [PERSIST] "永続化" "永続的" "自動起動" "自動実行" "スタートアップ" "レジストリ" "サービス登録" "サービスとして登録" "タスクスケジューラ" "スケジュールタスク" "persistence" "persist" "persists" "run key" "scheduled task" "autostart" "startup folder" "crontab" "cron";
    Any [ESCALATE] "権限昇格" "privilege escalation" "UAC bypass" "UAC" "SYSTEM権限" "escalate privileges";
    Any [EVADE] "検知回避" "検知を回避" "無効化" "難読化" "偽装" "サイドロード" "ログを消去" "ログを削除" "evasion" "evade" "evades" "sideloading" "side-loading" "sideloaded" "sideloads" "disables" "obfuscated" "masquerades" "masquerading" "cleared" "process hollowing" "injects" "injected" "injection" "インジェクション";
    Any [CREDENTIAL] "認証情報" "資格情報" "クレデンシャル" "LSASS" "Mimikatz" "ダンプ" "credential" "credentials" "dumped" "dumping" "NTDS" "Kerberoasting" "パスワードスプレー" "総当たり" "ブルートフォース" "brute force" "password spraying" "keylogger" "キーロガー" "stealer";
    Any [DISCOVER] "探索" "列挙" "内部調査" "discovery" "enumerates" "enumerated" "enumeration" "AdFind" "BloodHound" "nltest" "whoami";
    Any [LATERAL] "横展開" "水平展開" "横移動" "lateral movement" "laterally" "PsExec" "リモートデスクトップ" "RDP" "WinRM" "pass-the-hash";
    Any [COLLECT] "収集" "圧縮" "collection" "archived" "compressed" "staged" "スクリーンショット" "screenshots";
    Any [IMPACT] "暗号化された" "ファイルを暗号化" "ランサムウェア" "ランサムノート" "身代金" "ransomware" "ransom note" "encrypts files" "encrypted files" "シャドウコピー" "shadow copies" "vssadmin" "wiper" "ワイパー" "マイニング" "cryptojacking";
    Any [THIRD] "改ざんされた" "改ざん" "侵害された正規" "侵害された" "乗っ取られた" "踏み台" "正規サイト" "正規のサイト" "正規のWebサイト" "不正利用された" "compromised site" "compromised website" "compromised server" "compromised host"
        "compromised WordPress" "compromised account" "compromised mail account" "compromised legitimate" "compromised" "hacked site" "hacked website" "hijacked" "legitimate site" "legitimate website" "abused relay";
    Any [SHARED] "CDN" "正規のクラウドサービス" "正規サービス" "クラウドサービス" "クラウドストレージ" "共有ホスティング" "レンタルサーバ" "パブリックDNS" "VPN出口" "公開プロキシ" "Tor出口" "Torノード" "shared hosting" "cloud storage" "cloud service" "public dns" "exit node" "tor node" "tor exit"
        "file sharing service" "ファイル共有サービス" "paste site" "legitimate service" "Cloudflare" "public resolver" "VPNサービス" "vpn provider" "ダイナミックDNS" "dynamic dns";
    Any [OWNED] "攻撃者が取得" "攻撃者が登録" "攻撃者が用意" "攻撃者の管理" "攻撃者が管理" "攻撃者のドメイン" "攻撃者のインフラ" "攻撃者インフラ" "攻撃インフラ" "attacker-controlled" "attacker controlled" "attacker-owned" "attacker infrastructure" "operator's" "operator infrastructure" "registered by the attacker" "controlled by the attacker" "actor-controlled" "偽サイト" "typosquat" "typosquatting" "phishing site" "フィッシングサイト" "偽のログイン";
    Any [TOOL] "攻撃ツール" "攻撃者のツール" "攻撃者が設置" "攻撃者が作成" "攻撃者が配置" "attacker tool" "attacker's tool" "dropped" "drops" "ドロップ" "設置され" "作成され" "配置され";
}
