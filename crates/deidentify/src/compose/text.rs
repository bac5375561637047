//! Prose: technical sentences leave masked, everything else stays.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use noroshi_base::{DocumentHead, IndicatorKind, Lang, Text};
use noroshi_detect::{Detector, Finding, Identifier, Indicator, Scratch, Strength, What};
use noroshi_profile::{IdentifierKind, Profile, Variants};
use noroshi_read::{Passage, Role};
use rand::Rng;
use regex::Regex;

use super::item::Entry;
use crate::Shareable;
use crate::draft::Statement;
use crate::gather::words::{self, Cues};
use crate::gather::{Told, look::is_product};
use crate::judge::Judged;
use crate::judge::mask::{Cut, encoded_run, settle, whole_word};
use crate::judge::{folder, hits, pivot};
use crate::kept::{BeforeAfter, Decision, SentenceView};
use crate::ladder::ProductStep;
use crate::learn::Learned;
use crate::prose::{self, Verdict};
use crate::token::{Tokens, tokens_in, word};

/// Ids of the records, by material, kind and value.
pub(crate) type Ids<'a> = HashMap<(&'a str, &'static str, &'a str), u32>;

/// What sentences are taken over with.
pub(crate) struct Writer<'a> {
    pub(crate) detector: &'a Detector,
    pub(crate) learned: &'a Learned,
    pub(crate) profile: &'a Profile,
    pub(crate) variants: &'a Variants,
    /// How narrowly products of the profile's are told.
    pub(crate) product: ProductStep,
    /// In the order of their keys.
    pub(crate) entries: &'a [Entry],
    /// Values that leave as they are, lower case.
    pub(crate) kept: &'a HashSet<Box<str>>,
    pub(crate) ids: &'a Ids<'a>,
    pub(crate) scratch: Scratch,
}

/// Text that leaves for one sentence, and the view of it that stays.
struct Taken {
    text: Option<String>,
    decision: Decision,
    reason: Text,
}

static ENCODED: Text =
    Text::fixed("符号化された部分に識別子があるため残す", "An encoded part holds an identifier, so it stays");
static REVIEW: Text = Text::fixed(
    "被害組織を指すか人の判断を待つ語があるため残す",
    "A word waits for a person's decision, so it stays",
);
static QUASI: Text = Text::fixed(
    "準識別子（業種・地域・規模・利用者の少ない製品）を含むため残す",
    "It holds a quasi-identifier (sector, region, size, rare product), so it stays",
);
static UNFIXED: Text = Text::fixed(
    "修正のない脆弱性に触れるため、調整の経路で扱う",
    "It tells of a vulnerability without a fix: that goes through coordination",
);
static RESCAN: Text = Text::fixed(
    "伏せた後の再検査で識別子が残ったため残す",
    "The scan after masking still found an identifier, so it stays",
);
static TECHNICAL: Text = Text::fixed("技術情報。識別子は含まれない", "Technical; it holds no identifier");
static MASKED: Text = Text::fixed("技術情報。識別子を伏せた", "Technical; its identifiers are masked");

