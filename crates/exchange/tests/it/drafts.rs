//! Drafts that cover every kind, masked and not.

use noroshi_base::{IndicatorKind as K, Lang, Pap, Surface, Text, Tlp};
use noroshi_deidentify::draft::{Direction, Evidence, Generalised, SurfaceRisk, ValueRole};
use noroshi_deidentify::ladder::Anonymity;
use noroshi_deidentify::testkit::shareable;
use noroshi_deidentify::{Draft, Item, Statement};

/// A value that fits its kind.
pub(crate) fn sample(kind: K) -> &'static str {
    match kind {
        K::Ipv4 => "198.51.100.40",
        K::Ipv6 => "2001:db8:bad::40",
        K::Ipv4Cidr => "198.51.100.0/24",
        K::Ipv6Cidr => "2001:db8:bad::/48",
        K::Domain => "update.example.org",
        K::Url => "http://update.example.org/index.php?secue=1&pro=explorer'\"|",
        K::Email => "info@pay-notice.example.net",
        K::EmailSubject => "【重要】お支払いのご案内 | 請求書",
        K::Md5 | K::Imphash | K::SectionHash | K::Ja3 | K::Ja3s => "d41d8cd98f00b204e9800998ecf8427e",
        K::Sha1 | K::CertificateHash => "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        K::Sha224 => "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
        K::Sha256 => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        K::Sha384 => {
            "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"
        }
        K::Sha512 => {
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        }
        K::Ssdeep => {
            "96:s4Ud1Lj96tHHlZDrwciQmA+4uy1I0G4HYuL8N3TzS8QsO/wqWXLcMSx:sF1LjEtHHlZDrJzrhuyZvHYm8tKp/RWO"
        }
        K::Tlsh => "6FF02BEF718027B0160B4391212923ED7F1A463D563B1549B86CF62973B197AD2731F8",
        K::FileName => "wsvc.exe",
        K::FilePath => r"%APPDATA%\wsvc.exe",
        K::PdbPath => r"D:\work\ldr\Release\ldr.pdb",
        K::RegistryKey => r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run\wsvc",
        K::Mutex => r"Global\kg'0509",
        K::Service => "wsvc",
        K::ScheduledTask => r"\Microsoft\Windows\Update\wsvc",
        K::NamedPipe => r"\\.\pipe\kg",
        K::CommandLine => "cmd.exe /c \"vssadmin delete shadows /all\" | more",
        K::UserAgent => "Mozilla/4.0(KG)",
        K::Ja4 => "t13d1516h2_8daaf6152771_b186095e22b6",
        K::Port => "4444/tcp",
        K::Asn => "AS64500",
        K::MacAddress => "00:1B:44:11:3A:B7",
        K::CertificateSerial => "36f6b0f5c1b5",
        K::CertificateSubject => "CN=update.example.org, O=Let's Not",
        K::WalletBtc => "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        K::WalletEth => "0x00000000219ab540356cbb839cbe05303d7705fa",
        K::WalletXmr => {
            "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"
        }
        K::WalletOther => "LbTjMGN7gELw4KbeyQf6cTCq859hD18guE",
        K::Cve => "CVE-2024-3400",
        K::Jvn => "JVNVU#91234567",
        K::Jvndb => "JVNDB-2024-000001",
        K::AttackPattern => "T1566.001",
        K::Malware => "KAGELDR",
        K::ThreatActor => "BlackTech",
        K::YaraRule => "rule kg { strings: $a = \"KG\\\\0509\" condition: $a }",
        K::SigmaRule => {
            "title: kg\nlogsource:\n  product: windows\ndetection:\n  sel:\n    Image|endswith: '\\wsvc.exe'\n  condition: sel\n"
        }
        K::SuricataRule => {
            "alert http any any -> any any (msg:\"kg\"; content:\"secue=\"; sid:1000001; rev:1;)"
        }
        K::StixPattern => "[file:name = 'wsvc.exe' AND file:size > 3] WITHIN 300 SECONDS",
        K::Other => "PHPSESSID=kg",
    }
}

/// A plain item.
pub(crate) fn item(number: u32, kind: K, value: &str) -> Item {
    Item {
        number,
        kind,
        feed_type: None,
        value: shareable(value),
        masked: false,
        pattern: None,
        name: None,
        role: ValueRole::AttackerOwned,
        direction: Direction::Unknown,
        phase: None,
        ports: Vec::new(),
        first_seen: None,
        last_seen: None,
        evidence: vec![Evidence::Log],
        confidence: 70,
        to_ids: true,
        action: Text::fixed(
            "過去ログを検索し、通信があれば端末を隔離する",
            "search past logs; isolate hosts that talked",
        ),
        meaning: Text::fixed("C2との通信。感染の可能性が高い", "C2 traffic; infection is likely"),
        false_positive: Vec::new(),
        expires: None,
        tlp: Tlp::Amber,
        related: Vec::new(),
    }
}

