//! Archives: zip, tar, gz, bz2, xz, zst, 7z, cab, LZH, ISO 9660.
//!
//! In: bytes. Out: each member as a child, its name as a passage, comments as hidden passages. Nothing is written to
//! disk, so a name such as `../../x` is only a name.

mod budget;
mod cabinet;
mod iso;
mod lha;
mod seven;
mod single;
mod tape;
mod zipped;

use std::io::Read;

use noroshi_base::{DocumentHead, DocumentKind, Limits, Notice, NoticeCode, Text};
use noroshi_intake::{MEMBER, Media, encoding, printable};

use crate::{Flow, Options, Passage, Role, Sink};
use budget::{Budget, End, Member};

/// Password under which malware is handed on.
const INFECTED: &str = "infected";

/// Reads one archive; what cannot be unpacked is noticed, and what came before it is kept.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    sink.open(DocumentHead {
        material: name.into(),
        kind: DocumentKind::Container,
        media: media.name().into(),
    });
    let limits = &options.limits;
    let mut unpack = Unpack { name, limits, budget: Budget::new(limits, bytes.len() as u64), sink };
    if name.matches(MEMBER).count() >= limits.depth as usize {
        unpack.notice("", NoticeCode::OverLimit, Text::fixed("入れ子が深すぎます", "nested too deep"));
        return;
    }
    match media {
        Media::Zip => zipped::read(bytes, &passwords(options), &mut unpack),
        Media::Tar => tape::read(bytes, "", &mut unpack),
        Media::Iso => iso::read(bytes, &mut unpack),
        Media::Cab => cabinet::read(bytes, &mut unpack),
        Media::Lzh => lha::read(bytes, &mut unpack),
        Media::SevenZip => seven::read(bytes, &passwords(options), &mut unpack),
        _ => single::read(media, bytes, &mut unpack),
    }
}

/// Passwords to try, in order: the caller's, the usual one, none.
fn passwords(options: &Options) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let usual = [INFECTED.to_owned(), String::new()];
    for word in options.passwords.iter().chain(&usual) {
        if !all.contains(word) {
            all.push(word.clone());
        }
    }
    all
}

/// One archive on its way through the sink.
struct Unpack<'a> {
    name: &'a str,
    limits: &'a Limits,
    budget: Budget,
    sink: &'a mut dyn Sink,
}

impl Unpack<'_> {
    /// Hands one member on; `packed` is its size in the archive, where that is known.
    fn member(&mut self, name: &str, packed: Option<u64>, data: &mut dyn Read) -> Flow {
        let name = if name.is_empty() { "content" } else { name };
        let mut member = Member::new(data, self.budget.member(packed));
        let flow = self.sink.child(name, &mut member);
        let (read, end) = member.finish();
        self.budget.spend(read);
        match end {
            End::Open | End::Whole => {}
            End::Over => {
                let reason =
                    Text::fixed("展開後の大きさが上限を超えました", "unpacks to more than the limit");
                self.notice(name, NoticeCode::OverLimit, reason);
            }
            End::Broken => self.malformed(name),
        }
        if self.budget.is_spent() { Flow::Stop } else { flow }
    }

    /// Gives a name of a member, a folder or a link's target as text; tells whether another entry is allowed.
    fn entry(&mut self, name: &str) -> Flow {
        if !self.budget.entry() {
            self.notice("", NoticeCode::OverLimit, Text::fixed("項目が多すぎます", "too many entries"));
            return Flow::Stop;
        }
        self.text(Role::Name, name)
    }

    fn text(&mut self, role: Role, text: &str) -> Flow {
        if text.is_empty() { Flow::Continue } else { self.sink.passage(Passage::new("", role, text)) }
    }

    fn malformed(&mut self, place: &str) {
        let reason = Text::fixed("壊れているか、途中で切れています", "damaged or cut off");
        self.notice(place, NoticeCode::Malformed, reason);
    }

    fn encrypted(&mut self, place: &str) {
        let reason =
            Text::fixed("暗号化されており、合うパスワードがありません", "encrypted, and no password fits");
        self.notice(place, NoticeCode::Encrypted, reason);
    }

    fn notice(&mut self, place: &str, code: NoticeCode, reason: Text) {
        self.sink.notice(Notice { material: self.name.to_owned(), place: printable(place), code, reason });
    }
}

/// Decodes names that belong together; one name alone is too little to tell its encoding by.
fn decode_names<'a>(names: impl Iterator<Item = &'a [u8]> + Clone) -> Vec<String> {
    let all: Vec<u8> = names.clone().collect::<Vec<_>>().join(&b'\n');
    let lines: Vec<String> = encoding::decode(&all).split('\n').map(str::to_owned).collect();
    let count = names.clone().count();
    if lines.len() == count { lines } else { names.map(|name| encoding::decode(name).into_owned()).collect() }
}

#[cfg(test)]
mod tests;
