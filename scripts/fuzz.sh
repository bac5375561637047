#!/usr/bin/env bash
# Fuzzes with coverage, on the stable compiler: libFuzzer, without sanitizers (the workspace has no unsafe code).
#
#   scripts/fuzz.sh                    list the targets
#   scripts/fuzz.sh TARGET [SECONDS]   one target (default 60 s)
#   scripts/fuzz.sh all [SECONDS]      every target for that long, one after the other
#
# Inputs that reach new code are kept in target/fuzz-corpus/TARGET; one that breaks something is written to
# fuzz/found/TARGET, where `cargo test -p noroshi-fuzz` replays it for ever after.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_rust
need_command c++ g++
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions=on -Ccodegen-units=4"
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --quiet --locked --release --target "$host" --target-dir target/fuzz -p noroshi-fuzz --features libfuzzer
fuzz=target/fuzz/$host/release/fuzz
seconds=${2:-60}

one() {
  local corpus=target/fuzz-corpus/$1 found=fuzz/found/$1
  mkdir -p "$corpus" "$found"
  printf '\n== %s, %s s\n' "$1" "$seconds"
  local status=0
  NOROSHI_FUZZ=$1 "$fuzz" "$corpus" "$found" crates/read/tests tests/cases \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=65536 -artifact_prefix="$found/" \
    -print_final_stats=1 -verbosity=0 2>&1 | tail -n 25 || status=$?
  rmdir "$found" 2>/dev/null || true
  return "$status"
}

case ${1:-} in
  "") NOROSHI_FUZZ=? "$fuzz" 2>&1 <<<"" || true ;;
  all)
    broken=0
    for target in $(NOROSHI_FUZZ=? "$fuzz" 2>&1 <<<"" | awk '{print $1}'); do one "$target" || broken=1; done
    exit "$broken"
    ;;
  *) one "$1" ;;
esac
