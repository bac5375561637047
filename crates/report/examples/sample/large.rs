//! A hundred thousand findings.

use std::sync::Arc;

use noroshi_base::Surface;
use noroshi_deidentify::kept::{BeforeAfter, Decision, FindingRecord, Kept, SentenceView};

use crate::case::{at, held, judge, reason};

/// Many findings in many materials, with some of everything.
pub(crate) fn large(count: u32) -> Kept {
    let findings: Vec<FindingRecord> = (0..count).map(many).collect();
    let held = held(&findings);
    let mapping = findings
        .iter()
        .filter(|f| f.decision == Decision::Mask)
        .map(|f| (f.becomes.clone(), f.matched.clone()))
        .collect();
    let sentence = |n: u32| {
        let before =
            format!("ホスト h{n}.corp.aonami.example から 198.51.100.{} へ KAGELDR が通信した。", n % 250);
        let after = format!("ホスト [HOST-{n}] から 198.51.100.{} へ KAGELDR が通信した。", n % 250);
        SentenceView {
            before,
            after,
            decision: Decision::Mask,
            reason: reason(Decision::Mask),
            marks: vec![(10, 34, n)],
        }
    };
    let documents = vec![BeforeAfter {
        material: "log-0.txt".into(),
        part: String::new(),
        sentences: (1..5000).map(sentence).collect(),
    }];
    Kept { findings, mapping, held, documents, ladder: None }
}

fn many(n: u32) -> FindingRecord {
    let decision = [
        Decision::Keep,
        Decision::Mask,
        Decision::Keep,
        Decision::Drop,
        Decision::Mask,
        Decision::Keep,
        Decision::Generalise,
    ][n as usize % 7];
    let decision = if n.is_multiple_of(97) { Decision::Hold } else { decision };
    let kept = decision == Decision::Keep;
    let surface = (!kept).then(|| Surface::ALL[(n / 3 % 7) as usize]);
    let matched =
        if kept { format!("c{n}.kage-{}.example", n % 911) } else { format!("h{n}.corp.aonami.example") };
    FindingRecord {
        id: n,
        material: format!("log-{}.txt", n / 250).into(),
        place: at(&format!("{}:{}", n % 10_000 + 1, n % 120 + 1)),
        more_places: if n.is_multiple_of(50) { [at("9:1")].into() } else { Box::default() },
        count: u64::from(n % 13 + 1),
        becomes: match decision {
            Decision::Keep => matched.as_str().into(),
            Decision::Mask => format!("[HOST-{n}]").into(),
            Decision::Generalise => "製造業".into(),
            _ => Arc::default(),
        },
        matched: matched.into(),
        decoded: None,
        layers: Box::default(),
        class: if kept { "indicator" } else { ["D", "P", "T", "Q", "I"][n as usize % 5] },
        kind: if kept { "domain" } else { "host" },
        surface,
        rule: if kept { "indicator.domain" } else { "victim.host" },
        judged_by: judge(decision),
        decision,
        reason: reason(decision).into(),
    }
}
