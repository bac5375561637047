//! The choice in words.

use noroshi_base::Text;

use super::{Choice, LAG, Outside, RegionStep, SectorStep, SizeStep, Steps, TimeStep};

static ENOUGH: Text = Text::fixed(
    "業種・地域・規模・時期の記載に当てはまる組織は、表の上で次の数以上ある",
    "By the table, at least so many organisations fit what is stated of sector, region, size and time",
);
static NOT_ENOUGH: Text = Text::fixed(
    "何を示しても当てはまる組織が基準に満たないため、業種・地域・規模・時期を示していない",
    "Whatever is stated, fewer organisations fit than are asked for; sector, region, size and time are not stated",
);
static ESTIMATE: Text = Text::fixed(
    "表は推計であり、数は余裕を見て割り引いている",
    "The table is an estimate; its counts are divided by a margin",
);
static EARLIER: Text = Text::fixed(
    "同じ事案の過去の共有物と重ねて数えた",
    "Counted together with what earlier packages of the case stated",
);
static NO_EARLIER: Text = Text::fixed("過去の共有物は渡されていない", "No earlier package was given");
static TIME: Text = Text::fixed(
    "時期は、一年に外から日付の分かる事案の数から数えた",
    "Time is counted by the number of incidents a year that outsiders can date",
);
static NO_TIME: Text = Text::fixed(
    "時期は表で数えられない。発表と照らせば絞られる場合がある",
    "The table does not count time; an announcement may narrow it",
);

/// What the manifest says of the choice.
pub(crate) fn statement(choice: &Choice, outside: &Outside) -> Text {
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut add = |text: &Text| parts.push((text.ja.to_string(), text.en.to_string()));
    if choice.enough {
        add(&ENOUGH);
    } else {
        add(&NOT_ENOUGH);
    }
    if outside.population.estimate {
        add(&ESTIMATE);
    }
    add(if outside.earlier.is_empty() { &NO_EARLIER } else { &EARLIER });
    if choice.steps.time != TimeStep::Unstated {
        add(if outside.population.dated_events.is_some() { &TIME } else { &NO_TIME });
    }
    if choice.enough
        && let Some(first) = parts.first_mut()
    {
        let at_least = super::round(choice.left.least(), u64::from(choice.k));
        first.0.push_str(&format!("：{at_least}（基準 {}）", choice.k));
        first.1.push_str(&format!(": {at_least} (asked for: {})", choice.k));
    }
    let (ja, en): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    Text::owned(format!("{}。", ja.join("。")), format!("{}.", en.join(". ")))
}

/// What the reviewer should know.
pub(crate) fn notes(choice: &Choice, outside: &Outside, subject: &super::Subject) -> Vec<Text> {
    let mut out = Vec::new();
    let k = choice.k;
    if !choice.enough {
        let reason = if outside.earlier.is_empty() {
            Text::owned(
                format!("表の組織の数が k={k} に足りない。表を替えるか、業種を書かずに限られた相手へ渡す"),
                format!("the table holds fewer than k={k} organisations; give another, or share with few"),
            )
        } else {
            Text::owned(
                format!(
                    "過去の共有物の記載だけで、当てはまる組織が {} しか残らない(k={k})。この共有物では何も示さない。過去の受領者への訂正・回収を検討する",
                    choice.left.least()
                ),
                format!(
                    "what earlier packages stated leaves only {} organisations (k={k}); this one states nothing. Consider correcting or recalling the earlier ones",
                    choice.left.least()
                ),
            )
        };
        out.push(reason);
    }
    for finer in &choice.finer {
        let left = finer.left.least();
        if left >= u64::from(k) && choice.enough {
            continue;
        }
        let by = match finer.left.dated {
            Some(dated) if dated < finer.left.organisations => {
                let days = i64::try_from(choice.steps.time.window().unwrap_or(0)).unwrap_or(i64::MAX);
                Text::owned(
                    format!("公表され得る事案 {dated} 件(前後 {} 日を含む {days} 日間)", LAG.0 + LAG.1),
                    format!(
                        "{dated} incidents that may be published (within {days} days, {} around included)",
                        LAG.0 + LAG.1
                    ),
                )
            }
            _ => Text::owned(
                format!("組織 {}", finer.left.organisations),
                format!("{} organisations", finer.left.organisations),
            ),
        };
        let ladder = super::steps::ladder_name(finer.ladder);
        out.push(Text::owned(
            format!("{}: 「{}」まで示すと残りは {}(k={k} 未満)", ladder.ja, finer.would_say.ja, by.ja),
            format!("{}: saying \"{}\" would leave {} (below k={k})", ladder.en, finer.would_say.en, by.en),
        ));
    }
    if subject.claim.sector.is_none() {
        out.push(Text::fixed(
            "プロファイルの業種が空か、日本標準産業分類のどれとも読めない。業種は示さない",
            "the profile names no sector of the classification; none is stated",
        ));
    }
    let Steps { sector, region, size, .. } = choice.steps;
    let silent =
        sector == SectorStep::Unstated && matches!(region, RegionStep::Nationwide | RegionStep::Unstated);
    if silent && size == SizeStep::Unstated && subject.claim.sector.is_some() {
        out.push(Text::fixed(
            "業種を示さなくても、手口や標的から分かる場合がある。産業制御など組織の少ない分野では、文章を人が確かめる",
            "techniques and targets may tell a sector that is not stated; where operators are few, a person should read the prose",
        ));
    }
    out
}

/// Fixed texts that leave.
pub(super) fn texts() -> impl Iterator<Item = Text> {
    [&ENOUGH, &NOT_ENOUGH, &ESTIMATE, &EARLIER, &NO_EARLIER, &TIME, &NO_TIME].into_iter().cloned()
}