impl Writer<'_> {
    /// Statements and views of all prose, in the order of the run.
    pub(crate) fn write(
        &mut self,
        told: BTreeMap<(Arc<str>, u64), Told>,
        tokens: &mut Tokens<'_>,
    ) -> (Vec<Statement>, Vec<BeforeAfter>) {
        let mut texts: Vec<(Arc<str>, Vec<String>)> = Vec::new();
        let mut views: Vec<BeforeAfter> = Vec::new();
        for told in told.into_values() {
            let (sentences, view) = self.passage(&told, tokens);
            match texts.iter_mut().rev().take(8).find(|(material, _)| *material == told.head.material) {
                Some((_, all)) => all.extend(sentences),
                None => texts.push((told.head.material.clone(), sentences)),
            }
            match views.last_mut() {
                Some(last) if *last.material == *told.head.material && *last.part == *told.passage.part => {
                    last.sentences.extend(view)
                }
                _ if view.is_empty() => {}
                _ => views.push(BeforeAfter {
                    material: told.head.material.to_string(),
                    part: told.passage.part.to_string(),
                    sentences: view,
                }),
            }
        }
        let mut names = HashSet::new();
        let mut statements: Vec<Statement> = texts
            .into_iter()
            .filter(|(_, sentences)| !sentences.is_empty())
            .map(|(_, s)| statement(s, tokens, &mut names))
            .collect();
        // Random names decide the order: it tells nothing of the order of the materials.
        statements.sort_by(|a, b| a.name.cmp(&b.name));
        (statements, views)
    }

    fn passage(&mut self, told: &Told, tokens: &mut Tokens<'_>) -> (Vec<String>, Vec<SentenceView>) {
        let text = told.passage.text.as_str();
        let (mut sentences, mut views) = (Vec::new(), Vec::new());
        let mut first = 0;
        for range in prose::sentences(text) {
            while told.findings.get(first).is_some_and(|f| f.span.end <= range.start) {
                first += 1;
            }
            let rest = told.findings.get(first..).unwrap_or_default();
            let inside: Vec<&Finding> = rest
                .iter()
                .take_while(|f| f.span.start < range.end)
                .filter(|f| f.span.end > range.start)
                .collect();
            let Some(sentence) = text.get(range.clone()) else { continue };
            if range.start < told.passage.overlap as usize || sentence.trim().is_empty() {
                continue;
            }
            let taken = self.sentence(told, &range, &inside, tokens);
            views.push(self.view(told, &range, &inside, &taken));
            sentences.extend(taken.text);
        }
        (sentences, views)
    }

    fn sentence(
        &mut self,
        told: &Told,
        range: &Range<usize>,
        inside: &[&Finding],
        tokens: &mut Tokens<'_>,
    ) -> Taken {
        let text = told.passage.text.as_str();
        let sentence = text.get(range.clone()).unwrap_or_default();
        // A product that is told is a system that was attacked, no trait of the victim.
        let told_product = |finding: &Finding| {
            self.product != ProductStep::Unstated
                && matches!(&finding.what, What::Identifier(name) if is_product(name))
        };
        let weighed: Vec<&Finding> =
            inside.iter().filter(|finding| !told_product(finding)).copied().collect();
        let reading = prose::read(sentence, range.start, &weighed);
        let home = |decision, reason: &Text| Taken { text: None, decision, reason: reason.clone() };
        let parts = match &reading.verdict {
            Verdict::Context | Verdict::Noise => return home(Decision::Drop, &reading.reason),
            Verdict::Technical => std::slice::from_ref(&(0..sentence.len())).to_vec(),
            Verdict::Split(parts) => parts.clone(),
        };
        if let Some((decision, reason)) = self.stays(sentence, &parts, range.start, inside) {
            return home(decision, reason);
        }
        let split = matches!(reading.verdict, Verdict::Split(_));
        let cuts = self.cuts(told, range, inside, tokens);
        let out = if split {
            prose::compose(sentence, &parts, |part| {
                apply(text, range.start + part.start..range.start + part.end, &cuts)
            })
        } else {
            apply(text, range.clone(), &cuts)
        };
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        if out.is_empty() {
            return home(Decision::Drop, &reading.reason);
        }
        // The page will show a `<` escaped; the proof reads the page.
        let escaped = out.contains('<').then(|| out.replace('<', "&lt;"));
        if self.still_shows(&told.head, &out)
            || escaped.is_some_and(|escaped| self.still_shows(&told.head, &escaped))
        {
            return home(Decision::Hold, &RESCAN);
        }
        let (decision, reason) = match (split, cuts.is_empty()) {
            (true, _) => (Decision::Split, reading.reason),
            (false, true) => (Decision::Keep, TECHNICAL.clone()),
            (false, false) => (Decision::Mask, MASKED.clone()),
        };
        Taken { text: Some(out), decision, reason }
    }

    /// What keeps a technical sentence at home.
    fn stays(
        &self,
        sentence: &str,
        parts: &[Range<usize>],
        start: usize,
        inside: &[&Finding],
    ) -> Option<(Decision, &'static Text)> {
        let said = words::find(sentence, "");
        if said.has(Cues::UNFIXED) {
            return Some((Decision::Hold, &UNFIXED));
        }
        if said.has(Cues::RARE) {
            return Some((Decision::Hold, &QUASI));
        }
        let in_parts = |f: &Finding| {
            parts.iter().any(|part| f.span.start < start + part.end && f.span.end > start + part.start)
        };
        for finding in inside.iter().filter(|finding| in_parts(finding)) {
            let What::Identifier(name) = &finding.what else { continue };
            if !finding.layers.is_empty() {
                return Some((Decision::Hold, &ENCODED));
            }
            if is_product(name) && self.product != ProductStep::Unstated {
                continue;
            }
            if name.kind == IdentifierKind::Quasi {
                return Some((Decision::Drop, &QUASI));
            }
            if name.strength == Strength::Review && (name.entry.is_some() || name.related) {
                return Some((Decision::Hold, &REVIEW));
            }
        }
        None
    }

    /// What is replaced in a sentence: masked values first, then identifiers, then what does not leave.
    fn cuts(
        &self,
        told: &Told,
        range: &Range<usize>,
        inside: &[&Finding],
        tokens: &mut Tokens<'_>,
    ) -> Vec<Cut> {
        let text = told.passage.text.as_str();
        let mut values = Vec::new();
        let mut names = Vec::new();
        let mut withheld = Vec::new();
        let mut whole_until = 0;
        for finding in inside {
            match &finding.what {
                What::Identifier(name) if is_product(name) => {
                    names.extend(self.product_cut(text, finding, name))
                }
                What::Identifier(name) => names.push(name_cut(text, finding, name, tokens)),
                // A port is no item beside its address, but tells nothing of anybody: those of internal hosts go below.
                What::Indicator(value) if value.kind == IndicatorKind::Port => {}
                What::Indicator(value) if finding.span.end > whole_until => {
                    let judged = self.judged(value);
                    match judged {
                        Some(judged) if *judged.value == value.value => whole_until = finding.span.end,
                        Some(judged) if judged.leaves() => {
                            whole_until = finding.span.end;
                            values.push(Cut {
                                span: finding.span.clone(),
                                token: judged.value.clone(),
                                digits: false,
                            });
                        }
                        _ => {
                            let original = text.get(finding.span.clone()).unwrap_or_default();
                            let token = tokens.give("WITHHELD", "", original);
                            withheld.push(Cut { span: finding.span.clone(), token, digits: false });
                        }
                    }
                }
                What::Indicator(_) => {}
            }
        }
        let sentence = text.get(range.clone()).unwrap_or_default();
        for (span, kind) in folder::network_names(sentence) {
            let name = hits::inside_name(sentence.get(span.clone()).unwrap_or_default(), kind);
            let span = range.start + span.start..range.start + span.end;
            names.push(plain_cut(text, span, &name, tokens));
        }
        self.learned.find(sentence, |span, name| {
            let span = range.start + span.start..range.start + span.end;
            names.push(plain_cut(text, span, name, tokens));
        });
        for span in pivot::note_ids(sentence) {
            let span = range.start + span.start..range.start + span.end;
            let token = tokens.give("RANSOM-ID", "", text.get(span.clone()).unwrap_or_default());
            names.push(Cut { span, token, digits: false });
        }
        let mut cuts = settle(values.into_iter().chain(names).chain(withheld).collect());
        let taken = inside.iter().filter(|finding| matches!(finding.what, What::Indicator(_)));
        attached(text, &mut cuts, taken.map(|finding| finding.span.start).collect());
        ports(text, &mut cuts);
        cuts
    }

    /// What of a product goes: nothing, its version, or all of it for its class.
    fn product_cut(&self, text: &str, finding: &Finding, name: &Identifier) -> Option<Cut> {
        let entry = self.variants.entries.get(name.entry? as usize)?.expose();
        let product = self.profile.context.products.iter().find(|product| product.name == *entry)?;
        let mut span = finding.span.clone();
        let named = text.get(span.clone())?;
        // The finding may end with the version, or before it.
        let length = named.len().min(product.name.len());
        let name_end = if named.is_char_boundary(length) { span.start + length } else { span.end };
        span.end = span.end.max(name_end + version_length(text.get(name_end..)?));
        let token = match self.product {
            ProductStep::Version => return None,
            ProductStep::Product if span.end == name_end => return None,
            ProductStep::Product => {
                span.start = name_end;
                String::new()
            }
            ProductStep::Class => product.class.clone()?,
            ProductStep::Unstated => "[CONTEXT]".to_owned(),
        };
        Some(Cut { span, token: token.into(), digits: false })
    }

    fn judged(&self, value: &Indicator) -> Option<&Judged> {
        let wanted = (value.kind, value.value.as_str());
        let at = self.entries.binary_search_by(|entry| (entry.key().kind, &*entry.key().value).cmp(&wanted));
        at.ok().and_then(|at| self.entries.get(at)).map(|entry| &entry.judged)
    }

    /// Whether a finished sentence still shows somebody.
    fn still_shows(&mut self, head: &DocumentHead, out: &str) -> bool {
        let mut found = Vec::new();
        let passage = Passage::new("", Role::Prose, out);
        self.detector.passage(head, &passage, &mut self.scratch, &mut found);
        let tokens = tokens_in(out);
        found.iter().any(|finding| {
            let What::Identifier(name) = &finding.what else { return false };
            let in_token =
                tokens.iter().any(|token| finding.span.start >= token.start && finding.span.end <= token.end);
            if in_token {
                return false;
            }
            if is_product(name) && self.product < ProductStep::Class {
                return false;
            }
            let profiled = name.entry.is_some() || name.related;
            profiled || name.strength == Strength::Certain && !self.judged_kept(out, finding, name)
        })
    }

    /// Whether an identifier that no profile names is a value that was judged the attacker's.
    fn judged_kept(&self, out: &str, finding: &Finding, name: &Identifier) -> bool {
        let text = out.get(finding.span.clone()).unwrap_or_default().to_lowercase();
        self.kept.contains(text.as_str())
            || self.kept.contains(name.canonical.expose().to_lowercase().as_str())
    }

    fn view(&self, told: &Told, range: &Range<usize>, inside: &[&Finding], taken: &Taken) -> SentenceView {
        let before = told.passage.text.get(range.clone()).unwrap_or_default();
        let marks = inside.iter().filter_map(|finding| {
            let (kind, value) = match &finding.what {
                What::Indicator(value) => (value.kind.key(), value.value.as_str()),
                What::Identifier(name) => {
                    (super::records::name_key(name.kind), name.canonical.expose().as_str())
                }
            };
            let id = self.ids.get(&(&*told.head.material, kind, value))?;
            let from = finding.span.start.saturating_sub(range.start);
            let to = finding.span.end.saturating_sub(range.start).min(before.len());
            Some((u32::try_from(from).ok()?, u32::try_from(to).ok()?, *id))
        });
        SentenceView {
            before: before.to_owned(),
            after: taken.text.clone().unwrap_or_default(),
            decision: taken.decision,
            reason: taken.reason.clone(),
            marks: marks.collect(),
        }
    }
}

