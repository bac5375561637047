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
