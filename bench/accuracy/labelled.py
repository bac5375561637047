"""Public sets labelled by others: precision, recall and F1 of `noroshi extract` by type, beside the peers.

The labels are other people's: a value in the text that nobody labelled counts against every tool, and what the labellers
called an indicator without a shape (`HTTP`, `/proc`) is left out. Only differences between tools mean something.
"""
import collections, gzip, json, pathlib, re, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
KINDS = ("ip", "domain", "url", "email", "md5", "sha1", "sha256", "cve")
PEERS = ("ioc-finder", "iocsearcher", "iocextract", "msticpy")
# Last labels of the domains in the sets; a name that ends otherwise is a package or a file.
TLD = set("com net org info biz ru cn de jp kr tw hk uk us eu fr it es pl nl be ch at br in ir il ua by kz tr vn th id my sg ph au nz ca mx ar cl za ng tk ml ga cf gq "
          "pw cc me tv ws su top xyz online site club space website shop live work icu vip pro link click win bid app dev io co ly la to im is se no fi dk cz hu ro bg gr rs pt "
          "ie lt lv ee ge az am pk bd lk np ae sa qa kw om jo lb eg ma tn dz ke asia mobi name tel onion xxx gdn stream download".split())
# Reversed domain names are names of packages.
REVERSED = set("com org net de pl au it fr uk es at nl ru br ca me io eu jp kr cn tw us info android wit alior hr cz ro hu tr in".split())


def refang(text):
    text = re.sub(r"\s*[\[({]\s*(\.|dot)\s*[\])}]?\s*|\s*\[\.$", ".", text, flags=re.I)
    return re.sub(r"[\[({]([:@/]+)[\])}]", r"\1", re.sub(r"^h(xx|XX|\*\*)p", "http", text))


def shape(value):
    """The kind of a labelled value, by its shape; None for what is no network indicator, hash or CVE."""
    value = refang(value.strip())
    bare = value.rstrip(".,;:)")
    if re.fullmatch(r"[0-9a-fA-F]+", bare) and len(bare) in (32, 40, 64):
        return {32: "md5", 40: "sha1", 64: "sha256"}[len(bare)], bare.lower()
    if re.fullmatch(r"CVE-\d{4}-\d{4,}", bare, re.I):
        return "cve", bare.upper()
    if re.match(r"(https?|ftp)://[^\s]{4,}", bare) and "*" not in bare:
        return "url", normal("url", bare)
    if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", bare):
        return "email", bare.lower()
    address = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3}){3})(:\d+)?", bare)
    if address and all(int(part) < 256 for part in address[1].split(".")):
        return "ip", address[1]
    labels = bare.lower().split(".")
    if len(labels) >= 2 and all(re.fullmatch(r"[a-z0-9_-]+", label) for label in labels) and labels[-1] in TLD and labels[-1].isalpha():
        if labels[0] in REVERSED and len(labels) > 2:
            return None
        return "domain", bare.lower()
    return None


def normal(kind, value):
    value = refang(value.strip().rstrip(".,;)'\""))
    if kind == "url":
        return re.sub(r"^h(xx|tt)p", "http", value.lower()).rstrip("/")
    if kind == "ip":
        return value.split(":")[0] if value.count(":") == 1 else value
    return value.upper() if kind in ("cve", "technique") else value.lower().rstrip(".")


def joined(tokens):
    """Text of a list of tokens: what tokenisers pull apart inside an indicator is put together again."""
    text = " ".join(tokens)
    text = re.sub(r"\b(https?|hxxps?|ftp) : // ?", r"\1://", text)
    text = re.sub(r" \[ ?\. ?\] ?", "[.]", text)
    text = re.sub(r"(?<=[\w]) @ (?=[\w-]+\.)", "@", text)
    return re.sub(r" ([.,;:!?)\]])", r"\1", text).replace("( ", "(")


def tokens(lines, separator):
    """Documents of 40 sentences as tokens, and their labelled spans as (label, text)."""
    words, spans, current, sentences = [], [], None, 0
    for line in [*lines, ""]:
        parts = line.rstrip("\n").rsplit(separator, 1)
        word, label = parts if len(parts) == 2 else ("", "O")
        if current and not label.startswith(("I-", "E-")):
            spans.append((current[0], " ".join(current[1])))
            current = None
        if label.startswith(("B-", "S-")):
            current = [label[2:], [word]]
        elif current:
            current[1].append(word)
        if word:
            words.append(word)
        else:
            words.append("\n")
            sentences += 1
            if sentences % 40 == 0:
                yield joined(words), spans
                words, spans = [], []
    if words:
        yield joined(words), spans


def cyner(data):
    for name in ("train", "valid"):
        with gzip.open(data / f"labelled/cyner/{name}.txt.gz", "rt") as lines:
            for text, spans in tokens(lines, "\t"):
                names = {value.lower() for label, value in spans if label == "Malware"}
                yield text, {found for label, value in spans if label in ("Indicator", "Vulnerability") and (found := shape(joined(value.split())))}, names


def aptner(folder):
    for name in ("train", "dev", "test"):
        with open(folder / f"APTNER{name}.txt", encoding="utf-8", errors="ignore") as lines:
            for text, spans in tokens(lines, " "):
                names = {value.lower() for label, value in spans if label in ("MAL", "APT")}
                wanted = ("DOM", "URL", "IP", "EMAIL", "MD5", "SHA1", "SHA2", "VULID")
                yield text, {found for label, value in spans if label in wanted and (found := shape(joined(value.split())))}, names


