"""Lines that hold a credential: how many each tool finds whole.

data/credentials.jsonl: batches of 20 lines, each written before any rule was read. A line counts for Noroshi if every secret
of it is covered by what was found and did not stay, and none of them is in the package; for a peer, if every secret is in
what it reports.
"""
import json, pathlib, re, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ("detect-secrets", "Kingfisher", "gitleaks rules")
VICTIM = 'name = "無関係商事株式会社"\ndomains = ["mukankei-shoji.example"]\n'


def lines():
    return [json.loads(line) for line in (HERE / "data/credentials.jsonl").read_text().splitlines()]


def findings(binary, texts, victim=VICTIM):
    """For each text what was found in it and did not stay, and the text of the package."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "m").mkdir()
        for index, text in enumerate(texts):
            (folder / f"m/{index:04}.md").write_text(text + "\n")
        (folder / "victim.toml").write_text(victim)
        subprocess.run([binary, "deidentify", folder / "m", "--victim", folder / "victim.toml", "--out", folder / "o"], capture_output=True, check=False)
        found = [[] for _ in texts]
        for line in (folder / "o/keep/findings.jsonl").read_text().splitlines():
            finding = json.loads(line)
            if finding["decision"] != "keep":
                found[int(pathlib.Path(finding["material"]).stem)].append(finding)
        share = "\n".join(path.read_text() for path in sorted((folder / "o/share").rglob("*")) if path.is_file())
        return found, share


def noroshi(binary, items):
    found, share = findings(binary, [item["line"] for item in items])
    return [all(secret not in share and any(secret in text for f in group for text in (f["matched"], f["decoded"] or "") if f["class"] != "indicator" or f["layers"] or secret in f["matched"])
                for secret in item["secrets"]) for item, group in zip(items, found)]


def covered(answers, items):
    return [all(any(secret in value for kind, value in answer if kind == "secret") for secret in item["secrets"]) for item, answer in zip(items, answers)]


def peer(python, tool, items):
    done = subprocess.run([python, HERE / "peer_worker.py", tool], input=json.dumps([item["line"] for item in items]), capture_output=True, text=True, check=True)
    return covered(json.loads(done.stdout), items)


def gitleaks(data, items):
    """The rules of gitleaks over the lines, without its entropy and path conditions, which only take away."""
    import tomllib
    rules = []
    for path in (pathlib.Path(data) / "secret-rules/gitleaks").glob("*.toml"):
        for rule in tomllib.loads(path.read_text())["rules"]:
            pattern = re.sub(r"\\z", r"\\Z", rule.get("regex", "")).replace("[[:alnum:]]", "[0-9A-Za-z]")
            # A flag in the middle of a pattern holds from there on in Go; here for the whole.
            flags = re.I if "(?i)" in pattern else 0
            try:
                rules.append(re.compile(pattern.replace("(?i)", ""), flags))
            except re.error:
                pass
    return covered([[("secret", m[0]) for rule in rules if rule.pattern for m in rule.finditer(item["line"])] for item in items], items)


def measure(binary, data, python=None):
    """By tool: for each line whether all of its secrets were found."""
    items = lines()
    yield "noroshi", noroshi(binary, items)
    yield "gitleaks rules", gitleaks(data, items)
    if python:
        for tool in ("Kingfisher", "detect-secrets"):
            yield tool, peer(python, tool, items)


def main():
    binary, data, python = (sys.argv[1:] + [None])[:3]
    items = lines()
    for tool, hits in measure(binary, data, python):
        batches = sorted({item["batch"] for item in items})
        print(tool, {b: sum(h for h, i in zip(hits, items) if i["batch"] == b) for b in batches})
        if tool == "noroshi":
            for hit, item in zip(hits, items):
                if not hit:
                    print("   MISS", item["batch"], item["kind"], repr(item["line"][:160]), item["secrets"])


if __name__ == "__main__":
    main()
