//! Forms that show once an encoding is undone, in any text of the package.

use noroshi_base::{Layer, Surface, Text};
use noroshi_profile::fold::squash;

use super::names::{Gathered, Source, at};
use super::{Context, Ledger, Scene};
use crate::finding::Channel;
use crate::search::{Strictness, blocks, decode};

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let mut gathered = Gathered::default();
    for (index, doc) in scene.package.docs.iter().enumerate() {
        for block in blocks(doc.text()) {
            let Some(text) = doc.text().get(block.clone()) else { continue };
            decoded(context, scene, (index, block.start), text, &mut gathered);
            turned(context, scene, (index, block.start), text, &mut gathered);
        }
    }
    gathered.close(scene, ledger);
}

fn decoded(
    context: &Context<'_>,
    scene: &Scene<'_>,
    (doc, offset): (usize, usize),
    text: &str,
    gathered: &mut Gathered,
) {
    for found in decode::all(text) {
        let names: Vec<&str> = found.layers.iter().map(|layer| layer_name(*layer)).collect();
        let source = source(names.join(" + "));
        let span = found.start + offset..found.start + found.len + offset;
        // What stands there in the open was found in the open: a run may be encoded only in part.
        let open = squash(text.get(found.start..found.start + found.len).unwrap_or_default());
        context.searcher.find(&found.text, Strictness::Decoded, &mut |hit| {
            if !open.contains(&squash(&hit.form)) {
                gathered.push(hit, &source, || at(scene, doc, &span));
            }
        });
    }
}

/// The text shifted by 13, and from its end to its start.
fn turned(
    context: &Context<'_>,
    scene: &Scene<'_>,
    (doc, offset): (usize, usize),
    text: &str,
    gathered: &mut Gathered,
) {
    let shifted = decode::rot13(text);
    let rot13 = source("rot13".to_owned());
    context.searcher.find(&shifted, Strictness::Turned, &mut |hit| {
        // Japanese stays as it is under the shift, and was found as it is.
        if hit.form.is_ascii() && hit.form.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            let span = hit.span.start + offset..hit.span.end + offset;
            gathered.push(hit, &rot13, || at(scene, doc, &span));
        }
    });
    let back = decode::reversed(text);
    let reversed = source("reversed".to_owned());
    context.searcher.find(&back, Strictness::Turned, &mut |hit| {
        let span = text.len() - hit.span.end + offset..text.len() - hit.span.start + offset;
        gathered.push(hit, &reversed, || at(scene, doc, &span));
    });
}

fn source(manner: String) -> Source {
    Source {
        channel: Channel::DerivedForm,
        surface: Some(Surface::Derived),
        manner,
        remedy: Text::fixed(
            "符号化された値は復号して判定し、含むなら値ごと落とす",
            "decode encoded values before judging them, and drop a value that holds it",
        ),
    }
}

const fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::Base64 => "base64",
        Layer::Hex => "hex",
        Layer::Percent => "percent",
        Layer::Entity => "entity",
        Layer::Escape => "escape",
        Layer::Punycode => "punycode",
        Layer::QuotedPrintable => "quoted-printable",
        _ => "encoding",
    }
}
