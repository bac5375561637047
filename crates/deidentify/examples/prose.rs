//! Prints how a text on standard input is separated: one line per sentence, its verdict first.

use std::io::Read;

use noroshi_deidentify::prose::{Verdict, compose, read, sentences};

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    for range in sentences(&text) {
        let sentence = &text[range];
        let reading = read(sentence, 0, &[]);
        let (mark, shown) = match &reading.verdict {
            Verdict::Technical => ('T', sentence.to_owned()),
            Verdict::Context => ('C', sentence.to_owned()),
            Verdict::Noise => ('N', sentence.to_owned()),
            Verdict::Split(parts) => {
                ('S', format!("{} <= {sentence}", compose(sentence, parts, |part| sentence[part].to_owned())))
            }
        };
        println!("{mark}\t{}\t{}", reading.reason.en, shown.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Ok(())
}
