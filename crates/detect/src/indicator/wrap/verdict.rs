//! Whether two halves around a line break are one value.

use std::ops::Range;
use std::sync::LazyLock;

use hashbrown::HashSet;

use noroshi_base::IndicatorKind as Kind;

use super::super::{class, extension};
use super::Seam;
use crate::view::refang::is_everyday;

/// Words that end a line without being half of a value.
const WORDS: &str = "a about access accessed accesses address addresses after against all also an and any are as at attacker \
    be because been before being between both but by call called calls can command communicated communicates \
    connect connected connecting connection connects contact contacted contacts control could created \
    creates detected did directory dns do domain domains download downloaded downloads each email every \
    example executed executes file filename files find folder following for found from ftp had has hash \
    hashes have host hosted hostname hosts http https if in include including infected infrastructure into \
    ip is it its key known like link links list loaded located mail malicious malware many may might more \
    most name named network new no not observed of on one only onto or other our out over path payload port \
    process queries query received registered registry request requests resolve resolved resolves run runs \
    same sample samples saved see seen sender sends sent server servers several site sites so some such than \
    that the their them then there these they this those through to traffic two under until up uri url urls \
    use used user uses using via victim visit visited was we web website websites were when where which \
    while who will with within without would you your";

pub(super) fn is_digest(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Md5 | Kind::Sha1 | Kind::Sha224 | Kind::Sha256 | Kind::Sha384 | Kind::Sha512 | Kind::Imphash
    )
}

/// Whether brackets or quotation marks hold both halves together.
pub(super) fn is_enclosed(seam: &Seam) -> bool {
    let cjk = seam.before >= 0x80 && seam.after >= 0x80;
    cjk || matches!(
        (seam.before, seam.after),
        (b'"', b'"') | (b'(', b')') | (b'[', b']') | (b'`', b'`') | (b'\'', b'\'')
    )
}

/// Two digests under each other are two; in running text the first line of one is none.
pub(super) fn digest(seam: &Seam, bytes: &[u8], head: Option<Kind>, tail: Option<Kind>) -> Option<bool> {
    // A digest is wrapped at one width.
    let mut lines =
        bytes.get(seam.tail.clone())?.split(|byte| *byte == b'\n').map(|line| line.trim_ascii().len());
    let last = lines.next_back()?;
    let width = lines.next();
    if width.is_some_and(|width| last > width || lines.any(|line| line != width)) {
        return None;
    }
    let follows = !matches!(seam.after, 0 | b'\n' | b'\r' | b',' | b';' | b'|');
    let both = head.is_some() && tail.is_some();
    let mixed = bytes.get(seam.tail.clone())?.iter().any(u8::is_ascii_alphabetic);
    let one = head.is_some() != tail.is_some();
    let meant = if both {
        is_enclosed(seam) || (seam.inline && follows && seam.before != b',')
    } else {
        !one || (mixed && seam.inline)
    };
    meant.then_some(false)
}

/// A domain or a mail address: halves of their own are joined only if the first reads like a fragment.
pub(super) fn name(
    seam: &Seam,
    bytes: &[u8],
    head: &[u8],
    head_whole: bool,
    tail_whole: bool,
) -> Option<bool> {
    let tail = bytes.get(seam.tail.clone())?;
    if head_whole || !starts_lower(head) || !starts_lower(tail) {
        return None;
    }
    let word = head.strip_suffix(b".").or_else(|| head.strip_suffix(b"-")).unwrap_or(head);
    let is_word = is_known_word(word);
    if is_word {
        return None;
    }
    if tail.contains(&b'\n') || reads_backwards(head, tail) {
        return None;
    }
    let only_letters = head.iter().all(u8::is_ascii_alphabetic);
    if tail_whole && !is_enclosed(seam) {
        if head.ends_with(b".") && word.iter().all(u8::is_ascii_alphabetic) {
            return None;
        }
        let running = in_sentence(seam) || is_split_record(seam, bytes);
        return running.then_some(only_letters && seam.before < 0x80);
    }
    let common = tail.split(|byte| *byte == b'.').all(|label| COMMON.contains(&label));
    let sentence =
        head.ends_with(b".") && word.iter().all(u8::is_ascii_alphabetic) && (is_everyday(tail) || !common);
    let orphan = tail.starts_with(b".") && word.iter().all(u8::is_ascii_alphabetic) && !seam.inline;
    (!sentence && !orphan).then_some(false)
}

/// A word with the full stop of a sentence, and no suffix behind it: what [`name`] turns down in any case.
pub(super) fn ends_sentence(head: &[u8], tail: &[u8]) -> bool {
    let word = head.strip_suffix(b".").unwrap_or_default();
    !word.is_empty()
        && word.iter().all(u8::is_ascii_alphabetic)
        && !tail.split(|byte| *byte == b'.').all(|label| COMMON.contains(&label))
}

/// Suffixes that seldom stand as words of their own.
const COMMON: &[&[u8]] = &[
    b"com", b"net", b"org", b"info", b"biz", b"gov", b"edu", b"jp", b"co", b"ne", b"or", b"go", b"cn", b"ru",
    b"kr", b"tw", b"hk", b"uk", b"de", b"fr", b"br", b"eu", b"io", b"cc", b"tk", b"ml", b"ga", b"cf", b"gq",
    b"xyz", b"pw",
];

/// `com.example.app` under `org.example.other`: names of packages, one a line.
fn reads_backwards(head: &[u8], tail: &[u8]) -> bool {
    let first = tail.split(|byte| *byte == b'.').next().unwrap_or_default();
    let labels = tail.iter().filter(|byte| **byte == b'.').count();
    !head.ends_with(b".") && labels >= 2 && COMMON.contains(&first)
}

