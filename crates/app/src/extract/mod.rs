//! `noroshi extract`: indicators alone, without a victim.

mod locate;
mod values;

use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use noroshi_base::{Notice, NoticeCode, Text};
use noroshi_detect::Detector;
use noroshi_exchange::plain::{self, Extracted, Format};
use rand::RngCore;

use crate::Error;
use crate::pipeline::{self, Read, Settings};
use crate::progress::{Progress, Stage};
use values::Values;

/// Distinct values one worker keeps before it hands them over to the output.
const VALUES_IN_MEMORY: usize = 150_000;

/// What `extract` is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files and folders.
    pub roots: Vec<PathBuf>,
    /// How to read.
    pub settings: Settings,
    /// Form of the output.
    pub format: Format,
    /// Now, RFC 3339 UTC, for formats that carry a time.
    pub made_at: String,
}

/// Extracts and writes indicators; lines of `jsonl` and `csv` leave memory as soon as it would grow too large.
///
/// # Errors
/// When the output cannot be written.
pub fn extract(
    request: &Request,
    progress: &dyn Progress,
    rng: &mut dyn RngCore,
    out: &mut (dyn Write + Send),
) -> Result<Read, Error> {
    let streams = matches!(request.format, Format::Jsonl | Format::Csv);
    let output = Mutex::new(Output { out, header: false, failed: None, lost: 0 });
    let spill = |values: Vec<Extracted>| {
        let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
        if streams { output.write(&values, request, &mut NoIds) } else { output.lost += values.len() as u64 }
    };
    let detector = Detector::new(None, &request.settings.limits);
    let (values, mut read) = pipeline::run(&request.roots, &request.settings, &detector, progress, || {
        Values::new(VALUES_IN_MEMORY, &spill)
    });
    progress.stage(Stage::Writing);
    let rest = values.into_sorted();
    let mut output = output.into_inner().unwrap_or_else(PoisonError::into_inner);
    output.write(&rest, request, rng);
    if let Some(error) = output.failed {
        return Err(Error::Io(Text::owned(
            format!("出力に書けません ({error})"),
            format!("output: {error}"),
        )));
    }
    if output.lost > 0 {
        read.notices.push(too_many(output.lost));
    }
    Ok(read)
}

struct Output<'a> {
    out: &'a mut (dyn Write + Send),
    header: bool,
    failed: Option<std::io::Error>,
    lost: u64,
}

impl Output<'_> {
    fn write(&mut self, values: &[Extracted], request: &Request, rng: &mut dyn RngCore) {
        if self.failed.is_some() || (values.is_empty() && self.header) {
            return;
        }
        let written = if self.header && request.format == Format::Csv {
            self.write_rows_without_header(values, request, rng)
        } else {
            plain::write(values, request.format, &request.made_at, rng, self.out)
        };
        self.header = true;
        self.failed = written.err();
    }

    fn write_rows_without_header(
        &mut self,
        values: &[Extracted],
        request: &Request,
        rng: &mut dyn RngCore,
    ) -> std::io::Result<()> {
        let mut rows = Vec::new();
        plain::write(values, request.format, &request.made_at, rng, &mut rows)?;
        let header = memchr::memchr(b'\n', &rows).map_or(0, |at| at + 1);
        self.out.write_all(rows.get(header..).unwrap_or_default())
    }
}

/// Lines need no ids; this source is never drawn from.
struct NoIds;

impl RngCore for NoIds {
    fn next_u32(&mut self) -> u32 {
        0
    }
    fn next_u64(&mut self) -> u64 {
        0
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

fn too_many(lost: u64) -> Notice {
    Notice {
        material: "-".to_owned(),
        place: String::new(),
        code: NoticeCode::OverLimit,
        reason: Text::owned(
            format!("値が多すぎるため {lost} 件を出力していません。jsonl か csv なら全件出力できます"),
            format!("{lost} values are left out of this format; jsonl and csv give them all"),
        ),
    }
}
