"""Topics that few real manifests touch: a file of cases for each, an unindented line of YAML and the errors below it.

The line is a volume, a container's fields, a pod's fields or metadata. Errors read ``field Reason: detail``, and
``field`` is shortened by where the YAML stands.
"""

from pathlib import Path

import pytest
import yaml

from tests.conformance.answers import ask
from tests.conformance.vectors import RECORDED
from tests.kube.apiserver.build import daemonset, with_container

CASES = Path(__file__).parent / "cases"
POD = "spec.template.spec."


def about_metadata(fields):
    return {**daemonset(), "metadata": fields}


KINDS = {
    "volumes": (lambda source: daemonset(volumes=[{"name": "v", **source}]), f"{POD}volumes[0]."),
    "containers": (lambda fields: with_container(**fields), f"{POD}containers[0]."),
    "pods": (lambda fields: daemonset(**fields), POD),
    "metadata": (about_metadata, "metadata."),
}


def cases():
    for kind in KINDS:
        text = (CASES / f"{kind}.txt").read_text(encoding="utf-8")
        blocks = []
        for line in text.splitlines():
            if line.startswith("    "):
                blocks[-1][1].append(line.strip())
            elif line:
                blocks.append((line, []))
        for given, errors in blocks:
            yield pytest.param(kind, given, errors, id=f"{kind}: {given[:60]}")


@pytest.mark.parametrize(("kind", "given", "errors"), list(cases()))
def test_errors_are_the_servers(kind, given, errors):
    make, place = KINDS[kind]
    said = ask(make(yaml.safe_load(given)), RECORDED)
    assert (said.decode_errors, said.unknown) == ([], [])
    got = [
        f"{error.field.removeprefix(place)} {error.reason.removeprefix('FieldValue')}: {error.detail}".rstrip(": ")
        for error in said.errors
    ]
    assert got == errors
