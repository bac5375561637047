//! Groups: where their text goes, how it is encoded, whether it is seen.

use std::collections::BTreeMap;

use super::decode;
use super::objects::Embedded;

/// Open groups whose state is kept.
const MOST_DEPTH: usize = 20_000;
/// Objects and pictures of one document.
const MOST_OBJECTS: usize = 5000;

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Dest {
    #[default]
    Body,
    Header,
    Footnote,
    Comment,
    /// Hidden by its format, or deleted while changes were tracked.
    Hidden,
    Field,
    /// The markup that an HTML mail was made from.
    Markup,
    /// A property with this name.
    Info(&'static str),
    Author,
    /// Groups without a reader.
    Other,
    FontTable,
    /// Hexadecimal digits of an object.
    Data,
    /// Hexadecimal digits of a picture.
    Picture,
    /// Looks, not words.
    Drop,
}

#[derive(Clone, Default)]
struct Group {
    dest: Dest,
    hidden: bool,
    deleted: bool,
    /// Characters behind each Unicode number that repeat it for old readers.
    repeat: usize,
    font: i64,
    /// Whether this group began the object or picture.
    owns: bool,
}

/// What is known while a document is read.
pub(super) struct State {
    /// Texts by where they go.
    pub(super) texts: BTreeMap<Dest, String>,
    /// Whether a limit was reached.
    pub(super) over: bool,
    /// Code page of the document.
    pub(super) codepage: u16,
    group: Group,
    groups: Vec<Group>,
    beyond: usize,
    pending: Vec<u8>,
    skip: usize,
    high: Option<u16>,
    fonts: BTreeMap<i64, u16>,
    optional: bool,
    embedded: Vec<Embedded>,
    objects: usize,
}

impl Default for State {
    fn default() -> Self {
        Self {
            texts: BTreeMap::new(),
            over: false,
            codepage: 1252,
            group: Group { repeat: 1, ..Group::default() },
            groups: Vec::new(),
            beyond: 0,
            pending: Vec::new(),
            skip: 0,
            high: None,
            fonts: BTreeMap::new(),
            optional: false,
            embedded: Vec::new(),
            objects: 0,
        }
    }
}

impl State {
    /// A group begins.
    pub(super) fn open(&mut self) {
        self.flush();
        self.skip = 0;
        if self.groups.len() >= MOST_DEPTH {
            self.beyond += 1;
            self.over = true;
            return;
        }
        self.groups.push(self.group.clone());
        self.group.owns = false;
    }

    /// A group ends; gives the object or picture that ended with it.
    pub(super) fn close(&mut self) -> Option<Embedded> {
        self.flush();
        self.skip = 0;
        self.optional = false;
        if self.beyond > 0 {
            self.beyond -= 1;
            return None;
        }
        let ended = if self.group.owns { self.embedded.pop() } else { None };
        if matches!(self.group.dest, Dest::Info(_) | Dest::Author | Dest::Field | Dest::Markup | Dest::Other)
        {
            self.end_line(self.group.dest);
        }
        match self.groups.pop() {
            Some(group) => self.group = group,
            None => self.group.owns = false,
        }
        ended.filter(|embedded| !embedded.data.is_empty())
    }

    fn end_line(&mut self, dest: Dest) {
        if let Some(text) = self.texts.get_mut(&dest).filter(|text| !text.ends_with('\n')) {
            text.push('\n');
        }
    }

    /// The next word names a group that old readers leave out.
    pub(super) fn optional(&mut self) {
        self.optional = true;
    }

    /// Whether the word now read names such a group; asked once.
    pub(super) fn take_optional(&mut self) -> bool {
        std::mem::take(&mut self.optional)
    }

    /// Where text goes now.
    pub(super) fn dest(&self) -> Dest {
        self.group.dest
    }

    /// Sends the text of this group elsewhere.
    pub(super) fn go_to(&mut self, dest: Dest) {
        self.flush();
        if matches!(dest, Dest::Data | Dest::Picture) {
            if self.objects >= MOST_OBJECTS {
                self.over = true;
                self.group.dest = Dest::Drop;
                return;
            }
            self.objects += 1;
            if !std::mem::replace(&mut self.group.owns, true) {
                self.embedded.push(Embedded { picture: dest == Dest::Picture, data: Vec::new(), half: None });
            }
        }
        self.group.dest = dest;
    }

    /// Formats of this group.
    pub(super) fn format(&mut self, word: &str, number: Option<i64>) {
        self.flush();
        let on = number != Some(0);
        match word {
            "v" => self.group.hidden = on,
            "deleted" => self.group.deleted = on,
            "plain" => self.group.hidden = false,
            "uc" => self.group.repeat = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(64),
            "f" | "af" => self.group.font = number.unwrap_or(0),
            "fcharset" if self.group.dest == Dest::FontTable && self.fonts.len() < 5000 => {
                if let Some(codepage) = number.and_then(charset) {
                    self.fonts.insert(self.group.font, codepage);
                }
            }
            _ => {}
        }
    }

    /// A byte of text, or a digit of data.
    pub(super) fn byte(&mut self, byte: u8) {
        match self.group.dest {
            Dest::Data | Dest::Picture => {
                if let Some(embedded) = self.embedded.last_mut() {
                    embedded.digit(byte);
                }
            }
            Dest::Drop | Dest::FontTable => {}
            _ => self.coded(byte),
        }
    }

    /// A byte of text written as a number; in data it is junk.
    pub(super) fn coded(&mut self, byte: u8) {
        if matches!(self.group.dest, Dest::Data | Dest::Picture | Dest::Drop | Dest::FontTable) {
            return;
        }
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.pending.push(byte);
        }
    }

    /// Data that is no digits.
    pub(super) fn binary(&mut self, raw: &[u8]) {
        self.flush();
        match self.group.dest {
            Dest::Data | Dest::Picture => {
                if let Some(embedded) = self.embedded.last_mut() {
                    embedded.data.extend_from_slice(raw);
                }
            }
            _ => {}
        }
    }

    /// A Unicode unit; the characters that repeat it are passed over.
    pub(super) fn unit(&mut self, number: i64) {
        self.flush();
        self.skip = self.group.repeat;
        let Ok(unit) = u16::try_from(number & 0xFFFF) else { return };
        match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => self.high = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => self.put(&String::from_utf16_lossy(&[high, unit])),
            _ => self.put(&String::from_utf16_lossy(&[unit])),
        }
    }

    /// Text that a word stands for.
    pub(super) fn text(&mut self, text: &str) {
        self.flush();
        if self.skip > 0 {
            self.skip -= 1;
        } else if !matches!(self.group.dest, Dest::Data | Dest::Picture | Dest::Drop | Dest::FontTable) {
            self.put(text);
        }
    }

    /// Text bytes become text.
    pub(super) fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let codepage = self.fonts.get(&self.group.font).copied().unwrap_or(self.codepage);
        let text = decode(&pending, codepage);
        self.put(&text);
    }

    fn put(&mut self, text: &str) {
        let unseen = self.group.hidden || self.group.deleted;
        let dest = match self.group.dest {
            Dest::Body | Dest::Header | Dest::Footnote if unseen => Dest::Hidden,
            Dest::Drop | Dest::FontTable | Dest::Data | Dest::Picture => return,
            dest => dest,
        };
        if dest == Dest::Body {
            // What stood apart does not become one word.
            self.end_line(Dest::Hidden);
        }
        self.texts.entry(dest).or_default().push_str(text);
    }
}

/// Code page of a Windows character set; `None` where the document's own counts.
fn charset(number: i64) -> Option<u16> {
    Some(match number {
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
