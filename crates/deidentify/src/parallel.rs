//! The same work on many things, on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Things a worker takes at a time.
const CHUNK: usize = 256;

/// What `work` makes of each thing, in their order; every worker has a state of its own.
///
/// # Panics
/// Where `work` does.
pub(crate) fn map<T: Sync, R: Send, S>(
    things: &[T],
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(things.len().div_ceil(CHUNK));
    if threads < 2 {
        let mut state = state();
        return things.iter().map(|thing| work(&mut state, thing)).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || {
        let (mut state, mut made) = (state(), Vec::new());
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = things.chunks(CHUNK).nth(chunk) else { return made };
            made.push((chunk, part.iter().map(|thing| work(&mut state, thing)).collect::<Vec<R>>()));
        }
    };
    let mut made: Vec<(usize, Vec<R>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let join = |worker: std::thread::ScopedJoinHandle<'_, _>| match worker.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        workers.into_iter().flat_map(join).collect()
    });
    made.sort_unstable_by_key(|(chunk, _)| *chunk);
    made.into_iter().flat_map(|(_, part)| part).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_stays() {
        for count in [0, 1, 255, 256, 257, 5000] {
            let things: Vec<usize> = (0..count).collect();
            let doubled = super::map(&things, || (), |(), thing| thing * 2);
            assert_eq!(doubled, things.iter().map(|thing| thing * 2).collect::<Vec<_>>());
        }
    }
}
