//! `noroshi deidentify`.

use noroshi_app::deidentify::{Ending, Request, Summary, deidentify};
use noroshi_app::outside::Given;
use noroshi_app::{Error, Progress};
use noroshi_base::Lang;

use super::{existing, now, print_json, print_notices, settings};
use crate::cli::{Deidentify, Output};
use crate::progress::Bar;

pub(super) fn run(arguments: Deidentify, lang: Lang) -> Result<u8, Error> {
    existing(&arguments.material.material)?;
    existing(&arguments.outside.history)?;
    let request = Request {
        settings: settings(&arguments.material),
        roots: arguments.material.material,
        victim: arguments.victim,
        out: arguments.out,
        tlp: arguments.tlp,
        pap: arguments.pap,
        lang,
        made_at: now(),
        given: Given {
            k: arguments.outside.k,
            population: arguments.outside.population,
            history: arguments.outside.history,
            public: arguments.outside.public,
        },
    };
    let bar = Bar::new(lang);
    let progress: &dyn Progress = &bar;
    let outcome = deidentify(&request, progress, &mut rand::rng());
    bar.finish();
    let summary = match outcome {
        Ok(summary) => summary,
        Err(error) => {
            if arguments.format == Output::Json {
                let refused = matches!(error, Error::Refused(_));
                print_json(
                    &serde_json::json!({ "ending": if refused { "refused" } else { "error" }, "refused": error.text() }),
                )?;
            }
            return Err(error);
        }
    };
    match arguments.format {
        Output::Json => print_json(&summary)?,
        Output::Text => print_text(&summary, lang),
    }
    Ok(summary.ending.exit_code())
}

fn print_text(summary: &Summary, lang: Lang) {
    print_notices(&summary.notices, lang);
    let out = summary.out.display();
    let Summary { materials, unread, items, masked, texts, findings, held, .. } = summary;
    match (lang, &summary.refused) {
        (Lang::Ja, Some(reason)) => {
            println!("共有パッケージは作成していません: {}", reason.ja);
            println!("  所見 {findings} 件の記録: {out}/keep/report.html");
        }
        (Lang::En, Some(reason)) => {
            println!("No package was released: {}", reason.en);
            println!("  {findings} findings are recorded in {out}/keep/report.html");
        }
        (Lang::Ja, None) => {
            println!(
                "共有できます   {out}/share/  攻撃技術情報 {items} 件(うち一部伏字 {masked} 件)、文章 {texts} 件"
            );
            println!(
                "持ち出し禁止   {out}/keep/   所見 {findings} 件、素材 {materials} 件(未読あり {unread} 件)"
            );
            println!("まず読むもの   {out}/share/summary.ja.md と {out}/keep/report.html");
            if summary.ending == Ending::ReadyWithHolds {
                println!("判断待ち       {held} 件: {out}/keep/report.html の「判断待ち」");
            }
        }
        (Lang::En, None) => {
            println!("May leave    {out}/share/  {items} items ({masked} partly masked), {texts} texts");
            println!(
                "Must stay    {out}/keep/   {findings} findings from {materials} materials ({unread} with unread parts)"
            );
            println!("Read first   {out}/share/summary.en.md and {out}/keep/report.html");
            if summary.ending == Ending::ReadyWithHolds {
                println!("Waiting      {held} items for a person: see \"held\" in {out}/keep/report.html");
            }
        }
    }
}
