#!/usr/bin/env python3
"""Accuracy: victims × forms × formats × real carrier texts, thousands of plantings, each hunted for in the finished package.

    bench/accuracy/run.py --noroshi BIN --data DIR [--runs 250] [--seed 1] [--write docs/accuracy.md]
Each run invents an organisation, plants 40 forms of it in files of ten formats beside an attacker's indicators, runs
`noroshi deidentify`, and has tests/oracles/hunt.py, which shares no code with it, look for the forms in every decoding;
`noroshi reidentify` then looks for it among thousands of others (`--rank`). Beside it: labelled sets, credential lines and
sentences (tables.py), with the peers if `--peers` names the Python of the environment that peers.sh made.
Standard library only. Exit 1 if anything leaked or a run failed.
"""
import argparse, collections, concurrent.futures, json, pathlib, random, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from carriers import Attacker, real_lines, sentence
from formats import FORMATS
import materials  # noqa: F401  (registers its formats)
from forms import FORMS
import credentials
import sentences
from odd import Odd
from tables import credential_section, labelled_section, sentence_section
from victims import Victim

HUNT = HERE.parents[1] / "tests/oracles/hunt.py"
PLANTED, FILES = 40, 10


def toml(profile):
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in profile.items())


def build(seed, folder, real, odd=0.3):
    """Writes one case; gives what was planted, and where."""
    rng = random.Random(seed)
    victim, attacker = (Odd if rng.random() < odd else Victim)(rng), Attacker(rng)
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
            planted.append({"form": name, "format": kind, "plain": replaced(text, victim.profile()), "text": text, "secrets": hunted})
            texts += hunted
            survive.update(values)
        extension, write = FORMATS[kind]
        (material / f"item{index:02}-{kind}.{extension}").write_bytes(write(lines, rng))
    words = sorted(set(victim.words()) | {text for text in texts if len(text) >= 5})
    (folder / "expect.json").write_text(json.dumps({"planted": words, "attacker": sorted(survive)}, ensure_ascii=False))
    return planted


def attacked(binary, folder, candidates):
    """Rank and posterior of the victim in a recipient's attack on the package; None where nothing was told."""
    run = subprocess.run([binary, "--format", "json", "reidentify", folder / "out", "--candidates", candidates, "--victim", folder / "victim.toml"], capture_output=True, text=True)
    try:
        return json.loads(run.stdout)
    except ValueError:
        return None


def one(binary, seed, real, keep, odd=0.3, candidates=None):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="accuracy-"))
    try:
        planted = build(seed, folder, real, odd)
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
        rank = attacked(binary, folder, candidates) if candidates and seed % 5 == 0 and run.returncode in (0, 3) else None
        if misses and keep:
            shutil.copytree(folder, keep / str(seed), dirs_exist_ok=True)
        return seed, planted, misses, rank
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
    parser.add_argument("--odd", type=float, default=0.3, help="share of victims of rare kinds")
    parser.add_argument("--peers", type=pathlib.Path, help="Python of the environment that peers.sh made")
    parser.add_argument("--aptner", type=pathlib.Path, help="folder with APTNERtrain.txt, APTNERdev.txt, APTNERtest.txt")
    parser.add_argument("--rank", type=int, default=0, help="attack every fifth package with this many candidates")
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the cases that missed")
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    real = real_lines(options.data)
    candidates = write_candidates(options.rank) if options.rank else None
    everything = []
    by_hand = 0
    by_form, by_format, leaks, lost, failed, held, ranks = collections.Counter(), collections.Counter(), [], [], [], [], []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        seeds = range(options.seed * 100_000, options.seed * 100_000 + options.runs)
        for done, (seed, planted, misses, rank) in enumerate(pool.map(lambda seed: one(options.noroshi, seed, real, options.keep, options.odd, candidates), seeds), 1):
            ranks += [rank["victim"] for _ in (1,) if rank and rank.get("victim")]
            everything += planted
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
        text = report(options, total, by_form, by_format, leaks, lost, failed, held, by_hand, calm, beside(options, everything), ranks)
        extra = labelled_section(options.noroshi, options.data, options.peers, options.aptner) + credential_section(options.noroshi, options.data, options.peers) + sentence_section(options.noroshi, options.peers)
        options.write.write_text(text + "\n".join(extra).rstrip("\n") + "\n")
    return 1 if leaks or failed else 0