/// Every kind: for detection, not for detection, masked, masked with a pattern.
pub(crate) fn rich() -> Draft {
    let mut items = Vec::new();
    for (at, kind) in (0_u32..).zip(K::ALL) {
        let number = at * 4 + 1;
        let mut plain = item(number, *kind, sample(*kind));
        plain.phase = (at % 3 == 0).then_some("command-and-control");
        plain.first_seen = (at % 2 == 0).then(|| "2024-05-09".into());
        plain.last_seen = (at % 4 == 0).then(|| "2024-05-10".into());
        plain.expires = (at % 5 != 0).then(|| "2024-08-09".into());
        plain.related = vec![number + 1, number + 4, 9999];
        plain.name = (*kind == K::AttackPattern).then(|| shareable("Spearphishing Attachment"));
        let mut quiet =
            item(number + 1, *kind, &format!("{}{}", sample(*kind), if at % 2 == 0 { "0" } else { "" }));
        quiet.to_ids = false;
        quiet.role = ValueRole::SharedInfrastructure;
        quiet.false_positive = vec!["List of known IPs | CDN".into()];
        let mut masked = item(number + 2, *kind, &format!("{}[TARGET-ABBR]", sample(*kind)));
        masked.masked = true;
        masked.tlp = Tlp::AmberStrict;
        let mut pattern = item(number + 3, *kind, &format!("[HOST-1].{}", sample(*kind)));
        pattern.masked = true;
        pattern.pattern = Some(shareable(r"^/[A-Z]{2,5}/(info|index)\.php\?secue='[^&]*&pro="));
        items.extend([plain, quiet, masked, pattern]);
    }
    items.extend(composites(1000));
    draft(items)
}

/// Values that came with a composite type of a feed.
fn composites(from: u32) -> Vec<Item> {
    let rows = [
        (K::Sha256, "filename|sha256", sample(K::Sha256), "=cmd.exe"),
        (K::Md5, "malware-sample", sample(K::Md5), "a.exe"),
        (K::Ipv4, "ip-src|port", "198.51.100.41", "8443"),
        (K::RegistryKey, "regkey|value", r"HKLM\Software\kg", "%APPDATA%\\x"),
        (K::Domain, "domain|ip", "c2.example.org", "198.51.100.41"),
        (K::Other, "cookie", "kg=1", ""),
        (K::Other, "no-such-type", "kg=2", ""),
        (K::FileName, "attachment", "-請求書.docx.exe", ""),
    ];
    (from..)
        .zip(rows)
        .map(|(number, (kind, feed, value, name))| {
            let mut made = item(number, kind, value);
            made.feed_type = Some(shareable(feed));
            made.name = (!name.is_empty()).then(|| shareable(name));
            made
        })
        .collect()
}

/// A draft around items.
pub(crate) fn draft(items: Vec<Item>) -> Draft {
    Draft {
        id: "5f6a7d53-1f0b-4a67-9d4e-2b8b6f1c0a11".to_owned(),
        made_on: "2024-06-01".to_owned(),
        tlp: Tlp::Amber,
        pap: Pap::Amber,
        items,
        statements: vec![
            statement(
                "8c1d2e",
                Lang::Ja,
                &[
                    "標的型メールで侵入され、KAGELDRに感染した。",
                    "# C2は http://update.example.org/ <b>である</b>",
                ],
            ),
            statement("8c1d2e", Lang::En, &["A second source may draw the same name."]),
            statement("../9f/00", Lang::En, &["The loader beacons to 198.51.100.40 every 60 s."]),
        ],
        context: Generalised {
            sector: Some(Text::fixed("製造業", "manufacturing")),
            region: Some(Text::fixed("日本", "Japan")),
            size: None,
            products: Vec::new(),
            period: Some(("2024-05-09".into(), "2024-05-10".into())),
        },
        anonymity: Anonymity::default(),
        pivots: Vec::new(),
        residual: Surface::ALL.into_iter().map(risk).collect(),
        rules_version: "1".to_owned(),
        materials: (12, 1),
    }
}

fn statement(name: &str, lang: Lang, sentences: &[&str]) -> Statement {
    Statement {
        name: name.to_owned(),
        lang,
        sentences: sentences.iter().map(|text| shareable(*text)).collect(),
    }
}

fn risk(surface: Surface) -> SurfaceRisk {
    SurfaceRisk {
        surface,
        found: u64::from(surface.number()),
        treated: u64::from(surface.number()),
        held: 0,
        remains: Text::fixed("残存する手掛かりは見つかっていません。", "No trace is known to remain."),
    }
}
