"""Judges a MISP event by PyMISP, its table of types and the event schema."""

import json
import logging
import re
from importlib.resources import files

import jsonschema
from pymisp import MISPEvent

HASHES = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128, "imphash": 32,
          "ja3-fingerprint-md5": 32, "x509-fingerprint-md5": 32, "x509-fingerprint-sha1": 40,
          "x509-fingerprint-sha256": 64}
DATA = files("pymisp") / "data"
TYPES = json.loads((DATA / "describeTypes.json").read_text())["result"]
SCHEMA = json.loads((DATA / "schema-lax.json").read_text())


def check(text):
    """Everything that is wrong with an event, as lines."""
    document = json.loads(text)
    for error in jsonschema.Draft4Validator(SCHEMA).iter_errors(document):
        yield f"schema: {error.message[:200]}"
    complaints = []
    handler = logging.Handler()
    handler.emit = lambda record: complaints.append(record.getMessage())
    logging.getLogger("pymisp").addHandler(handler)
    event = MISPEvent()
    try:
        event.load(text)
    except Exception as error:  # any refusal counts, whatever its class
        yield f"PyMISP: {error}"
        return
    finally:
        logging.getLogger("pymisp").removeHandler(handler)
    yield from (f"PyMISP warns: {complaint}" for complaint in complaints)
    raw = document["Event"]["Attribute"]
    if len(event.attributes) != len(raw):
        yield f"PyMISP kept {len(event.attributes)} of {len(raw)} attributes"
    seen = set()
    for attribute in raw:
        yield from attribute_errors(attribute, seen)


def attribute_errors(attribute, seen):
    kind, category, value = attribute["type"], attribute["category"], attribute["value"]
    if category not in TYPES["categories"] or kind not in TYPES["category_type_mappings"][category]:
        yield f"{kind} does not go with {category}"
    if not value.strip():
        yield f"{kind}: empty value"
    digest = value.split("|")[-1]
    length = HASHES.get(kind.split("|")[-1])
    if length and not re.fullmatch(f"[0-9a-fA-F]{{{length}}}", digest):
        yield f"{kind}: value does not fit"
    triple = (category, kind, value)
    if triple in seen:
        yield f"{kind}: twice"
    seen.add(triple)
