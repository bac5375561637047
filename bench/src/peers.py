"""Runs one extractor over a folder of documents until its CPU seconds are used up; prints one JSON object."""

import hashlib
import importlib.metadata
import json
import os
import sys
import time

name, folder, budget = sys.argv[1], sys.argv[2], float(sys.argv[3])


def extractor():
    if name == "ioc-finder":
        from ioc_finder import find_iocs

        return lambda text: sum(len(values) for values in find_iocs(text).values() if isinstance(values, list))
    if name == "iocsearcher":
        from iocsearcher.searcher import Searcher

        searcher = Searcher()
        return lambda text: len(searcher.search_data(text))
    import iocextract

    return lambda text: sum(1 for _ in iocextract.extract_iocs(text))


extract = extractor()
documents = sorted(os.listdir(folder), key=lambda entry: hashlib.sha256(entry.encode()).digest())
row = {"bytes": 0, "found": 0, "slowest": 0.0, "cpu": 0.0, "version": importlib.metadata.version(name)}
wall = time.perf_counter()
for document in documents:
    with open(os.path.join(folder, document), encoding="utf-8", newline="") as file:
        text = file.read()
    start = time.process_time()
    row["found"] += extract(text)
    spent = time.process_time() - start
    row["bytes"] += len(text.encode())
    row["cpu"] += spent
    row["slowest"] = max(row["slowest"], spent)
    if row["cpu"] > budget:
        break
row["wall"] = time.perf_counter() - wall
print(json.dumps(row))
