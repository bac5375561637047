//! `noroshi profile suggest`.

use noroshi_app::Error;
use noroshi_app::suggest::{Suggestions, suggest};
use noroshi_base::Lang;

use super::{existing, print_json, print_notices, settings};
use crate::cli::{Output, Suggest};
use crate::progress::Bar;

pub(super) fn run(arguments: Suggest, lang: Lang) -> Result<u8, Error> {
    existing(&arguments.material.material)?;
    let settings = settings(&arguments.material);
    let bar = Bar::new(lang);
    let (suggestions, read) = suggest(&arguments.material.material, &settings, &bar);
    bar.finish();
    print_notices(&read.notices, lang);
    match arguments.format {
        Output::Json => print_json(&suggestions)?,
        Output::Text => print_toml(&suggestions, lang),
    }
    Ok(0)
}

fn print_toml(suggestions: &Suggestions, lang: Lang) {
    print!("{}", suggestions.to_toml(lang));
}
