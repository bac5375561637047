#!/usr/bin/env python3
"""Accuracy: victims × forms × formats × real carrier texts, thousands of plantings, each hunted for in the finished package.

    bench/accuracy/run.py --noroshi BIN --data DIR [--runs 250] [--seed 1] [--write docs/accuracy.md]
Each run invents an organisation, plants 40 forms of it in files of ten formats beside an attacker's indicators, runs
`noroshi deidentify`, and has tests/oracles/hunt.py, which shares no code with it, look for the forms in every decoding.
Standard library only. Exit 1 if anything leaked or a run failed.
"""
import argparse, collections, concurrent.futures, json, pathlib, random, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from carriers import Attacker, real_lines, sentence
from formats import FORMATS
from forms import FORMS
from victims import Victim

HUNT = HERE.parents[1] / "tests/oracles/hunt.py"
PLANTED, FILES = 40, 10


def toml(profile):
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in profile.items())


def build(seed, folder, real):
    """Writes one case; gives what was planted, and where."""
    rng = random.Random(seed)
    victim, attacker = Victim(rng), Attacker(rng)
    material = folder / "material"
    material.mkdir(parents=True)
    (folder / "victim.toml").write_text(toml(victim.profile()))
    planted, texts, survive = [], [], set()
    names = [rng.choice(list(FORMS)) for _ in range(PLANTED)]
    kinds = rng.sample(list(FORMATS), FILES)
    for index, kind in enumerate(kinds):
        lines = []
        for name in names[index::FILES]:
            text = FORMS[name][1](victim, rng)
            # Of a command only what is told beside it has to go.
            text, hunted = text if isinstance(text, tuple) else (text, [text])
            line, values = sentence(rng, text, attacker, real)
            lines.append(line)
            planted.append({"form": name, "format": kind, "plain": replaced(text, victim.profile())})
            texts += hunted
            survive.update(values if kind not in ("text_cp932",) else [])
        extension, write = FORMATS[kind]
        (material / f"item{index:02}-{kind}.{extension}").write_bytes(write(lines, rng))
    words = sorted(set(victim.words()) | {text for text in texts if len(text) >= 5})
    (folder / "expect.json").write_text(json.dumps({"planted": words, "attacker": sorted(survive)}, ensure_ascii=False))
    return planted


