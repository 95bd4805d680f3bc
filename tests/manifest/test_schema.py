"""The walker that decodes at run time and jsonschema agree on the trimmed schemas, but for what is listed here."""

import json
import math
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dslint.inputs.documents import daemon_sets, read
from dslint.kube.apiserver.decode import GENERATION
from dslint.kube.versions import KNOWN, VERIFIED
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.schema import decoder, schema
from dslint.source.text import SourceText
from tests.conformance.manifests import CORPUS
from tests.manifest.strategies import mistakes


@cache
def oracle(minor):
    return Draft202012Validator(schema(minor))


def by_schema(value, minor):
    """Return the places of wrong types and of unknown fields that jsonschema finds.

    Left out, because the server differs from its schema: ``null`` is an absent field wherever it stands, required
    fields and enumerations are no matter of decoding, managed fields hold anything.
    """
    wrong, unknown = set(), set()
    for error in oracle(minor).iter_errors(value):
        at = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            unknown |= {(*at, name) for name in error.instance if name not in error.schema["properties"]}
        elif error.validator == "type" and error.instance is not None and "fieldsV1" not in at:
            wrong.add(at)
    return wrong, unknown


def by_decoder(value, minor):
    """Return the same of the decoder, without what JSON Schema cannot say.

    That is: integers that do not fit into their Go type, quantities and times that do not parse, and the annotation
    that the server converts to a number.
    """
    decoded = decoder(minor).decode(value)
    wrong = set()
    for error in decoded.errors:
        whole = isinstance(error.value, (int, float)) and (math.isinf(error.value) or float(error.value).is_integer())
        if error.expected in {"int32", "int64", "IntOrString"} and error.found == "number" and whole:
            continue
        if error.expected == "Quantity" and error.found in {"string", "number"}:
            continue
        if error.expected == "Time" and error.found == "string":
            continue
        if error.at[-1] == GENERATION and error.found == "string":
            continue
        wrong.add(tuple(error.at))
    return wrong, {tuple(it.at) for it in decoded.unknown}


def corpus():
    if not CORPUS.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{CORPUS} is not here"))]
    files = sorted(path for path in CORPUS.rglob("*.y*ml") if b"DaemonSet" in path.read_bytes())
    return [pytest.param(path, id=str(path.relative_to(CORPUS))) for path in files]


@pytest.mark.parametrize("path", corpus())
def test_they_agree_on_real_manifests(path):
    source = SourceText.decode(str(path), path.read_bytes())
    for document in read(source):
        for ds in daemon_sets(document):
            if isinstance(ds, DaemonSet):
                assert by_decoder(ds.value, VERIFIED) == by_schema(ds.value, VERIFIED)


@given(value=mistakes(), minor=st.sampled_from(KNOWN))
@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_they_agree_on_made_up_mistakes(value, minor):
    assert by_decoder(value, minor) == by_schema(value, minor)


@cache  # versions have most definitions in common
def check_schema(text):
    Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("minor", KNOWN)
def test_there_is_a_schema_for_every_version(minor):
    whole = schema(minor)
    for part in ({**whole, "$defs": {}}, *whole["$defs"].values()):
        check_schema(json.dumps(part))
    assert f"1.{minor}" in whole["title"]
    assert by_decoder({"spec": {"replicas": 3, "selector": []}}, minor) == (
        {("spec", "selector")},
        {("spec", "replicas")},
    )


def test_a_version_without_schema_is_an_error():
    with pytest.raises(OSError, match=r"1\.99"):
        decoder(99)