def tram(data):
    for path in sorted((data / "labelled/tram/mjson").glob("*.gz")):
        report = json.loads(gzip.decompress(path.read_bytes()))
        labels = {found[1] for entry in report["asets"] if entry["annots"] and (found := re.search(r"\((T\d{4}(?:\.\d{3})?)\)$", entry["type"]))}
        yield report["signal"], {("technique", label) for label in labels}, set()


def noroshi(binary, texts):
    """The indicators of each text, as (kind, value), and the names of malware and actors."""
    kinds = {"ipv4": "ip", "ipv6": "ip", "domain": "domain", "url": "url", "email": "email", "md5": "md5", "sha1": "sha1", "sha256": "sha256", "cve": "cve",
             "attack-pattern": "technique", "malware": "name", "threat-actor": "name", "tool": "name"}
    with tempfile.TemporaryDirectory() as folder:
        for index, text in enumerate(texts):
            pathlib.Path(folder, f"{index:05}.txt").write_text(text)
        done = subprocess.run([binary, "extract", folder, "--format", "jsonl"], capture_output=True, text=True, check=True)
    found = [set() for _ in texts]
    for line in done.stdout.splitlines():
        row = json.loads(line)
        if row["kind"] in kinds:
            found[int(pathlib.Path(row["material"]).stem)].add((kinds[row["kind"]], normal(kinds[row["kind"]], row["value"])))
    return found


def peer(python, tool, texts):
    done = subprocess.run([python, HERE / "peer_worker.py", tool], input=json.dumps(texts), capture_output=True, text=True, check=True)
    return [{(kind, normal(kind, value)) for kind, value in answer if kind != "failed"} for answer in json.loads(done.stdout)]


def plain_names(names, texts):
    """Plain search for every name, as a whole word: what a list without judgement reaches."""
    return [{("technique", identifier) for name, identifier in names.items() if re.search(rf"\b{re.escape(name)}\b", text, re.I)} for text in texts]


def technique_names(data):
    """Names of techniques that are more than one word, from the ATT&CK bundle."""
    names = {}
    for path in sorted((data / "attack").glob("enterprise-attack*.json.gz"))[-1:]:
        for item in json.loads(gzip.decompress(path.read_bytes()))["objects"]:
            if item["type"] == "attack-pattern" and not item.get("revoked") and " " in item["name"]:
                names[item["name"]] = item["external_references"][0]["external_id"]
    return names


def score(gold, found, kinds):
    """By kind: right, false, missed; and the two lists."""
    counts, misses, false = {}, [], []
    for kind in kinds:
        right = wrong = missed = 0
        for index, (expected, got) in enumerate(zip(gold, found)):
            expected = {value for k, value in expected if k == kind}
            got = {value for k, value in got if k == kind}
            right += len(expected & got)
            wrong += len(got - expected)
            missed += len(expected - got)
            misses += [(index, kind, value) for value in sorted(expected - got)]
            false += [(index, kind, value) for value in sorted(got - expected)]
        counts[kind] = (right, wrong, missed)
    return counts, misses, false


def ratio(counts):
    right, wrong, missed = map(sum, zip(*counts))
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measure(binary, data, python=None, extra=None, only=None):
    """Gives a table of rows (set, tool, counts by kind) and the misses and false extractions of Noroshi."""
    data, sets = pathlib.Path(data), []
    sets.append(("CyNER", KINDS, list(cyner(data))))
    sets.append(("TRAM", ("technique",), list(tram(data))))
    if extra:
        sets.append(("APTNER", KINDS, list(aptner(pathlib.Path(extra)))))
    for name, kinds, documents in sets:
        if only and name not in only:
            continue
        texts, gold = [text for text, _, _ in documents], [labels for _, labels, _ in documents]
        # TRAM labels fifty techniques and no other: what lies outside its inventory is neither right nor false.
        inventory = set().union(*gold) if kinds == ("technique",) else None
        tools = {"noroshi": lambda texts: noroshi(binary, texts)}
        if python:
            able = ("iocsearcher",) if kinds == ("technique",) else PEERS
            tools |= {tool: lambda texts, tool=tool: peer(python, tool, texts) for tool in able}
        if kinds == ("technique",):
            tools["plain search for names of techniques"] = lambda texts: plain_names(technique_names(data), texts)
        for tool, run in tools.items():
            found = run(texts)
            found = [values & inventory for values in found] if inventory else found
            counts, misses, false = score(gold, found, kinds)
            yield name, tool, counts, (misses, false) if tool == "noroshi" else None


def context(texts, index, value):
    at = texts[index].lower().find(value.lower())
    return texts[index][max(0, at - 60) : at + len(value) + 40].replace("\n", " ") if at >= 0 else ""


def main():
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument("--noroshi", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--peers", help="python of the environment that peers.sh made")
    parser.add_argument("--aptner")
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    for name, tool, counts, lists in measure(options.noroshi, options.data, options.peers, options.aptner, options.only):
        print(f"{name:8} {tool:22}", "P %.3f R %.3f F1 %.3f" % ratio(counts.values()), " ".join(f"{kind} {c[0]}/{c[1]}/{c[2]}" for kind, c in counts.items()), flush=True)
        if lists and options.list:
            for title, entries in zip(("MISS", "FALSE"), lists):
                for index, kind, value in entries:
                    print("   ", title, index, kind, value)


if __name__ == "__main__":
    sys.exit(main())