def one(binary, seed, real, keep):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="accuracy-"))
    try:
        planted = build(seed, folder, real)
        out = folder / "out"
        run = subprocess.run([binary, "--lang", "en", "deidentify", folder / "material", "--victim", folder / "victim.toml", "--out", out],
                             capture_output=True, text=True)
        misses = [f"FAILED exit {run.returncode}: {(run.stderr or run.stdout).strip()[-300:]}"]
        if run.returncode in (0, 3):
            hunt = subprocess.run([sys.executable, HUNT, out / "share", folder / "expect.json"], capture_output=True, text=True)
            misses = hunt.stdout.splitlines() + ([f"FAILED hunter: {hunt.stderr[-300:]}"] if hunt.stderr else [])
            # What waits for a person is not lost: the reviewer is asked about it.
            held = (out / "keep/held.jsonl").read_text()
            misses = [miss.replace("LOST", "HELD", 1) if miss.startswith("LOST ") and miss[5:] in held else miss for miss in misses]
        if misses and keep:
            shutil.copytree(folder, keep / str(seed), dirs_exist_ok=True)
        return seed, planted, misses
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unrelated(binary, data):
    """Share of the characters of real reports that a run for an unrelated victim takes for somebody's, and the largest kinds."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="accuracy-"))
    try:
        material, total = folder / "material", 0
        material.mkdir()
        for index, path in enumerate(sorted(pathlib.Path(data).glob("reports/**/*"))):
            if path.suffix in (".md", ".adoc", ".txt") and path.is_file() and not path.name.startswith(("SOURCE", "LICENSE")):
                text = path.read_text("utf-8", "ignore")
                total += len(text)
                (material / f"{index:04}{path.suffix}").write_text(text)
        (folder / "victim.toml").write_text(toml(Victim(random.Random(7)).profile()))
        subprocess.run([binary, "deidentify", material, "--victim", folder / "victim.toml", "--out", folder / "out"], capture_output=True, check=False)
        kinds = collections.Counter()
        with open(folder / "out/keep/findings.jsonl") as findings:
            for finding in map(json.loads, findings):
                if finding["class"] != "indicator" and finding["decision"] != "keep":
                    kinds[finding["kind"]] += len(finding["matched"]) * finding["count"]
        return total, sum(kinds.values()), kinds.most_common(6)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def replaced(text, profile):
    """Whether plain search and replace of the profile's own entries, the usual way by hand, changes a text at all."""
    entries = [entry for value in profile.values() for entry in (value if isinstance(value, list) else [value])]
    return any(entry.strip("*") in text for entry in entries)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--noroshi", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--runs", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the cases that missed")
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    real = real_lines(options.data)
    by_hand = 0
    by_form, by_format, leaks, lost, failed, held = collections.Counter(), collections.Counter(), [], [], [], []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        seeds = range(options.seed * 100_000, options.seed * 100_000 + options.runs)
        for done, (seed, planted, misses) in enumerate(pool.map(lambda seed: one(options.noroshi, seed, real, options.keep), seeds), 1):
            for item in planted:
                by_form[item["form"]] += 1
                by_format[item["format"]] += 1
                by_hand += item["plain"]
            leaks += [(seed, miss) for miss in misses if miss.startswith("LEAK")]
            lost += [(seed, miss) for miss in misses if miss.startswith("LOST")]
            failed += [(seed, miss) for miss in misses if miss.startswith("FAILED")]
            held += [(seed, miss) for miss in misses if miss.startswith("HELD")]
            for miss in misses:
                if not miss.startswith("HELD"):
                    print(f"{seed}: {miss}", flush=True)
            if done % 25 == 0:
                print(f"{done} of {options.runs} runs, {len(leaks)} leaks, {len(lost)} lost, {len(failed)} failed", file=sys.stderr, flush=True)
    total = sum(by_form.values())
    print(f"{total} plantings in {options.runs} runs: {len(leaks)} leaks, {len(lost)} values lost, {len(held)} held for a person, {len(failed)} runs failed")
    if options.write:
        calm = unrelated(options.noroshi, options.data)
        options.write.write_text(report(options, total, by_form, by_format, leaks, lost, failed, held, by_hand, calm))
    return 1 if leaks or failed else 0


def report(options, total, by_form, by_format, leaks, lost, failed, held, by_hand, calm):
    surfaces = collections.Counter()
    for name, count in by_form.items():
        surfaces[FORMS[name][0]] += count
    lines = ["# Accuracy", "", f"Regenerate: `bench/accuracy/run.py --noroshi BIN --data DIR --runs {options.runs} --seed {options.seed} --write docs/accuracy.md`", "",
             f"{total} plantings ({len(by_form)} forms of {options.runs} invented victims in {len(by_format)} formats), each hunted for in the finished package by",
             "`tests/oracles/hunt.py` in any decoding.", "",
             "| leaked | attacker's values lost | attacker's values held for a person | runs refused or failed |", "|---|---|---|---|",
             f"| {len(leaks)} | {len(lost)} | {len(held)} | {len(failed)} |", "",
             f"Search and replace of the profile's entries by hand would change {by_hand} of the {total} planted texts and leave {total - by_hand} as they are.", "",
             f"Over-masking: of {calm[0]:,} characters of public reports, a run for an unrelated organisation takes {calm[1]:,}"
             f" ({100 * calm[1] / max(calm[0], 1):.2f} %) for somebody's: " + ", ".join(f"{kind} {count:,}" for kind, count in calm[2]) + ".", "",
             "| surface | planted |", "|---|---|", *(f"| {name} | {count} |" for name, count in sorted(surfaces.items())), "",
             "| format | planted |", "|---|---|", *(f"| {name} | {count} |" for name, count in sorted(by_format.items())), ""]
    if leaks or lost or failed:
        lines += ["## Misses", "", *(f"- {seed}: `{miss}`" for seed, miss in (leaks + failed + lost)[:50]), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
