"""What dslint answers, in the words of the vectors."""

import json
from functools import cache
from pathlib import Path

from dslint.kube.apiserver.decode import compile_schema
from dslint.kube.apiserver.server import answer
from dslint.kube.versions import VERIFIED

SCHEMAS = Path(__file__).parents[2] / "schemas" / "kubernetes"


@cache
def decoder(minor=VERIFIED):
    """Return the decoder of one version, compiled once."""
    return compile_schema(json.loads((SCHEMAS / f"1.{minor}" / "daemonset.json").read_text(encoding="utf-8")))


def ask(manifest, minor=VERIFIED):
    """Return dslint's answer to a manifest."""
    return answer(manifest, decoder(minor), minor)


def in_vector_words(said, *, details=True):
    """Return an answer as ``expect`` of the vectors has it."""
    first = said.decode_error
    if first is not None:
        return {"valid": False, "decodeError": first.text}
    errors = sorted([error.field, error.reason, *([error.detail] if details else [])] for error in said.errors)
    return {
        "valid": said.accepted,
        "errors": errors,
        "strict": sorted(unknown.text for unknown in said.unknown),
        "warnings": sorted(warning.text for warning in said.warnings),
    }


def expected(expect):
    """Return ``expect`` of any vector with every key that an answer has; what is not there is empty."""
    if "decodeError" in expect:
        return {"valid": False, "decodeError": expect["decodeError"]}
    errors = [
        it if isinstance(it, list) else [it["field"], it["type"], it["detail"]] for it in expect.get("errors", ())
    ]
    return {
        "valid": expect["valid"],
        "errors": sorted(errors),
        "strict": sorted(expect.get("strict", expect.get("strictFieldErrors", ()))),
        "warnings": sorted(expect.get("warnings", ())),
    }


def _error(error):
    return error if isinstance(error, list) else [error["field"], error["type"], error["detail"]]
