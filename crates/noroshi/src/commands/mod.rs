//! One file a command: parse, one call of a use case, render.

mod check;
mod deidentify;
mod extract;
mod reidentify;
mod suggest;
mod verify;

use std::path::PathBuf;

use noroshi_app::Error;
use noroshi_app::pipeline::Settings;
use noroshi_base::{Lang, Limits, Notice};

use crate::cli::{Cli, Command, Material, ProfileCommand};

/// Runs one command and gives its exit code.
pub(crate) fn run(cli: Cli, lang: Lang) -> Result<u8, Error> {
    match cli.command {
        Command::Deidentify(arguments) => deidentify::run(arguments, lang),
        Command::Extract(arguments) => extract::run(arguments, lang),
        Command::Verify(arguments) => verify::run(&arguments, lang),
        Command::Reidentify(arguments) => reidentify::run(&arguments, lang),
        Command::Profile { command: ProfileCommand::Suggest(arguments) } => suggest::run(arguments, lang),
        Command::Profile { command: ProfileCommand::Check { victim } } => check::run(&victim, lang),
    }
}

fn settings(material: &Material) -> Settings {
    Settings {
        limits: Limits::default(),
        passwords: material.password.clone(),
        threads: material.threads,
        spool: std::env::temp_dir(),
        exclude: Vec::new(),
    }
}

/// Paths that do not exist are a wrong request, not a remark in a report.
fn existing(roots: &[PathBuf]) -> Result<(), Error> {
    match roots.iter().find(|root| !root.exists()) {
        None => Ok(()),
        Some(root) => {
            let root = root.display();
            Err(Error::Usage(noroshi_base::Text::owned(
                format!("{root}: ありません"),
                format!("{root}: no such file or folder"),
            )))
        }
    }
}

fn now() -> String {
    let second = jiff::Timestamp::now().as_second();
    jiff::Timestamp::from_second(second).map(|time| time.to_string()).unwrap_or_default()
}

fn print_notices(notices: &[Notice], lang: Lang) {
    for notice in notices {
        let place = if notice.place.is_empty() { String::new() } else { format!(" ({})", notice.place) };
        eprintln!("noroshi: {}{place}: {}", notice.material, notice.reason.get(lang));
    }
}

fn print_json(value: &impl serde::Serialize) -> Result<(), Error> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)
        .map_err(std::io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .map_err(|error| Error::io(std::path::Path::new("stdout"), &error))
}
