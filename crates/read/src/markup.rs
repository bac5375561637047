//! HTML and XML as tokens, in one forward pass; broken markup loses nothing and nesting costs nothing.

use memchr::{memchr, memmem};

/// One piece of markup.
pub(crate) enum Token<'a> {
    /// Text, references not yet undone.
    Text(&'a str),
    /// Text of a CDATA section, as it is.
    Cdata(&'a str),
    /// A start tag with its attributes, references not yet undone; `empty` when it closes itself.
    Open { name: &'a str, attributes: Vec<(&'a str, &'a str)>, empty: bool },
    /// An end tag.
    Close(&'a str),
    /// A comment without its delimiters.
    Comment(&'a str),
    /// `<!DOCTYPE …>`, `<?xml …?>` and the like, whole.
    Declaration(&'a str),
    /// Content of an element in which tags do not count: script, style, title, textarea.
    Raw { name: &'a str, text: &'a str },
}

/// Iterates over the tokens of a text.
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    /// Element whose raw content comes next.
    raw: Option<&'a str>,
    xml: bool,
}

impl<'a> Tokens<'a> {
    /// Tokens of a page.
    pub(crate) const fn html(text: &'a str) -> Self {
        Self { rest: text, raw: None, xml: false }
    }

    /// Tokens of a document in which no element has a content of its own kind.
    pub(crate) const fn xml(text: &'a str) -> Self {
        Self { rest: text, raw: None, xml: true }
    }

    fn advance(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(self.rest.floor_char_boundary(bytes));
        self.rest = rest;
        taken
    }

    fn raw_text(&mut self, name: &'a str) -> Token<'a> {
        let end = end_tag(self.rest, name).unwrap_or(self.rest.len());
        Token::Raw { name, text: self.advance(end) }
    }

    fn comment(&mut self) -> Token<'a> {
        let end = memmem::find(self.rest.as_bytes(), b"-->");
        let text = self.advance(end.unwrap_or(self.rest.len()));
        self.advance(3.min(self.rest.len()));
        Token::Comment(text.get(4..).unwrap_or_default())
    }

    fn declaration(&mut self) -> Token<'a> {
        if let Some(inner) = self.rest.strip_prefix("<![CDATA[") {
            let end = memmem::find(inner.as_bytes(), b"]]>").unwrap_or(inner.len());
            self.advance(9);
            let text = self.advance(end);
            self.advance(3.min(self.rest.len()));
            return Token::Cdata(text);
        }
        Token::Declaration(self.advance(declaration_end(self.rest)))
    }

    fn close(&mut self) -> Token<'a> {
        let end = memchr(b'>', self.rest.as_bytes()).map_or(self.rest.len(), |at| at + 1);
        let text = self.advance(end);
        let name = text.get(2..).unwrap_or_default();
        Token::Close(name.get(..name_length(name)).unwrap_or_default())
    }

    fn open(&mut self) -> Token<'a> {
        self.advance(1);
        let name = self.advance(name_length(self.rest));
        let mut attributes = Vec::new();
        let mut empty;
        loop {
            let skip = self.rest.bytes().take_while(|b| b.is_ascii_whitespace() || *b == b'/').count();
            empty = self.advance(skip).ends_with('/');
            match self.rest.as_bytes().first() {
                None => break,
                Some(b'>') => {
                    self.advance(1);
                    break;
                }
                Some(_) => attributes.push(self.attribute()),
            }
        }
        if !self.xml && is_raw(name) {
            self.raw = Some(name);
        }
        Token::Open { name, attributes, empty }
    }

    fn attribute(&mut self) -> (&'a str, &'a str) {
        let stops = |b: u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/');
        // The first byte always belongs to the name: every attribute moves forward.
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let length = first + self.rest.bytes().skip(first).take_while(|b| !stops(*b)).count();
        let name = self.advance(length);
        let space = self.rest.bytes().take_while(u8::is_ascii_whitespace).count();
        if self.rest.as_bytes().get(space) != Some(&b'=') {
            return (name, "");
        }
        self.advance(space + 1);
        let space = self.rest.bytes().take_while(u8::is_ascii_whitespace).count();
        self.advance(space);
        (name, self.attribute_value())
    }

    fn attribute_value(&mut self) -> &'a str {
        if let Some(quote @ (b'"' | b'\'')) = self.rest.as_bytes().first().copied() {
            self.advance(1);
            let end = memchr(quote, self.rest.as_bytes()).unwrap_or(self.rest.len());
            let value = self.advance(end);
            self.advance(1.min(self.rest.len()));
            return value;
        }
        let length = self.rest.bytes().take_while(|b| !b.is_ascii_whitespace() && *b != b'>').count();
        self.advance(length)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take() {
            return Some(self.raw_text(name));
        }
        if self.rest.is_empty() {
            return None;
        }
        let bytes = self.rest.as_bytes();
        if bytes[0] != b'<' {
            let end = memchr(b'<', bytes).unwrap_or(bytes.len());
            return Some(Token::Text(self.advance(end)));
        }
        Some(match bytes.get(1) {
            Some(b'!') if self.rest.starts_with("<!--") => self.comment(),
            Some(b'!' | b'?') => self.declaration(),
            Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => self.close(),
            Some(letter) if letter.is_ascii_alphabetic() => self.open(),
            _ => Token::Text(self.advance(1)),
        })
    }
}

/// End of `<!…>` or `<?…?>`; an internal subset in brackets belongs to it.
fn declaration_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let close = memchr(b'>', bytes).map_or(bytes.len(), |at| at + 1);
    if !text.starts_with("<!") || memchr(b'[', &bytes[..close]).is_none() {
        return close;
    }
    memmem::find(bytes, b"]")
        .map_or(close, |bracket| memchr(b'>', &bytes[bracket..]).map_or(bytes.len(), |at| bracket + at + 1))
}

/// The name without its namespace prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute by local name, references not undone.
pub(crate) fn attribute<'a>(attributes: &[(&'a str, &'a str)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| local(key) == name).map(|(_, value)| *value)
}

fn name_length(text: &str) -> usize {
    text.bytes().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/')).count()
}

fn is_raw(name: &str) -> bool {
    ["script", "style", "title", "textarea"].iter().any(|raw| name.eq_ignore_ascii_case(raw))
}

/// Where `</name` stands, in any case.
fn end_tag(text: &str, name: &str) -> Option<usize> {
    memmem::find_iter(text.as_bytes(), b"</").find(|at| {
        let after = text.as_bytes().get(at + 2..at + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name.as_bytes()))
    })
}
