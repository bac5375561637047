//! Prints MB per second of CPU time of each stage on one thread: `speed [--identifiers] FILE...`.
//!
//! Files are cut into passages of 64 KiB at line ends; the median and the worst cost per byte are printed, too.

use std::time::{Duration, Instant};

use noroshi_base::{DocumentHead, DocumentKind, Limits};
use noroshi_detect::{Detector, Scratch, decode, indicator, view};
use noroshi_read::{Passage, Role};
use noroshi_reference::Reference;

const SIZE: usize = 64 << 10;

fn main() {
    let passages: Vec<Passage> = std::env::args().skip(1).flat_map(|path| passages(&path)).collect();
    let bytes: usize = passages.iter().map(|passage| passage.text.len()).sum();
    println!("{} passages, {:.1} MB", passages.len(), bytes as f64 / 1e6);
    let limits = Limits::default();
    let started = Instant::now();
    let detector = Detector::new(None, &limits);
    println!("built in {:.0} ms", started.elapsed().as_secs_f64() * 1e3);
    let finder = indicator::Finder::new(Reference::embedded());
    let head = DocumentHead { material: "m".into(), kind: DocumentKind::Prose, media: "text".into() };
    let mut buffers = view::Buffers::default();
    stage("view", &passages, |passage| view::View::build(&passage.text, &mut buffers).text.len());
    let mut scratch = indicator::Scratch::default();
    let mut out = Vec::new();
    stage("indicators", &passages, |passage| {
        out.clear();
        finder.text(&passage.text, &passage.role, &mut scratch, &mut out);
        out.len()
    });
    let mut decoded = Vec::new();
    stage("decode", &passages, |passage| {
        decoded.clear();
        decode::find(
            &passage.text,
            &mut decode::Budget::new(passage.text.len(), &limits),
            &mut decode::Scratch::default(),
            &mut decoded,
        );
        decoded.len()
    });
    let mut scratch = Scratch::default();
    stage("passage", &passages, |passage| {
        out.clear();
        detector.passage(&head, passage, &mut scratch, &mut out);
        out.len()
    });
}

fn passages(path: &str) -> Vec<Passage> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let mut passages = Vec::new();
    let mut rest: &str = &text;
    while !rest.is_empty() {
        let mut cut = rest.len().min(SIZE);
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        cut = rest[..cut].rfind('\n').map_or(cut, |at| at + 1);
        passages.push(Passage::new("", Role::Prose, &rest[..cut]));
        rest = &rest[cut..];
    }
    passages
}

/// Runs a stage over all passages until a second has passed; prints the best whole run and the costs per byte.
fn stage(name: &str, passages: &[Passage], mut run: impl FnMut(&Passage) -> usize) {
    let bytes: usize = passages.iter().map(|passage| passage.text.len()).sum();
    let (mut best, mut spent, mut found) = (Duration::MAX, Duration::ZERO, 0);
    let mut costs = vec![f64::MAX; passages.len()];
    while spent < Duration::from_secs(2) {
        let mut round = Duration::ZERO;
        found = 0;
        for (passage, cost) in passages.iter().zip(&mut costs) {
            let started = cpu();
            found += run(passage);
            let took = cpu() - started;
            round += took;
            *cost = cost.min(took.as_secs_f64() * 1e9 / passage.text.len().max(1) as f64);
        }
        best = best.min(round);
        spent += round;
    }
    costs.sort_by(f64::total_cmp);
    let at = |share: f64| {
        costs.get((costs.len() as f64 * share) as usize).or(costs.last()).copied().unwrap_or(0.0)
    };
    println!(
        "{name:<11} {:>7.0} MB/s, {found} found, ns per byte: median {:.2}, p99 {:.2}, worst {:.2}",
        bytes as f64 / best.as_secs_f64() / 1e6,
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// CPU time of this thread.
fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
