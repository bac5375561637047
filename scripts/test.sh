#!/usr/bin/env bash
# Runs all the tests; installs what a bare machine lacks.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_rust
need_command cc gcc
need_command python3 python3
export CARGO_INCREMENTAL=0

step() { printf '\n== %s\n' "$*"; }
step format
cargo fmt --all --check
step lints
cargo clippy --workspace --lib --bins --locked -- -D warnings
# Helpers of tests may unwrap and panic; a test that does has failed, which is what it is for.
cargo clippy --workspace --tests --examples --benches --locked -- -D warnings -A clippy::unwrap_used -A clippy::panic
step build
cargo build --workspace --all-targets --locked
step licences
"${CARGO_TARGET_DIR:-target}/debug/xtask" licences   # built above; `cargo run -p` would build for other features
if command -v cargo-deny >/dev/null 2>&1; then
  cargo deny --all-features check licenses bans sources
fi
step oracles
./scripts/oracles.sh >/dev/null
step tests
cargo test --workspace --locked
step pages
./scripts/pages.sh
