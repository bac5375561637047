//! The report on a terminal.

use std::fmt::Write as _;

use noroshi_base::{Lang, Text};

use super::{Evidence, Report, Standing};

/// Pieces of evidence that one screen takes.
const SHOWN: usize = 20;
/// Traces that one screen takes.
const TRACES: usize = 10;

/// Writes the page. Writing into a `String` cannot fail, so results of `write!` are dropped.
pub(super) fn write(report: &Report, lang: Lang) -> String {
    let mut out = String::new();
    head(report, lang, &mut out);
    let shown = report.victim.as_ref().or(report.top.first());
    if let Some(standing) = shown {
        surfaces(standing, lang, &mut out);
        evidence(standing, lang, &mut out);
    }
    top(report, lang, &mut out);
    traces(report, lang, &mut out);
    links(report, lang, &mut out);
    out
}

fn say(out: &mut String, lang: Lang, ja: String, en: String) {
    out.push_str(Text::owned(ja, en).get(lang));
    out.push('\n');
}

fn head(report: &Report, lang: Lang, out: &mut String) {
    let (files, candidates) = (report.files, thousands(report.candidates));
    let size = report.bytes as f64 / 1e6;
    let package = &report.package;
    say(
        out,
        lang,
        format!("パッケージ  {package}: {files} ファイル、{size:.1} MB、候補 {candidates} 組織"),
        format!("Package     {package}: {files} files, {size:.1} MB; {candidates} candidates"),
    );
    let (ja, en) = match &report.victim {
        Some(_) => ("被害組織", "Victim"),
        None => ("最有力", "Best fit"),
    };
    let Some(standing) = report.victim.as_ref().or(report.top.first()) else { return };
    let rank = rank(standing.rank, standing.tied);
    let (prior, posterior, bits) = (percent(standing.prior), percent(standing.posterior), standing.bits);
    let name = &standing.name;
    say(
        out,
        lang,
        format!(
            "{ja}    {name}: {rank}位/{candidates}、事後確率 {posterior}(事前 {prior}、{bits:+.2} ビット)"
        ),
        format!(
            "{en:<12}{name}: rank {rank} of {candidates}, posterior {posterior} (prior {prior}, {bits:+.2} bits)"
        ),
    );
    let threshold = percent(report.threshold);
    if report.refused {
        say(
            out,
            lang,
            format!("判定        共有しないでください: {posterior} は閾値 {threshold} を超えています"),
            format!("Verdict     refused: {posterior} is above {threshold}"),
        );
    } else {
        say(
            out,
            lang,
            format!("判定        閾値以下です: {posterior} は {threshold} を超えません"),
            format!(
                "Verdict     may be shared as far as this test goes: {posterior} is not above {threshold}"
            ),
        );
    }
}

fn surfaces(standing: &Standing, lang: Lang, out: &mut String) {
    say(
        out,
        lang,
        "\n面                          順位        事後確率      ビット   根拠".to_owned(),
        "\nSurface                     rank        posterior       bits   evidence".to_owned(),
    );
    for row in &standing.surfaces {
        let label = row.label.get(lang);
        let place = if row.evidence == 0 { "-".to_owned() } else { rank(row.rank, row.tied) };
        let _ = writeln!(
            out,
            "{} {}{place:<12}{:<12}{:>+8.2}   {:>8}",
            row.number,
            padded(label, 26),
            percent(row.posterior),
            row.bits,
            row.evidence
        );
    }
}

fn evidence(standing: &Standing, lang: Lang, out: &mut String) {
    let name = &standing.name;
    if standing.evidence.is_empty() {
        return say(
            out,
            lang,
            format!("\n{name} を指す根拠はありません"),
            format!("\nNothing points to {name}"),
        );
    }
    say(out, lang, format!("\n{name} を指す根拠"), format!("\nEvidence for {name}"));
    for piece in standing.evidence.iter().take(SHOWN) {
        one(piece, lang, out);
    }
    let more = standing.evidence.len().saturating_sub(SHOWN);
    if more > 0 {
        say(out, lang, format!("  ほか {more} 件 (--format json)"), format!("  {more} more (--format json)"));
    }
}

