//! Fonts: from shown bytes to text and widths.

use std::collections::HashMap;

use encoding_rs::Encoding;
use lopdf::{Dictionary, Document, Object};

use super::cmap::CMap;
use super::objects::{number, resolve, stream_bytes};
use super::{glyphs, japan};

/// Width of a character where the font says none, in thousandths of its size.
const USUAL_WIDTH: f32 = 500.0;

/// A font, ready to decode.
pub(super) struct Font {
    to_unicode: Option<CMap>,
    codec: Codec,
    widths: HashMap<u32, f32>,
    default_width: f32,
    /// Whether text runs downwards.
    pub(super) vertical: bool,
}

/// How codes are told apart and read where there is no `ToUnicode`.
enum Codec {
    /// One byte a code, with a table.
    Simple(Vec<Option<String>>),
    /// A charset of the file system kind, such as Shift_JIS.
    Legacy(&'static Encoding),
    /// Two bytes a code, JIS X 0208 rows and cells.
    RowCell,
    /// CIDs by a map of the document or the identity; `japan` when the collection is Adobe-Japan1.
    Cid { map: Option<CMap>, japan: bool },
}

/// One shown character.
pub(super) struct Shown {
    /// Its text was appended to the output; whether there was any.
    pub(super) known: bool,
    /// Bytes it took.
    pub(super) length: usize,
    /// Width in thousandths of the size.
    pub(super) width: f32,
    /// Whether it is the single byte 32, to which word spacing applies.
    pub(super) is_space: bool,
}

impl Font {
    /// Reads a font dictionary.
    pub(super) fn read(document: &Document, dict: &Dictionary) -> Self {
        let to_unicode = dict
            .get(b"ToUnicode")
            .ok()
            .and_then(|object| stream_bytes(document, object))
            .map(|program| CMap::parse(&program))
            .filter(CMap::has_text);
        let composite = dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        if composite {
            return Self::composite(document, dict, to_unicode);
        }
        let mut font = Self {
            to_unicode,
            codec: Codec::Simple(glyphs::table(document, dict)),
            widths: HashMap::new(),
            default_width: USUAL_WIDTH,
            vertical: false,
        };
        font.simple_widths(document, dict);
        font
    }

    fn composite(document: &Document, dict: &Dictionary, to_unicode: Option<CMap>) -> Self {
        let descendant = dict
            .get(b"DescendantFonts")
            .ok()
            .and_then(|object| resolve(document, object).as_array().ok())
            .and_then(|list| list.first())
            .and_then(|object| resolve(document, object).as_dict().ok());
        let system = descendant
            .and_then(|dict| dict.get(b"CIDSystemInfo").ok())
            .and_then(|object| resolve(document, object).as_dict().ok());
        let ordering = system
            .and_then(|info| info.get(b"Ordering").ok())
            .and_then(|o| resolve(document, o).as_str().ok());
        let japan = ordering.is_some_and(|name| name.starts_with(b"Japan1"));
        let (codec, vertical) = cid_codec(document, dict.get(b"Encoding").ok(), japan);
        let mut font = Self { to_unicode, codec, widths: HashMap::new(), default_width: 1000.0, vertical };
        if let Some(descendant) = descendant {
            font.cid_widths(document, descendant);
        }
        font
    }

    fn simple_widths(&mut self, document: &Document, dict: &Dictionary) {
        // Type 3 fonts measure in a space of their own.
        let matrix = dict.get(b"FontMatrix").ok().and_then(|o| resolve(document, o).as_array().ok());
        let scale = matrix
            .and_then(|list| list.first())
            .and_then(|o| number(document, o))
            .map_or(1.0, |a| a * 1000.0);
        let first = dict.get(b"FirstChar").ok().and_then(|o| number(document, o)).unwrap_or(0.0).max(0.0);
        let Some(list) = dict.get(b"Widths").ok().and_then(|o| resolve(document, o).as_array().ok()) else {
            return;
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
        let first = first as u32;
        for (index, width) in (first..=255).zip(list) {
            if let Some(width) = number(document, width) {
                self.widths.insert(index, width * scale);
            }
        }
    }

    /// Reads `W`: `first [w w w]` or `first last w`.
    fn cid_widths(&mut self, document: &Document, dict: &Dictionary) {
        if let Some(width) = dict.get(b"DW").ok().and_then(|o| number(document, o)) {
            self.default_width = width;
        }
        let Some(list) = dict.get(b"W").ok().and_then(|o| resolve(document, o).as_array().ok()) else {
            return;
        };
        let mut rest = list.as_slice();
        while let [first, second, tail @ ..] = rest {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a float cast saturates"
            )]
            let as_code = |object: &Object| number(document, object).unwrap_or(0.0) as u32;
            let start = as_code(first);
            if let Ok(widths) = resolve(document, second).as_array() {
                for (offset, width) in (start..=0xffff).zip(widths) {
                    self.widths.insert(offset, number(document, width).unwrap_or(0.0));
                }
                rest = tail;
            } else if let [width, tail @ ..] = tail {
                let width = number(document, width).unwrap_or(0.0);
                for code in start..=as_code(second).min(0xffff) {
                    self.widths.insert(code, width);
                }
                rest = tail;
            } else {
                break;
            }
            if self.widths.len() > 0x1_0000 {
                break;
            }
        }
    }

