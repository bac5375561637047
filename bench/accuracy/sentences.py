"""Sentences that name a victim: how many of the marked identifiers each tool covers whole, at every mention.

data/sentences-*.txt with data/victim-*.toml: 30 sentences each, 15 Japanese and 15 English, written before any rule was read.
As in the Text Anonymization Benchmark, an identifier counts only if all its mentions are covered, and direct and
quasi-identifiers are told apart.
"""
import collections, json, pathlib, re, subprocess, sys, tomllib

from credentials import findings

HERE = pathlib.Path(__file__).resolve().parent
MARK = re.compile(r"⟦(\w+):(.*?)⟧")


def batches():
    for path in sorted((HERE / "data").glob("sentences-*.txt")):
        name = path.stem.removeprefix("sentences-")
        lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
        yield name, (HERE / f"data/victim-{name}.toml").read_text(), [plain(line) for line in lines]


def plain(line):
    """The sentence, and its marked identifiers as (category, start, end)."""
    text, marks, at = "", [], 0
    for found in MARK.finditer(line):
        text += line[at : found.start()]
        marks.append((found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        at = found.end()
    return text + line[at:], marks


def spans(text, group):
    """Characters that findings cover, from their places (`line:column`, the column in bytes or characters)."""
    out = set()
    for finding in group:
        for place in [finding["place"], *finding["more_places"]]:
            column = int(place.rsplit(":", 1)[1]) - 1
            matched = finding["matched"]
            for start in (column, len(text.encode()[:column].decode(errors="ignore"))):
                if text.startswith(matched, start):
                    out.update(range(start, start + len(matched)))
    return out


def search_and_replace(text, victim):
    out = set()
    for value in victim.values():
        for entry in value if isinstance(value, list) else [value]:
            entry = str(entry).strip("*") if not isinstance(value, dict) else ""
            for found in re.finditer(re.escape(entry), text) if entry else ():
                out.update(range(found.start(), found.end()))
    return out


def presidio(python, texts):
    done = subprocess.run([python, HERE / "peer_worker.py", "Presidio (patterns)"], input=json.dumps(texts), capture_output=True, text=True, check=True)
    return [{at for kind, span in answer if kind == "span" for at in range(*span)} for answer in json.loads(done.stdout)]


def tally(sentences, covers):
    """Identifiers as {(direct or quasi): [(text, category, all mentions covered)]}."""
    seen = {}
    for (text, marks), cover in zip(sentences, covers):
        for category, start, end in marks:
            whole = all(at in cover or not text[at].isalnum() for at in range(start, end))
            key = (category == "quasi", text[start:end].lower())
            category_, before, where = seen.get(key, (category, True, text))
            seen[key] = (category_, before and whole, where if not before or whole else text)
    out = collections.defaultdict(list)
    for (quasi, identifier), (category, whole, where) in seen.items():
        out["quasi" if quasi else "direct"].append((identifier, category, whole, where))
    return out


def measure(binary, python=None):
    for name, victim, sentences in batches():
        texts = [text for text, _ in sentences]
        found, share = findings(binary, texts, victim)
        result = tally(sentences, [spans(text, group) for text, group in zip(texts, found)])
        result["quasi"] = [(word, category, word not in share.lower(), where) for word, category, _, where in result["quasi"]]
        yield name, "noroshi", result
        yield name, "search and replace", tally(sentences, [search_and_replace(text, tomllib.loads(victim)) for text in texts])
        if python:
            yield name, "Presidio (patterns)", tally(sentences, presidio(python, texts))


def main():
    binary, python = (sys.argv[1:] + [None])[:2]
    for name, tool, result in measure(binary, python):
        print(name, tool, {kind: f"{sum(w for _, _, w, _ in rows)}/{len(rows)}" for kind, rows in result.items()})
        if tool == "noroshi":
            for kind, rows in result.items():
                for identifier, category, whole, where in rows:
                    if not whole:
                        print("   MISS", kind, category, identifier, "|", where)


if __name__ == "__main__":
    main()