fn one(piece: &Evidence, lang: Lang, out: &mut String) {
    let Evidence { bits, surface, file, place, seen, count, .. } = piece;
    let (label, channel) = (surface.label(), piece.channel.label());
    let (label, channel) = (label.get(lang), channel.get(lang));
    let times = if *count > 1 { format!(" ×{count}") } else { String::new() };
    let _ = writeln!(
        out,
        "{bits:+6.2}  {} {label} / {channel}  {file} {place}  \"{seen}\"{times}",
        surface.number()
    );
    let (why, remedy) = (piece.why.get(lang), piece.remedy.get(lang));
    say(out, lang, format!("        なぜ:   {why}"), format!("        why:    {why}"));
    say(out, lang, format!("        除き方: {remedy}"), format!("        remove: {remedy}"));
}

fn top(report: &Report, lang: Lang, out: &mut String) {
    say(out, lang, "\n候補の上位".to_owned(), "\nBest candidates".to_owned());
    for standing in &report.top {
        let strongest = standing
            .evidence
            .first()
            .map_or(String::new(), |piece| format!("{} \"{}\"", piece.channel.label().get(lang), piece.seen));
        let _ = writeln!(
            out,
            "  {:>9}  {:>9}  {}  {strongest}",
            rank(standing.rank, standing.tied),
            percent(standing.posterior),
            standing.name
        );
    }
}

fn traces(report: &Report, lang: Lang, out: &mut String) {
    if report.traces.is_empty() {
        return;
    }
    say(
        out,
        lang,
        "\n誰も区別しないが残っている痕跡".to_owned(),
        "\nTraces that tell nobody apart in this list".to_owned(),
    );
    for piece in report.traces.iter().take(TRACES) {
        let (channel, why) = (piece.channel.label(), piece.why.get(lang));
        let _ = writeln!(
            out,
            "  {}  {} {}  \"{}\"  {why}",
            channel.get(lang),
            piece.file,
            piece.place,
            piece.seen
        );
    }
    let more = report.traces.len().saturating_sub(TRACES);
    if more > 0 {
        say(out, lang, format!("  ほか {more} 件 (--format json)"), format!("  {more} more (--format json)"));
    }
}

fn links(report: &Report, lang: Lang, out: &mut String) {
    for row in &report.links {
        let link = &row.link;
        let (ids, names, values) = (link.ids.len(), link.pseudonyms.len(), link.values.len());
        let (package, sure) = (&link.package, percent(link.strength));
        let left = row.leaves.join(", ");
        say(
            out,
            lang,
            format!(
                "\nつながるパッケージ {package}: ID {ids}、仮名 {names}、値 {values} が共通(同一被害 {sure})。合わせて残る候補: {left}"
            ),
            format!(
                "\nLinked package {package}: {ids} ids, {names} pseudonyms, {values} values in common (one victim: {sure}). Together they leave: {left}"
            ),
        );
    }
}

/// `3`, or `1-5,000` where several are as good.
pub(super) fn rank(rank: usize, tied: usize) -> String {
    if tied <= 1 { thousands(rank) } else { format!("{}-{}", thousands(rank), thousands(rank + tied - 1)) }
}

/// A probability with two significant digits.
pub(super) fn percent(p: f64) -> String {
    let percent = p * 100.0;
    match percent {
        p if p >= 99.95 => "> 99.9 %".to_owned(),
        p if p >= 99.0 => format!("{p:.1} %"),
        p if p >= 10.0 => format!("{p:.0} %"),
        p if p >= 1.0 => format!("{p:.1} %"),
        p if p >= 0.01 => format!("{p:.2} %"),
        _ => "< 0.01 %".to_owned(),
    }
}

/// Digits in groups of three.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A label filled to a width; Japanese letters take two columns.
fn padded(label: &str, width: usize) -> String {
    let taken: usize = label.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    format!("{label}{}", " ".repeat(width.saturating_sub(taken)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(thousands(5000), "5,000");
        assert_eq!(thousands(12), "12");
        assert_eq!(rank(1, 5000), "1-5,000");
        assert_eq!(rank(3, 1), "3");
        assert_eq!(percent(0.0002), "0.02 %");
        assert_eq!(percent(0.9999), "> 99.9 %");
    }
}
