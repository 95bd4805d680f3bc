"""What the code of the API server answers about hand-made admission policies, and what dslint does.

Recorded by ``scripts/record_policies.py`` of Kubernetes 1.34.4 and 1.37.2 (``oracle/policies``).
"""

import gzip
import json
from functools import cache
from pathlib import Path

import pytest

from dslint.kube.admission.decode import DecodeError, decode_binding
from dslint.kube.admission.evaluate import Params, decide
from dslint.kube.admission.objects import new_daemonset, new_pod
from dslint.kube.admission.policy import Policy, PolicyError, Undecidable
from dslint.kube.admission.request import DAEMONSETS, PODS, Request, namespace_shown
from dslint.kube.admission.shape import binding_mistakes
from dslint.kube.apiserver.server import answer
from dslint.kube.cel.runtime import NotDecidedError
from dslint.manifest.schema import decoder

from .policy_cases import asked, manifests, requests

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
VECTORS = Path(__file__).parent / "vectors"
MINORS = (34, 37)
# What only the server decides: functions whose value is optional, and what the CEL implementation cannot do. Of
# everything else every verdict, every decision and every word is the server's.
NOT_DECIDED = {
    "format 0: format.dns1123Label().validate('a').hasValue()",
    "format 1: format.named('uri').hasValue()",
    "format 3: format.uuid() == format.uuid()",
    "lists 6: [duration('1h'), duration('1m')].sum() == duration('61m')",
    "optional 16: [optional.of(1), optional.none()].unwrapOpt() == [1]",
    "strings 32: '%x %X %o %b %e'.format([255, 255, 8, 5, 1.5]) != ''",
    "strings 34: '%s'.format([{'a': 1}]) == '{a: 1}'",
    "variables: optional",
}


@cache
def recorded(minor):
    return json.loads(gzip.decompress((VECTORS / f"1.{minor}" / "policies.json.gz").read_bytes()))


@cache
def answered(minor):
    """Return the name of each case and manifest, the recorded answer and ours; ``None`` where nothing is decided."""
    return [
        (name, kind, recorded(minor)[name][kind], ours(asked(*case, manifest), minor))
        for name, case in requests().items()
        for kind, manifest in manifests().items()
    ]


def ours(request, minor):
    out = {"rejected": [], "daemonSet": [], "pod": []}
    (given,) = request["policies"]
    name = given["metadata"]["name"]
    bound = []
    for one in request["bindings"]:
        try:
            decoded = decode_binding(one)
        except DecodeError:
            decoded = None
        if decoded is None or next(binding_mistakes(decoded), None):
            out["rejected"].append(f"binding {one['metadata']['name']}")
        elif decoded["spec"]["policyName"] == name:
            bound.append(decoded)
    try:
        policy = compiled(json.dumps(given), minor)
    except Undecidable:
        return None
    except PolicyError:
        return {**out, "rejected": sorted([*out["rejected"], f"policy {name}"])}
    stored = answer(request["daemonSet"], decoder(minor), minor).stored
    namespace = stored["metadata"]["namespace"]
    (there,) = (one for one in request["namespaces"] if one["metadata"]["name"] == namespace)
    around = (namespace, there["metadata"]["labels"], namespace_shown(there))
    asked_for = {
        "daemonSet": Request(DAEMONSETS, new_daemonset(stored), stored["metadata"].get("name", ""), *around),
        "pod": Request(PODS, new_pod(stored, minor), "", *around),
    }
    try:
        for kind, one in asked_for.items():
            for binding in bound:
                out[kind] += [(binding, it) for it in decide(policy, binding, Params(request["params"]), one)]
    except NotDecidedError:
        return None
    return out


@cache
def compiled(text, minor):
    return Policy(json.loads(text), minor)


def decisions(found):
    words = {True: "deny", False: "admit"}
    return sorted(
        ["audit error", "", it.message]
        if it.part == "annotation"
        else [words[it.denied], "error" if it.error else words[it.denied], it.message]
        for _, it in found
        if it.part != "configuration"
    )


def recorded_decisions(outcome):
    return sorted(
        [action, "" if action == "audit error" else kind, text] for action, kind, text in outcome["decisions"]
    )


@pytest.mark.parametrize("minor", MINORS)
def test_every_policy_is_stored_or_refused_as_by_the_server(minor):
    differing = {
        name: (theirs["rejected"], mine["rejected"])
        for name, _, theirs, mine in answered(minor)
        if mine is not None and theirs["rejected"] != mine["rejected"]
    }
    assert differing == {}


@pytest.mark.parametrize("minor", MINORS)
def test_every_decision_and_every_word_is_the_servers(minor):
    differing = {
        (name, manifest, kind): (recorded_decisions(theirs[kind]), decisions(mine[kind]))
        for name, manifest, theirs, mine in answered(minor)
        if mine is not None
        for kind in ("daemonSet", "pod")
        if recorded_decisions(theirs[kind]) != decisions(mine[kind])
    }
    assert differing == {}


@pytest.mark.parametrize("minor", MINORS)
def test_every_verdict_is_the_servers(minor):
    def refuses(found):
        return any(it.denied and ("Deny" in binding["spec"]["validationActions"] or it.part != "validation")
                   for binding, it in found)  # fmt: skip

    differing = {
        (name, manifest, kind): theirs[kind]["denied"]
        for name, manifest, theirs, mine in answered(minor)
        if mine is not None
        for kind in ("daemonSet", "pod")
        if bool(theirs[kind]["denied"]) != refuses(mine[kind])
    }
    assert differing == {}


@pytest.mark.parametrize("minor", MINORS)
def test_what_is_not_decided_is_known_by_name(minor):
    assert {name for name, _, _, mine in answered(minor) if mine is None} == NOT_DECIDED


def test_there_are_more_than_two_hundred_policies_and_all_have_been_asked_about():
    assert len(requests()) > 600
    for minor in MINORS:
        assert recorded(minor).keys() == requests().keys()
        assert {one["error"] for case in recorded(minor).values() for one in case.values()} == {""}
