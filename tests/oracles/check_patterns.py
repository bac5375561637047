"""Compares a verdict on STIX patterns with the OASIS grammar.

check_patterns.py FILE: a JSON array of [pattern, accepted]. A pattern that was accepted must pass the OASIS validator.
"""

import json
import sys
from pathlib import Path

from stix2patterns.validator import run_validator


def main(path):
    wrong = 0
    for pattern, accepted in json.loads(Path(path).read_text("utf-8")):
        errors = run_validator(pattern, "2.1")
        if accepted and errors:
            wrong += 1
            print(f"accepted, but: {errors[0]}: {pattern!r}"[:400])
    print(f"{wrong} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
