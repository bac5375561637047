//! Encodings inside texts, undone.
//!
//! In: a text. Out: [`Decoded`] texts, each with the run it was read from and the layers that were undone. One level at
//! a time; the caller looks at what was decoded and asks again, within [`Budget`].

mod charset;
mod dull;
mod entity;
mod escape;
mod inflate;
mod mime;
mod percent;
mod run;
mod script;

use std::ops::Range;

use noroshi_base::{Layer, Limits};

/// A text that stood encoded in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The encoded run in the text it was found in.
    pub span: Range<usize>,
    /// Layers, outermost first.
    pub layers: Vec<Layer>,
    /// The text.
    pub text: String,
}

/// Bounds on the work for one passage.
#[derive(Debug)]
pub struct Budget {
    /// Levels that may still be undone.
    pub depth: u32,
    /// Bytes that may still be decoded.
    bytes: usize,
    /// Bytes one decoded text may have.
    one: usize,
    /// Whether something was refused.
    spent: bool,
}

impl Budget {
    /// Bounds for a passage of this length.
    pub fn new(length: usize, limits: &Limits) -> Self {
        let one = usize::try_from(limits.decode_bytes).unwrap_or(usize::MAX);
        Self {
            depth: limits.decode_depth,
            bytes: length.saturating_mul(2).max(4096).saturating_add(one.min(1 << 20)),
            one,
            spent: false,
        }
    }

    /// Takes some bytes; says whether they were still there.
    fn take(&mut self, bytes: usize) -> bool {
        let fits = bytes <= self.bytes && bytes <= self.one;
        if fits {
            self.bytes -= bytes;
        } else {
            self.spent = true;
        }
        fits
    }
}

/// What the readers of the encodings share.
#[derive(Debug)]
struct Sink<'a> {
    budget: &'a mut Budget,
    out: &'a mut Vec<Decoded>,
}

impl Sink<'_> {
    /// Records a decoded text if it is one.
    fn text(&mut self, span: Range<usize>, layer: Layer, text: String) {
        if !text.trim().is_empty() && self.budget.take(text.len()) {
            self.out.push(Decoded { span, layers: vec![layer], text });
        }
    }

    /// Records decoded bytes as every text they can be read as.
    fn bytes(&mut self, span: &Range<usize>, outer: &[Layer], bytes: &[u8]) -> bool {
        if !self.budget.take(bytes.len()) {
            return false;
        }
        let before = self.out.len();
        let (plain, packed) = match inflate::inflate(bytes, self.budget.one) {
            Some((plain, packed)) if self.budget.take(plain.len()) => (Some(plain), Some(packed)),
            _ => (None, None),
        };
        let bytes = plain.as_deref().unwrap_or(bytes);
        for (text, inner) in charset::texts(bytes) {
            let layers = outer.iter().copied().chain(packed).chain(inner).collect();
            self.out.push(Decoded { span: span.clone(), layers, text });
        }
        self.out.len() > before
    }
}

/// Buffers of the search, used again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    lanes: run::Lanes,
}

