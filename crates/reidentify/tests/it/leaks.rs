//! One leak of every channel, left in on purpose: each is found, named, quoted and placed.

use noroshi_base::Surface;
use noroshi_reidentify::Channel;

use crate::support::{Setup, named, standing};

const PROSE: &str = "summary.ja.md";

#[test]
fn a_package_of_somebody_else_points_nowhere() {
    let report = Setup::new().run();
    let victim = standing(&report);
    assert!(!report.refused && victim.posterior < 0.02, "{victim:#?}");
    let names = victim.evidence.iter().filter(|piece| {
        matches!(
            piece.channel,
            Channel::DirectForm | Channel::DerivedForm | Channel::DerivedId | Channel::Digest
        )
    });
    assert_eq!(names.count(), 0, "{:#?}", victim.evidence);
}

#[test]
fn a_name_a_domain_and_an_address() {
    for (file, line, seen) in [
        (PROSE, "蒼海電機の端末で確認した。", "蒼海電機"),
        ("indicators.csv", "9,x,domain,ドメイン,vpn[.]aomi-denki[.]co[.]jp,false", "aomi-denki[.]co[.]jp"),
        ("summary.en.md", "Aomi Electric Co., Ltd. was asked.", "Aomi Electric"),
        ("event.json", "{\"value\":\"203.0.113.5\"}", "203.0.113.5"),
        ("bundle.json", "{\"value\":\"2001:db8:aa::17\"}", "2001:db8:aa::17"),
    ] {
        let report = Setup::new().plant(file, line).run();
        let piece = named(&report, Channel::DirectForm, file, seen);
        assert_eq!(piece.surface, Surface::Direct);
        assert!(piece.bits > 2.0 && !piece.place.is_empty(), "{piece:#?}");
        let victim = standing(&report);
        assert_eq!((victim.rank, victim.tied, report.refused), (1, 1, true), "{line}: {victim:#?}");
    }
}

#[test]
fn a_short_abbreviation_counts_in_a_structured_field_only() {
    let report = Setup::new().plant(PROSE, "- \\\\AEC-KYOTO\\share").run();
    named(&report, Channel::DirectForm, PROSE, "AEC");
    assert!(!report.refused, "three letters alone accuse nobody");
    let report = Setup::new().plant(PROSE, "The AEC said so, aec.").run();
    let evidence = &standing(&report).evidence;
    assert!(!evidence.iter().any(|piece| piece.channel == Channel::DirectForm), "{evidence:#?}");
}

#[test]
fn a_rare_word_of_the_description() {
    let setup = Setup::new().known(|victim| victim.about = "島根で製糸自動繰糸機を作る".into());
    let report = setup.plant(PROSE, "攻撃者は製糸自動繰糸機の図面を探した。").run();
    let piece = named(&report, Channel::RareToken, PROSE, "製糸自動繰糸機");
    assert_eq!((piece.shared_by, piece.surface), (1, Surface::Pivot));
    assert_eq!(standing(&report).rank, 1);
}

#[test]
fn public_data_that_leads_to_the_victim() {
    for (data, value) in [
        ("rrname,rdata,time_first\nvpn.aomi-denki.co.jp,45.32.13.180,2024-05-01\n", "45.32.13.180"),
        ("rrname,rdata\nc2.evil-example.com,203.0.113.9\n", "c2.evil-example.com"),
        ("name_value,serial_number\n\"mail.aomi-denki.co.jp\",03ab77cd19\n", "03ab77cd19"),
        (
            "sha256,strings\n081beb6b2ec0751301661427527fc387475605a1472a9305941faf7a78395a70,prx01 aomidenki.local\n",
            "081beb6b2ec0",
        ),
    ] {
        let key = data.split(['\n', ',']).find(|part| part.contains(value)).unwrap_or(value);
        let report = Setup::new().public(data).plant("indicators.csv", &format!("9,x,{key},y")).run();
        let piece = named(&report, Channel::PublicData, "indicators.csv", value);
        assert_eq!(piece.surface, Surface::Pivot);
        assert_eq!(standing(&report).rank, 1, "{data}");
    }
}

#[test]
fn the_length_of_a_mask() {
    for (line, seen) in [
        ("****株式会社の端末", "****"),
        ("**********.co.jp へ送信", "**********"),
        ("社名は「███████████████████████」。", "███████████████████████"),
    ] {
        let report = Setup::new().plant(PROSE, line).run();
        let piece = named(&report, Channel::ResidualLength, PROSE, seen);
        assert!(piece.bits > 0.2 && piece.surface == Surface::Metadata, "{piece:#?}");
    }
}

#[test]
fn sorted_pseudonyms_around_the_victim() {
    let mut setup = Setup::new();
    // The place of the victim in the alphabet of the list decides which of twenty sorted names is its own.
    let mut names: Vec<String> = setup.candidates.list.iter().map(|one| one.name().to_owned()).collect();
    names.sort_by_key(|name| noroshi_profile::fold::fold(name));
    let place = names.iter().position(|name| name == "蒼海電機株式会社").expect("it is in the list");
    let number = 1 + place * 20 / names.len();
    let mut all: Vec<usize> = (1..=20).collect();
    all.rotate_left(7);
    let text: Vec<String> = all.iter().map(|number| format!("[ORG-{number}]")).collect();
    setup = setup.plant(PROSE, &text.join("と")).plant(PROSE, &format!("標的は[ORG-{number}]である。"));
    let report = setup.run();
    let piece = named(&report, Channel::PseudonymOrder, PROSE, &format!("[ORG-{number}]"));
    assert!(piece.bits > 0.5, "{piece:#?}");
}

