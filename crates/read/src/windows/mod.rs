//! What Windows leaves behind: shortcuts and jump lists, event logs, registry hives, prefetch files.
//!
//! In: bytes. Out: one passage a field with its place; who owned the machine is marked as such.

mod evtx;
mod jump;
mod lnk;
mod prefetch;
mod regf;
mod shell;
mod store;
#[cfg(test)]
mod tests;
mod xpress;

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::emit::{Emit, guard};
use crate::{Options, Sink, binary};

/// Reads one file; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    // A shortcut may be the attacker's: it is a sample with digests. A log is only ever the victim's.
    let sample = media == Media::Lnk;
    emit.open(if sample { DocumentKind::Sample } else { DocumentKind::Records }, media);
    if sample {
        binary::digest_passages(bytes).into_iter().for_each(|passage| emit.passage(passage));
    }
    let whole = guard(&mut emit, |emit| match media {
        Media::Evtx => evtx::read(bytes, emit),
        Media::Regf => regf::read(bytes, emit),
        Media::Prefetch => prefetch::read(bytes, emit),
        Media::JumpList => jump::read(bytes, emit),
        _ => lnk::read(bytes, emit),
    });
    if !whole {
        binary::leftover(bytes, "rest", &mut emit);
    }
}
