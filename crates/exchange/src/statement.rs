//! `text/<name>.md`: the technical sentences of one source, masked.

use noroshi_base::Lang;
use noroshi_deidentify::{Draft, RenderedFile, Statement};

use crate::text;

/// One file.
pub(crate) fn file(draft: &Draft, statement: &Statement) -> RenderedFile {
    let (title, note) = match statement.lang {
        Lang::Ja => (
            "技術的記述",
            "原文から技術的な文だけを採り、識別子を角括弧の語に置き換えています。順序は原文のままです。URLは無害化しています。",
        ),
        Lang::En => (
            "Technical statements",
            "Only technical sentences were taken over; identifiers are replaced by words in square brackets. The order \
             is that of the source. URLs are defanged.",
        ),
    };
    let mut page =
        format!("# {title}\n\n`TLP:{}` `PAP:{}`\n\n> {note}\n\n", draft.tlp.label(), draft.pap.label());
    for sentence in &statement.sentences {
        let line = text::prose(sentence.as_str());
        if !line.is_empty() {
            page.push_str("- ");
            page.push_str(&line);
            page.push('\n');
        }
    }
    RenderedFile { name: format!("text/{}.md", stem(&statement.name)), bytes: page.into_bytes() }
}

/// The judge draws the stem at random; whatever it is, it stays below `text/`.
fn stem(name: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let stem: String = name.chars().filter(plain).take(64).collect();
    if stem.is_empty() { "statement".to_owned() } else { stem }
}
