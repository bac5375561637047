//! What `victim.toml` may say, what is refused and where, and what follows from it.

use crate::fold::tight;
use crate::{FieldRule, IdentifierKind, Profile, Variants};

const EXAMPLE: &str = r#"
name = "蒼海電機株式会社"
aliases = ["蒼海電機", "アオミデンキ", "aomi denki", "Aomi Electric Co., Ltd.", "AEC", "AomiLink"]
domains = ["aomi-denki.co.jp", "aomidenki.onmicrosoft.com"]
networks = ["203.0.113.0/26", "2001:db8:aa::/48"]
ad_domains = ["AEC-AD", "corp.aomidenki.local"]
hostnames = ["AEC-*"]
people = ["山田太郎"]
phones = ["03-0000-0000"]
addresses = ["島根県松江市殿町1-2"]
related = ["北嶺テクノサービス", "hokurei-ts.co.jp"]   # subsidiaries, partners, customers

[context]                     # quasi-identifiers; all optional
sector = "電気機械器具製造業"
region = "島根県"
employees = 320
"#;

#[test]
fn the_example_of_the_handbook_is_read() {
    let profile = Profile::parse(EXAMPLE).unwrap();
    assert_eq!(profile.name, "蒼海電機株式会社");
    assert_eq!(profile.aliases.len(), 6);
    assert_eq!(profile.networks.len(), 2);
    assert_eq!(profile.context.employees, Some(320));
    assert_eq!(profile.related, ["北嶺テクノサービス", "hokurei-ts.co.jp"]);
}

#[test]
fn full_width_and_crlf_are_accepted() {
    let profile = Profile::parse("\u{FEFF}name = \"蒼海\"\r\ndomains = [\"ａｏｍｉ．ｃｏ．ｊｐ\"]\r\nnetworks = [\"２０３．０．１１３．０／２６\"]\r\n").unwrap();
    assert_eq!(profile.domains, ["aomi.co.jp"]);
    assert_eq!(profile.networks[0].to_string(), "203.0.113.0/26");
}

/// Text, the line of the error, a word of its reason.
const REFUSED: &[(&str, u32, &str)] = &[
    ("", 0, "empty"),
    ("# nothing\n", 0, "empty"),
    ("[context]\nsector = \"製造業\"\n", 0, "empty"),
    ("name = \"蒼海\"\nnmae = \"x\"\n", 2, "nmae"),
    ("name = \"蒼海\"\n[context]\nsize = 3\n", 3, "size"),
    ("name = \"蒼海\"\nnetworks = [\n  \"203.0.113.0/26\",\n  \"203.0.113.0/99\",\n]\n", 4, "network"),
    ("networks = [\"300.1.1.1\"]\n", 1, "network"),
    ("networks = [\"0.0.0.0/0\"]\n", 1, "wide"),
    ("name = 5\n", 1, "string"),
    ("name = \"蒼海\"\naliases = \"x\"\n", 2, "array"),
    ("name = \"蒼海\"\naliases = [1]\n", 2, "string"),
    ("name = \"蒼\"\n", 1, "one character"),
    ("name = \"株式会社\"\n", 1, "legal form"),
    ("name = \"Co., Ltd.\"\n", 1, "legal form"),
    ("name = \"\"\ndomains = [\"\"]\n", 0, "empty"),
    ("name = \"\"\ndomains = [\"aomi.co.jp\"]\n", 1, "empty"),
    ("name = \"蒼海\"\ndomains = [\"co.jp\"]\n", 2, "public suffix"),
    ("domains = [\"https://aomi.co.jp/\"]\n", 1, "domain alone"),
    ("domains = [\"gmail.com\"]\n", 1, "service"),
    ("domains = [\"aomi\"]\n", 1, "domain"),
    ("hostnames = [\"*\"]\n", 1, "every host"),
    ("hostnames = [\"A*\"]\n", 1, "every host"),
    ("phones = [\"none\"]\n", 1, "phone"),
    ("people = [\"林\"]\n", 1, "one character"),
    ("name = \"蒼海\"\n[context]\nemployees = -3\n", 3, "whole number"),
    ("name = \"蒼海\"\n[context]\nemployees = \"320\"\n", 3, "whole number"),
    ("name = 蒼海\n", 1, "TOML"),
    ("name = \"a b\"\nname = \"c d\"\n", 2, "TOML"),
];

#[test]
fn what_names_nobody_is_refused_with_its_line() {
    for (text, line, word) in REFUSED {
        let error = Profile::parse(text).expect_err(text);
        assert_eq!(error.line, *line, "{text}: {error}");
        assert!(error.reason.en.contains(word), "{text}: {error}");
        assert!(!error.reason.ja.is_ascii(), "{text}");
    }
}

fn needles(profile: &str) -> Vec<(String, IdentifierKind, FieldRule, bool)> {
    let variants = Variants::expand(&Profile::parse(profile).unwrap());
    variants
        .needles
        .iter()
        .map(|needle| (needle.tight.expose().clone(), needle.kind, needle.rule, needle.review))
        .collect()
}

