#!/usr/bin/env bash
# Independent implementations (OASIS validator, python-stix2, PyMISP) that judge what Noroshi writes.
#
#   scripts/oracles.sh                 make the virtual environment once and say where it is
#   scripts/oracles.sh --python        print its interpreter; fails when it was never made (no network)
#   scripts/oracles.sh package DIR...  check finished packages (folders with manifest.json)
#   scripts/oracles.sh extract DIR...  check outputs of `noroshi extract` (extract.jsonl, .csv, .stix.json, .misp.json)
#   scripts/oracles.sh patterns FILE   check STIX patterns, a JSON array of strings or of [string, expected]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
list=$here/tests/oracles/requirements.txt
digest=$( (sha256sum "$list" 2>/dev/null || shasum -a 256 "$list") | cut -c1-12)
home=${XDG_CACHE_HOME:-$HOME/.cache}/noroshi/oracles-$digest
python=$home/bin/python

make() {
    [ -e "$home/ready" ] && return
    mkdir -p "$(dirname "$home")"
    python3 -m venv "$home"
    "$python" -m pip install --quiet --disable-pip-version-check -r "$list"
    # The distribution of stix2-validator 3.3.1 lacks its own schemas.
    local validator
    validator=$("$python" -c 'import os, stix2validator; print(os.path.dirname(stix2validator.__file__))')
    mkdir -p "$validator/schemas-2.1"
    cp -R "$here/tests/oracles/stix21-schemas/schemas" "$validator/schemas-2.1/"
    touch "$home/ready"
}

case ${1:-} in
    --python) [ -e "$home/ready" ] || { echo "oracles are not set up: run scripts/oracles.sh" >&2; exit 1; }; echo "$python" ;;
    "") make; echo "$python" ;;
    package) make; shift; exec "$python" "$here/tests/oracles/check_package.py" "$@" ;;
    extract | patterns) make; exec "$python" "$here/tests/oracles/check_$1.py" "${@:2}" ;;
    *) sed -n '2,9p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
