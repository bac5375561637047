//! Language and time: offsets of timestamps, zones, language tags, code pages, keyboards, working hours.

use noroshi_base::{Surface, Text};

use super::names::at;
use super::{Context, Ledger, Scene};
use crate::candidate::Candidate;
use crate::finding::{Channel, Finding, Fit, group, quote};
use crate::odds;
use crate::package::Part;

/// Chance that a trace in a package is that of the victim's own machines.
const HIT: f64 = 0.6;
/// Chance that it is there for another reason: the attacker's, the analyst's.
const NOISE: f64 = 0.15;
/// Timestamps, below which hours show no pattern.
const LEAST_TIMES: usize = 20;

/// Names of zones and how many minutes they are east of UTC.
const ZONES: &[(&str, i32)] = &[
    ("Asia/Tokyo", 540),
    ("Tokyo Standard Time", 540),
    (" JST", 540),
    ("Asia/Seoul", 540),
    ("Korea Standard Time", 540),
    ("Asia/Shanghai", 480),
    ("China Standard Time", 480),
    ("Asia/Singapore", 480),
    ("Singapore Standard Time", 480),
    ("Asia/Bangkok", 420),
    ("SE Asia Standard Time", 420),
    ("Asia/Ho_Chi_Minh", 420),
    ("Asia/Kolkata", 330),
    ("India Standard Time", 330),
    ("Europe/London", 0),
    ("GMT Standard Time", 0),
    ("Europe/Berlin", 60),
    ("W. Europe Standard Time", 60),
    ("Europe/Paris", 60),
    ("Romance Standard Time", 60),
    ("America/New_York", -300),
    ("Eastern Standard Time", -300),
    ("America/Los_Angeles", -480),
    ("Pacific Standard Time", -480),
];
/// Traces of a language: text and the language's tag.
const LANGUAGES: &[(&str, &str)] = &[
    ("ja-JP", "ja"),
    ("ja_JP", "ja"),
    ("cp932", "ja"),
    ("Shift_JIS", "ja"),
    ("windows-31j", "ja"),
    ("euc-jp", "ja"),
    ("iso-2022-jp", "ja"),
    ("00000411", "ja"),
    ("LCID 1041", "ja"),
    ("zh-CN", "zh"),
    ("zh-TW", "zh"),
    ("gb2312", "zh"),
    ("00000804", "zh"),
    ("big5", "zh"),
    ("ko-KR", "ko"),
    ("euc-kr", "ko"),
    ("00000412", "ko"),
    ("th-TH", "th"),
    ("windows-874", "th"),
    ("0000041e", "th"),
    ("vi-VN", "vi"),
    ("de-DE", "de"),
    ("00000407", "de"),
    ("fr-FR", "fr"),
    ("0000040c", "fr"),
];

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let mut hours = [0_usize; 24];
    for (index, doc) in scene.package.docs.iter().enumerate().filter(|(_, doc)| doc.part != Part::Name) {
        let text = doc.text();
        each_time(text, &mut |span, hour, offset| match offset {
            Some(minutes) if minutes != 0 => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let token = format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
                if ledger.again(Channel::LanguageTime, Surface::Metadata, &token) {
                    return;
                }
                let (spot, seen) = at(scene, index, &span);
                ledger.add(finding(context, token, (spot, seen), |one| zone_of(one) == Some(minutes)));
            }
            _ => {
                if let Some(slot) = hours.get_mut(hour) {
                    *slot += 1;
                }
            }
        });
        for (name, minutes) in ZONES {
            if let Some(start) = text.find(name) {
                let shown = at(scene, index, &(start..start + name.len()));
                ledger.add(finding(context, name.trim().to_owned(), shown, |one| {
                    zone_of(one) == Some(*minutes)
                }));
            }
        }
        for (name, tag) in LANGUAGES {
            if let Some(start) = find_word(text, name) {
                let shown = at(scene, index, &(start..start + name.len()));
                ledger.add(finding(context, (*name).to_owned(), shown, |one| language_of(one) == *tag));
            }
        }
    }
    working_hours(context, &hours, ledger);
}

/// Ten hours of the day in which nearly all of the times lie are somebody's working day.
fn working_hours(context: &Context<'_>, hours: &[usize; 24], ledger: &mut Ledger) {
    let total: usize = hours.iter().sum();
    let inside =
        |start: usize| -> usize { (start..start + 10).filter_map(|hour| hours.get(hour % 24)).sum() };
    let best = (0..24).max_by_key(|start| inside(*start)).unwrap_or(0);
    if total < LEAST_TIMES
        || inside(best) * 10 < total * 9
        || hours.iter().filter(|count| **count > 0).count() < 4
    {
        return;
    }
    // A working day begins at eight or nine.
    let begins = i32::try_from(best).unwrap_or(0) * 60;
    let near = |one: &Candidate| {
        zone_of(one).is_some_and(|minutes| {
            let local = (begins + minutes).rem_euclid(1440);
            (7 * 60..=10 * 60).contains(&local)
        })
    };
    let spot = crate::finding::Spot { file: "*".into(), place: "times".to_owned() };
    let seen = format!("{:02}:00-{:02}:00 UTC × {total}", best, (best + 10) % 24);
    ledger.add(finding(context, "working-hours".to_owned(), (spot, seen), near));
}

