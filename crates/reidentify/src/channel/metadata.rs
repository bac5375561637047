//! What is around the content: file names, document properties, comments, times of files.

use noroshi_base::{Surface, Text};

use super::names::{Gathered, Source, at};
use super::{Context, Ledger, Scene};
use crate::finding::{Channel, Finding, Spot};
use crate::package::Part;
use crate::search::Strictness;

/// Seconds between the first and the last change of a package's files, above which somebody worked on it by hand.
const WORK: i64 = 60;

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let mut gathered = Gathered::default();
    let source = |remedy| Source {
        channel: Channel::Metadata,
        surface: Some(Surface::Metadata),
        manner: String::new(),
        remedy,
    };
    let name = source(Text::fixed("ファイル名を中立な名前に変える", "give the file a neutral name"));
    let property = source(Text::fixed(
        "文書プロパティ・コメント・著者を消すか、文書そのものを入れない",
        "clear properties, comments and authors, or leave the document out",
    ));
    for (index, doc) in scene.package.docs.iter().enumerate() {
        let source = match doc.part {
            Part::Body => continue,
            Part::Name => &name,
            Part::Property => &property,
        };
        context.searcher.find(doc.text(), Strictness::Plain, &mut |hit| {
            let span = hit.span.clone();
            gathered.push(hit, source, || at(scene, index, &span));
        });
    }
    gathered.close(scene, ledger);
    authors(scene, ledger);
    times(scene, ledger);
}

/// Properties that name a person or a program tell something even where no candidate fits.
fn authors(scene: &Scene<'_>, ledger: &mut Ledger) {
    const TELLING: &[&str] =
        &["author", "creator", "lastmodifiedby", "company", "manager", "template", "producer", "owner"];
    for (index, doc) in scene.package.docs.iter().enumerate().filter(|(_, doc)| doc.part == Part::Property) {
        let (spot, seen) = at(scene, index, &(0..doc.text().len().min(200)));
        let place: String = spot.place.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        if TELLING.iter().any(|word| place.contains(word)) {
            ledger.add(trace(
                spot,
                format!("{}: {seen}", place),
                "文書に作成者・会社・ソフトの情報が残っている",
                "the document still says who or what made it",
                "文書プロパティを消すか、文書そのものを入れない",
                "clear document properties, or leave the document out",
            ));
        }
    }
}

/// File times that are not all the same show when somebody worked, and in what order.
fn times(scene: &Scene<'_>, ledger: &mut Ledger) {
    let times = || scene.package.files.iter().filter_map(|file| Some((file.modified?, file)));
    let (Some((first, _)), Some((last, file))) =
        (times().min_by_key(|(time, _)| *time), times().max_by_key(|(time, _)| *time))
    else {
        return;
    };
    if last - first > WORK {
        ledger.add(trace(
            Spot { file: file.name.clone(), place: "mtime".to_owned() },
            format!("{} s", last - first),
            "ファイルの更新時刻がそろっておらず、作業の時刻と順序が分かる",
            "file times differ, and so show when and in what order somebody worked",
            "すべてのファイルの時刻を同じ値にする",
            "set all file times to one value",
        ));
    }
}

fn trace(
    spot: Spot,
    seen: String,
    why_ja: &'static str,
    why_en: &'static str,
    remedy_ja: &'static str,
    remedy_en: &'static str,
) -> Finding {
    Finding {
        surface: Surface::Metadata,
        channel: Channel::Metadata,
        token: format!("{}/{}", spot.file, spot.place),
        spot,
        seen: crate::finding::quote(&seen),
        count: 1,
        why: Text::fixed(why_ja, why_en),
        remedy: Text::fixed(remedy_ja, remedy_en),
        fits: Vec::new(),
        ratio: 1.0,
    }
}
