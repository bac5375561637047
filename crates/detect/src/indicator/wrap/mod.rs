//! Values that a line break cut in two: word wrap, hyphenation, indented and quoted lines.
//!
//! At each line end the last token of the line and the first of the next are joined and walked over again; what
//! straddles the seam is kept if neither half is a value of its own, or if the first half reads like a fragment.

mod verdict;

use std::ops::Range;

use memchr::memchr2_iter;
use noroshi_base::IndicatorKind as Kind;
use noroshi_read::Role;
use noroshi_reference::Reference;

use super::class::{self, AT, BACKSLASH, COLON, DIGIT, DOT, PART, SLASH};
use super::scan::{Origin, Scan};
use crate::view::View;
use crate::{Finding, What};
use verdict::{digest, ends_sentence, is_digest, is_enclosed, name, path, url};

/// Longest half that is looked at.
const LONGEST: usize = 160;

/// Lines a value may reach over.
const LINES: usize = 6;

/// Line break inside a cell of a table; the one between two rows joins nothing.
const IN_CELL: u8 = 0x0B;

/// The two halves around one line break, in the view.
#[derive(Debug, Clone)]
struct Seam {
    head: Range<usize>,
    tail: Range<usize>,
    /// Whether other text stands on the line before the first half.
    inline: bool,
    /// Byte before the first half; 0 at the start.
    before: u8,
    /// Byte after the second half; 0 at the end.
    after: u8,
}

/// What is needed to walk over joined halves.
pub(super) struct Joiner<'a, 'o> {
    pub(super) view: View<'a>,
    pub(super) role: &'a Role,
    pub(super) reference: &'static Reference,
    pub(super) joined: &'o mut String,
    /// Ranges in the view of the findings from `first` on, in order of `out`.
    pub(super) places: &'o mut Vec<Range<usize>>,
    pub(super) first: usize,
}

impl Joiner<'_, '_> {
    /// Joins over every line break; replaces findings that were only halves.
    pub(super) fn run(&mut self, out: &mut Vec<Finding>) {
        let bytes = self.view.text.as_bytes();
        let mut order: Vec<usize> = Vec::new();
        let mut dropped: Vec<usize> = Vec::new();
        let count = self.places.len();
        let mut done = 0;
        let rows = matches!(self.role, Role::Cell | Role::Field(_));
        order.extend(0..count);
        order.sort_by_key(|index| self.places.get(*index).map_or(0, |place| place.start));
        let mut passed = 0;
        for at in memchr2_iter(b'\n', IN_CELL, bytes) {
            if at < done || (rows && bytes.get(at) == Some(&b'\n')) {
                continue;
            }
            if self.ends_list_line(at, &order, &mut passed, out) {
                continue;
            }
            let Some(seam) = seam(bytes, at) else { continue };
            if self.join(&seam, &order, &mut dropped, out) {
                done = seam.tail.end;
            }
        }
        if !dropped.is_empty() {
            self.remove(dropped, out);
        }
    }

