"""The conformance vectors: answers of the real v1.36.2 code, one case at a time.

Our own are in ``own/``; those that derive from Kubernetes' tests are read in place and skipped where they are absent.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from .disagreements import REASONS

RECORDED = 36  # the minor version that has given the answers of these vectors
OWN = Path(__file__).parent / "own"
SHARED = Path(__file__).parents[3] / "shared"
VECTORS = SHARED / "kubernetes" / "vectors"


@cache
def load(path):
    """Return the cases of one file; each file is read once."""
    return json.loads(path.read_text(encoding="utf-8"))["cases"]


def cases(name, *kinds, has="", where=None):
    """Return the cases of ``<name>_vectors.json``, ours and Kubernetes', as pytest parameters named by their ids.

    ``kinds`` keeps those of these kinds, ``has`` those with this key, ``where`` those with these values. Missing files
    give one skipped case that says so.
    """
    wanted = (where or {}).items()
    parameters = []
    for path in (OWN / f"{name}_vectors.json", VECTORS / f"{name}_vectors.json"):
        if not path.exists():
            if path.parent == VECTORS and not VECTORS.exists():  # some kinds are all our own
                parameters.append(absent(path))
            continue
        parameters += [
            parameter(case, case["id"])
            for case in load(path)
            if (not kinds or case["kind"] in kinds) and (not has or has in case) and wanted <= _scalars(case)
        ]
    return parameters


def corpus_cases(name):
    """Return the cases of ``<name>.json`` about real manifests, named by file and document."""
    path = VECTORS / f"{name}.json"
    if not path.exists():
        return [absent(path)]
    return [parameter(case, f"{case['file']}#{case['document']}") for case in load(path)]


def parameter(case, name):
    """Return a case as a pytest parameter; one of the known disagreements must fail."""
    reason = REASONS.get(name)
    return pytest.param(case, id=name, marks=[pytest.mark.xfail(reason=reason)] if reason else [])


def _scalars(case):
    return {key: value for key, value in case.items() if isinstance(value, str)}.items()


def absent(path):
    """Return a skipped case that says which file is missing."""
    return pytest.param(None, id=path.stem, marks=pytest.mark.skip(reason=f"{path} is not here"))