def ranked(options, ranks):
    if not ranks:
        return []
    named = sum(victim["bits"] > 0.5 for victim in ranks)
    highest = max(victim["posterior"] for victim in ranks)
    return [f"`noroshi reidentify` over {len(ranks)} of the packages, with {options.rank} candidates of the same kinds: the victim stands out at all in {named}; its highest",
            f"posterior is {highest:.4f} (one in {options.rank} is {1 / options.rank:.4f}; 0.1 refuses).", ""]


def write_candidates(count):
    """A recipient's list: organisations of the same kind, the victim is added by the command."""
    rows = []
    for index in range(count):
        profile = Victim(random.Random(10**9 + index)).profile()
        rows.append(json.dumps({"id": f"c{index}", **{key: profile[key] for key in ("name", "aliases", "domains", "networks")}}, ensure_ascii=False))
    path = pathlib.Path(tempfile.mkdtemp(prefix="candidates-")) / "candidates.jsonl"
    path.write_text("\n".join(rows) + "\n")
    return path


def beside(options, planted):
    """What others find of the same planted texts: Presidio covers them whole, the rules of gitleaks report the secrets."""
    lines = []
    if options.peers:
        texts = [item["text"] for item in planted]
        covers = sentences.presidio(options.peers, texts)
        whole = sum(all(at in cover or not text[at].isalnum() for at in range(len(text))) for text, cover in zip(texts, covers))
        lines.append(f"Presidio (patterns alone) covers {whole} of them whole.")
    secrets = [{"line": item["text"], "secrets": item["secrets"]} for item in planted if FORMS[item["form"]][0] == "secret"]
    found = sum(credentials.gitleaks(options.data, secrets))
    return [*lines, f"Of the {len(secrets)} planted credentials the rules of gitleaks report {found}."]


def report(options, total, by_form, by_format, leaks, lost, failed, held, by_hand, calm, others, ranks):
    surfaces = collections.Counter()
    for name, count in by_form.items():
        surfaces[FORMS[name][0]] += count
    lines = ["# Accuracy", "", "Regenerate (`bench/accuracy/peers.sh DIR` sets the peers up):", "",
             f"    bench/accuracy/run.py --noroshi BIN --data DATA{' --peers DIR/bin/python' if options.peers else ''} --runs {options.runs} --seed {options.seed} --odd {options.odd} --rank {options.rank} --write docs/accuracy.md", "",
             "## Plantings", "",
             f"{total} plantings ({len(by_form)} forms of {options.runs} invented victims in {len(by_format)} formats), each hunted for in the finished package by",
             "`tests/oracles/hunt.py` in any decoding.", "",
             "| leaked | attacker's values lost | attacker's values held for a person | runs refused or failed |", "|---|---|---|---|",
             f"| {len(leaks)} | {len(lost)} | {len(held)} | {len(failed)} |", "",
             f"Search and replace of the profile's entries by hand would change {by_hand} of the {total} planted texts and leave {total - by_hand} as they are.", *others, "",
             *ranked(options, ranks),
             f"Over-masking: of {calm[0]:,} characters of public reports, a run for an unrelated organisation takes {calm[1]:,}"
             f" ({100 * calm[1] / max(calm[0], 1):.2f} %) for somebody's: " + ", ".join(f"{kind} {count:,}" for kind, count in calm[2]) + ".", "",
             "| surface | planted |", "|---|---|", *(f"| {name} | {count} |" for name, count in sorted(surfaces.items())), "",
             "| format | planted |", "|---|---|", *(f"| {name} | {count} |" for name, count in sorted(by_format.items())), ""]
    if leaks or lost or failed:
        lines += ["Misses:", "", *(f"- {seed}: `{miss}`" for seed, miss in (leaks + failed + lost)[:50]), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
