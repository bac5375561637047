use super::*;

fn searcher() -> Searcher {
    let list = "name,aliases,domains\n\
        蒼海電機株式会社,アオミデンキ;aomi denki;AEC,aomi-denki.co.jp\n\
        株式会社東京システム,Tokyo System,tokyo-system.example\n\
        北嶺物流有限会社,ホクレイブツリュウ,hokurei.jp\n";
    Searcher::new(&Candidates::parse("orgs.csv", list.as_bytes()).expect("three candidates"))
}

fn found(text: &str, how: Strictness) -> Vec<(u32, String)> {
    let mut out = Vec::new();
    searcher().find(text, how, &mut |hit| {
        out.push((hit.candidate, text.get(hit.span.clone()).unwrap_or("not on letters").to_owned()));
    });
    out
}

#[test]
fn names_stand_in_any_spelling() {
    for (text, seen) in [
        ("端末は蒼海電機のもの", "蒼海電機"),
        ("蒼海\n電機", "蒼海\n電機"),
        ("ａｏｍｉ＿ｄｅｎｋｉ", "ａｏｍｉ＿ｄｅｎｋｉ"),
        ("x=aomidenki;", "aomidenki"),
        ("hxxp://vpn[.]aomi-denki[.]co[.]jp/", "aomi-denki[.]co[.]jp"),
        ("ホクレイブツリュウ", "ホクレイブツリュウ"),
    ] {
        let hits = found(text, Strictness::Plain);
        assert!(hits.iter().any(|(_, hit)| hit == seen), "{text}: {hits:?}");
    }
}

#[test]
fn short_and_common_words_accuse_nobody() {
    for text in [
        "the AEC met",
        "aecdf0123456789a",
        "0f8faec5-aec1-460f-aec5-70867728950e",
        "system tokyo 東京、システム",
        "蒼。海電機",
        "aomi. Some denki",
    ] {
        assert_eq!(found(text, Strictness::Plain), [], "{text}");
    }
    assert_eq!(found("AEC-PC01", Strictness::Plain).len(), 1);
    assert_eq!(found("naomi denkis", Strictness::Plain), [], "words that are apart stand as words");
    assert_eq!(found("xaomidenkix aomidenki2024", Strictness::Plain).len(), 2);
    assert_eq!(found("AEC-PC01", Strictness::Decoded), []);
}

#[test]
fn long_texts_are_cut_without_losing_names() {
    for at in [BLOCK - 3, BLOCK, BLOCK + 3] {
        let text = format!("{}蒼海電機{}", "x ".repeat(at / 2), " y".repeat(10));
        let hits = found(&text, Strictness::Plain);
        assert!(hits.iter().all(|(_, seen)| seen == "蒼海電機") && !hits.is_empty(), "{at}: {hits:?}");
    }
    let lines: usize = blocks(&"line\n".repeat(200_000)).map(|block| block.len()).sum();
    assert!(lines >= 1_000_000);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]

    #[test]
    fn spans_are_letters_of_the_text(text in "[蒼海電機aomi denkiＡｱｵﾐﾃﾞ㈱\u{200b}.\\-\\PC]{0,60}") {
        let hits = found(&text, Strictness::Plain);
        proptest::prop_assert!(hits.iter().all(|(_, seen)| seen != "not on letters"), "{hits:?}");
    }
}
