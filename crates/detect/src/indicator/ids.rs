//! Numbered names: vulnerabilities, techniques, autonomous systems, MAC addresses with dashes.

use noroshi_base::IndicatorKind;

use super::scan::Scan;

impl Scan<'_, '_> {
    /// Looks at a short word without a dot that has a digit.
    pub(super) fn id(&mut self, start: usize, end: usize) {
        let word = self.slice(start..end);
        match word.first().map(u8::to_ascii_uppercase) {
            Some(b'C') => self.cve(start, end),
            Some(b'J') => self.jvndb(start, end),
            Some(b'T') => {
                self.technique(start, end);
            }
            Some(b'A') => self.asn(start, end),
            _ => {}
        }
        if word.len() == 17 {
            self.dashed_mac(start, end);
        }
    }

    /// A word whose dots were only at its edges.
    pub(super) fn word_without_dot(&mut self, start: usize, end: usize) {
        if self.slice(start..end).iter().any(u8::is_ascii_digit) {
            if end - start >= 26 {
                self.long_word(start, end);
            }
            if end - start <= 24 {
                self.id(start, end);
            }
        }
    }

    fn cve(&mut self, start: usize, end: usize) {
        let word = self.slice(start..end);
        let head = word;
        let Some(rest) =
            head.get(4..).filter(|_| head.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"CVE-")))
        else {
            return;
        };
        let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits(rest) != 4 || rest.get(4) != Some(&b'-') {
            return;
        }
        let number = rest.get(5..).map_or(0, digits);
        let stop = start + 9 + number;
        if (4..=8).contains(&number) && !self.at(stop).is_ascii_alphanumeric() {
            self.emit(start..stop, IndicatorKind::Cve, self.str(start..stop).to_ascii_uppercase());
        }
    }

    fn jvndb(&mut self, start: usize, end: usize) {
        let word = self.slice(start..end);
        let digits = |bytes: Option<&[u8]>| bytes.is_some_and(|bytes| bytes.iter().all(u8::is_ascii_digit));
        if word.len() == 17
            && word.get(..6).is_some_and(|head| head.eq_ignore_ascii_case(b"JVNDB-"))
            && digits(word.get(6..10))
            && word.get(10) == Some(&b'-')
            && digits(word.get(11..))
        {
            self.emit(start..end, IndicatorKind::Jvndb, self.str(start..end).to_ascii_uppercase());
        }
    }

    /// `JVN#12345678`, `JVNVU#98765432`, `JVNTA#…` with the sign at `end`.
    pub(super) fn jvn(&mut self, start: usize, end: usize) -> Option<usize> {
        let word = self.slice(start..end);
        let known =
            [b"JVN".as_slice(), b"JVNVU", b"JVNTA"].iter().any(|name| name.eq_ignore_ascii_case(word));
        let digits = self.slice(end + 1..end + 10).iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !known || digits != 8 {
            return None;
        }
        let stop = end + 9;
        self.emit(start..stop, IndicatorKind::Jvn, self.str(start..stop).to_ascii_uppercase());
        Some(stop)
    }

    /// An ATT&CK technique id that exists.
    pub(super) fn technique(&mut self, start: usize, end: usize) -> bool {
        let word = self.slice(start..end);
        let length = match word {
            [b'T' | b't', a, b, c, d, b'.', e, f, g, ..]
                if [a, b, c, d, e, f, g].iter().all(|byte| byte.is_ascii_digit()) =>
            {
                9
            }
            [b'T' | b't', a, b, c, d, ..] if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()) => 5,
            _ => return false,
        };
        let stop = start + length;
        if self.at(stop).is_ascii_alphanumeric() || self.before(start).is_ascii_alphanumeric() {
            return false;
        }
        let id = self.str(start..stop).to_ascii_uppercase();
        let known = self.reference.technique_name(&id).is_some();
        if known {
            self.emit(start..stop, IndicatorKind::AttackPattern, id);
        }
        known
    }

    fn asn(&mut self, start: usize, end: usize) {
        let word = self.slice(start..end);
        let Some(digits) = word.strip_prefix(b"ASN").or_else(|| word.strip_prefix(b"AS")) else { return };
        let all = digits.iter().all(u8::is_ascii_digit);
        let number: Option<u32> = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        let long = digits.len() >= 4 || self.cue_before(start, &["asn", "as番号", "autonomous"]);
        if let Some(number) = number.filter(|number| all && long && *number > 0) {
            self.emit(start..end, IndicatorKind::Asn, format!("AS{number}"));
        }
    }

    fn dashed_mac(&mut self, start: usize, end: usize) {
        let word = self.slice(start..end);
        let fits = word.chunks(3).all(|chunk| {
            chunk.iter().take(2).all(u8::is_ascii_hexdigit) && chunk.get(2).is_none_or(|byte| *byte == b'-')
        });
        if fits && word.iter().filter(|byte| **byte == b'-').count() == 5 {
            self.emit(
                start..end,
                IndicatorKind::MacAddress,
                self.str(start..end).to_ascii_lowercase().replace('-', ":"),
            );
        }
    }
}
