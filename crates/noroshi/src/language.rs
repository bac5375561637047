//! Which language the terminal speaks.

use clap::ValueEnum;
use noroshi_base::Lang;

/// Value of `--lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Choice {
    /// 日本語
    Ja,
    /// English
    En,
}

/// The language asked for, else that of the environment, else Japanese.
pub(crate) fn chosen(choice: Option<Choice>) -> Lang {
    match choice {
        Some(Choice::Ja) => Lang::Ja,
        Some(Choice::En) => Lang::En,
        None => from_environment(),
    }
}

fn from_environment() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match set {
        Some(value) if value.starts_with("en") => Lang::En,
        _ => Lang::Ja,
    }
}
