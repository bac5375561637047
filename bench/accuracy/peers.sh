#!/bin/sh
# Sets up the peers that run.py measures beside: peers.sh DIR makes a Python environment in DIR.
set -eu
python3 -m venv "$1"
"$1/bin/pip" install --quiet --requirement "$(dirname "$0")/requirements.txt"
