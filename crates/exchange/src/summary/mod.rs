//! `summary.ja.md` and `summary.en.md`: one page a receiver can act on.
//!
//! Order of the page: what happened, what to do now, the values that matter most, how to look for them, what a hit
//! means, how long and how far it may be used, what is masked, what remains. Long packages are cut to their strongest
//! items; the page then says how many there are and where.

mod group;
mod hunt;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use noroshi_base::{IndicatorKind as K, Lang, Text};
use noroshi_deidentify::{Draft, Item};

use crate::{loadable, text, words};
use group::Group;

/// Whole page.
pub(crate) fn page(draft: &Draft, lang: Lang) -> String {
    let mut page = Page { out: String::with_capacity(8192), lang };
    page.head(draft);
    page.actions(draft);
    table::write(&mut page, draft);
    page.techniques(draft);
    hunt::write(&mut page, draft);
    page.meaning(draft);
    page.handling(draft);
    page.risk(draft);
    page.out
}

/// First sentences: what happened, technically.
pub(crate) fn lead(draft: &Draft, lang: Lang) -> String {
    let mut sentences = vec![who_and_what(draft, lang)];
    let named = |kinds: &[K]| names(draft, kinds, 6);
    let rows = [
        (named(&[K::Malware]), Text::fixed("マルウェア・ツール", "Malware and tools")),
        (
            named(&[K::ThreatActor]),
            Text::fixed("攻撃グループ（資料の記載）", "Threat actor as the material names it"),
        ),
        (named(&[K::Cve, K::Jvn, K::Jvndb]), Text::fixed("脆弱性", "Vulnerabilities")),
    ];
    for (found, label) in rows {
        if !found.is_empty() {
            sentences.push(join_sentence(lang, label.get(lang), &found));
        }
    }
    if let Some((first, last)) = &draft.context.period {
        let period = if first == last { first.clone() } else { format!("{first}–{last}") };
        sentences.push(join_sentence(
            lang,
            Text::fixed("観測期間（日単位）", "Observed (by day)").get(lang),
            &period,
        ));
    }
    sentences.join(if lang == Lang::Ja { "" } else { " " })
}

fn join_sentence(lang: Lang, label: &str, text: &str) -> String {
    match lang {
        Lang::Ja => format!("{label}：{text}。"),
        Lang::En => format!("{label}: {text}."),
    }
}

fn who_and_what(draft: &Draft, lang: Lang) -> String {
    let parts: Vec<&str> = [&draft.context.sector, &draft.context.region, &draft.context.size]
        .into_iter()
        .flatten()
        .map(|text| text.get(lang))
        .collect();
    let detect = draft.items.iter().filter(|item| loadable(item)).count();
    let count = draft.items.len();
    match lang {
        Lang::Ja => {
            let context =
                if parts.is_empty() { String::new() } else { format!("（{}）", parts.join("、")) };
            format!(
                "ある組織{context}への攻撃で観測された技術情報{count}件です（検知に使える値{detect}件）。"
            )
        }
        Lang::En => {
            let context = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
            format!(
                "{count} technical items seen in an attack on one organisation{context}; {detect} of them are for \
                 detection."
            )
        }
    }
}

/// Names of a few kinds, the most certain first.
fn names(draft: &Draft, kinds: &[K], limit: usize) -> String {
    let mut found: Vec<&Item> =
        draft.items.iter().filter(|item| kinds.contains(&item.kind) && !item.masked).collect();
    found.sort_by_key(|item| (std::cmp::Reverse(item.confidence), item.number));
    let more = found.len().saturating_sub(limit);
    let mut out: Vec<String> = found.iter().take(limit).map(|item| plain(item.value.as_str(), 60)).collect();
    if more > 0 {
        out.push(format!("+{more}"));
    }
    out.join(", ")
}

/// Text of a value inside a sentence.
fn plain(value: &str, limit: usize) -> String {
    text::prose(&text::cut(&text::one_line(value), limit))
}

