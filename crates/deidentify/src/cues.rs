//! What the words around a value say about it: direction, phase, role.
//!
//! Pure functions on a text and the byte range of a value in it. The nearest cue of the same sentence or line counts;
//! where there is none, the heading or the label above a list does. Where both are silent the answer is unknown.

mod table;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use crate::draft::{Direction, ValueRole};
use table::{CUES, FETCHES, Fact, Side};

/// Bytes looked at before a value.
const BEFORE: usize = 240;
/// Bytes looked at after a value.
const AFTER: usize = 160;
/// Bytes looked back for the heading of a list.
const HEADING: usize = 2048;

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(CUES.iter().map(|cue| cue.word))
        .expect("the table is fixed and far below the automaton's limits")
});

/// Direction of traffic with the value, from the victim's side.
pub fn direction(text: &str, span: Range<usize>) -> Direction {
    let after = line_after(text.get(floor(text, span.end.min(text.len()))..).unwrap_or(""), AFTER);
    // 「から」 right behind the value: the attacker comes from there, unless something was fetched from it.
    if after.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with("から") {
        let fetched = FETCHES.iter().any(|word| after.contains(word));
        return if fetched { Direction::Outbound } else { Direction::Inbound };
    }
    if after.trim_start().starts_with(['→', '⇒']) || after.trim_start().starts_with("->") {
        return Direction::Inbound;
    }
    nearest(text, span, |fact| match fact {
        Fact::Direction(direction) => Some(direction),
        _ => None,
    })
    .unwrap_or(Direction::Unknown)
}

/// ATT&CK tactic the value is used in, such as `command-and-control`.
pub fn phase(text: &str, span: Range<usize>) -> Option<&'static str> {
    nearest(text, span, |fact| match fact {
        Fact::Phase(phase) => Some(phase),
        _ => None,
    })
}

/// Who owns the value: only what the words say, [`ValueRole::Unknown`] otherwise.
pub fn role(text: &str, span: Range<usize>) -> ValueRole {
    nearest(text, span, |fact| match fact {
        Fact::Role(role) => Some(role),
        _ => None,
    })
    .unwrap_or(ValueRole::Unknown)
}

/// The fact of the nearest cue that `pick` takes.
fn nearest<T>(text: &str, span: Range<usize>, pick: impl Fn(Fact) -> Option<T>) -> Option<T> {
    let start = floor(text, span.start.min(text.len()));
    let end = floor(text, span.end.clamp(start, text.len()));
    let before = line_before(text.get(..start).unwrap_or(""), BEFORE);
    let after = line_after(text.get(end..).unwrap_or(""), AFTER);
    let left = cues(before)
        .filter(|(cue, _)| cue.side != Side::After)
        .filter_map(|(cue, at)| pick_of(cue, &pick).map(|fact| (before.len().saturating_sub(at.end), fact)));
    let right = cues(after)
        .filter(|(cue, at)| cue.side != Side::Before && (cue.side != Side::After || at.start <= 12))
        .filter_map(|(cue, at)| pick_of(cue, &pick).map(|fact| (at.start, fact)));
    let close = left.chain(right).min_by_key(|(distance, _)| *distance).map(|(_, fact)| fact);
    close.or_else(|| {
        cues(heading(text.get(..start).unwrap_or(""))).filter_map(|(cue, _)| pick_of(cue, &pick)).last()
    })
}

/// The first fact of a cue that `pick` takes.
fn pick_of<T>(cue: &table::Cue, pick: &impl Fn(Fact) -> Option<T>) -> Option<T> {
    cue.facts.iter().copied().find_map(pick)
}

/// Cues of a stretch that stand as words of their own.
fn cues(stretch: &str) -> impl Iterator<Item = (&'static table::Cue, Range<usize>)> + '_ {
    SEARCH.find_iter(stretch).filter_map(|found| {
        let cue = CUES.get(found.pattern().as_usize())?;
        let bytes = stretch.as_bytes();
        let letter = |at: Option<usize>| at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphanumeric);
        let glued = letter(Some(found.start())) && letter(found.start().checked_sub(1));
        let goes_on = letter(found.end().checked_sub(1)) && letter(Some(found.end()));
        (!glued && !goes_on).then_some((cue, found.range()))
    })
}

/// The part of the same sentence or line before a value, at most `reach` bytes.
fn line_before(head: &str, reach: usize) -> &str {
    let tail = head.get(floor(head, head.len().saturating_sub(reach))..).unwrap_or("");
    let cut = tail.rmatch_indices(['\n', '。']).next().map_or(0, |(at, mark)| at + mark.len());
    let line = tail.get(cut..).unwrap_or("");
    let stop = line.rmatch_indices(". ").next().map_or(0, |(at, mark)| at + mark.len());
    line.get(stop..).unwrap_or("")
}