    /// Decodes the first character of `bytes` into `out`.
    pub(super) fn show(&self, bytes: &[u8], out: &mut String) -> Shown {
        let (code, length) = self.code(bytes);
        let raw = bytes.get(..length).unwrap_or_default();
        let mapped = self.to_unicode.as_ref().is_some_and(|map| map.text(code, out));
        let known = mapped || self.own_text(code, raw, out);
        let cid = match &self.codec {
            Codec::Cid { map: Some(map), .. } => map.cid(code),
            _ => code,
        };
        let width = match (self.widths.get(&cid), &self.codec) {
            (Some(width), Codec::Simple(_) | Codec::Cid { .. }) => *width,
            // The widths are listed by CID, which the charset does not tell: half and full width are near enough.
            (_, Codec::Legacy(_) | Codec::RowCell) => {
                if length == 1 {
                    USUAL_WIDTH
                } else {
                    1000.0
                }
            }
            (None, _) => self.default_width,
        };
        Shown { known, length, width, is_space: raw == b" " }
    }

    fn code(&self, bytes: &[u8]) -> (u32, usize) {
        let plain = |length: usize| {
            let length = length.min(bytes.len()).max(1);
            let code = bytes.iter().take(length).fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
            (code, length)
        };
        match &self.codec {
            Codec::Simple(_) => plain(1),
            Codec::RowCell => plain(2),
            Codec::Cid { map: Some(map), .. } => map.next_code(bytes, 2),
            Codec::Cid { map: None, .. } => plain(2),
            Codec::Legacy(encoding) => plain(legacy_length(encoding, bytes)),
        }
    }

    /// Text of a code by the font's own encoding.
    fn own_text(&self, code: u32, raw: &[u8], out: &mut String) -> bool {
        match &self.codec {
            Codec::Simple(table) => {
                let text =
                    usize::try_from(code).ok().and_then(|code| table.get(code)).and_then(Option::as_deref);
                out.push_str(text.unwrap_or_default());
                text.is_some()
            }
            Codec::Legacy(encoding) => {
                let (text, bad) = encoding.decode_without_bom_handling(raw);
                out.push_str(&text);
                !bad
            }
            Codec::RowCell => {
                let high: Vec<u8> = raw.iter().map(|b| b | 0x80).collect();
                out.push_str(&encoding_rs::EUC_JP.decode_without_bom_handling(&high).0);
                true
            }
            Codec::Cid { map, japan } => {
                let cid = map.as_ref().map_or(code, |map| map.cid(code));
                let c = if *japan { japan::character(cid) } else { None };
                out.extend(c);
                c.is_some()
            }
        }
    }
}

/// Reads the encoding of a composite font; gives also whether it runs downwards.
fn cid_codec(document: &Document, encoding: Option<&Object>, japan: bool) -> (Codec, bool) {
    let Some(encoding) = encoding.map(|object| resolve(document, object)) else {
        return (Codec::Cid { map: None, japan }, false);
    };
    if let Ok(name) = encoding.as_name() {
        let vertical = name.ends_with(b"-V") || name == b"V";
        return (named_codec(&String::from_utf8_lossy(name), japan), vertical);
    }
    let map = stream_bytes(document, encoding).map(|program| CMap::parse(&program));
    let vertical = map.as_ref().is_some_and(|map| map.vertical);
    (Codec::Cid { map, japan }, vertical)
}

fn named_codec(name: &str, japan: bool) -> Codec {
    let has = |part: &str| name.contains(part);
    if has("RKSJ") {
        Codec::Legacy(encoding_rs::SHIFT_JIS)
    } else if has("UCS2") || has("UTF16") {
        Codec::Legacy(encoding_rs::UTF_16BE)
    } else if has("UTF8") {
        Codec::Legacy(encoding_rs::UTF_8)
    } else if has("GBK") || has("GB-") || has("GBpc") || has("GBT") {
        Codec::Legacy(encoding_rs::GBK)
    } else if has("B5") || has("Big5") {
        Codec::Legacy(encoding_rs::BIG5)
    } else if has("KSC") {
        Codec::Legacy(encoding_rs::EUC_KR)
    } else if matches!(name, "EUC-H" | "EUC-V" | "78-EUC-H" | "78-EUC-V") {
        Codec::Legacy(encoding_rs::EUC_JP)
    } else if matches!(name, "H" | "V" | "78-H" | "78-V" | "Add-H" | "Add-V" | "Ext-H" | "Ext-V") {
        Codec::RowCell
    } else {
        Codec::Cid { map: None, japan }
    }
}

/// Bytes of the next character of a charset.
fn legacy_length(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let lead = bytes.first().copied().unwrap_or(0);
    if encoding == encoding_rs::UTF_16BE {
        return if matches!(lead, 0xd8..=0xdb) { 4 } else { 2 };
    }
    if encoding == encoding_rs::UTF_8 {
        return match lead {
            0xf0.. => 4,
            0xe0.. => 3,
            0xc0.. => 2,
            _ => 1,
        };
    }
    let double = if encoding == encoding_rs::SHIFT_JIS {
        matches!(lead, 0x81..=0x9f | 0xe0..=0xfc)
    } else {
        lead >= 0x81
    };
    if double { 2 } else { 1 }
}