#[test]
fn plain_names_become_every_form() {
    for (profile, forms) in [
        ("name = \"アオミデンキ\"", &["aomidenki", "アオミデンキ", "aomi", "aomielectric"][..]),
        ("name = \"aomi denki\"", &["aomidenki", "アオミデンキ"]),
        (
            "domains = [\"shinjuku-denki.co.jp\"]",
            &["shinjukudenki", "sinzyukudenki", "シンジユクデンキ", "shinjukudenkicojp"],
        ),
        ("name = \"㈱タカハシ精機\"", &["タカハシ精機", "takahashi", "takahasi"]),
        ("name = \"蒼海電機株式会社\"", &["蒼海電機株式会社", "蒼海電機", "蒼海"]),
        ("name = \"Aomi Electric Co., Ltd.\"", &["aomielectric", "aec"]),
        (
            "people = [\"山田太郎\"]",
            &[
                "山田太郎",
                "山田様",
                "山田課長",
                "ヤマダタロウ",
                "taroyamada",
                "yamadataro",
                "yamadatarou",
                "yamadatarōh",
                "tyamada",
                "yamadat",
            ],
        ),
        ("people = [\"Taro Yamada\"]", &["taroyamada", "yamadataro", "tyamada", "ヤマダタロ"]),
        (
            "ad_domains = [\"corp.aomidenki.local\"]",
            &["corpaomidenkilocal", "dccorpdcaomidenkidclocal", "aomidenki"],
        ),
        ("phones = [\"+81-3-0000-1234\"]", &["0300001234", "81300001234"]),
        ("addresses = [\"島根県松江市殿町1-2\"]", &["松江市殿町1丁目2番", "殿町一丁目二番地", "松江市殿町"]),
    ] {
        let found = needles(profile);
        for form in forms {
            let form = tight(&form.replace('ō', "o"));
            assert!(
                found.iter().any(|needle| needle.0 == form),
                "{profile}: {form} not in {:?}",
                found.iter().map(|needle| &needle.0).take(60).collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn short_and_ordinary_forms_must_stand_strictly() {
    for (profile, form, rule, review) in [
        ("aliases = [\"AEC\"]", "aec", FieldRule::Token, false),
        ("aliases = [\"API\"]", "api", FieldRule::Structured, true),
        ("aliases = [\"Summit\"]", "summit", FieldRule::Structured, true),
        ("aliases = [\"東京\"]", "東京", FieldRule::Token, true),
        ("aliases = [\"蒼海電機\"]", "蒼海電機", FieldRule::Substring, false),
        ("aliases = [\"蒼海電機\"]", "蒼海", FieldRule::Token, true),
        ("aliases = [\"AE\"]", "ae", FieldRule::Structured, false),
        ("aliases = [\"aomidenki\"]", "aomidenki", FieldRule::Substring, false),
    ] {
        let found = needles(profile);
        let needle = found.iter().find(|needle| needle.0 == form).unwrap_or_else(|| panic!("{form}"));
        assert_eq!((needle.2, needle.3), (rule, review), "{form}");
    }
    assert!(!needles("name = \"島根銀行\"").iter().any(|needle| needle.0 == "島根"), "a place is no name");
}

#[test]
fn many_people_do_not_crowd_out_the_organisation() {
    let surnames: Vec<String> = crate::words::surnames().take(1500).collect();
    let people: Vec<String> = surnames.iter().map(|surname| format!("\"{surname} 太郎\"")).collect();
    let profile = format!(
        "people = [{}]\nrelated = [\"北嶺テクノサービス\"]\nphones = [\"03-0000-0000\"]",
        people.join(",")
    );
    let found = needles(&profile.replace("\"林 太郎\",", ""));
    for form in ["北嶺テクノサビス", "0300000000"] {
        assert!(found.iter().any(|needle| needle.0 == form), "{form}");
    }
    for surname in surnames.iter().filter(|surname| surname.chars().count() > 1) {
        assert!(found.iter().any(|needle| needle.0 == format!("{surname}太郎")), "{surname}");
    }
    assert!(found.len() < 300_000, "{}", found.len());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(48) })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = Profile::parse(&text);
        let quoted = text.replace(['"', '\\'], "");
        if let Ok(profile) = Profile::parse(&format!("name = \"{quoted}\"\npeople = [\"{quoted}\"]\naddresses = [\"{quoted}\"]")) {
            assert!(!Variants::expand(&profile).is_empty());
        }
    }
}

#[test]
fn products_have_a_name_and_say_their_line_when_wrong() {
    let with = |products: &str| format!("name = \"蒼海電機\"\n[context]\nproducts = {products}\n");
    let profile = Profile::parse(&with("[{ name = \"Konpas SCM\", version = \"3.1\" }]")).expect("valid");
    let product = &profile.context.products[0];
    assert_eq!((product.full().as_deref(), &product.class), (Some("Konpas SCM 3.1"), &None));
    let variants = Variants::expand(&profile);
    assert!(variants.needles.iter().any(|needle| needle.form == crate::PRODUCT));
    for wrong in
        ["\"Konpas\"", "[\"Konpas\"]", "[{ version = \"3\" }]", "[{ name = \"Konpas\", maker = \"x\" }]"]
    {
        let error = Profile::parse(&with(wrong)).expect_err(wrong);
        assert_eq!(error.line, 3, "{wrong}");
    }
}

#[test]
fn autonomous_systems_stand_among_the_networks() {
    let profile = Profile::parse("networks = [\"192.0.2.0/24\", \"AS64511\", \"asn 64500\"]").unwrap();
    assert_eq!(profile.networks.len(), 1);
    assert_eq!(profile.as_numbers, [64511, 64500]);
    assert!(Profile::parse("networks = [\"AS\"]").is_err());
    assert!(!Profile::parse("networks = [\"AS64511\"]").unwrap().is_empty());
}

#[test]
fn a_name_of_one_letter_needs_its_legal_form() {
    assert!(Profile::parse("name = \"株式会社桜\"").is_ok());
    assert!(Profile::parse("name = \"桜\"").is_err());
}