/// A page under construction.
struct Page {
    out: String,
    lang: Lang,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self, title: Text) {
        let title = title.get(self.lang).to_owned();
        self.line(&format!("\n## {title}\n"));
    }

    fn pick(&self, ja: String, en: String) -> String {
        if self.lang == Lang::Ja { ja } else { en }
    }

    fn head(&mut self, draft: &Draft) {
        let lang = self.lang;
        let title = Text::fixed("攻撃技術情報 要約", "Attack technical information: summary");
        self.line(&format!("# {}\n", title.get(lang)));
        let made = self.pick(format!("作成日 {}", draft.made_on), format!("made on {}", draft.made_on));
        self.line(&format!(
            "`TLP:{}` `PAP:{}` · {made} · `{}`\n",
            draft.tlp.label(),
            draft.pap.label(),
            draft.id
        ));
        self.line(&lead(draft, lang));
    }

    /// What to do, strongest group first within the fixed order.
    fn actions(&mut self, draft: &Draft) {
        let mut counts: BTreeMap<Group, (usize, Option<&str>)> = BTreeMap::new();
        for item in draft.items.iter().filter(|item| loadable(item) || is_vulnerability(item)) {
            let Some(group) = Group::of(item.kind).filter(|group| *group != Group::Other) else { continue };
            let entry = counts.entry(group).or_default();
            entry.0 += 1;
            let day = item.first_seen.as_deref();
            entry.1 = match (entry.1, day) {
                (Some(known), Some(day)) => Some(known.min(day)),
                (known, day) => known.or(day),
            };
        }
        self.heading(Text::fixed("いま行うこと（優先順）", "Do now, in this order"));
        if counts.is_empty() {
            let none = Text::fixed("検知に使える値はありません。", "There is no value for detection here.");
            self.line(none.get(self.lang));
        }
        for (at, (group, (count, since))) in counts.into_iter().enumerate() {
            let since = since.map(|day| self.pick(format!("、{day}以降"), format!(", from {day} on")));
            let since = since.unwrap_or_default();
            let (label, action) = (group.label(), group.action());
            let row = self.pick(
                format!("{}. **{}**（{count}件{since}）：{}", at + 1, label.ja, action.ja),
                format!("{}. **{}** ({count}{since}): {}", at + 1, label.en, action.en),
            );
            self.line(&row);
        }
    }

    fn techniques(&mut self, draft: &Draft) {
        const SHOWN: usize = 12;
        let found: Vec<&Item> =
            draft.items.iter().filter(|item| item.kind == K::AttackPattern && !item.masked).collect();
        if found.is_empty() {
            return;
        }
        self.heading(Text::fixed("手法（MITRE ATT&CK）", "Techniques (MITRE ATT&CK)"));
        let rows: Vec<String> = found
            .iter()
            .take(SHOWN)
            .map(|item| {
                let name = crate::technique_name(item).map(|name| format!(" {}", plain(name, 60)));
                format!("{}{}", text::code(&text::links(item.value.as_str())), name.unwrap_or_default())
            })
            .collect();
        let more = found.len().saturating_sub(SHOWN);
        let tail = if more > 0 { format!(" · +{more}") } else { String::new() };
        self.line(&format!("{}{tail}", rows.join(" · ")));
    }

    /// Distinct meanings of a hit, the most frequent first, and what the warninglists say.
    fn meaning(&mut self, draft: &Draft) {
        const SHOWN: usize = 5;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut listed: BTreeMap<&str, usize> = BTreeMap::new();
        for item in draft.items.iter().filter(|item| loadable(item)) {
            *counts.entry(item.meaning.get(self.lang)).or_default() += 1;
            for list in &item.false_positive {
                *listed.entry(list).or_default() += 1;
            }
        }
        let mut rows: Vec<(&str, usize)> =
            counts.into_iter().filter(|(text, _)| !text.trim().is_empty()).collect();
        rows.sort_by_key(|&(text, count)| (std::cmp::Reverse(count), text));
        if rows.is_empty() {
            return;
        }
        self.heading(Text::fixed("一致したときの意味", "What a hit means"));
        for (meaning, count) in rows.into_iter().take(SHOWN) {
            let row = self.pick(
                format!("- {}（{count}件）", text::prose(meaning)),
                format!("- {} ({count})", text::prose(meaning)),
            );
            self.line(&row);
        }
        let mut lists: Vec<(&str, usize)> = listed.into_iter().collect();
        lists.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        let known: Vec<String> = lists
            .iter()
            .take(SHOWN)
            .map(|(name, count)| format!("{} ({count})", text::prose(name)))
            .collect();
        let row = if known.is_empty() {
            self.pick(
                "- 誤検知：警告リストに載る値はありません。".to_owned(),
                "- False positives: no value is on a warninglist.".to_owned(),
            )
        } else {
            self.pick(
                format!("- 誤検知に注意（警告リスト掲載、単独では判断しない）：{}", known.join("、")),
                format!(
                    "- False positives likely (on warninglists, never decide on these alone): {}",
                    known.join(", ")
                ),
            )
        };
        self.line(&row);
    }

    fn handling(&mut self, draft: &Draft) {
        self.heading(Text::fixed("期限と取扱い", "Expiry and handling"));
        let days: Vec<&str> = draft
            .items
            .iter()
            .filter(|item| loadable(item))
            .filter_map(|item| item.expires.as_deref())
            .collect();
        let until = match (days.iter().min(), days.iter().max()) {
            (Some(first), Some(last)) if first == last => (*first).to_owned(),
            (Some(first), Some(last)) => format!("{first}–{last}"),
            _ => words::UNKNOWN.get(self.lang).to_owned(),
        };
        let row = self.pick(
            format!("- 使用期限：{until}（項目ごとは `indicators.csv` の `expires`）"),
            format!("- Use until: {until} (per item: `expires` in `indicators.csv`)"),
        );
        self.line(&row);
        let stricter = draft.items.iter().filter(|item| item.tlp > draft.tlp).count();
        let rows = [
            (format!("TLP:{}", draft.tlp.label()), words::tlp_rule(draft.tlp)),
            (format!("PAP:{}", draft.pap.label()), words::pap_rule(draft.pap)),
        ];
        for (label, rule) in rows {
            let row = self.pick(format!("- {label}：{}", rule.ja), format!("- {label}: {}", rule.en));
            self.line(&row);
        }
        if stricter > 0 {
            let row = self.pick(
                format!("- {stricter}件はより厳しいTLPです（`indicators.csv` の `tlp`）。"),
                format!("- {stricter} items carry a stricter TLP (`tlp` in `indicators.csv`)."),
            );
            self.line(&row);
        }
    }

    fn masked_line(&self, masked: usize) -> String {
        if masked == 0 {
            return self.pick("- 伏せた値はありません。".to_owned(), "- No value is masked.".to_owned());
        }
        self.pick(
            format!(
                "- {masked}件の値は、関係者が分かる部分を角括弧の語に置き換えています。検知には使わず、正規表現がある場合は\
                 それを使ってください。"
            ),
            format!(
                "- {masked} values have a part replaced by a word in square brackets, because it would show who is \
                 affected. Do not load them; use the regular expression where one is given."
            ),
        )
    }

    /// What finds the masked values, a few of them.
    fn patterns(&mut self, draft: &Draft) {
        const SHOWN: usize = 3;
        let masked = draft.items.iter().filter(|item| item.masked);
        let patterns =
            masked.filter_map(|item| item.pattern.as_ref().map(|pattern| (item.kind, pattern.as_str())));
        let distinct: BTreeSet<(K, &str)> = patterns.filter(|(_, pattern)| !pattern.is_empty()).collect();
        for (kind, pattern) in distinct.into_iter().take(SHOWN) {
            // A class of one character keeps the expression what it is, and no page makes a link of it.
            let pattern = text::code(&text::cut(&pattern.replace("://", "[:]//"), 160));
            let kind = words::kind(kind);
            let row = self.pick(
                format!("- 正規表現（{}）：{pattern}", kind.ja),
                format!("- Regex ({}): {pattern}", kind.en),
            );
            self.line(&row);
        }
    }

    fn risk(&mut self, draft: &Draft) {
        self.heading(Text::fixed("伏せた情報と残る危険", "What is masked, and what remains"));
        let masked = draft.items.iter().filter(|item| item.masked).count();
        let row = self.masked_line(masked);
        self.line(&row);
        self.patterns(draft);
        let fit = draft.anonymity.at_least.map(|count| {
            self.pick(
                format!("- 匿名性：示した業種・地域・規模・時期に当てはまる組織は {count} 以上（数え方は `manifest.json` の `anonymity`）"),
                format!("- Anonymity: at least {count} organisations fit the sector, region, size and time stated (how that was counted: `anonymity` in `manifest.json`)"),
            )
        });
        if let Some(fit) = fit {
            self.line(&fit);
        }
        let mut rows: Vec<_> = draft.residual.iter().filter(|row| row.found > 0).collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(row.held), std::cmp::Reverse(row.found), row.surface));
        for row in rows.into_iter().take(3) {
            let (label, remains) = (row.surface.label(), text::prose(row.remains.get(self.lang)));
            let line = self.pick(format!("- {}：{remains}", label.ja), format!("- {}: {remains}", label.en));
            self.line(&line);
        }
        let tail = Text::fixed(
            "- 七つの面すべての残存リスクと、確認していないことは `manifest.json` にあります。関係者の推測はしないでください。",
            "- Residual risk on all seven surfaces, and what was not checked: `manifest.json`. Please do not try to \
             infer who is affected.",
        );
        self.line(tail.get(self.lang));
    }
}

/// An id of a vulnerability: nothing to load, but something to act on.
const fn is_vulnerability(item: &Item) -> bool {
    matches!(item.kind, K::Cve | K::Jvn | K::Jvndb) && !item.masked
}
