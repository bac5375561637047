//! Runs the target named by `NOROSHI_FUZZ` under libFuzzer; `scripts/fuzz.sh` builds and starts it.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use noroshi_fuzz::{Target, targets};

static TARGET: OnceLock<Target> = OnceLock::new();

fn target() -> Target {
    let name = std::env::var("NOROSHI_FUZZ").unwrap_or_default();
    let known = targets();
    match known.iter().find(|target| target.name == name) {
        Some(target) => target.clone(),
        None => {
            for target in known {
                eprintln!("{:24} {}", target.name, target.holds);
            }
            std::process::exit(2);
        }
    }
}

fuzz_target!(|bytes: &[u8]| TARGET.get_or_init(target).run(bytes));
