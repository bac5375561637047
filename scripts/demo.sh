#!/usr/bin/env bash
# Shows the main job on the example case: real report text, an invented victim.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_rust
need_command cc gcc
out=${1:-out/example}
status=0
cargo run --release --locked --quiet -- deidentify tests/cases/01-aomi/material --victim tests/cases/01-aomi/victim.toml --out "$out" || status=$?
case $status in
  0 | 3) ;;
  *) exit "$status" ;;
esac
cargo run --release --locked --quiet -- verify "$out" --victim tests/cases/01-aomi/victim.toml
