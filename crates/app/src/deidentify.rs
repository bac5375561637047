//! `noroshi deidentify`: raw material in, a package that may leave and a record that stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use noroshi_base::{DocumentHead, Lang, Notice, NoticeCode, Pap, Text, Tlp};
use noroshi_deidentify::{
    Draft, Gather, Kept, Leak, Outside, Policy, Proven, Unproven, Victim, kept::Decision,
};
use noroshi_detect::{Detector, Finding};
use noroshi_profile::{Profile, Variants};
use noroshi_read::Passage;
use noroshi_report::Run;
use rand::RngCore;
use serde::Serialize;

use crate::Error;
use crate::outside::{self, Given};
use crate::pipeline::{self, Collect, Read, Settings};
use crate::progress::{Progress, Stage};
use crate::write::{Files, Output};

/// What `deidentify` is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files and folders.
    pub roots: Vec<PathBuf>,
    /// The victim profile.
    pub victim: PathBuf,
    /// Output folder.
    pub out: PathBuf,
    /// How to read.
    pub settings: Settings,
    /// Marking.
    pub tlp: Tlp,
    /// Marking.
    pub pap: Pap,
    /// Language the report opens in.
    pub lang: Lang,
    /// Now, RFC 3339 UTC.
    pub made_at: String,
    /// What is known of the world outside.
    pub given: Given,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Package ready.
    Ready,
    /// Package ready, items wait for a person.
    ReadyWithHolds,
    /// Nothing released.
    Refused,
}

impl Ending {
    /// Exit code of the command.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Ready => 0,
            Self::ReadyWithHolds => 3,
            Self::Refused => 1,
        }
    }
}

/// Result for people and scripts; it holds no material beside the names of materials that stayed unread.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// How the run ended.
    pub ending: Ending,
    /// Why nothing was released.
    pub refused: Option<Text>,
    /// Output folder.
    pub out: PathBuf,
    /// Materials read, containers' members included.
    pub materials: u64,
    /// Materials of which something stayed unread.
    pub unread: u64,
    /// Bytes of the named files.
    pub bytes: u64,
    /// Items in the package.
    pub items: u64,
    /// Items of it whose value is masked.
    pub masked: u64,
    /// Files of prose in the package.
    pub texts: u64,
    /// Findings recorded.
    pub findings: u64,
    /// Items that wait for a person.
    pub held: u64,
    /// Findings by decision.
    pub decisions: Vec<(Decision, u64)>,
    /// Remarks of the readers.
    pub notices: Vec<Notice>,
}

/// All workers fill one: a value that every thread remembered by itself would take its memory as often.
impl Collect for &Gather {
    fn passage(&mut self, order: u64, head: &DocumentHead, passage: Passage, findings: Vec<Finding>) {
        Gather::passage(self, order, head, passage, findings);
    }

    fn raw(&mut self, head: &DocumentHead, bytes: &[u8], findings: Vec<Finding>) {
        Gather::raw(self, head, bytes, findings);
    }

    fn file(&mut self, material: &Arc<str>, bytes: &[u8]) {
        Gather::file(self, material, bytes);
    }

    fn merge(&mut self, _other: Self) {}
}

/// Reads and checks a profile.
///
/// # Errors
/// An unreadable file or a wrong profile is a usage error; an empty one refuses, because it proves nothing.
pub fn load_profile(path: &Path) -> Result<Profile, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        Error::Usage(Text::owned(format!("{path}: 読めません ({error})"), format!("{path}: {error}")))
    })?;
    Profile::parse(&text).map_err(|error| {
        let place = format!("{}:{}", path.display(), error.line);
        let reason =
            Text::owned(format!("{place}: {}", error.reason.ja), format!("{place}: {}", error.reason.en));
        if error.is_empty_profile() { Error::Refused(reason) } else { Error::Usage(reason) }
    })
}

/// Runs the whole walk and writes the output folder.
///
/// # Errors
/// A wrong request or a failing disk. A refused package is no error: it is an [`Ending`], and `keep/` says why.
pub fn deidentify(
    request: &Request,
    progress: &dyn Progress,
    rng: &mut dyn RngCore,
) -> Result<Summary, Error> {
    let profile = match load_profile(&request.victim) {
        Err(error @ Error::Refused(_)) => {
            // Nothing of an earlier run may pass for this one's package.
            Output::prepare(&request.out)?.discard()?;
            return Err(error);
        }
        other => other?,
    };
    let (outside, remarks) = outside::load(&request.given)?;
    let output = Output::prepare(&request.out)?;
    let mut settings = request.settings.clone();
    settings.spool = output.spool().to_owned();
    settings.exclude.extend([request.out.clone(), request.victim.clone()]);
    settings.exclude.extend(request.given.paths().cloned());

    let variants = Variants::expand(&profile);
    let detector = Detector::new(Some(&variants), &settings.limits);
    let victim = Victim { profile: &profile, variants: &variants, detector: &detector };
    let gathered = Gather::new(&settings.limits);
    let (_, mut read) = pipeline::run(&request.roots, &settings, &detector, progress, || &gathered);

    read.notices.extend(remarks);
    read.notices.extend(gathered.left_out().into_iter().map(left_out));
    progress.stage(Stage::Judging);
    let desk = Desk { request, output: &output, victim, outside, progress };
    let walk = desk.walk(gathered, &read, rng)?;
    progress.stage(Stage::Writing);
    write_keep(&output, request, &walk, &read)?;
    output.publish(walk.package.as_ref())?;
    Ok(summary(request, walk, read))
}