    /// Whether a line holds just one value that nothing goes on from: most lines of a list, told without a look at them.
    ///
    /// `passed` counts the findings that start before the line end; line ends are asked for in rising order.
    fn ends_list_line(&self, line_feed: usize, order: &[usize], passed: &mut usize, out: &[Finding]) -> bool {
        let bytes = self.view.text.as_bytes();
        let end = line_feed - usize::from(line_feed > 0 && bytes.get(line_feed - 1) == Some(&b'\r'));
        let place = |index: &usize| self.places.get(*index);
        while order.get(*passed).and_then(place).is_some_and(|place| place.start < end) {
            *passed += 1;
        }
        let Some(last) = passed.checked_sub(1).and_then(|index| order.get(index)) else { return false };
        let Some(place) = place(last).filter(|place| place.end == end) else { return false };
        let opens = place.start.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b'\n'));
        let kind = self.kind_of(*last, out).map(|(kind, _)| kind);
        let is_done = kind.is_some_and(|kind| is_digest(kind) || goes_nowhere(kind));
        let next = bytes.get(line_feed + 1..).unwrap_or_default();
        let path = memchr::memchr2(b'\\', b'\n', next).is_some_and(|at| next.get(at) == Some(&b'\\'));
        opens && is_done && !path
    }

    fn remove(&mut self, mut dropped: Vec<usize>, out: &mut Vec<Finding>) {
        dropped.sort_unstable();
        let (mut index, first) = (0, self.first);
        out.retain(|_| {
            let keep = index < first || dropped.binary_search(&(index - first)).is_err();
            index += 1;
            keep
        });
    }

    /// Joins over one line break; says whether a value was found there.
    fn join(
        &mut self,
        seam: &Seam,
        order: &[usize],
        dropped: &mut Vec<usize>,
        out: &mut Vec<Finding>,
    ) -> bool {
        let heads = self.findings_at(order, seam.head.clone());
        if self.is_whole(seam, &heads, out) {
            return false;
        }
        let (before, places) = (out.len(), self.places.len());
        self.walk(seam, 0, out);
        if out.len() == before && self.view.text.as_bytes().get(seam.head.end - 1) == Some(&b'-') {
            self.walk(seam, 1, out);
        }
        if out.len() == before {
            return false;
        }
        let tails = self.findings_at(order, seam.tail.clone());
        let verdict = out.get(before).and_then(|finding| self.judge(seam, finding, &heads, &tails, out));
        out.truncate(if verdict.is_some() { before + 1 } else { before });
        self.places.truncate(if verdict.is_some() { places + 1 } else { places });
        if let Some(keep_tail) = verdict {
            dropped.extend(heads);
            if !keep_tail {
                dropped.extend(tails);
            }
        }
        verdict.is_some()
    }

    /// Walks over the joined halves, leaving out the last `cut` bytes of the first.
    fn walk(&mut self, seam: &Seam, cut: usize, out: &mut Vec<Finding>) {
        let text = self.view.text;
        let head = seam.head.start..seam.head.end - cut;
        self.joined.clear();
        self.joined.push_str(text.get(head.clone()).unwrap_or_default());
        let middle = self.joined.len();
        for piece in pieces(text, seam.tail.clone()) {
            self.joined.push_str(piece);
        }
        let origin = Origin::Joined {
            view: self.view,
            head: head.start,
            seam: middle,
            tail: seam.tail.clone(),
            joined: self.joined.len(),
        };
        Scan::new(self.joined, origin, self.role, self.reference, self.places, out).run_short();
    }

    /// Indices of the findings of the first walk that lie in a half.
    fn findings_at(&self, order: &[usize], range: Range<usize>) -> Vec<usize> {
        let start = |index: &usize| self.places.get(*index).map_or(0, |place| place.start);
        let from = order.partition_point(|index| start(index) < range.start);
        let rest = order.get(from..).unwrap_or_default();
        rest.iter().copied().take_while(|index| start(index) < range.end).collect()
    }

    /// Whether the first half ends in a value that nothing goes on from: most line ends of a list, told without a walk.
    fn is_whole(&self, seam: &Seam, heads: &[usize], out: &[Finding]) -> bool {
        let bytes = self.view.text.as_bytes();
        let half = |range: &Range<usize>| bytes.get(range.clone()).unwrap_or_default();
        let (head, tail) = (half(&seam.head), half(&seam.tail));
        if memchr::memchr(b'\\', head).or_else(|| memchr::memchr(b'\\', tail)).is_some() {
            return false;
        }
        match self.ended(seam, heads).and_then(|index| self.kind_of(index, out)) {
            None => ends_sentence(head, tail),
            Some((kind, _)) if goes_nowhere(kind) => true,
            Some((kind, _)) if is_digest(kind) => !seam.inline && !is_enclosed(seam),
            Some((Kind::Url, _)) => {
                !seam.inline && class::find(tail, b"://").is_some() && !tail.starts_with(b"//")
            }
            Some(_) => false,
        }
    }

    /// The finding that ends where the first half does.
    fn ended(&self, seam: &Seam, heads: &[usize]) -> Option<usize> {
        let ends =
            |index: &&usize| self.places.get(**index).is_some_and(|place| place.end + 1 >= seam.head.end);
        heads.iter().find(ends).copied()
    }

    fn kind_of<'f>(&self, index: usize, out: &'f [Finding]) -> Option<(Kind, &'f str)> {
        match &out.get(self.first + index)?.what {
            What::Indicator(indicator) => Some((indicator.kind, indicator.value.as_str())),
            What::Identifier(_) => None,
        }
    }

    /// Whether the joined value is meant; if so, whether findings of the second half stay beside it.
    fn judge(
        &self,
        seam: &Seam,
        finding: &Finding,
        heads: &[usize],
        tails: &[usize],
        out: &[Finding],
    ) -> Option<bool> {
        let What::Indicator(joined) = &finding.what else { return None };
        let bytes = self.view.text.as_bytes();
        let head = bytes.get(seam.head.clone())?;
        let head_kind = self.ended(seam, heads).and_then(|index| self.kind_of(index, out));
        let began = tails
            .iter()
            .find(|index| self.places.get(**index).is_some_and(|place| place.start == seam.tail.start));
        let tail_kind = began.and_then(|index| self.kind_of(*index, out)).map(|(kind, _)| kind);
        match joined.kind {
            kind if is_digest(kind) => digest(seam, bytes, head_kind.map(|(kind, _)| kind), tail_kind),
            Kind::Url => url(seam, bytes, head_kind, tail_kind),
            Kind::Domain | Kind::Email => name(seam, bytes, head, head_kind.is_some(), tail_kind.is_some()),
            Kind::Ipv4
            | Kind::Ipv6
            | Kind::Cve
            | Kind::Jvndb
            | Kind::WalletBtc
            | Kind::WalletXmr
            | Kind::WalletEth => (head_kind.is_none() && tail_kind.is_none()).then_some(false),
            Kind::FilePath | Kind::PdbPath | Kind::RegistryKey => path(seam, bytes, head_kind, tail_kind),
            _ => None,
        }
    }
}

