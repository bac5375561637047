//! The profile of the handbook's example against every form people and programs give it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use noroshi_base::Limits;
use noroshi_profile::{Profile, Variants};
use noroshi_read::Role;

use super::{Matcher, Scratch};
use crate::{Finding, Strength, What};

pub(super) const EXAMPLE: &str = r#"
name = "蒼海電機株式会社"
aliases = ["蒼海電機", "アオミデンキ", "aomi denki", "Aomi Electric Co., Ltd.", "AEC", "AomiLink"]
domains = ["aomi-denki.co.jp", "aomidenki.onmicrosoft.com"]
networks = ["203.0.113.0/26", "2001:db8:aa::/48"]
ad_domains = ["AEC-AD", "corp.aomidenki.local"]
hostnames = ["AEC-*"]
people = ["山田太郎"]
phones = ["03-0000-0000"]
addresses = ["島根県松江市殿町1-2"]
related = ["北嶺テクノサービス", "hokurei-ts.co.jp"]
[context]
sector = "電気機械器具製造業"
region = "島根県"
employees = 320
"#;

pub(super) fn matcher(profile: &str) -> Matcher {
    let profile = Profile::parse(profile).unwrap();
    Matcher::new(&Variants::expand(&profile), &Limits::default())
}

pub(super) fn look(matcher: &Matcher, text: &str) -> Vec<Finding> {
    let mut out = Vec::new();
    matcher.text(text, &Role::Prose, &mut Scratch::default(), &mut out);
    for finding in &out {
        assert!(text.get(finding.span.clone()).is_some(), "span at char boundaries");
    }
    out
}

fn strength(finding: &Finding) -> Strength {
    match &finding.what {
        What::Identifier(identifier) => identifier.strength,
        What::Indicator(_) => unreachable!(),
    }
}

