"""Checks finished packages: check_package.py DIR... prints what is wrong and exits 1 when anything is."""

import csv
import hashlib
import io
import json
import sys
from pathlib import Path

import misp_oracle
import stix_oracle


def manifest_errors(folder):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    listed = {entry["name"]: entry for entry in manifest["files"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"manifest.json"}
    if set(listed) != there:
        yield f"manifest lists {sorted(set(listed) ^ there)} differently"
    for name in set(listed) & there:
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != listed[name]["sha256"] or len(data) != listed[name]["size"]:
            yield f"{name}: digest or size differs"
    for row in manifest["residual_risk"]:
        if not row["remains"]["ja"] or not row["remains"]["en"]:
            yield f"surface {row['surface']}: what remains is blank"


def table_errors(folder):
    data = (folder / "indicators.csv").read_bytes()
    if not data.startswith(b"\xef\xbb\xbf"):
        yield "indicators.csv: no byte order mark"
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            yield f"indicators.csv row {number}: {len(row)} cells"
        if any(cell == "" for cell in row):
            yield f"indicators.csv row {number}: blank cell"
        if any(cell[:1] in "=+-@\t\r" for cell in row if cell):
            yield f"indicators.csv row {number}: a spreadsheet would calculate it"
    count = json.loads((folder / "manifest.json").read_text("utf-8"))["counts"]["items"]
    if len(rows) - 1 != count:
        yield f"indicators.csv: {len(rows) - 1} rows, manifest says {count}"


def page_errors(folder):
    for name in ("summary.ja.md", "summary.en.md"):
        text = (folder / name).read_text("utf-8")
        lines = text.splitlines()
        if len(lines) > 90 or len(text) > 12_000:
            yield f"{name}: {len(lines)} lines, {len(text)} characters is no single page"
        if "http://" in text or "https://" in text:
            yield f"{name}: live link"


def check(folder):
    yield from manifest_errors(folder)
    yield from stix_oracle.check((folder / "bundle.json").read_text("utf-8"))
    yield from misp_oracle.check((folder / "event.json").read_text("utf-8"))
    yield from table_errors(folder)
    yield from page_errors(folder)


def main(folders):
    wrong = 0
    for folder in map(Path, folders):
        for line in check(folder):
            wrong += 1
            print(f"{folder.name}: {line}"[:600])
    print(f"{len(folders)} packages, {wrong} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