/// Values that are whole where they end.
const fn goes_nowhere(kind: Kind) -> bool {
    matches!(kind, Kind::Domain | Kind::Email | Kind::Ipv4 | Kind::Ipv4Cidr | Kind::Cve)
}

/// Reads the halves around a line break; `None` where nothing can be cut.
fn seam(bytes: &[u8], line_feed: usize) -> Option<Seam> {
    let end = line_feed - usize::from(line_feed > 0 && bytes.get(line_feed - 1) == Some(&b'\r'));
    if end == 0 || !is_part(*bytes.get(end - 1)?) {
        return None;
    }
    let (start, head_mask) = head_start(bytes, end);
    let tail_start = skip_prefix(bytes, line_feed + 1)?;
    let (tail_end, tail_mask) = tail_end(bytes, tail_start, bytes.get(start..end)?);
    let marks = DOT | COLON | SLASH | BACKSLASH | AT;
    let long = end - start >= 7 && head_mask & DIGIT != 0 && tail_end - tail_start >= 4;
    if tail_end == tail_start || ((head_mask | tail_mask) & marks == 0 && !long) {
        return None;
    }
    let window = start.saturating_sub(LONGEST);
    let line_start =
        memchr::memrchr(b'\n', bytes.get(window..start)?).map_or(window, |feed| window + feed + 1);
    let lead = bytes.get(line_start..start)?;
    let is_bullet = |byte: &u8| {
        byte.is_ascii_whitespace()
            || byte.is_ascii_digit()
            || matches!(byte, b'-' | b'*' | b'>' | b'.' | b')')
    };
    let bullet = lead.iter().all(is_bullet) || lead == "・".as_bytes() || lead == "• ".as_bytes();
    Some(Seam {
        head: start..end,
        tail: tail_start..tail_end,
        inline: !bullet,
        before: start.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(0),
        after: bytes.get(tail_end).copied().unwrap_or(0),
    })
}

const fn is_part(byte: u8) -> bool {
    class::of(byte) & PART != 0
}

fn head_start(bytes: &[u8], end: usize) -> (usize, u16) {
    let window = bytes.get(end.saturating_sub(LONGEST)..end).unwrap_or_default();
    let mut mask = 0;
    let mut length = 0;
    for byte in window.iter().rev().take_while(|byte| is_part(**byte)) {
        mask |= class::of(*byte);
        length += 1;
    }
    (end - length, mask)
}

/// Skips indentation and quotation marks of mails at the start of a line.
fn skip_prefix(bytes: &[u8], line: usize) -> Option<usize> {
    let rest = bytes.get(line..)?;
    let length = rest.iter().take(24).take_while(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'|')).count();
    Some(line + length)
}

/// End of the second half: one token, and further ones while it fills its line.
fn tail_end(bytes: &[u8], start: usize, head: &[u8]) -> (usize, u16) {
    let (mut at, mut end, mut mask) = (start, start, 0);
    let is_hex = |piece: &[u8]| piece.iter().all(u8::is_ascii_hexdigit);
    for _ in 0..LINES {
        let piece = at;
        let window = bytes.get(at..(start + 2 * LONGEST).min(bytes.len())).unwrap_or_default();
        for byte in window.iter().take_while(|byte| is_part(**byte)) {
            mask |= class::of(*byte);
            at += 1;
        }
        end = at;
        let feed = at + usize::from(bytes.get(at) == Some(&b'\r'));
        let fills = bytes.get(feed) == Some(&b'\n') && end > start;
        let Some(next) = fills.then(|| skip_prefix(bytes, feed + 1)).flatten() else { break };
        // Only digests reach over more than two lines.
        if !bytes.get(next).is_some_and(u8::is_ascii_hexdigit)
            || head.len() + end - start > LONGEST
            || (piece == start && !is_hex(head))
            || !bytes.get(piece..end).is_some_and(is_hex)
        {
            break;
        }
        at = next;
    }
    (end, mask)
}

/// The parts of a second half that reaches over several lines.
fn pieces(text: &str, range: Range<usize>) -> impl Iterator<Item = &str> {
    let tail = text.get(range).unwrap_or_default();
    tail.split(['\n', '\r', char::from(IN_CELL)])
        .map(|line| line.trim_start_matches([' ', '\t', '>', '|']))
        .filter(|piece| !piece.is_empty())
}
