"""Runs one peer over texts; started with the Python of the peers' environment, never imported by the bench.

    PYTHON peer_worker.py TOOL < texts.json > answers.json
In: a list of texts. Out: for each text a list of [kind, value], where kind is a word of labelled.KINDS, or `secret`,
or `span`. Each peer is used as its documentation shows, with all its types.
"""
import contextlib, io, json, logging, os, pathlib, subprocess, sys, tempfile


def ioc_finder():
    from ioc_finder import find_iocs
    kinds = {"domains": "domain", "urls": "url", "email_addresses": "email", "ipv4s": "ip", "ipv6s": "ip", "ipv4_cidrs": "cidr", "md5s": "md5", "sha1s": "sha1",
             "sha256s": "sha256", "sha512s": "sha512", "cves": "cve", "file_paths": "file", "registry_key_paths": "registry"}

    def run(text):
        for key, values in find_iocs(text).items():
            if key == "attack_techniques":
                for group in values.values():
                    yield from (("technique", value) for value in group)
            elif key in kinds:
                yield from ((kinds[key], value) for value in values)
    return run


def iocsearcher():
    from iocsearcher.searcher import Searcher
    searcher = Searcher()
    kinds = {"fqdn": "domain", "url": "url", "email": "email", "ip4": "ip", "ip6": "ip", "ip4Net": "cidr", "md5": "md5", "sha1": "sha1", "sha256": "sha256",
             "cve": "cve", "ttp": "technique", "registryKey": "registry", "packageName": "package"}
    return lambda text: ((kinds[i.name], i.value) for i in searcher.search_data(text) if i.name in kinds)


def iocextract():
    import iocextract as tool

    def run(text):
        for kind, values in (("url", tool.extract_urls(text, refang=True)), ("ip", tool.extract_ips(text, refang=True)),
                             ("email", tool.extract_emails(text, refang=True)), ("md5", tool.extract_md5_hashes(text)),
                             ("sha1", tool.extract_sha1_hashes(text)), ("sha256", tool.extract_sha256_hashes(text))):
            for value in values:
                yield kind, value
    return run


def msticpy():
    from msticpy.transform import IoCExtract
    tool = IoCExtract()
    kinds = {"ipv4": "ip", "ipv6": "ip", "dns": "domain", "url": "url", "email": "email", "md5_hash": "md5", "sha1_hash": "sha1", "sha256_hash": "sha256",
             "windows_path": "file", "linux_path": "file"}
    return lambda text: [(kinds[kind], value) for kind, values in tool.extract(text).items() if kind in kinds for value in values]


def detect_secrets():
    from detect_secrets import SecretsCollection
    from detect_secrets.settings import default_settings

    def run(text):
        with tempfile.TemporaryDirectory() as folder, default_settings():
            path = pathlib.Path(folder, "note.txt")
            path.write_text(text)
            found = SecretsCollection()
            found.scan_file(str(path))
            return [("secret", secret.secret_value or "") for group in found.data.values() for secret in group]
    return run


def kingfisher():
    binary = str(pathlib.Path(sys.executable).parent / "kingfisher")

    def run(text):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "note.txt").write_text(text)
            done = subprocess.run([binary, "scan", folder, "--no-validate", "--confidence", "low", "--format", "jsonl", "--no-update-check"], capture_output=True, text=True)
            for line in done.stdout.splitlines():
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    yield "secret", json.loads(line)["finding"]["snippet"]
    return run


def presidio():
    # Patterns alone: models of the language are not to be had without the network.
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        def __init__(self):
            super().__init__()
            self.nlp = {"en": spacy.blank("en")}
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
    return lambda text: [("span", [r.start, r.end]) for r in engine.analyze(text=text, language="en")]


TOOLS = {"ioc-finder": ioc_finder, "iocsearcher": iocsearcher, "iocextract": iocextract, "msticpy": msticpy, "detect-secrets": detect_secrets,
         "Kingfisher": kingfisher, "Presidio (patterns)": presidio}


def main():
    logging.disable(logging.CRITICAL)
    answers, out = [], sys.stdout
    # Some peers print to the terminal, or try to reach the network when loaded and then go on without.
    with open(os.devnull, "w") as quiet, contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(quiet):
        run = TOOLS[sys.argv[1]]()
        for text in json.load(sys.stdin):
            try:
                answers.append([list(item) for item in run(text)])
            except Exception as error:  # a peer that fails on a text found nothing in it
                answers.append([["failed", str(error)[:200]]])
    json.dump(answers, out, ensure_ascii=False)


if __name__ == "__main__":
    main()
