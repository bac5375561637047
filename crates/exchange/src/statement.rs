//! `text/<name>.md`: the technical sentences of one source, masked.

use std::collections::HashSet;
use std::io;

use noroshi_base::Lang;
use noroshi_deidentify::{Draft, Statement};

use crate::files::Files;
use crate::text;

/// Writes all files; two never share a name.
pub(crate) fn files(draft: &Draft, files: &mut Files<'_>) -> io::Result<()> {
    let mut taken = HashSet::new();
    let name = |statement: &Statement| {
        let stem = stem(&statement.name);
        let again = (2..).map(|turn| format!("{stem}-{turn}"));
        std::iter::once(stem.clone()).chain(again).find(|name| taken.insert(name.clone())).unwrap_or(stem)
    };
    let names: Vec<String> = draft.statements.iter().map(name).collect();
    for (statement, name) in draft.statements.iter().zip(names) {
        let page = page(draft, statement);
        files.write(&format!("text/{name}.md"), |out| out.write_all(page.as_bytes()))?;
    }
    Ok(())
}

fn page(draft: &Draft, statement: &Statement) -> String {
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
    page
}

/// The judge draws the stem at random; whatever it is, it stays below `text/`.
fn stem(name: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let stem: String = name.chars().filter(plain).take(64).collect();
    if stem.is_empty() { "statement".to_owned() } else { stem }
}
