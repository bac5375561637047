"""Judges a STIX 2.1 bundle by the OASIS validator with the OASIS schemas, python-stix2 and the pattern grammar."""

import json
import re

import stix2
from stix2patterns.validator import run_validator
from stix2validator import ValidationOptions, validate_instance

# Observables carry random ids on purpose: an id derived from its value would equal the one in the raw material.
ACCEPTED_WARNING = "is not a valid UUIDv5 ID"
UUID4 = re.compile(r"--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


def check(text, package=True):
    """Everything that is wrong with a bundle, as lines."""
    bundle = json.loads(text)
    yield from validator_errors(bundle)
    try:
        stix2.parse(bundle, allow_custom=False)
    except Exception as error:  # any refusal counts, whatever its class
        yield f"python-stix2: {error}"
    for item in bundle["objects"]:
        yield from object_errors(item, package)


def validator_errors(bundle):
    options = ValidationOptions(version="2.1", enforce_refs=True)
    result = validate_instance(bundle, options)
    for error in result.errors or []:
        yield f"stix2-validator: {error}"
    for warning in result.warnings or []:
        if ACCEPTED_WARNING not in str(warning):
            yield f"stix2-validator warns: {warning}"


def object_errors(item, package):
    if "created_by_ref" in item or item["type"] == "identity":
        yield f"{item['id']}: names a creator"
    if item["type"] != "marking-definition" and not UUID4.search(item["id"]):
        yield f"{item['id']}: id is not random"
    for key in ("created", "modified"):
        if package and key in item and not item[key].endswith("T00:00:00.000Z"):
            yield f"{item['id']}: {key} tells the time of day"
    if item["type"] == "indicator" and item["pattern_type"] == "stix":
        for error in run_validator(item["pattern"], "2.1"):
            yield f"{item['id']}: pattern: {error}"