/// Finds everything that is encoded in a text.
pub fn find(text: &str, budget: &mut Budget, scratch: &mut Scratch, out: &mut Vec<Decoded>) {
    if budget.depth == 0 {
        return;
    }
    let mut sink = Sink { budget, out };
    run::find(text, &mut scratch.lanes, &mut sink);
    percent::find(text, &mut sink);
    entity::find(text, &mut sink);
    escape::find(text, &mut sink);
    mime::find(text, &mut sink);
    script::find(text, &mut sink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, layers: &[Layer]) {
        let mut out = Vec::new();
        find(text, &mut Budget::new(text.len(), &Limits::default()), &mut Scratch::default(), &mut out);
        let found = out.iter().any(|decoded| decoded.text.contains(expected) && decoded.layers == layers);
        assert!(found, "{text:?} gives {out:?}");
        assert!(out.iter().all(|decoded| text.get(decoded.span.clone()).is_some()));
    }

    #[test]
    fn encodings_are_undone() {
        check("x aHR0cDovL2V2aWwuY29tLw== y", "http://evil.com/", &[Layer::Base64]);
        check("go/aHR0cDovL2V2aWwuY29tLw", "http://evil.com/", &[Layer::Base64]);
        check(
            "powershell -enc aAB0AHQAcAA6AC8ALwBlAHYAaQBsAC4AYwBvAG0A",
            "http://evil.com",
            &[Layer::Base64, Layer::Utf16Le],
        );
        check("6JK85rW36Zu75qmf", "蒼海電機", &[Layer::Base64]);
        check("zzaHR0cDovL2V2aWwuY29tL2FiY2RlZg", "://evil.com/", &[Layer::Base64]);
        check("\"687474703a2f2f6576696c2e636f6d\"", "http://evil.com", &[Layer::Hex]);
        check("t92YuwWa2V2LvoDc0RHa", "http://evil.com", &[Layer::Reversed, Layer::Base64]);
        check("、=U3c0VXbtkGazlmbの", "nishi-mutsu", &[Layer::Reversed, Layer::Base64]);
        check("&#65403;&#65394;&#65412;&#65395; &#65429;&#65424;&#65402;に", "ｻｲﾄｳ ﾕﾐｺ", &[Layer::Entity]);
        check("68 74 74 70 3a 2f 2f 65 76 69 6c", "http://evil", &[Layer::Hex]);
        check("0x68, 0x74, 0x74, 0x70, 0x3a, 0x2f", "http:/", &[Layer::Hex]);
        check("\\x68\\x74\\x74\\x70", "http", &[Layer::Escape]);
        check("evil\\u002ecom", "evil.com", &[Layer::Escape]);
        check("{\"a\": \"\\u84bc\\u6d77 \\u96fb\\u6a5f\"}", "蒼海 電機", &[Layer::Escape]);
        check("?u=http%3A%2F%2Fevil.com%2Fa", "http://evil.com/a", &[Layer::Percent]);
        check("%8A%94%8E%AE%89%EF%8E%D0%82%CC", "株式会社の", &[Layer::Percent, Layer::ShiftJis]);
        check("evil&#46;com &#x84bc;&#x6d77;", "evil.com", &[Layer::Entity]);
        check("=?utf-8?B?6JK85rW3?=", "蒼海", &[Layer::MimeWord]);
        check("=?iso-2022-jp?Q?=1B$B3$=1B(B?=", "海", &[Layer::MimeWord]);
        check("=E8=92=BC=E6=B5=B7", "蒼海", &[Layer::QuotedPrintable]);
        check("evil-do=\nmain=2Ecom", "evil-domain.com", &[Layer::QuotedPrintable]);
        check("http://xn--wgv71a119e.jp/", "日本語.jp", &[Layer::Punycode]);
        check("=QnchVGa09Ga", "hotheart", &[Layer::Reversed, Layer::Base64]);
        check("e\0v\0i\0l\0.\0c\0o\0m\0", "evil.com", &[Layer::Utf16Le]);
    }

    #[test]
    fn packed_layers_are_undone() {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(b"http://evil.com/a?b=c").unwrap();
        let bytes = packer.finish().unwrap();
        let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
        check(&text, "http://evil.com/a?b=c", &[Layer::Base64, Layer::Gzip]);
    }

    #[test]
    fn plain_text_has_no_layers() {
        for text in [
            "The quick brown fox: InternationalizationFramework 2024-01-15 10:00",
            "d41d8cd98f00b204e9800998ecf8427e",
            "100% of a&b, x=1&y=2, C:\\new\\test",
        ] {
            let mut out = Vec::new();
            find(text, &mut Budget::new(text.len(), &Limits::default()), &mut Scratch::default(), &mut out);
            assert_eq!(out, [], "{text:?}");
        }
    }
}