fn finding(
    context: &Context<'_>,
    token: String,
    (spot, seen): (crate::finding::Spot, String),
    fits: impl Fn(&Candidate) -> bool,
) -> Finding {
    let fits: Vec<Fit> = (0_u32..)
        .zip(&context.candidates.list)
        .filter(|(_, one)| fits(one))
        .map(|(candidate, _)| Fit { candidate, group: group("locale") })
        .collect();
    let (few, total) = (fits.len(), context.candidates.list.len());
    Finding {
        surface: Surface::Metadata,
        channel: Channel::LanguageTime,
        why: Text::owned(
            format!("言語・時間帯の痕跡「{token}」に合う候補は {total} 件中 {few} 件"),
            format!("a trace of language or time, \"{token}\": fits {few} of {total} candidates"),
        ),
        remedy: Text::fixed(
            "時刻はUTCの日単位にし、言語・コードページ・キーボードの値は落とす",
            "give times as days in UTC; drop language tags, code pages and keyboards",
        ),
        token,
        spot,
        seen: quote(&seen),
        count: 1,
        fits,
        ratio: odds::statement(HIT, NOISE),
    }
}

/// Calls `emit` with the hour and offset of each time of day; midnight to the second is a day, not a time.
fn each_time(text: &str, emit: &mut dyn FnMut(std::ops::Range<usize>, usize, Option<i32>)) {
    let bytes = text.as_bytes();
    let two = |at: usize| -> Option<i32> {
        match bytes.get(at..at + 2)? {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                Some(i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
            }
            _ => None,
        }
    };
    for colon in memchr::memchr_iter(b':', bytes) {
        let Some(start) = colon.checked_sub(2) else { continue };
        let before = start.checked_sub(1).and_then(|at| bytes.get(at));
        let is_time = matches!(before, Some(b'T' | b' ')) && bytes.get(colon + 3) == Some(&b':');
        let (Some(hour), Some(minute), Some(second)) = (two(start), two(colon + 1), two(colon + 4)) else {
            continue;
        };
        if !is_time || hour > 23 || minute > 59 || second > 60 {
            continue;
        }
        let mut end = colon + 6;
        if bytes.get(end) == Some(&b'.') {
            end += 1 + bytes
                .get(end + 1..)
                .unwrap_or_default()
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
        }
        if bytes.get(end) == Some(&b':') {
            continue;
        }
        let blank = usize::from(bytes.get(end) == Some(&b' '));
        let sign = match bytes.get(end + blank) {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => 0,
        };
        let hours = two(end + blank + 1).filter(|_| sign != 0);
        let separator = usize::from(bytes.get(end + blank + 3) == Some(&b':'));
        let minutes = two(end + blank + 3 + separator);
        match (hours, minutes) {
            (Some(h @ 0..=14), Some(m @ (0 | 15 | 30 | 45))) => {
                let stop = end + blank + 5 + separator;
                emit(start..stop, usize::try_from(hour).unwrap_or(0), Some(sign * (h * 60 + m)));
            }
            _ if hour + minute + second > 0 => emit(start..end, usize::try_from(hour).unwrap_or(0), None),
            _ => {}
        }
    }
}

/// A name that is not part of a longer word, whatever its case.
fn find_word(text: &str, name: &str) -> Option<usize> {
    let letter =
        |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let stands = |at: usize| !letter(at.checked_sub(1)) && !letter(Some(at + name.len()));
    text.match_indices(name).map(|(at, _)| at).find(|at| stands(*at))
}

/// Minutes east of UTC; Japan where nothing else is known.
fn zone_of(candidate: &Candidate) -> Option<i32> {
    let text = candidate.time_zone.trim();
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| name.trim() == text) {
        return Some(*minutes);
    }
    if let Some(rest) = text.strip_prefix("UTC").or(Some(text)).filter(|rest| rest.starts_with(['+', '-'])) {
        let sign = if rest.starts_with('-') { -1 } else { 1 };
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        let hours: i32 = digits.get(..2.min(digits.len()))?.parse().ok()?;
        let minutes: i32 = digits.get(2..4).and_then(|part| part.parse().ok()).unwrap_or(0);
        return Some(sign * (hours * 60 + minutes));
    }
    match candidate.country.to_lowercase().as_str() {
        "" | "jp" | "japan" | "日本" => Some(540),
        "th" | "thailand" | "タイ" | "vn" | "vietnam" | "ベトナム" => Some(420),
        "cn" | "china" | "中国" | "sg" | "singapore" | "シンガポール" => Some(480),
        "de" | "germany" | "ドイツ" | "fr" | "france" | "フランス" => Some(60),
        _ => None,
    }
}

fn language_of(candidate: &Candidate) -> String {
    let tag = candidate.language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    if !tag.is_empty() {
        return tag;
    }
    match candidate.country.to_lowercase().as_str() {
        "" | "jp" | "japan" | "日本" => "ja",
        "th" | "thailand" | "タイ" => "th",
        "vn" | "vietnam" | "ベトナム" => "vi",
        "cn" | "china" | "中国" => "zh",
        "de" | "germany" | "ドイツ" => "de",
        "fr" | "france" | "フランス" => "fr",
        _ => "",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_offsets_are_read() {
        let mut found = Vec::new();
        let text = "2024-05-09T02:13:07+09:00 x 2024-05-09 18:00:01.5 -0500, 2024-05-09T00:00:00.000Z, 10:20:30:40, T09:08:07Z";
        each_time(text, &mut |_, hour, offset| found.push((hour, offset)));
        assert_eq!(found, [(2, Some(540)), (18, Some(-300)), (9, None)]);
        let candidate = Candidate { time_zone: "+07:00".into(), ..Candidate::default() };
        assert_eq!(zone_of(&candidate), Some(420));
        assert_eq!(zone_of(&Candidate::default()), Some(540));
    }
}
