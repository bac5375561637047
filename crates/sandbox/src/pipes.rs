//! Pipes that wait no longer than they may.
//!
//! In: the ends of a child's pipes and a budget of waiting. Out: plain readers and writers. Only time spent waiting
//! for the child counts, never the time the parent takes with what it got.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Waiting that is left; both ends of a child draw on it.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    left: Mutex<Duration>,
}

impl Patience {
    /// Starts anew; gives what was left.
    pub(crate) fn renew(&self, budget: Duration) -> Duration {
        let mut left = self.left.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        std::mem::replace(&mut left, budget)
    }

    /// Waits until the end is ready, or the budget is spent.
    fn wait(&self, end: &impl AsFd, flags: PollFlags) -> io::Result<()> {
        let mut left = self.left.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        loop {
            let started = Instant::now();
            let timeout = Timespec::try_from(*left).ok();
            let ready = poll(&mut [PollFd::new(end, flags)], timeout.as_ref());
            *left = left.saturating_sub(started.elapsed());
            match ready {
                Ok(0) => return Err(io::ErrorKind::TimedOut.into()),
                Ok(_) => return Ok(()),
                Err(error) if error == rustix::io::Errno::INTR => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// One end of a pipe that draws on a budget.
#[derive(Debug)]
pub(crate) struct Patient<T> {
    pub(crate) end: T,
    pub(crate) patience: std::sync::Arc<Patience>,
}

impl<T: Read + AsFd> Read for Patient<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.patience.wait(&self.end, PollFlags::IN)?;
        self.end.read(buffer)
    }
}

impl<T: Write + AsFd> Write for Patient<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.end.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.patience.wait(&self.end, PollFlags::OUT)?;
                }
                other => return other,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.end.flush()
    }
}
