//! The embedded tables against values anybody can check.

use std::collections::HashSet;

use noroshi_reference::{ListClass, NameKind, Reference};

fn reference() -> &'static Reference {
    Reference::embedded()
}

#[test]
fn techniques_are_known_by_id() {
    let known = [
        ("T1059.001", "PowerShell", "execution"),
        ("T1071.001", "Web Protocols", "command-and-control"),
        ("t1566.001", "Spearphishing Attachment", "initial-access"),
        ("T1486", "Data Encrypted for Impact", "impact"),
        ("T0813", "Denial of Control", "impact"),
    ];
    for (id, name, tactic) in known {
        assert_eq!(reference().technique_name(id), Some(name));
        assert!(reference().technique_tactics(id).contains(&tactic), "{id}");
    }
    for id in ["T9999", "T1059.999", "", "T1059.001x", "S0154"] {
        assert_eq!(reference().technique_name(id), None, "{id}");
    }
}

#[test]
fn withdrawn_techniques_are_known_but_not_listed() {
    let revoked = reference().technique("T1086").expect("PowerShell was T1086 once");
    assert!(revoked.revoked && !revoked.is_current());
    assert_eq!(revoked.successor, Some("T1059.001"));
    let listed: HashSet<&str> = reference().techniques().map(|(id, _)| id).collect();
    assert!(listed.len() > 800 && !listed.contains("T1086") && listed.contains("T1059.001"));
    assert!(reference().technique("T1059.001").is_some_and(|technique| technique.ambiguous), "one word");
    assert!(
        reference().technique("T1566.001").is_some_and(|technique| technique.ambiguous),
        "also T1598.002"
    );
    assert!(reference().technique("T1486").is_some_and(|technique| !technique.ambiguous));
}

#[test]
fn names_lead_to_their_cluster() {
    let known = [
        ("PlugX", "PlugX", NameKind::Malware, "S0013"),
        ("korplug", "PlugX", NameKind::Malware, "S0013"),
        ("Mimikatz", "Mimikatz", NameKind::Tool, "S0002"),
        ("APT28", "APT28", NameKind::Actor, "G0007"),
        ("Fancy Bear", "APT28", NameKind::Actor, "G0007"),
        ("Lazarus Group", "Lazarus Group", NameKind::Actor, "G0032"),
        ("Forest Blizzard", "APT28", NameKind::Actor, "G0007"),
        ("Lodeinfo", "LODEINFO", NameKind::Malware, "S9020"),
    ];
    for (name, canonical, kind, id) in known {
        let found = reference().galaxy_name(name).expect(name);
        assert_eq!((found.canonical, found.kind, found.ambiguous), (canonical, kind, false), "{name}");
        assert!(found.attack_id == id || name == "Lodeinfo", "{name}: {}", found.attack_id);
    }
}

#[test]
fn everyday_names_are_marked() {
    for name in [
        "Silence",
        "Play",
        "Royal",
        "Snake",
        "Ping",
        "at",
        "Cuba",
        "Python",
        "TeamViewer",
        "Net",
        "GOLD",
        "Cobalt",
    ] {
        assert!(reference().galaxy_name(name).is_some_and(|found| found.ambiguous), "{name}");
    }
    for name in [
        "Emotet",
        "Cobalt Strike",
        "LockBit",
        "Poison Ivy",
        "Volt Typhoon",
        "TrickBot",
        "QakBot",
        "Sea Turtle",
    ] {
        assert!(reference().galaxy_name(name).is_some_and(|found| !found.ambiguous), "{name}");
    }
    assert!(reference().malware_names().count() > 4000);
    assert!(reference().actor_names().count() > 2000);
}