/// Bytes of a version that a text begins with: ` v3`, ` 3.1.2`, ` バージョン 7`.
fn version_length(text: &str) -> usize {
    static VERSION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s?(?i:ver(?:sion|\.)?|v|バージョン|版|r)?\s?[0-9]+(?:[.\-][0-9A-Za-z]+)*")
            .expect("a literal pattern")
    });
    VERSION.find(text).map_or(0, |found| found.end())
}

fn name_cut(text: &str, finding: &Finding, name: &Identifier, tokens: &mut Tokens<'_>) -> Cut {
    let span = if finding.layers.is_empty() {
        whole_word(text, &finding.span)
    } else {
        encoded_run(text, &finding.span)
    };
    plain_cut(text, span, name, tokens)
}

fn plain_cut(text: &str, span: Range<usize>, name: &Identifier, tokens: &mut Tokens<'_>) -> Cut {
    let original = text.get(span.clone()).unwrap_or_default();
    let token = tokens.give(word(name.kind, name.related), name.canonical.expose(), original);
    Cut { span, token, digits: false }
}

/// What is written against a masked name goes with it: `青波重工業専属SOCが` would tell the provider, `青波重工業松阪工場の`
/// the site. It ends before the particle, or before the next finding.
fn attached(text: &str, cuts: &mut [Cut], mut taken: Vec<usize>) {
    taken.sort_unstable();
    for index in 0..cuts.len() {
        let Some(cut) = cuts
            .get(index)
            .filter(|cut| &*cut.token == "[TARGET-NAME]" || cut.token.starts_with("[THIRD-PARTY"))
        else {
            continue;
        };
        let rest = words::head(text.get(cut.span.end..).unwrap_or_default(), 96);
        let run = rest.find(|c: char| !(is_wide_word(c) || c.is_ascii_alphanumeric())).unwrap_or(rest.len());
        let limit = taken.get(taken.partition_point(|start| *start < cut.span.end)).copied();
        let limit = cuts
            .get(index + 1)
            .map(|next| next.span.start)
            .into_iter()
            .chain(limit)
            .min()
            .unwrap_or(usize::MAX);
        let end = cut.span.end + run;
        let word = rest.get(..run).unwrap_or_default();
        let particle = rest.get(run..).is_some_and(|tail| {
            tail.is_empty()
                || tail.starts_with([
                    'が', 'は', 'の', 'を', 'に', 'で', 'へ', 'と', 'も', '、', '。', ' ', '\n', '（', '(',
                ])
        });
        if word.chars().count() >= 2
            && word.chars().any(is_wide_word)
            && particle
            && end <= limit
            && let Some(cut) = cuts.get_mut(index)
        {
            cut.span.end = end;
        }
    }
}

