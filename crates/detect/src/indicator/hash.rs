//! Digests and other long words.

use noroshi_base::IndicatorKind;

use super::class;
use super::scan::Scan;
use super::wallet;

/// Cues that turn a digest into something else, nearest first.
const CUES: &[(&[&str], IndicatorKind)] = &[
    (&["imphash", "imp_hash", "imp hash", "import hash", "インポートハッシュ"], IndicatorKind::Imphash),
    (&["ja3s"], IndicatorKind::Ja3s),
    (&["ja3"], IndicatorKind::Ja3),
    (&["serial", "シリアル"], IndicatorKind::CertificateSerial),
    (
        &["thumbprint", "fingerprint", "拇印", "フィンガープリント", "cert_sha", "certificate sha"],
        IndicatorKind::CertificateHash,
    ),
    (&["section hash", "section md5", "セクションハッシュ"], IndicatorKind::SectionHash),
    (&["tlsh"], IndicatorKind::Tlsh),
];

impl Scan<'_, '_> {
    /// Looks at a word of at least 26 bytes without a dot.
    pub(super) fn long_word(&mut self, start: usize, end: usize) {
        let word = self.slice(start..end);
        if self.hashes_in(start, end) {
            return;
        }
        if let Some(kind) = wallet::kind(word) {
            self.emit(start..end, kind, self.str(start..end).to_owned());
        } else if is_tlsh(word) {
            self.emit(start..end, IndicatorKind::Tlsh, self.str(start..end).to_ascii_uppercase());
        } else if is_ja4(word) {
            self.emit(start..end, IndicatorKind::Ja4, self.str(start..end).to_owned());
        }
    }

    /// Digests among the parts of a word that `-`, `_` or `.` separates.
    pub(super) fn hashes_in(&mut self, start: usize, end: usize) -> bool {
        let mut found = false;
        let mut at = start;
        for part in self.slice(start..end).split(|byte| matches!(byte, b'-' | b'_' | b'.')) {
            let range = at..at + part.len();
            at = range.end + 1;
            if part.len() >= 32
                && let Some(kind) = digest(part)
            {
                self.digest(range.start, range.end, kind);
                found = true;
            }
        }
        found
    }

    fn digest(&mut self, start: usize, end: usize, kind: IndicatorKind) {
        let window = self.slice(start.saturating_sub(32)..start);
        let window =
            window.rsplit(|byte| matches!(byte, b'\n' | b',' | b';' | b'|')).next().unwrap_or_default();
        if window.len() < 4 {
            return self.emit(start..end, kind, self.str(start..end).to_ascii_lowercase());
        }
        let near = window.to_ascii_lowercase();
        if near.ends_with(b"commit ") || near.ends_with(b"commit: ") || near.ends_with(b"blob/") {
            return;
        }
        let has = |cue: &&str| class::contains(&near, cue.as_bytes());
        let cued = CUES.iter().find(|(cues, _)| cues.iter().any(&has)).map(|(_, kind)| *kind);
        let fits = |cued: &IndicatorKind| match cued {
            IndicatorKind::Imphash | IndicatorKind::Ja3 | IndicatorKind::Ja3s => kind == IndicatorKind::Md5,
            IndicatorKind::Tlsh => false,
            _ => true,
        };
        self.emit(start..end, cued.filter(fits).unwrap_or(kind), self.str(start..end).to_ascii_lowercase());
    }

    /// `blocksize:hash:hash` at `start`.
    pub(super) fn ssdeep(&mut self, start: usize) -> Option<usize> {
        let digits = self.slice(start..start + 8).iter().take_while(|byte| byte.is_ascii_digit()).count();
        let size: u32 = self.str(start..start + digits).parse().ok()?;
        if size < 3
            || !size.is_multiple_of(3)
            || !(size / 3).is_power_of_two()
            || self.at(start + digits) != b':'
        {
            return None;
        }
        let part = |from: usize| {
            let length = self
                .slice(from..from + 80)
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
                .count();
            ((3..=64).contains(&length)).then_some(from + length)
        };
        let middle = part(start + digits + 1)?;
        if self.at(middle) != b':' {
            return None;
        }
        let end = part(middle + 1)?;
        // Times (`3:10:20`) and ratios are shorter.
        if end - start < 16 || self.before(start).is_ascii_alphanumeric() {
            return None;
        }
        self.emit(start..end, IndicatorKind::Ssdeep, self.str(start..end).to_owned());
        Some(end)
    }
}

/// Kind of a hexadecimal word of the length of a digest.
pub(super) fn digest(word: &[u8]) -> Option<IndicatorKind> {
    let kind = match word.len() {
        32 => IndicatorKind::Md5,
        40 => IndicatorKind::Sha1,
        56 => IndicatorKind::Sha224,
        64 => IndicatorKind::Sha256,
        96 => IndicatorKind::Sha384,
        128 => IndicatorKind::Sha512,
        _ => return None,
    };
    // Of hexadecimal digits the low five bits tell digits (16 to 25) from letters (1 to 6).
    let (is_hex, kinds) = word.iter().fold((true, 0_u32), |(is_hex, kinds), byte| {
        (is_hex & byte.is_ascii_hexdigit(), kinds | 1 << (byte & 0x1F))
    });
    let varied = kinds & 0xFFFF != 0 && kinds >> 16 != 0 && kinds.count_ones() > 5;
    (is_hex && varied).then_some(kind)
}

fn is_tlsh(word: &[u8]) -> bool {
    let body = word.strip_prefix(b"T1").or_else(|| word.strip_prefix(b"t1"));
    body.is_some_and(|body| body.len() == 70 && body.iter().all(u8::is_ascii_hexdigit))
}

/// `t13d1516h2_8daaf6152771_b186095e22b6` and its relatives.
fn is_ja4(word: &[u8]) -> bool {
    let mut parts = word.split(|byte| *byte == b'_');
    let (Some(head), Some(second), Some(third)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let hex12 = |part: &[u8]| part.len() == 12 && part.iter().all(u8::is_ascii_hexdigit);
    matches!(head, [b't' | b'q' | b'd', b'1' | b's' | b'd' | b'0', b'0'..=b'9', b'd' | b'i', rest @ ..]
        if rest.len() == 6 && rest.iter().take(4).all(u8::is_ascii_digit))
        && hex12(second)
        && hex12(third)
}
