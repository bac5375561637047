//! Other victims than the handbook's: hospitals, banks, English names, kana names, short names.

use super::tests::{look, matcher};
use crate::{Strength, What};

struct Victim {
    profile: &'static str,
    /// Texts, each with the part that must be covered.
    found: &'static [(&'static str, &'static str)],
    /// Texts about somebody else.
    left: &'static [&'static str],
}

const VICTIMS: &[Victim] = &[
    Victim {
        profile: r#"
name = "医療法人社団みなと会 白浜中央病院"
aliases = ["白浜中央病院", "みなと会", "Shirahama Chuo Hospital", "SCH"]
domains = ["shirahama-hp.or.jp"]
ad_domains = ["SHIRAHAMA"]
hostnames = ["SCH-*", "KARTE??"]
people = ["齋藤 健一", "岩永美咲", "Kenji Ono"]
phones = ["0739-00-1234"]
addresses = ["〒649-0000 和歌山県西牟婁郡白浜町1234番地の5"]
"#,
        found: &[
            ("白浜中央病院の電子カルテ", "白浜中央病院"),
            ("ミナト会", "ミナト会"),
            ("医療法人社団 みなと会", "みなと会"),
            ("shirahama_chuo_hospital.zip", "shirahama_chuo_hospital"),
            ("https://vpn.shirahama-hp.or.jp/remote", "vpn.shirahama-hp.or.jp"),
            ("shirahamahp-login.example", "shirahamahp"),
            ("shirahama-hq.example", "shirahama"),
            ("SHIRAHAMA\\k.saito", "SHIRAHAMA"),
            ("SCH-EXAM03", "SCH-EXAM03"),
            ("host karte01 up", "karte01"),
            ("斉藤健一さん", "斉藤健一"),
            ("斎藤部長", "斎藤"),
            ("k.saito@", "k.saito"),
            ("saitou-kenichi", "saitou-kenichi"),
            ("Kenichi SAITOH", "Kenichi SAITOH"),
            ("ksaito", "ksaito"),
            ("ｲﾜﾅｶﾞﾐｻｷ", "ｲﾜﾅｶﾞﾐｻｷ"),
            ("misaki.iwanaga", "misaki.iwanaga"),
            ("ono_kenji", "ono_kenji"),
            ("おのけんじ", "おのけんじ"),
            ("0739(00)1234", "0739(00)1234"),
            ("＋８１－７３９－００－１２３４", "８１－７３９－００－１２３４"),
            ("西牟婁郡白浜町1234-5", "西牟婁郡白浜町1234-5"),
            ("白浜町１２３４の５", "白浜町１２３４の５"),
            ("U2hpcmFoYW1hIENodW8gSG9zcGl0YWw=", "U2hpcmFoYW1h"),
        ],
        left: &["和歌山県の白い浜", "中央病院と地域医療", "schedule and search in scheme", "bench-sch00l"],
    },
    Victim {
        profile: r#"
name = "Northwind Harbor Logistics, Inc."
aliases = ["Northwind Harbor", "NWHL"]
domains = ["nwharbor.com", "northwindharbor.onmicrosoft.com"]
networks = ["198.18.0.0/15", "192.0.2.77"]
ad_domains = ["NWH.LOCAL"]
users = ["svc_dispatch", "jdoe"]
people = ["Jane Q. Doering"]
"#,
        found: &[
            ("NORTHWIND HARBOR LOGISTICS INC", "NORTHWIND HARBOR LOGISTICS"),
            ("northwindharbor-portal.example", "northwindharbor"),
            ("north-wind-harbor.example", "north-wind-harbor"),
            ("n0rthw1ndharbor.example", "n0rthw1ndharbor"),
            ("northwlndharbor.example.net", "northwlndharbor"),
            ("northvvindharbor.example.net", "northvvindharbor"),
            ("\\\\x\\nwhl\\a", "nwhl"),
            ("mail.nwharbor[.]com", "mail.nwharbor[.]com"),
            ("nwharbor.example.org", "nwharbor"),
            ("dc01.nwh.local", "dc01.nwh.local"),
            ("DC=nwh,DC=local", "DC=nwh,DC=local"),
            ("198.19.200.3", "198.19.200.3"),
            ("192.0.2.77:443", "192.0.2.77"),
            ("user=svc_dispatch", "svc_dispatch"),
            ("NWH\\jdoe", "jdoe"),
            ("jane.doering@", "jane.doering"),
            ("Doering, Jane", "Doering, Jane"),
            ("jdoering", "jdoering"),
        ],
        left: &["the north wind in the harbor of logistics", "192.0.2.78 and 198.17.255.255", "jdoerr"],
    },
    Victim {
        profile: r#"
name = "ハルカゼフーズ㈱"
aliases = ["HKF"]
domains = ["harukaze-foods.jp", "春風.jp"]
hostnames = ["hkfsv*"]
people = ["長谷川 翔"]
"#,
        found: &[
            ("株式会社ハルカゼフーズ", "株式会社ハルカゼフーズ"),
            ("はるかぜふーず", "はるかぜふーず"),
            ("ﾊﾙｶｾﾞﾌｰｽﾞ", "ﾊﾙｶｾﾞﾌｰｽﾞ"),
            ("harukazefoods.example", "harukazefoods"),
            ("harukaze_fuuzu", "harukaze_fuuzu"),
            ("harukaze-inc.example", "harukaze"),
            ("xn--qiv773i.jp", "xn--qiv773i"),
            ("春風.jp", "春風.jp"),
            ("HKFSV-02", "HKFSV-02"),
            ("HKF2024.rar", "HKF"),
            ("長谷川翔", "長谷川翔"),
            ("長谷川 様", "長谷川 様"),
            ("hasegawa.s@example.com", "hasegawa.s"),
            ("s-hasegawa", "s-hasegawa"),
        ],
        left: &["春風が吹く", "フーズ業界"],
    },
];

#[test]
fn every_victim_is_found_and_others_are_left() {
    let mut wrong = Vec::new();
    let mut total = 0;
    for victim in VICTIMS {
        let matcher = matcher(victim.profile);
        for (text, part) in victim.found {
            total += 1;
            let at = text.find(part).expect("the part stands in its text");
            let found = look(&matcher, text);
            // Neighbouring findings may cover the part together.
            let covered = (at..at + part.len()).all(|byte| {
                found.iter().any(|finding| finding.span.contains(&byte))
                    || text.as_bytes()[byte].is_ascii_punctuation()
            });
            if !covered {
                wrong.push(format!(
                    "missed {part} in {text}: {:?}",
                    found.iter().map(|finding| finding.span.clone()).collect::<Vec<_>>()
                ));
            }
        }
        for text in victim.left {
            let sure = look(&matcher, text).into_iter().filter(|finding| matches!(&finding.what, What::Identifier(identifier) if identifier.strength == Strength::Certain));
            wrong.extend(sure.map(|finding| {
                format!("took {} of {text} by {}", &text[finding.span.clone()], finding.rule)
            }));
        }
    }
    assert!(wrong.is_empty(), "{} of {total}: {wrong:#?}", wrong.len());
}
