//! Progress on standard error, for anything over two seconds.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use noroshi_app::Progress;
use noroshi_app::progress::Stage;
use noroshi_base::{Lang, Text};

/// A run is worth telling about after this long.
const PATIENCE: Duration = Duration::from_secs(2);

/// A bar that stays away from short runs; without a terminal it writes a line now and then.
pub(crate) struct Bar {
    lang: Lang,
    bar: ProgressBar,
    started: Instant,
    said: Mutex<Instant>,
    materials: AtomicU64,
    expected: AtomicU64,
}

impl Bar {
    pub(crate) fn new(lang: Lang) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {msg} {wide_bar} {bytes}/{total_bytes} {elapsed}")
        {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self {
            lang,
            bar,
            started: now,
            said: Mutex::new(now),
            materials: AtomicU64::new(0),
            expected: AtomicU64::new(0),
        }
    }

    /// Takes the bar off the terminal.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn wake(&self) {
        if self.started.elapsed() < PATIENCE {
            return;
        }
        if self.bar.is_hidden() && std::io::IsTerminal::is_terminal(&std::io::stderr()) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
        } else if self.bar.is_hidden() {
            self.say_line();
        }
    }

    fn say_line(&self) {
        let Ok(mut said) = self.said.try_lock() else { return };
        if said.elapsed() < PATIENCE {
            return;
        }
        *said = Instant::now();
        let (done, all) = (self.materials.load(Ordering::Relaxed), self.expected.load(Ordering::Relaxed));
        let mib = self.bar.position() >> 20;
        match self.lang {
            Lang::Ja => eprintln!("noroshi: 素材 {done}/{all}、{mib} MiB 読み取り済み"),
            Lang::En => eprintln!("noroshi: {done}/{all} materials, {mib} MiB read"),
        }
    }
}

impl Progress for Bar {
    fn bytes(&self, count: u64) {
        self.bar.inc(count);
        self.wake();
    }

    fn material(&self) {
        self.materials.fetch_add(1, Ordering::Relaxed);
        self.wake();
    }

    fn expect(&self, materials: u64, bytes: u64) {
        self.expected.store(materials, Ordering::Relaxed);
        self.bar.set_length(bytes);
    }

    fn stage(&self, stage: Stage) {
        let text = match stage {
            Stage::Reading => Text::fixed("読み取り・検出", "reading"),
            Stage::Judging => Text::fixed("判定", "judging"),
            Stage::Composing => Text::fixed("作成", "composing"),
            Stage::Proving => Text::fixed("最終検査", "proving"),
            Stage::Writing => Text::fixed("書き出し", "writing"),
        };
        self.bar.set_message(text.get(self.lang).to_owned());
        self.wake();
    }
}
