//! Programs and unknown binaries.
//!
//! In: bytes. Out: digests, what the headers state, and the strings of every stretch, through the sink. A parser that
//! fails or panics costs its part only; the strings are always read.

mod certificates;
mod common;
mod dotnet;
mod elf;
mod facts;
mod imphash;
mod macho;
mod ordinals;
mod pe;
mod resources;
mod strings;
mod tables;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use noroshi_base::{DocumentHead, DocumentKind, IndicatorKind, Notice, NoticeCode, Text};
use noroshi_intake::Media;
use sha2::Digest as _;

use crate::emit::Emit;
use crate::{Flow, Options, Passage, Role, Sink};
use facts::Facts;

/// Reads one program or unknown binary; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    sink.open(DocumentHead { material: name.into(), kind: DocumentKind::Sample, media: media.name().into() });
    let mut facts = Facts::default();
    // The digest of a logo leads to the site that shows it, and detects nothing.
    if media != Media::Foreign || !noroshi_intake::media::is_decoration(bytes) {
        digests(bytes, is_program(media), &mut facts);
    }
    match media {
        Media::Pe => pe::read(bytes, &mut facts),
        Media::Elf => elf::read(bytes, &mut facts),
        Media::MachO => macho::read(bytes, &mut facts),
        _ => {}
    }
    facts.guarded(".NET", |facts| dotnet::read(bytes, facts));
    report(name, &facts, sink);
    let regions = facts.cover(bytes.len());
    if give(facts, bytes, sink) == Flow::Stop {
        return;
    }
    if strings(bytes, &regions, options, sink) == strings::End::OverLimit {
        sink.notice(over_limit(name));
    }
}

/// Digests of a file of another format, as properties of it.
pub(crate) fn digest_passages(bytes: &[u8]) -> Vec<Passage> {
    let mut facts = Facts::default();
    digests(bytes, false, &mut facts);
    facts.into_parts().0
}

/// Strings of a stretch that its format does not explain, in every encoding; `part` is its place.
pub(crate) fn leftover(bytes: &[u8], part: &str, emit: &mut Emit<'_>) {
    let part: Arc<str> = part.into();
    // `Emit` keeps the budget of the material as a whole; no stretch gives more.
    let mut left = emit.limits().passage_bytes;
    for encoding in strings::Encoding::ALL {
        let mut give = |text: String, overlap: u32| {
            let mut passage = Passage::new(Arc::clone(&part), Role::Strings, text);
            passage.overlap = overlap;
            emit.passage(passage);
            if emit.more() { Flow::Continue } else { Flow::Stop }
        };
        if strings::scan(bytes, encoding, &mut left, &mut give) != strings::End::Whole {
            return;
        }
    }
}

/// Whether a digest of this media is fit for detection by itself.
const fn is_program(media: Media) -> bool {
    matches!(media, Media::Pe | Media::Elf | Media::MachO)
}

fn digests(bytes: &[u8], program: bool, facts: &mut Facts) {
    let object = facts.object();
    let values = [
        (IndicatorKind::Md5, "md5", common::hex(&md5::Md5::digest(bytes))),
        (IndicatorKind::Sha1, "sha1", common::hex(&sha1::Sha1::digest(bytes))),
        (IndicatorKind::Sha256, "sha256", common::hex(&sha2::Sha256::digest(bytes))),
    ];
    for (kind, relation, value) in values {
        facts.indicator("file", kind, "file", object, relation, value, program);
    }
}

/// One notice for all parts that did not follow their format.
fn report(name: &str, facts: &Facts, sink: &mut dyn Sink) {
    if facts.broken().is_empty() {
        return;
    }
    let parts = facts.broken().join(", ");
    let reason = Text::owned(
        format!("形式どおりでない部分は文字列だけを読みました（{parts}）"),
        format!("parts that do not follow the format gave only their strings ({parts})"),
    );
    sink.notice(Notice {
        material: name.to_owned(),
        place: String::new(),
        code: NoticeCode::Malformed,
        reason,
    });
}

fn over_limit(name: &str) -> Notice {
    let reason = Text::fixed(
        "文字列が上限に達し、残りは読んでいません",
        "the strings reached the limit; the rest was not read",
    );
    Notice { material: name.to_owned(), place: String::new(), code: NoticeCode::OverLimit, reason }
}

fn give(facts: Facts, bytes: &[u8], sink: &mut dyn Sink) -> Flow {
    let (passages, children) = facts.into_parts();
    for passage in passages {
        if sink.passage(passage) == Flow::Stop {
            return Flow::Stop;
        }
    }
    for (name, range) in children {
        let mut data = bytes.get(range).unwrap_or_default();
        if sink.child(&name, &mut data) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

fn strings(bytes: &[u8], regions: &[facts::Region], options: &Options, sink: &mut dyn Sink) -> strings::End {
    let mut left = options.limits.passage_bytes;
    for region in regions {
        let stretch = bytes.get(region.range.clone()).unwrap_or_default();
        for encoding in strings::Encoding::ALL {
            let part: Arc<str> = if region.name.is_empty() {
                encoding.name().into()
            } else {
                format!("{} {}", region.name, encoding.name()).into()
            };
            let mut emit = |text: String, overlap: u32| {
                let mut passage = Passage::new(Arc::clone(&part), Role::Strings, text);
                passage.overlap = overlap;
                sink.passage(passage)
            };
            match strings::scan(stretch, encoding, &mut left, &mut emit) {
                strings::End::Whole => {}
                end => return end,
            }
        }
    }
    strings::End::Whole
}
