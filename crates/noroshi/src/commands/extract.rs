//! `noroshi extract`.

use std::io::{BufWriter, Write};

use noroshi_app::Error;
use noroshi_app::extract::{Request, extract};
use noroshi_base::Lang;
use noroshi_exchange::plain::Format;

use super::{existing, now, print_notices, settings};
use crate::cli::{Extract, ExtractFormat};
use crate::progress::Bar;

pub(super) fn run(arguments: Extract, lang: Lang) -> Result<u8, Error> {
    existing(&arguments.material.material)?;
    let request = Request {
        settings: settings(&arguments.material),
        roots: arguments.material.material,
        format: match arguments.format {
            ExtractFormat::Jsonl => Format::Jsonl,
            ExtractFormat::Csv => Format::Csv,
            ExtractFormat::Stix => Format::Stix,
            ExtractFormat::Misp => Format::Misp,
        },
        made_at: now(),
    };
    let bar = Bar::new(lang);
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout());
    let read = extract(&request, &bar, &mut rand::rng(), &mut out);
    bar.finish();
    let read = read?;
    // A reader that closed the pipe (`| head`) has what it wanted.
    let _closed_early = out.flush();
    print_notices(&read.notices, lang);
    Ok(0)
}