#[test]
fn values_are_found_in_their_lists() {
    let known = [
        ("8.8.8.8", ListClass::PublicDns),
        ("8.8.8.8:53", ListClass::PublicDns),
        ("2001:4860:4860::8888", ListClass::PublicDns),
        ("google.com", ListClass::TopSite),
        ("GOOGLE.COM.", ListClass::TopSite),
        ("https://www.google.com:443/search?q=x", ListClass::TopSite),
        ("http://8.8.8.8/x", ListClass::PublicDns),
        ("192.168.10.4", ListClass::Reserved),
        ("10.1.0.0/16", ListClass::Reserved),
        ("::ffff:10.0.0.1", ListClass::Reserved),
        ("2001:db8::1", ListClass::Reserved),
        ("104.16.1.1", ListClass::Cdn),
        ("d41d8cd98f00b204e9800998ecf8427e", ListClass::KnownFile),
        ("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", ListClass::KnownFile),
        ("evil.duckdns.org", ListClass::DynamicDns),
        ("bit.ly", ListClass::UrlShortener),
        ("someone@mailinator.com", ListClass::DisposableMail),
        (r"C:\Windows\System32\svchost.exe", ListClass::FileName),
        ("RUNDLL32.EXE", ListClass::FileName),
        ("u-tokyo.ac.jp", ListClass::Organisation),
    ];
    for (value, class) in known {
        let hits = reference().warninglist_hits(value);
        assert!(hits.iter().any(|list| list.class == class), "{value}: {hits:?}");
        assert_eq!(hits.len(), reference().warninglists(value).len());
    }
}

#[test]
fn strangers_are_in_no_list() {
    let strangers = [
        "",
        " ",
        ".",
        "@",
        "://",
        "com",
        "a-name-nobody-has-registered.example",
        "0123456789abcdef0123456789abcdef",
        "ldr.exe",
        r"C:\Users\Public\ldr.exe",
        "999.8.8.8",
        "10.0.0.0/99999",
        "é",
        "\u{3042}.jp",
    ];
    for value in strangers {
        assert_eq!(reference().warninglists(value), Vec::<&str>::new(), "{value:?}");
    }
    assert!(reference().warninglists(&"a.".repeat(100_000)).is_empty());
    assert!(reference().warninglists("0.0.0.0/0").is_empty(), "a network larger than any listed");
}

#[test]
fn every_secret_rule_compiles_and_has_its_group() {
    let rules = reference().secret_rules();
    assert!(rules.len() > 400);
    let mut ids = HashSet::new();
    for rule in rules {
        let pattern = regex::Regex::new(&rule.pattern).expect(&rule.id);
        assert!(rule.group < pattern.captures_len(), "{}", rule.id);
        assert!(rule.keywords.iter().all(|word| *word == word.to_lowercase()), "{}", rule.id);
        assert!(ids.insert(&rule.id), "{} twice", rule.id);
    }
}

#[test]
fn secret_rules_find_secrets() {
    let secrets = [
        ("github-pat", "token: ghp_9wGQk2vB7Lx4Zr8TnD5sYcV1mJ6hAa0pQeR3"),
        ("aws-access-token", "AKIAQYLPMN5HHHFPZAM2"),
        (
            "private-key",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy0AHB7MhgHcTz6sE2I2yPB\naFDrBz9vFqU4yKAMYvgVf4fnzEJDQYpmfPsTPXh+ttCTdaCFUzbgPqcGBVqgGJQd\n-----END RSA PRIVATE KEY-----",
        ),
    ];
    for (id, text) in secrets {
        let rule = reference().secret_rules().iter().find(|rule| rule.id == id).expect(id);
        assert!(regex::Regex::new(&rule.pattern).expect(id).is_match(text), "{id}");
        let lower = text.to_lowercase();
        assert!(
            rule.keywords.is_empty() || rule.keywords.iter().any(|word| lower.contains(word.as_str())),
            "{id}"
        );
    }
}

#[test]
fn vendors_are_known_in_any_dress() {
    for name in [
        "JPCERT/CC",
        "jpcert/cc",
        "IPA",
        "株式会社ラック",
        "トレンドマイクロ株式会社",
        "Trend Micro Inc.",
        "TREND MICRO",
        "Microsoft Corporation",
        "ESET",
        "経済産業省",
        "Palo Alto Networks, Inc.",
        "NISC",
    ] {
        assert!(reference().is_security_vendor(name), "{name}");
    }
    for name in ["蒼海電機株式会社", "Aomi Electric Co., Ltd.", "", "株式会社", "Inc.", "山田太郎"]
    {
        assert!(!reference().is_security_vendor(name), "{name}");
    }
}

