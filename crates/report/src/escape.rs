//! Keeps material inside the place it was put.

use std::io::{self, Write};

/// Writes JSON into a `script` element: no `<` comes through, so no text can close the element or open a comment.
///
/// In JSON a `<` stands only inside strings, where `\u003c` means the same.
pub(crate) struct ScriptSafe<'w> {
    out: &'w mut dyn Write,
}

impl<'w> ScriptSafe<'w> {
    /// Wraps a writer.
    pub(crate) fn new(out: &'w mut dyn Write) -> Self {
        Self { out }
    }
}

impl Write for ScriptSafe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut parts = bytes.split(|byte| *byte == b'<');
        self.out.write_all(parts.next().unwrap_or_default())?;
        for part in parts {
            self.out.write_all(b"\\u003c")?;
            self.out.write_all(part)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Text for an element or a quoted attribute.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\0' => out.push('\u{FFFD}'),
            _ => out.push(ch),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_closes_the_script_and_nothing_is_lost(text in "(<|/|script|>|!--|\\PC|\0){0,60}") {
            let mut bytes = Vec::new();
            serde_json::to_writer(ScriptSafe::new(&mut bytes), &text).expect("a vector takes everything");
            prop_assert!(!bytes.contains(&b'<'));
            prop_assert_eq!(serde_json::from_slice::<String>(&bytes).expect("still JSON"), text);
        }
    }
}
