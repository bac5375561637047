#!/usr/bin/env bash
# Checks the report in a real browser; installs what is missing (Chromium when root, the npm packages of the lock file).
# Usage: scripts/pages.sh [DIR-FOR-PICTURES]
set -euo pipefail
cd "$(dirname "$0")/.."
pictures=${1:+$(realpath "$1")}

if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "Chromium is missing: install it, or set CHROMIUM to a Chromium or Chrome." >&2
    exit 2
  fi
  apt-get update -qq
  apt-get install -y -qq chromium fonts-ipafont >/dev/null
fi

samples=$(mktemp -d)
trap 'rm -rf "$samples"' EXIT
cargo run --quiet --locked -p noroshi-report --example sample -- "$samples"

export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
[ -d tests/pages/node_modules/playwright-core ] || (cd tests/pages && npm ci --no-fund --no-audit --silent)
node tests/pages/report.mjs "$samples" ${pictures:+"$pictures"}
