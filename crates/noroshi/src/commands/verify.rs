//! `noroshi verify`.

use noroshi_app::Error;
use noroshi_app::verify::{Verdict, verify};
use noroshi_base::Lang;

use super::print_json;
use crate::cli::{Output, Verify};

pub(super) fn run(arguments: &Verify, lang: Lang) -> Result<u8, Error> {
    let verdict = verify(&arguments.folder, &arguments.victim)?;
    match arguments.format {
        Output::Json => print_json(&verdict)?,
        Output::Text => print_text(&verdict, lang),
    }
    Ok(u8::from(!verdict.clean))
}

fn print_text(verdict: &Verdict, lang: Lang) {
    for hit in &verdict.hits {
        println!("{} {}: {} [{}]", hit.file, hit.place, hit.reason.get(lang), hit.rule);
    }
    for problem in &verdict.manifest {
        println!("manifest.json: {}", problem.get(lang));
    }
    let (files, hits) = (verdict.files, verdict.hits.len());
    match (lang, verdict.clean) {
        (Lang::Ja, true) => println!("{files} ファイルを検査: 被害組織を示すものはありません"),
        (Lang::En, true) => println!("{files} files read: nothing shows the victim"),
        (Lang::Ja, false) => {
            println!("{files} ファイルを検査: 被害組織を示す箇所 {hits} 件。共有しないでください")
        }
        (Lang::En, false) => println!("{files} files read: {hits} places show the victim. Do not share"),
    }
}