/// What came out of rooms 4 and 7 and the proof.
struct Walk {
    draft: Option<Draft>,
    kept: Kept,
    package: Option<Proven<Files>>,
    refused: Option<Text>,
    leaks: Vec<Leak>,
}

/// What the walk behind room 3 works with.
struct Desk<'a> {
    request: &'a Request,
    output: &'a Output,
    victim: Victim<'a>,
    outside: Outside,
    progress: &'a dyn Progress,
}

impl Desk<'_> {
    fn walk(&self, gathered: Gather, read: &Read, rng: &mut dyn RngCore) -> Result<Walk, Error> {
        let request = self.request;
        let policy = Policy {
            tlp: request.tlp,
            pap: request.pap,
            today: request.made_at.get(..10).unwrap_or_default().to_owned(),
            limits: request.settings.limits.clone(),
            outside: self.outside.clone(),
        };
        let outcome = match noroshi_deidentify::deidentify(gathered, self.victim, &policy, rng) {
            Ok(outcome) => outcome,
            Err((refusal, kept)) => {
                let refused = Some(refusal.reason);
                return Ok(Walk { draft: None, kept, package: None, refused, leaks: Vec::new() });
            }
        };
        let mut draft = outcome.draft;
        draft.materials = (read.materials, read.unread);
        let (package, leaks) = self.release(&draft, rng)?;
        let refused = (!leaks.is_empty()).then(|| leak_reason(&leaks));
        Ok(Walk { draft: Some(draft), kept: outcome.kept, package, refused, leaks })
    }

    /// Writes the package where nobody sees it, and proves it there.
    fn release(
        &self,
        draft: &Draft,
        rng: &mut dyn RngCore,
    ) -> Result<(Option<Proven<Files>>, Vec<Leak>), Error> {
        self.progress.stage(Stage::Composing);
        let mut files = self.output.package();
        let folder = files.folder().to_owned();
        noroshi_exchange::render(draft, rng, &mut files).map_err(|error| Error::io(&folder, &error))?;
        self.progress.stage(Stage::Proving);
        match noroshi_deidentify::prove(files, self.victim) {
            Ok(package) => Ok((Some(package), Vec::new())),
            Err(Unproven::Shows(leaks)) => Ok((None, leaks)),
            Err(Unproven::Unread(error)) => Err(Error::io(&folder, &error)),
        }
    }
}

fn left_out(reason: Text) -> Notice {
    Notice { material: "-".to_owned(), place: String::new(), code: NoticeCode::OverLimit, reason }
}

fn leak_reason(leaks: &[Leak]) -> Text {
    let mut files: Vec<&str> = leaks.iter().map(|leak| leak.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let (count, files) = (leaks.len(), files.join(", "));
    Text::owned(
        format!(
            "最終検査で被害組織を示す箇所が {count} 件見つかったため、共有物を作成しませんでした ({files})"
        ),
        format!("the final check found {count} places that show the victim; nothing was released ({files})"),
    )
}

fn write_keep(output: &Output, request: &Request, walk: &Walk, read: &Read) -> Result<(), Error> {
    let kept = &walk.kept;
    output.keep("findings.jsonl", |out| noroshi_report::write_findings(kept, out))?;
    output.keep("held.jsonl", |out| noroshi_report::write_held(kept, out))?;
    output.keep("mapping.json", |out| noroshi_report::write_mapping(kept, out))?;
    if let Some(ladder) = &kept.ladder {
        output.keep("ladder.json", |out| noroshi_report::write_ladder(ladder, out))?;
    }
    if !walk.leaks.is_empty() {
        output.keep("leaks.jsonl", |out| write_leaks(&walk.leaks, out))?;
    }
    let run = Run {
        draft: walk.draft.as_ref(),
        kept,
        notices: &read.notices,
        refused: walk.refused.as_ref(),
        lang: request.lang,
        made_at: &request.made_at,
    };
    output.keep("report.html", |out| noroshi_report::write_html(run, out))
}

fn write_leaks(leaks: &[Leak], out: &mut dyn std::io::Write) -> std::io::Result<()> {
    for leak in leaks {
        let row = serde_json::json!({
            "file": leak.file, "place": leak.place, "rule": leak.rule,
            "reason": leak.reason, "matched": leak.matched.expose(),
        });
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn summary(request: &Request, walk: Walk, read: Read) -> Summary {
    let ending = match (&walk.package, walk.kept.held.is_empty()) {
        (None, _) => Ending::Refused,
        (Some(_), true) => Ending::Ready,
        (Some(_), false) => Ending::ReadyWithHolds,
    };
    let released = walk.draft.as_ref().filter(|_| walk.package.is_some());
    let mut decisions: Vec<(Decision, u64)> = Vec::new();
    for finding in &walk.kept.findings {
        match decisions.iter_mut().find(|(decision, _)| *decision == finding.decision) {
            Some((_, count)) => *count += 1,
            None => decisions.push((finding.decision, 1)),
        }
    }
    decisions.sort_unstable();
    Summary {
        ending,
        refused: walk.refused,
        out: request.out.clone(),
        materials: read.materials,
        unread: read.unread,
        bytes: read.bytes,
        items: released.map_or(0, |draft| draft.items.len() as u64),
        masked: released.map_or(0, |draft| draft.items.iter().filter(|item| item.masked).count() as u64),
        texts: released.map_or(0, |draft| draft.statements.len() as u64),
        findings: walk.kept.findings.len() as u64,
        held: walk.kept.held.len() as u64,
        decisions,
        notices: read.notices,
    }
}