/// Text, then the part that must be covered.
const FOUND: &[(&str, &str)] = &[
    ("5月に蒼海電機株式会社が", "蒼海電機株式会社"),
    ("株式会社蒼海電機の", "株式会社蒼海電機"),
    ("㈱蒼海電機", "㈱蒼海電機"),
    ("蒼海電機様", "蒼海電機"),
    ("蒼海\n電機", "蒼海\n電機"),
    ("> 蒼海\r\n> 電機", "蒼海\r\n> 電機"),
    ("蒼　海　電　機", "蒼　海　電　機"),
    ("蒼\u{200B}海電機", "蒼\u{200B}海電機"),
    ("**蒼海**電機", "蒼海**電機"),
    ("蒼海の社員", "蒼海"),
    ("ｱｵﾐﾃﾞﾝｷの", "ｱｵﾐﾃﾞﾝｷ"),
    ("あおみでんき", "あおみでんき"),
    ("アオミ デンキ", "アオミ デンキ"),
    ("AOMI DENKI K.K.", "AOMI DENKI"),
    ("see aomi_denki here", "aomi_denki"),
    ("ＡＯＭＩ－ＤＥＮＫＩ", "ＡＯＭＩ－ＤＥＮＫＩ"),
    ("login.aomidenki-support.example.net", "aomidenki"),
    ("a0midenki.example", "a0midenki"),
    ("aornidenki.example", "aornidenki"),
    ("aomidemki.example.org", "aomidemki"),
    ("аоmidеnki.example", "аоmidеnki"),
    ("Aomi Electric Co., Ltd.", "Aomi Electric"),
    ("aomi-electric-vpn", "aomi-electric"),
    ("the AEC network", "AEC"),
    ("ＡＥＣの", "ＡＥＣ"),
    ("http://update.example.org/AEC/index.php", "AEC"),
    ("aec.cdn-sync.example.net", "aec"),
    ("aec01.example.net:443", "aec"),
    ("C:\\targets\\aec\\ldr.pdb", "aec"),
    ("aecvpn.example.net", "aecvpn"),
    ("AEC-PC0231 logged on", "AEC-PC0231"),
    ("user@AEC-AD", "AEC-AD"),
    ("AEC-AD\\t.sato", "AEC-AD"),
    ("prx01.corp.aomidenki.local:8080", "prx01.corp.aomidenki.local"),
    ("DC=corp,DC=aomidenki,DC=local", "DC=corp,DC=aomidenki,DC=local"),
    ("to t.sato@aomi-denki.co.jp;", "t.sato@aomi-denki.co.jp"),
    ("mx1[.]aomi-denki[.]co[.]jp", "mx1[.]aomi-denki[.]co[.]jp"),
    ("aomidenki-my.sharepoint.com", "aomidenki"),
    ("src=203.0.113.14 dst=198.51.100.7", "203.0.113.14"),
    ("203[.]0[.]113[.]14", "203[.]0[.]113[.]14"),
    ("2001:DB8:AA:0::15", "2001:DB8:AA:0::15"),
    ("山田太郎が", "山田太郎"),
    ("山田　太郎", "山田　太郎"),
    ("山田様", "山田様"),
    ("山田課長", "山田課長"),
    ("ヤマダ タロウ", "ヤマダ タロウ"),
    ("Taro Yamada", "Taro Yamada"),
    ("YAMADA, Taroh", "YAMADA, Taroh"),
    ("user t.yamada logged", "t.yamada"),
    ("C:\\Users\\tyamada\\a", "tyamada"),
    ("/home/yamada-t/", "yamada-t"),
    ("yamada_taro", "yamada_taro"),
    ("TEL 03-0000-0000", "03-0000-0000"),
    ("(03) 0000 0000", "03) 0000 0000"),
    ("+81-3-0000-0000", "81-3-0000-0000"),
    ("０３（００００）００００", "０３（００００）００００"),
    ("島根県松江市殿町１丁目２番地", "島根県松江市殿町１丁目２番地"),
    ("松江市殿町1-2", "松江市殿町1-2"),
    ("松江市殿町一丁目二番", "松江市殿町一丁目二番"),
    ("北嶺テクノサービス㈱", "北嶺テクノサービス"),
    ("ftp.hokurei-ts.co.jp", "ftp.hokurei-ts.co.jp"),
    ("従業員320名の電気機械器具製造業", "320名"),
    ("電気機械器具製造業", "電気機械器具製造業"),
    ("https://x.example/?q=%E8%92%BC%E6%B5%B7%E9%9B%BB%E6%A9%9F", "%E8%92%BC%E6%B5%B7%E9%9B%BB%E6%A9%9F"),
    ("\\u84bc\\u6d77\\u96fb\\u6a5f", "84bc\\u6d77\\u96fb\\u6a5f"),
    ("&#33980;&#28023;&#38651;&#27231;", "33980;&#28023;&#38651;&#27231"),
    ("6d72 616f6d6964656e6b69", "616f6d6964656e6b69"),
    ("\\x61\\x6f\\x6d\\x69\\x64\\x65\\x6e\\x6b\\x69", "61\\x6f"),
    ("%61%6f%6d%69%64%65%6e%6b%69", "%6f%6d"),
    ("iknedimoa.example", "iknedimoa"),
    ("nbzvqraxv", "nbzvqraxv"),
];

