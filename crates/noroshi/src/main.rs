//! The binary: parses, calls one use case, renders.

mod cli;
mod commands;
mod language;
mod progress;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // The child reads hostile formats; nothing else may run before it has limited itself.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == noroshi_sandbox::CHILD_ARGUMENT) {
        return exit(noroshi_sandbox::child_main(&noroshi_base::Limits::default()));
    }
    let cli = cli::Cli::parse();
    let lang = language::chosen(cli.lang);
    // The message of a panic may quote the text it died on; a log never holds material.
    std::panic::set_hook(Box::new(|panic| {
        // Whoever reads the output may close it early, as `head` does; a shell reports that as 128 + SIGPIPE.
        if panic.payload_as_str().is_some_and(|said| said.starts_with("failed printing to stdout")) {
            std::process::exit(141);
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("noroshi: internal error / 内部エラー ({place})");
    }));
    match commands::run(cli, lang) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("noroshi: {}", error.text().get(lang));
            ExitCode::from(error.exit_code())
        }
    }
}

fn exit(code: i32) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
