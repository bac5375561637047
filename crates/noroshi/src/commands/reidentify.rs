//! `noroshi reidentify`.

use std::path::Path;

use noroshi_app::Error;
use noroshi_app::deidentify::load_profile;
use noroshi_base::{Lang, Limits, Text};
use noroshi_intake::Material;
use noroshi_read::{Options, Sink};
use noroshi_reidentify::{Candidates, Knowledge, Package, Public, Question, Report, attack, package};
use noroshi_sandbox::Reader;

use super::{existing, now, print_json, print_notices};
use crate::cli::{Output, Reidentify};

/// Bytes of a list or data file; a larger one is no list.
const FILE_BYTES: u64 = 64 << 20;

pub(super) fn run(arguments: &Reidentify, lang: Lang) -> Result<u8, Error> {
    let threshold = arguments.refuse_above;
    if !(threshold > 0.0 && threshold < 1.0) {
        return Err(Error::Usage(Text::fixed(
            "--refuse-above は 0 より大きく 1 より小さい値にしてください",
            "--refuse-above must be above 0 and below 1",
        )));
    }
    let mut candidates = parse(&arguments.candidates, Candidates::parse)?;
    let victim = match &arguments.victim {
        Some(path) => Some(candidates.with_victim(&load_profile(path)?)),
        None => None,
    };
    enough(&candidates, victim, threshold)?;
    let mut public = Public::default();
    for path in &arguments.data {
        parse(path, |name, bytes| public.add(name, bytes))?;
    }
    let limits = Limits::default();
    let mut reader = Reader::new(Options { limits: limits.clone(), passwords: vec!["infected".to_owned()] });
    let mut load = |folder: &Path| load(folder, &limits, &mut reader);
    let package = load(&arguments.package)?;
    let history = arguments.history.iter().map(|folder| load(folder)).collect::<Result<_, _>>()?;
    let question = Question { victim, refuse_above: threshold };
    let report = attack(&package, &candidates, &Knowledge { public, history }, question);
    if let Some(folder) = &arguments.statement {
        write_statements(folder, &report)?;
    }
    print_notices(&report.notices, lang);
    match arguments.format {
        Output::Json => print_json(&report)?,
        Output::Text => print!("{}", report.page(lang)),
    }
    Ok(u8::from(report.refused))
}

/// Reads a file whole and takes it apart.
fn parse<T>(path: &Path, mut take: impl FnMut(&str, &[u8]) -> Result<T, Text>) -> Result<T, Error> {
    existing(&[path.to_owned()])?;
    let shown = path.display();
    let size = std::fs::metadata(path).map_err(|error| Error::io(path, &error))?.len();
    if size > FILE_BYTES {
        let most = FILE_BYTES >> 20;
        return Err(Error::Usage(Text::owned(
            format!("{shown}: {most} MiB を超えています"),
            format!("{shown}: larger than {most} MiB"),
        )));
    }
    let bytes = std::fs::read(path).map_err(|error| Error::io(path, &error))?;
    // The client's statement names files, not the folders of the station.
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    take(&name, &bytes).map_err(Error::Usage)
}

/// Among too few candidates everybody is above the threshold before anything was read.
fn enough(candidates: &Candidates, victim: Option<usize>, threshold: f64) -> Result<(), Error> {
    let priors = candidates.priors();
    let prior = match victim {
        Some(index) => priors.get(index).copied().unwrap_or(0.0),
        None => priors.iter().copied().fold(0.0, f64::max),
    };
    if prior <= threshold {
        return Ok(());
    }
    let count = candidates.list.len();
    Err(Error::Usage(Text::owned(
        format!(
            "候補 {count} 件では、何も読まないうちから閾値 {threshold} を超えます。候補を増やしてください"
        ),
        format!("{count} candidates are too few: before anything is read one is above {threshold} already"),
    )))
}

/// Textual files are read here, everything else in a confined child.
fn load(folder: &Path, limits: &Limits, reader: &mut Reader) -> Result<Package, Error> {
    existing(&[folder.to_owned()])?;
    let mut confined = |material: &Material, sink: &mut dyn Sink| reader.read(material, sink);
    package::load(folder, limits, &mut confined).map_err(|error| Error::Usage(error.0))
}

fn write_statements(folder: &Path, report: &Report) -> Result<(), Error> {
    let now = now();
    let day = now.split('T').next().unwrap_or_default();
    std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, &error))?;
    for (lang, name) in [(Lang::Ja, "statement.ja.md"), (Lang::En, "statement.en.md")] {
        let path = folder.join(name);
        std::fs::write(&path, report.statement(lang, day)).map_err(|error| Error::io(&path, &error))?;
    }
    Ok(())
}