#[test]
fn every_form_is_found() {
    let matcher = matcher(EXAMPLE);
    let mut missed = Vec::new();
    for (text, part) in FOUND {
        let at = text.find(part).unwrap();
        let covered = look(&matcher, text)
            .iter()
            .any(|finding| finding.span.start <= at && at + part.len() <= finding.span.end);
        if !covered {
            missed.push((text, part, look(&matcher, text)));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// Texts that speak of somebody else.
const NOT_FOUND: &[&str] = &[
    "ahiru-cdn.example.org and sahil.example.net",
    "aerospace and aecidium.example.net",
    "198.51.100.77:8443 and 203.0.113.201",
    "2001:db8:ff::9",
    "D:\\work\\Pjt_Kage\\rel\\ldr.pdb",
    "the special recipe of security research",
    "青海、電機メーカー",
    "山田町の山田電機",
    "殿町12-3",
    "03-0000-00001",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
    "日本国内の電機メーカー",
];

#[test]
fn others_are_left_alone() {
    let matcher = matcher(EXAMPLE);
    for text in NOT_FOUND {
        let found: Vec<Finding> = look(&matcher, text)
            .into_iter()
            .filter(|finding| strength(finding) == Strength::Certain)
            .collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn base64_is_found_at_every_alignment_and_in_every_encoding() {
    let matcher = matcher(EXAMPLE);
    for name in ["蒼海電機", "aomidenki", "AOMIDENKI", "aomi-denki.co.jp", "アオミデンキ", "山田太郎"]
    {
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(name);
        for bytes in [name.as_bytes().to_vec(), utf16, sjis.into_owned()] {
            for before in ["", "x", "xy"] {
                let data = STANDARD.encode([before.as_bytes(), &bytes, b"and more"].concat());
                assert!(!look(&matcher, &format!("data={data};")).is_empty(), "{name} {before}");
                let hex: String = bytes.iter().map(|byte| format!("{byte:02X} ")).collect();
                assert!(!look(&matcher, &hex).is_empty(), "{name} as hex");
            }
        }
    }
}

#[test]
fn bytes_show_names_in_any_encoding_and_under_any_key() {
    let matcher = matcher(EXAMPLE);
    for name in ["蒼海電機", "aomidenki", "prx01.corp.aomidenki.local"] {
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(name);
        let (euc, _, _) = encoding_rs::EUC_JP.encode(name);
        for bytes in [name.as_bytes().to_vec(), utf16, sjis.into_owned(), euc.into_owned()] {
            for key in 0..=255_u8 {
                let mut data: Vec<u8> = vec![0x4D, 0x5A, 0xFF, 0x00, 0x90];
                data.extend(bytes.iter().map(|byte| byte ^ key));
                data.extend([0xFE, 0x01, 0x00]);
                let mut out = Vec::new();
                matcher.raw(&data, &mut out);
                assert!(!out.is_empty(), "{name} under {key}");
            }
        }
    }
}

#[test]
fn joined_words_are_found_under_base64() {
    let matcher = matcher(EXAMPLE);
    for text in ["xaomi-denki", "aomi-denki", "xyaomi-denki", "xaomi_denki", "xAomi-Denki", "xaomi denki"] {
        let data = STANDARD.encode(text);
        assert!(
            !look(&matcher, &data).is_empty(),
            "{text} {data}: {:?}",
            super::forms::spellings(&matcher.variants.needles[3])
        );
    }
}

#[test]
fn names_of_rare_kinds_are_found() {
    for (profile, texts) in [
        (
            "name = \"テイ&ケイ株式会社\"",
            &["実行時にテイ&ケイグループという", "テイ＆ケイ様", "テイアンドケイの"][..],
        ),
        ("name = \"JT通商株式会社\"", &["JT 通商の端末", "ＪＴ通商"]),
        ("name = \"みらい株式会社\"", &["実行時にみらいという文字列"]),
        ("name = \"株式会社桜\"", &["株式会社桜の端末", "㈱桜"]),
        ("name = \"X社\"\nnetworks = [\"AS64511\"]", &["from AS64511,", "AS 64511 (JP)", "ASN64511"]),
        ("people = [\"加藤花子\"]", &["signed by H. Kato on Monday"]),
    ] {
        let matcher = matcher(profile);
        for text in texts {
            assert!(!look(&matcher, text).is_empty(), "{profile}: {text}");
        }
    }
    let one = matcher("name = \"株式会社桜\"");
    assert!(look(&one, "桜の季節").is_empty());
}
