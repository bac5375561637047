//! RTF documents, and the RTF bodies of Outlook messages.
//!
//! In: bytes. Out: body, headers, notes; comments, hidden and deleted text and the instructions of fields apart; who
//! wrote it and who typed it; embedded objects and pictures as children. Reads what Word reads: broken headers,
//! braces that do not match, objects whose digits are mixed with junk.

mod objects;
mod state;
mod words;

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::bytes::by_codepage;
use crate::emit::{Emit, guard};
use crate::{Options, Role, Sink};
use state::{Dest, State};

/// Reads one document; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut sender = Emit::new(name, options, sink);
    sender.open(DocumentKind::Prose, media);
    guard(&mut sender, |sender| emit("", bytes, sender));
}

/// Hands on one document; `prefix` stands before the names of its parts.
pub(crate) fn emit(prefix: &str, bytes: &[u8], emit: &mut Emit<'_>) {
    let mut reader = Reader { bytes, at: 0, state: State::default(), objects: Vec::new() };
    let ended = reader.run();
    reader.state.flush();
    let Reader { at, state, objects, .. } = reader;
    hand_on(prefix, state, emit);
    for (number, object) in objects.iter().enumerate() {
        objects::hand_on(&format!("{prefix}object {}", number + 1), object, emit);
    }
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0) {
        crate::binary::leftover(rest, &format!("{prefix}behind the end"), emit);
    }
    if !ended {
        emit.malformed(prefix.trim(), "文書が途中で終わっています", "the document breaks off");
    }
}

fn hand_on(prefix: &str, state: State, emit: &mut Emit<'_>) {
    if state.over {
        emit.over_limit(prefix.trim(), "グループの深さ・埋め込みの数", "depth of groups or embedded objects");
    }
    for (dest, text) in state.texts {
        let place = |label: &str| format!("{prefix}{label}");
        match dest {
            Dest::Body => emit.lines(place("body"), Role::Prose, 1, text),
            Dest::Header => emit.lines(place("headers and footers"), Role::Prose, 1, text),
            Dest::Footnote => emit.lines(place("footnotes"), Role::Prose, 1, text),
            Dest::Comment => emit.text(place("comments"), Role::Hidden, text),
            Dest::Hidden => emit.text(place("hidden or deleted"), Role::Hidden, text),
            Dest::Field => emit.text(place("fields"), Role::Hidden, text),
            Dest::Markup => emit.text(place("markup"), Role::Hidden, text),
            Dest::Other => emit.text(place("other groups"), Role::Hidden, text),
            Dest::Info(name) => {
                for value in text.lines().filter(|value| is_kept(value)) {
                    emit.text(place(&format!("property {name}")), Role::Property(name.into()), value);
                }
            }
            Dest::Author => {
                for name in text.split([';', '\n']).filter(|name| is_kept(name)) {
                    emit.text(place("author"), Role::Property("author".into()), name.trim());
                }
            }
            Dest::FontTable | Dest::Data | Dest::Picture | Dest::Drop => {}
        }
    }
}

/// Whether a property says something: writers put question marks for what old readers cannot show.
fn is_kept(value: &str) -> bool {
    let value = value.trim();
    !(value.chars().all(|c| matches!(c, '?' | ' ')) || value == "Unknown" || value.starts_with("00-00-00"))
}

/// Walks through the bytes.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    /// Data of objects and pictures.
    objects: Vec<objects::Embedded>,
}

impl Reader<'_> {
    /// Reads to the brace that ends the document; gives whether there was one.
    fn run(&mut self) -> bool {
        let mut depth = 0_u64;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'{' => {
                    depth += 1;
                    self.state.open();
                }
                b'}' => {
                    depth = depth.saturating_sub(1);
                    if let Some(embedded) = self.state.close() {
                        self.objects.push(embedded);
                    }
                    if depth == 0 {
                        return true;
                    }
                }
                b'\\' => self.escape(),
                b'\r' | b'\n' => {}
                byte => self.state.byte(byte),
            }
        }
        while let Some(embedded) = self.state.close() {
            self.objects.push(embedded);
        }
        false
    }

    /// What a backslash begins.
    fn escape(&mut self) {
        let Some(byte) = self.bytes.get(self.at).copied() else { return };
        if byte.is_ascii_alphabetic() {
            self.word();
            return;
        }
        self.at += 1;
        match byte {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).unwrap_or_default();
                let value = std::str::from_utf8(digits).ok().and_then(|d| u8::from_str_radix(d, 16).ok());
                if let Some(value) = value {
                    self.at += 2;
                    self.state.coded(value);
                }
            }
            b'\\' | b'{' | b'}' => self.state.byte(byte),
            b'*' => self.state.optional(),
            b'~' => self.state.text(" "),
            b'_' => self.state.text("-"),
            b'\r' | b'\n' => self.state.text("\n"),
            b'\t' => self.state.text("\t"),
            _ => {}
        }
    }

    /// A control word with its number.
    fn word(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take(64).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = rest.split_at(length);
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest.iter().skip(sign).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = rest.get(..sign + digits).filter(|_| digits > 0);
        let number = number.and_then(|raw| std::str::from_utf8(raw).ok()?.parse::<i64>().ok());
        self.at += length + if digits > 0 { sign + digits } else { 0 };
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let raw = rest.get(..length).unwrap_or(rest);
            self.state.binary(raw);
            self.at += raw.len();
        } else {
            words::take(word, number, &mut self.state);
        }
    }
}

/// Bytes of text in a code page.
fn decode(bytes: &[u8], codepage: u16) -> String {
    by_codepage(bytes, codepage)
}

#[cfg(test)]
mod tests;