/// Kanji and katakana: what nouns are written in.
const fn is_wide_word(c: char) -> bool {
    matches!(c, '一'..='鿿' | '㐀'..='䶿' | '々' | 'ァ'..='ヺ' | 'ー')
}

/// Ports of internal hosts tell about the network: `[INTERNAL-IP-07]:18080` becomes `[INTERNAL-IP-07]:[PORT]`.
fn ports(text: &str, cuts: &mut Vec<Cut>) {
    let mut more = Vec::new();
    for cut in cuts.iter() {
        let inner = ["[INTERNAL", "[HOST", "[PROXY", "[DOMAIN", "[TARGET-IP", "[WITHHELD"]
            .iter()
            .any(|word| cut.token.starts_with(word));
        let after = words::head(text.get(cut.span.end..).unwrap_or_default(), 8);
        let digits =
            after.strip_prefix(':').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        if inner && (1..=5).contains(&digits) {
            let start = cut.span.end + 1;
            more.push(Cut { span: start..start + digits, token: "[PORT]".into(), digits: true });
        }
    }
    if !more.is_empty() {
        *cuts = settle(cuts.drain(..).chain(more).collect());
    }
}

/// The stretch of a text with its cuts replaced; a cut that crosses the edge is replaced as a whole.
fn apply(text: &str, range: Range<usize>, cuts: &[Cut]) -> String {
    let mut out = String::new();
    let mut at = range.start;
    let from = cuts.partition_point(|cut| cut.span.end <= range.start);
    for cut in cuts.get(from..).unwrap_or_default().iter().take_while(|cut| cut.span.start < range.end) {
        out.push_str(text.get(at..cut.span.start.max(at)).unwrap_or_default());
        out.push_str(&cut.token);
        at = cut.span.end;
    }
    out.push_str(text.get(at..range.end).unwrap_or_default());
    out
}

fn statement(sentences: Vec<String>, tokens: &mut Tokens<'_>, names: &mut HashSet<String>) -> Statement {
    let japanese = sentences.iter().filter(|s| prose::language(s) == Lang::Ja).count();
    let lang = if japanese * 2 >= sentences.len() { Lang::Ja } else { Lang::En };
    // Digits alone: three letters of a hexadecimal name would sooner or later be somebody's abbreviation.
    let name = loop {
        let name = format!("{:08}", tokens.rng().random_range(0..100_000_000_u32));
        // Far fewer texts than names: this ends.
        if names.insert(name.clone()) {
            break name;
        }
    };
    Statement { name, lang, sentences: sentences.into_iter().map(Shareable::judged).collect() }
}

/// Values that leave as they are, for [`Writer::kept`]; none where there is no prose to look at.
pub(crate) fn kept_values(entries: &[Entry], told: &BTreeMap<(Arc<str>, u64), Told>) -> HashSet<Box<str>> {
    let entries = if told.is_empty() { &[] } else { entries };
    let kept = entries.iter().map(|entry| &entry.judged).filter(|judged| judged.leaves() && !judged.masked);
    kept.map(|judged| judged.value.to_lowercase().into()).collect()
}
