//! `text/<name>.md`: the technical sentences of one source, masked.

use std::collections::HashSet;

use noroshi_base::Lang;
use noroshi_deidentify::{Draft, RenderedFile, Statement};

use crate::text;

/// All files; two never share a name.
pub(crate) fn files(draft: &Draft) -> Vec<RenderedFile> {
    let mut taken = HashSet::new();
    let name = |statement: &Statement| {
        let stem = stem(&statement.name);
        let again = (2..).map(|turn| format!("{stem}-{turn}"));
        std::iter::once(stem.clone()).chain(again).find(|name| taken.insert(name.clone())).unwrap_or(stem)
    };
    let names: Vec<String> = draft.statements.iter().map(name).collect();
    draft.statements.iter().zip(names).map(|(statement, name)| file(draft, statement, &name)).collect()
}

fn file(draft: &Draft, statement: &Statement, name: &str) -> RenderedFile {
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
    RenderedFile { name: format!("text/{name}.md"), bytes: page.into_bytes() }
}

/// The judge draws the stem at random; whatever it is, it stays below `text/`.
fn stem(name: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let stem: String = name.chars().filter(plain).take(64).collect();
    if stem.is_empty() { "statement".to_owned() } else { stem }
}
