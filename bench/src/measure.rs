//! Runs a command and reads what it cost.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

/// Clock ticks a second in `/proc`; Linux has given user space 100 on every platform since 2.6.
const TICKS: f64 = 100.0;
/// CPU seconds a function is repeated for.
const SECONDS: f64 = 1.0;

/// One measured row.
pub(crate) struct Row {
    /// What ran.
    pub(crate) name: String,
    /// Bytes it read.
    pub(crate) bytes: u64,
    /// CPU seconds, children included.
    pub(crate) cpu: f64,
    /// Wall seconds.
    pub(crate) wall: f64,
    /// Values it gave, where counted.
    pub(crate) found: Option<u64>,
    /// Slowest document in CPU seconds, where known.
    pub(crate) slowest: Option<f64>,
}

impl Row {
    /// MB of a million bytes for each CPU second.
    pub(crate) fn speed(&self) -> f64 {
        self.bytes as f64 / 1e6 / self.cpu.max(1e-9)
    }
}

/// Runs a command some times, on one core if asked, and takes the run with the median CPU time.
pub(crate) fn run(
    name: &str,
    binary: &Path,
    command: &[OsString],
    bytes: u64,
    pinned: bool,
    runs: usize,
) -> Result<Row> {
    let mut rows = Vec::new();
    for _ in 0..runs.max(1) {
        rows.push(once(name, binary, command, bytes, pinned)?);
    }
    rows.sort_by(|one, other| one.cpu.total_cmp(&other.cpu));
    Ok(rows.swap_remove(rows.len() / 2))
}

/// Repeats a pass in this process until its CPU time can be told, and gives the mean; the pass counts what it found.
pub(crate) fn repeat(name: &str, bytes: usize, mut pass: impl FnMut() -> u64) -> Result<Row> {
    eprintln!("{name} …");
    let mut found = pass();
    let (cpu, clock, mut passes) = (cpu(11)?, Instant::now(), 0_u32);
    while self::cpu(11)? - cpu < SECONDS {
        found = pass();
        passes += 1;
    }
    let passes = f64::from(passes);
    Ok(Row {
        name: name.to_owned(),
        bytes: bytes as u64,
        cpu: (self::cpu(11)? - cpu) / passes,
        wall: clock.elapsed().as_secs_f64() / passes,
        found: Some(found),
        slowest: None,
    })
}

fn once(name: &str, binary: &Path, command: &[OsString], bytes: u64, pinned: bool) -> Result<Row> {
    let mut process = if pinned {
        let mut process = Command::new("taskset");
        process.args(["-c", "0"]).arg(binary);
        process
    } else {
        Command::new(binary)
    };
    // A package folder of the run before would be refused.
    if let Some(out) = command.iter().position(|word| word == "--out").and_then(|at| command.get(at + 1)) {
        let _ = fs::remove_dir_all(out);
    }
    let (cpu, clock) = (children()?, Instant::now());
    let output = process.args(command).stderr(Stdio::null()).output().with_context(|| name.to_owned())?;
    let (wall, cpu) = (clock.elapsed().as_secs_f64(), children()? - cpu);
    let code = output.status.code();
    anyhow::ensure!(matches!(code, Some(0 | 3)) || binary == Path::new("rg"), "{name}: exit code {code:?}");
    let lines = output.stdout.iter().filter(|byte| **byte == b'\n').count() as u64;
    let found = name.contains("extract").then_some(lines);
    Ok(Row { name: name.to_owned(), bytes, cpu, wall, found, slowest: None })
}

/// CPU seconds of all children that have ended, theirs included.
fn children() -> Result<f64> {
    cpu(13)
}

/// User and system seconds from two neighbouring fields of `/proc/self/stat`, counted behind the name.
fn cpu(field: usize) -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("needs /proc")?;
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks =
        |index: usize| fields.split_whitespace().nth(index).and_then(|field| field.parse::<f64>().ok());
    let (user, system) = ticks(field).zip(ticks(field + 1)).context("/proc/self/stat")?;
    Ok((user + system) / TICKS)
}
