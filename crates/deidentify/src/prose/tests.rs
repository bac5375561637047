use super::*;

fn ranges(sentence: &str) -> Vec<Range<usize>> {
    match classify(sentence, &[]) {
        Verdict::Split(ranges) => ranges,
        _ => Vec::new(),
    }
}

fn parts(sentence: &str) -> Vec<&str> {
    ranges(sentence).into_iter().map(|range| &sentence[range]).collect()
}

#[test]
fn the_guidance_example_is_split() {
    let text = "5月9日に標的型メールにより青波重工業内部に侵入され、KAGELDRに感染し、設計図面が漏えい";
    assert_eq!(parts(text), ["標的型メールにより青波重工業内部に侵入され、KAGELDRに感染し、"]);
    let out = compose(text, &ranges(text), |range| text[range].replace("青波重工業", "[TARGET-NAME]"));
    assert_eq!(out, "標的型メールにより[TARGET-NAME]内部に侵入され、KAGELDRに感染した。");
}

fn finding(sentence: &str, value: &str, kind: noroshi_base::IndicatorKind) -> Finding {
    let start = sentence.find(value).expect("the value stands in the sentence");
    Finding {
        span: start..start + value.len(),
        what: noroshi_detect::What::Indicator(noroshi_detect::Indicator { kind, value: value.to_owned() }),
        layers: Vec::new(),
        decoded: None,
        rule: "test",
    }
}

#[test]
fn letters_inside_a_registry_key_are_no_words() {
    let text =
        r"Persistence via HKCU\Software\Classes\ms-settings\shell\open\command, written by the loader.";
    let key = finding(
        text,
        r"HKCU\Software\Classes\ms-settings\shell\open\command",
        noroshi_base::IndicatorKind::RegistryKey,
    );
    assert_eq!(classify(text, &[&key]), Verdict::Technical);
}

#[test]
fn no_value_is_cut_in_two() {
    let text = "経理部で、http://kage.example/a,b（c）/dから検体をダウンロードした";
    let url = "http://kage.example/a,b（c）/d";
    let found = finding(text, url, noroshi_base::IndicatorKind::Url);
    let Verdict::Split(ranges) = classify(text, &[&found]) else { return assert_eq!(text, "split") };
    assert!(ranges.iter().any(|range| text[range.clone()].contains(url)), "{ranges:?}");
    // The same in passage coordinates.
    let moved = Finding { span: found.span.start + 10..found.span.end + 10, ..found };
    assert_eq!(classify_at(text, 10, &[&moved]), Verdict::Split(ranges));
}

#[test]
fn cases_of_the_domain_notes() {
    for (text, stays) in [
        ("国内唯一の○○船メーカー, 従業員3千人, 中部", "C53"),
        ("EDR-Y 7.2 stopped at plant B jump server", "C55"),
        ("CVE-2099-0001 in Konpas SCM v3 (used by 2 firms)", "C39"),
        ("auth bypass in 青波 調達ポータル", "C42"),
        ("certified gas manufacturer HMI logs", "C61"),
    ] {
        let out = match classify(text, &[]) {
            Verdict::Technical => text.to_owned(),
            Verdict::Split(ranges) => compose(text, &ranges, |range| text[range].to_owned()),
            _ => String::new(),
        };
        for word in ["メーカー", "plant", "2 firms", "ポータル", "gas"] {
            assert!(!out.contains(word), "{stays}: {out}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn ranges_lie_inside_in_order_and_on_boundaries(text in "[a-zA-Z0-9 .,;()`、。「」（）侵入感染図面漏えい従業員マルウェアＶＰＮﾊﾟ5月日に\n-]{0,200}") {
        if let Verdict::Split(ranges) = classify(&text, &[]) {
            let mut end = 0;
            proptest::prop_assert!(!ranges.is_empty());
            for range in ranges {
                proptest::prop_assert!(range.start >= end && range.end > range.start);
                proptest::prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