/// Running text stands on both sides of the value.
fn in_sentence(seam: &Seam) -> bool {
    let open = seam.inline && (seam.before == b' ' || seam.before >= 0x80);
    open && (seam.after == b' ' || seam.after >= 0x80)
}

/// A row of a table in two: neither line has as many cells as their neighbours, or as each other.
fn is_split_record(seam: &Seam, bytes: &[u8]) -> bool {
    let line = |at: usize| {
        let start = bytes
            .get(..at)
            .and_then(|text| text.iter().rposition(|byte| *byte == b'\n'))
            .map_or(0, |at| at + 1);
        let rest = bytes.get(start..).unwrap_or_default();
        (
            start,
            rest.get(..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())).unwrap_or_default(),
        )
    };
    let commas = |line: &[u8]| line.iter().filter(|byte| **byte == b',').count();
    let ((start, first), (second_start, second)) = (line(seam.head.start), line(seam.tail.start));
    let (head, tail) = (commas(first), commas(second));
    let whole = |line: &[u8]| line.is_empty() || commas(line) == head + tail;
    let above = start.checked_sub(1).map_or(&[][..], |end| line(end).1);
    let below = bytes
        .get(second_start + second.len() + 1..)
        .map_or(&[][..], |_| line(second_start + second.len() + 1).1);
    seam.before == b',' && seam.after == b',' && head != tail && whole(above) && whole(below)
}

fn starts_lower(half: &[u8]) -> bool {
    half.first().is_some_and(|byte| !byte.is_ascii_uppercase())
}

/// A URL goes on in the next line if that line begins like a path.
pub(super) fn url(seam: &Seam, bytes: &[u8], head: Option<(Kind, &str)>, tail: Option<Kind>) -> Option<bool> {
    let tail_bytes = bytes.get(seam.tail.clone())?;
    let head_bytes = bytes.get(seam.head.clone())?;
    if class::find(tail_bytes, b"://").is_some() && !tail_bytes.starts_with(b"//") {
        return None;
    }
    let Some((Kind::Url, value)) = head else {
        let anchored = class::find(head_bytes, b"://").is_some()
            || head_bytes.ends_with(b":")
            || head_bytes.ends_with(b":/");
        return (head.is_none() && anchored).then_some(false);
    };
    let host = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host_is_cut = !host.contains(['.', '[', '/'])
        || (!host.contains('/') && (host.ends_with('.') || head_bytes.ends_with(b".")));
    if host_is_cut {
        return Some(false);
    }
    let elsewhere =
        |kind| !(kind == Kind::FileName || kind == Kind::Url && seam.inline && !is_anchored(tail_bytes));
    if tail.is_some_and(elsewhere) || starts_with_date(tail_bytes) {
        return None;
    }
    let open = matches!(head_bytes.last(), Some(b'/' | b'?' | b'=' | b'&' | b'-' | b'_' | b'.' | b'%'));
    let first = tail_bytes.split(|byte| matches!(byte, b'/' | b'.' | b'?')).next().unwrap_or_default();
    let is_word = is_known_word(first);
    let path_like = tail_bytes.iter().any(|byte| matches!(byte, b'/' | b'?' | b'=' | b'&' | b'%'))
        || matches!(tail, Some(Kind::FileName))
        || tail_bytes.iter().filter(|byte| byte.is_ascii_digit()).count() > 1
        || [b".php".as_slice(), b".html", b".htm", b".asp", b".aspx", b".jsp"]
            .iter()
            .any(|page| tail_bytes.ends_with(page));
    let wide = seam.inline || head_bytes.len() >= 60;
    let meant = !is_word
        && wide
        && (path_like || (open && seam.inline && !head_bytes.ends_with(b"/") && !head_bytes.ends_with(b".")));
    (meant || is_enclosed(seam)).then_some(false)
}

/// `host.example/path`: what begins with a host of its own is no path.
fn is_anchored(tail: &[u8]) -> bool {
    let host = tail.split(|byte| *byte == b'/').next().unwrap_or_default().to_ascii_lowercase();
    noroshi_suffix::is_host(&host)
}

/// `2018-06-11`, `2018/06/11`.
fn starts_with_date(text: &[u8]) -> bool {
    let digits =
        |range: Range<usize>| text.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && matches!((text.get(4), text.get(7)), (Some(b'-'), Some(b'-')) | (Some(b'/'), Some(b'/')))
}

/// A Windows path or a registry key goes on if it has no extension yet and separators follow.
pub(super) fn path(
    seam: &Seam,
    bytes: &[u8],
    head: Option<(Kind, &str)>,
    tail: Option<Kind>,
) -> Option<bool> {
    let tail_bytes = bytes.get(seam.tail.clone())?;
    let done = head.is_some_and(|(_, value)| {
        let last = value.rsplit(['\\', '/']).next().unwrap_or_default();
        last.rsplit_once('.').is_some_and(|(_, extension)| extension::of(extension.as_bytes()).is_some())
    });
    let fits_tail = tail.is_none_or(|kind| matches!(kind, Kind::FilePath | Kind::FileName | Kind::PdbPath));
    let rooted =
        tail_bytes.starts_with(b"\\\\") || tail_bytes.get(1) == Some(&b':') || tail_bytes.starts_with(b"/");
    let goes_on = tail_bytes.contains(&b'\\') || matches!(tail, Some(Kind::FileName));
    (seam.inline && !done && fits_tail && !rooted && goes_on).then_some(false)
}

fn is_known_word(word: &[u8]) -> bool {
    static KNOWN: LazyLock<HashSet<&[u8]>> = LazyLock::new(|| WORDS.split(' ').map(str::as_bytes).collect());
    KNOWN.contains(word)
}
