"""Checks outputs of `noroshi extract`: check_extract.py DIR... with extract.{jsonl,csv,stix.json,misp.json} in each."""

import csv
import io
import json
import sys
from pathlib import Path

import misp_oracle
import stix_oracle


def check(folder):
    rows = [json.loads(line) for line in (folder / "extract.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        for key in ("type", "value", "material", "place"):
            if key not in row:
                yield f"jsonl: {key} is missing"
    table = list(csv.DictReader(io.StringIO((folder / "extract.csv").read_bytes().decode(), newline="")))
    for left, right in zip(rows, table, strict=True):
        cell, cut = right["value"], right["value"].removesuffix(" …[cut]")
        if cell not in (left["value"], "'" + left["value"]) and (cut == cell or not left["value"].startswith(cut)):
            yield "csv: value differs from jsonl"
    yield from stix_oracle.check((folder / "extract.stix.json").read_text("utf-8"), package=False)
    yield from misp_oracle.check((folder / "extract.misp.json").read_text("utf-8"))


def main(folders):
    wrong = 0
    for folder in map(Path, folders):
        for line in check(folder):
            wrong += 1
            print(f"{folder.name}: {line}"[:600])
    print(f"{len(folders)} extractions, {wrong} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