#[test]
fn tables_say_where_they_come_from() {
    let sources = reference().sources();
    assert_eq!(sources.len(), 5);
    for source in sources {
        assert!(
            !source.source.is_empty() && !source.version.is_empty() && !source.licence.is_empty(),
            "{source:?}"
        );
        let mitre = source.source.contains("ATT&CK");
        assert_eq!(mitre, source.notice.contains("MITRE"), "{source:?}");
    }
}

/// Folder of the source files, where this machine has them.
fn shared() -> Option<std::path::PathBuf> {
    let folder = std::env::var_os("NOROSHI_SHARED")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").into(), Into::into);
    let folder: std::path::PathBuf = folder;
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "the source files are missing");
    println!("skipped: no source files");
    None
}

/// Values of a warninglist file as published.
fn published(path: &std::path::Path) -> Vec<String> {
    let bytes = std::fs::read(path).expect("listed file");
    let mut text = Vec::new();
    let mut unpacked = flate2::read::GzDecoder::new(bytes.as_slice());
    let json = if path.extension().is_some_and(|end| end == "gz") {
        std::io::Read::read_to_end(&mut unpacked, &mut text).expect("gzip");
        text
    } else {
        bytes
    };
    let list: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let values = list["list"].as_array().into_iter().flatten();
    values.filter_map(|value| value.as_str().map(String::from)).collect()
}

#[test]
fn every_published_value_is_found_again() {
    let Some(folder) = shared() else { return };
    let (mut asked, mut missed) = (0_u32, Vec::new());
    for list in reference().all_warninglists() {
        let plain = folder.join(format!("warninglists/{}.json", list.id));
        let path = if plain.exists() { plain } else { plain.with_extension("json.gz") };
        if !path.exists() {
            assert_eq!(list.id, "common-file-names");
            continue;
        }
        let mail = list.class == ListClass::DisposableMail;
        for value in published(&path).iter().step_by(7) {
            let value =
                if mail { format!("x@{value}") } else { value.trim_start_matches(['*', '.']).to_owned() };
            asked += 1;
            if !reference().warninglist_hits(&value).iter().any(|hit| hit.id == list.id) {
                missed.push(format!("{}: {value}", list.id));
            }
        }
    }
    assert!(asked > 40_000 && missed.len() < 100, "{asked} asked, {} missed: {missed:?}", missed.len());
}

#[test]
fn keywords_stand_in_every_match() {
    let Some(folder) = shared() else { return };
    let (mut files, mut matches) = (0, 0);
    for rule in reference().secret_rules() {
        let Some(service) = rule.id.strip_prefix("kingfisher.").and_then(|rest| rest.split('.').next())
        else {
            continue;
        };
        let path = folder.join(format!("secret-rules/kingfisher/{service}.yml"));
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        files += 1;
        let pattern = regex::Regex::new(&rule.pattern).expect(&rule.id);
        for found in pattern.find_iter(&text) {
            let lower = found.as_str().to_lowercase();
            assert!(rule.keywords.iter().any(|word| lower.contains(word.as_str())), "{}", rule.id);
            matches += 1;
        }
    }
    assert!(files > 200 && matches > 150, "{files} files, {matches} matches");
}

proptest::proptest! {
    #[test]
    fn any_value_is_looked_up(value in "\\PC{0,60}") {
        let _ = reference().warninglist_hits(&value);
        let _ = reference().is_security_vendor(&value);
        let _ = reference().technique(&value);
        let _ = reference().galaxy_name(&value);
    }

    #[test]
    fn any_address_is_looked_up(bits in proptest::prelude::any::<u128>(), length in 0_u32..140, four in proptest::prelude::any::<bool>()) {
        let address: std::net::IpAddr = if four {
            std::net::Ipv4Addr::from(bits as u32).into()
        } else {
            std::net::Ipv6Addr::from(bits).into()
        };
        let _ = reference().warninglist_hits(&address.to_string());
        let _ = reference().warninglist_hits(&format!("{address}/{length}"));
        let _ = reference().warninglist_hits(&format!("https://[{address}]:8443/x"));
    }
}