#[test]
fn numbers_that_are_also_known() {
    let report = Setup::new().plant(PROSE, "全従業員320名の端末を調べた。").run();
    named(&report, Channel::Count, PROSE, "320");
    let hosts: Vec<String> = (1..=37).map(|number| format!("[HOST-{number}]")).collect();
    let setup = Setup::new().known(|victim| victim.hosts = Some(37));
    let report = setup.plant(PROSE, &hosts.join(" ")).run();
    named(&report, Channel::Count, "*", "37 × [HOST-n]");
}

#[test]
fn language_and_time() {
    let setup = || {
        Setup::new().known(|victim| {
            victim.time_zone = "+07:00".into();
            victim.language = "th".into();
        })
    };
    for (line, seen) in [
        ("2024-05-09T02:13:07+07:00 に接続", "02:13:07+07:00"),
        ("TimeZone: SE Asia Standard Time", "SE Asia Standard Time"),
        ("keyboard 0000041e", "0000041e"),
        ("charset=windows-874", "windows-874"),
    ] {
        let report = setup().plant(PROSE, line).run();
        named(&report, Channel::LanguageTime, PROSE, seen);
        assert_eq!(standing(&report).rank, 1, "{line}");
    }
    let times: Vec<String> =
        (0..40).map(|i| format!("2024-05-{:02}T{:02}:12:01Z", 1 + i % 28, 1 + i % 9)).collect();
    let report = setup().plant(PROSE, &times.join("\n")).run();
    assert!(
        report.traces.iter().chain(&standing(&report).evidence).any(|piece| piece.place == "times"),
        "working hours are noticed"
    );
    // Where everybody keeps the same time, the trace is told but accuses nobody.
    let report = Setup::new().plant(PROSE, "2024-05-09T02:13:07+09:00").run();
    assert!(report.traces.iter().any(|piece| piece.channel == Channel::LanguageTime), "{:#?}", report.traces);
}

#[test]
fn quasi_identifiers_meet() {
    let context = "\"context\": {\n    \"sector\": {\"ja\": \"電気機械器具製造業\"}, \"region\": {\"ja\": \"島根県\"}, \
                   \"size\": {\"ja\": \"従業員約320名\"},";
    let report = Setup::new().replace("manifest.json", "\"context\": {", context).run();
    for seen in ["電気機械器具製造業", "島根県", "従業員約"] {
        let piece = named(&report, Channel::QuasiIdentifier, "manifest.json", seen);
        assert_eq!(piece.surface, Surface::Quasi);
    }
    let victim = standing(&report);
    assert!(victim.rank == 1 && report.refused, "{victim:#?}");
}

#[test]
fn an_announcement_near_the_dates() {
    let context = "\"context\": {\n    \"period\": [\"2024-05-09\", \"2024-05-12\"],";
    let data = "date,title\n2024-05-20,蒼海電機株式会社 不正アクセスに関するお知らせ\n2023-01-10,別の会社\n";
    let report = Setup::new().public(data).replace("manifest.json", "\"context\": {", context).run();
    let piece = named(&report, Channel::QuasiIdentifier, "manifest.json", "2024-05-09");
    assert!(piece.why.ja.contains("公表") && piece.bits > 3.0, "{piece:#?}");
}

#[test]
fn ids_and_digests_of_names() {
    use sha2::Digest;
    let stix = uuid::Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let v5 = |space: &uuid::Uuid, name: &str| uuid::Uuid::new_v5(space, name.as_bytes());
    let leaks = [
        (Channel::DerivedId, format!("domain-name--{}", v5(&stix, "{\"value\":\"vpn.aomi-denki.co.jp\"}"))),
        (Channel::DerivedId, format!("ipv4-addr--{}", v5(&stix, "{\"value\":\"203.0.113.7\"}"))),
        (Channel::DerivedId, format!("identity--{}", v5(&uuid::Uuid::NAMESPACE_DNS, "aomi-denki.co.jp"))),
        (Channel::Digest, hex(&sha2::Sha256::digest("mail.aomi-denki.co.jp"))),
        (Channel::Digest, hex(&sha1::Sha1::digest("AEC-DC01"))),
        (Channel::Digest, hex(&md5::Md5::digest("蒼海電機株式会社"))),
    ];
    for (channel, value) in leaks {
        let report = Setup::new().plant("bundle.json", &format!("{{\"id\":\"{value}\"}}")).run();
        let piece = named(&report, channel, "bundle.json", &value[..30]);
        assert!(piece.why.en.contains("computed from"), "{piece:#?}");
        assert_eq!((standing(&report).rank, report.refused), (1, true), "{value}");
    }
}
