//! Why a child is gone, in words for people.
//!
//! In: what went wrong on the pipes, and how the process ended. Out: a reason in both languages; it never quotes the
//! material.

use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{ChildStderr, ExitStatus};

use noroshi_base::{Limits, Text};

/// Bytes of the child's last words that are looked at.
const LAST_WORDS: u64 = 4096;

/// Says why.
pub(crate) fn reason(error: &io::Error, status: Option<ExitStatus>, words: &str, limits: &Limits) -> Text {
    match error.kind() {
        io::ErrorKind::TimedOut => {
            let seconds = limits.reader_time.as_secs();
            Text::owned(
                format!("{seconds} 秒以内に読み終わらず、読取りを打ち切りました"),
                format!("not read within {seconds} s; the reader was stopped"),
            )
        }
        io::ErrorKind::FileTooLarge => {
            Text::fixed("読取り結果が上限を超えました", "the reader gave out more than the limit")
        }
        io::ErrorKind::Other => panicked(),
        io::ErrorKind::InvalidData => {
            Text::fixed("読取り結果が壊れています", "the reader's answer makes no sense")
        }
        _ => ended(status, words, limits),
    }
}

/// The reader met a case its author did not think of; the child lives.
pub(crate) const fn panicked() -> Text {
    Text::fixed("読取りが内部エラーで止まりました", "the reader failed inside")
}

fn ended(status: Option<ExitStatus>, words: &str, limits: &Limits) -> Text {
    if words.contains("memory allocation of") {
        let mib = limits.reader_memory >> 20;
        return Text::owned(
            format!("読取りに {mib} MiB を超えるメモリが要ります"),
            format!("reading takes more than {mib} MiB of memory"),
        );
    }
    if words.contains("overflowed its stack") {
        return Text::fixed("読取りがスタックを使い果たしました", "the reader overflowed its stack");
    }
    match status.and_then(|status| status.signal()) {
        Some(libc::SIGXCPU) => {
            Text::fixed("読取りの計算時間が上限を超えました", "the reader used too much processor time")
        }
        Some(signal) => Text::owned(
            format!("読取りプロセスがシグナル {signal} で終了しました"),
            format!("the reader process was ended by signal {signal}"),
        ),
        None => Text::fixed("読取りプロセスが終了しました", "the reader process ended"),
    }
}

/// What the runtime wrote when it gave up; only known phrases of it are used.
pub(crate) fn last_words(errors: Option<ChildStderr>) -> String {
    let mut words = Vec::new();
    if let Some(errors) = errors {
        let _ = errors.take(LAST_WORDS).read_to_end(&mut words);
    }
    String::from_utf8_lossy(&words).into_owned()
}
