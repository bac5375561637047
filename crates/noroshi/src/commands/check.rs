//! `noroshi profile check`.

use std::path::Path;

use noroshi_app::Error;
use noroshi_app::deidentify::load_profile;
use noroshi_base::Lang;
use noroshi_profile::Variants;

/// Prints every expanded form, so that a noisy one can be narrowed before it masks too much.
pub(super) fn run(victim: &Path, lang: Lang) -> Result<u8, Error> {
    let profile = load_profile(victim)?;
    let variants = Variants::expand(&profile);
    for needle in &variants.needles {
        println!("{}\t{:?}\t{:?}\t{}", needle.folded.expose(), needle.kind, needle.rule, needle.form);
    }
    let count = variants.needles.len();
    match lang {
        Lang::Ja => eprintln!("noroshi: 展開形 {count} 件。社外に出さないでください"),
        Lang::En => eprintln!("noroshi: {count} forms; keep them inside"),
    }
    Ok(0)
}