/// The part of the same sentence or line after a value, at most `reach` bytes.
fn line_after(tail: &str, reach: usize) -> &str {
    let head = tail.get(..floor(tail, reach.min(tail.len()))).unwrap_or("");
    let end = head.find(['\n', '。']).unwrap_or(head.len());
    let line = head.get(..end).unwrap_or("");
    line.get(..line.find(". ").unwrap_or(line.len())).unwrap_or("")
}

/// The nearest heading or label line above a value.
fn heading(head: &str) -> &str {
    let reach = head.get(floor(head, head.len().saturating_sub(HEADING))..).unwrap_or("");
    reach.rsplit('\n').skip(1).map(str::trim).find(|line| is_heading(line)).unwrap_or("")
}

fn is_heading(line: &str) -> bool {
    line.len() < 160
        && (line.starts_with(['#', '■', '◆', '●', '【', '='])
            || line.ends_with([':', '：'])
            || (line.starts_with("**") && line.ends_with("**")))
}

/// The character boundary at or before an offset.
fn floor(text: &str, mut at: usize) -> usize {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The value stands between `‹` and `›`.
    fn at(marked: &str) -> (String, Range<usize>) {
        let (before, rest) = marked.split_once('‹').expect("marked");
        let (value, after) = rest.split_once('›').expect("marked");
        (format!("{before}{value}{after}"), before.len()..before.len() + value.len())
    }

    #[test]
    fn directions() {
        for (marked, expected) in [
            ("マルウェアは‹192.0.2.1›へ通信した。", Direction::Outbound),
            ("‹192.0.2.1›からVPNへのログインを確認", Direction::Inbound),
            ("C2サーバ: ‹kage.example›", Direction::Outbound),
            ("攻撃元IPアドレス ‹192.0.2.1›", Direction::Inbound),
            ("The beacon connects to ‹kage.example› every minute", Direction::Outbound),
            ("Logins from ‹192.0.2.1› were seen", Direction::Inbound),
            ("the payload was downloaded from ‹http://kage.example/a›", Direction::Outbound),
            ("‹192.0.2.1›からペイロードをダウンロードした", Direction::Outbound),
            ("10.0.0.1 -> ‹192.0.2.1›", Direction::Outbound),
            ("src=‹192.0.2.1› dst=198.51.100.2", Direction::Inbound),
            ("the value ‹192.0.2.1› was seen", Direction::Unknown),
            ("## C2\n- ‹192.0.2.1›\n", Direction::Outbound),
            ("C2 servers:\n192.0.2.9\n‹192.0.2.1›\n", Direction::Outbound),
        ] {
            let (text, span) = at(marked);
            assert_eq!(direction(&text, span), expected, "{marked}");
        }
    }

    #[test]
    fn phases() {
        for (marked, expected) in [
            ("フィッシングメールのリンク先 ‹http://kage.example/›", Some("initial-access")),
            ("ビーコンの通信先は‹kage.example›", Some("command-and-control")),
            ("窃取した情報を‹kage.example›へアップロード", Some("exfiltration")),
            ("レジストリの‹HKCU\\Run\\kage›に登録し永続化", Some("persistence")),
            ("Mimikatz (‹aa.exe›) dumped credentials from LSASS", Some("credential-access")),
            ("lateral movement with ‹psexesvc.exe›", Some("lateral-movement")),
            ("the file ‹a.txt› was seen", None),
        ] {
            let (text, span) = at(marked);
            assert_eq!(phase(&text, span), expected, "{marked}");
        }
    }

    #[test]
    fn roles() {
        for (marked, expected) in [
            ("改ざんされた正規サイト‹shop.example›から配信", ValueRole::CompromisedThirdParty),
            ("a compromised WordPress site, ‹shop.example›, served it", ValueRole::CompromisedThirdParty),
            ("攻撃者が取得したドメイン‹kage.example›", ValueRole::AttackerOwned),
            ("C2サーバ ‹kage.example›", ValueRole::AttackerOwned),
            ("hosted behind the CDN ‹cdn.example›", ValueRole::SharedInfrastructure),
            ("正規のクラウドサービス‹drive.example›を悪用", ValueRole::SharedInfrastructure),
            ("see ‹shop.example›", ValueRole::Unknown),
        ] {
            let (text, span) = at(marked);
            assert_eq!(role(&text, span), expected, "{marked}");
        }
    }

    proptest! {
        #[test]
        fn any_span_is_safe(text in "[ -~あ-んC2からへ。\n]{0,200}", a in 0_usize..400, b in 0_usize..400) {
            let _ = (direction(&text, a..b), phase(&text, a..b), role(&text, a..b));
        }
    }
}
