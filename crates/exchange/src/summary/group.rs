//! Kinds by what a receiver does with them.

use noroshi_base::{IndicatorKind as K, Text};

/// What a receiver does with a kind; also the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Network,
    File,
    Host,
    Mail,
    Rule,
    Vulnerability,
    Other,
}

impl Group {
    pub(super) const ALL: [Self; 7] =
        [Self::Network, Self::File, Self::Host, Self::Mail, Self::Rule, Self::Vulnerability, Self::Other];

    /// `None` for names and techniques: they have their own places on the page.
    pub(super) const fn of(kind: K) -> Option<Self> {
        Some(match kind {
            K::Malware | K::ThreatActor | K::AttackPattern => return None,
            K::Ipv4 | K::Ipv6 | K::Ipv4Cidr | K::Ipv6Cidr | K::Domain | K::Url | K::UserAgent => {
                Self::Network
            }
            K::Ja3 | K::Ja3s | K::Ja4 | K::Port | K::Asn | K::MacAddress => Self::Network,
            K::CertificateHash | K::CertificateSerial | K::CertificateSubject => Self::Network,
            K::Md5 | K::Sha1 | K::Sha224 | K::Sha256 | K::Sha384 | K::Sha512 | K::Ssdeep | K::Tlsh => {
                Self::File
            }
            K::Imphash | K::SectionHash | K::FileName | K::FilePath | K::PdbPath => Self::File,
            K::RegistryKey | K::Mutex | K::Service | K::ScheduledTask | K::NamedPipe | K::CommandLine => {
                Self::Host
            }
            K::Email | K::EmailSubject => Self::Mail,
            K::YaraRule | K::SigmaRule | K::SuricataRule | K::StixPattern => Self::Rule,
            K::Cve | K::Jvn | K::Jvndb => Self::Vulnerability,
            K::WalletBtc | K::WalletEth | K::WalletXmr | K::WalletOther | K::Other => Self::Other,
        })
    }

    pub(super) const fn label(self) -> Text {
        match self {
            Self::Network => Text::fixed("通信先", "Network"),
            Self::File => Text::fixed("ファイル", "Files"),
            Self::Host => Text::fixed("端末の痕跡", "Host traces"),
            Self::Mail => Text::fixed("メール", "Mail"),
            Self::Rule => Text::fixed("検知ルール", "Detection rules"),
            Self::Vulnerability => Text::fixed("脆弱性", "Vulnerabilities"),
            Self::Other => Text::fixed("その他", "Other"),
        }
    }

    pub(super) const fn action(self) -> Text {
        match self {
            Self::Network => Text::fixed(
                "プロキシ・DNS・ファイアウォールの過去ログを検索し、監視対象に加える",
                "search past proxy, DNS and firewall logs, and add to monitoring",
            ),
            Self::File => Text::fixed(
                "EDR・ファイルサーバー・メールゲートウェイで検索する",
                "search EDR, file servers and the mail gateway",
            ),
            Self::Host => Text::fixed(
                "端末・サーバーの痕跡（レジストリ、サービス、タスク、コマンド履歴）を検索する",
                "search hosts for the traces (registry, services, tasks, command history)",
            ),
            Self::Mail => Text::fixed(
                "受信ログを検索し、該当メールの開封・添付実行を確認する",
                "search the mail logs; check who opened the mail or ran its attachment",
            ),
            Self::Rule => {
                Text::fixed("検知ルールを試験環境で確認してから投入する", "test the rules, then deploy them")
            }
            Self::Vulnerability => Text::fixed(
                "該当製品の有無と修正の適用を確認し、未適用なら侵害の有無も調べる",
                "check for the products and their patches; if unpatched, also look for signs of compromise",
            ),
            Self::Other => Text::fixed("参考情報として保管する", "keep for reference"),
        }
    }
}
