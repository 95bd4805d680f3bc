"""The answers of Kubernetes and of dslint in the same words, and what is different in them.

A word is what is compared and recorded: ``valid``, ``decodeError``, ``errors`` (field, type, text), ``strict``,
``warnings``, ``podErrors``, ``violations``.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dslint.coverage import cover, read_daemon_sets
from dslint.inputs.documents import read
from dslint.inventory.nodes import read_nodes
from dslint.kube.apiserver.decode import Decoder, compile_schema
from dslint.kube.apiserver.feature_gates import enabled
from dslint.kube.apiserver.podcreation import pod_errors
from dslint.kube.apiserver.podsecurity import evaluate
from dslint.kube.apiserver.server import answer
from dslint.kube.apiserver.update import update
from dslint.kube.nodes.classes import Nodes
from dslint.kube.nodes.placement import Placement, read_node
from dslint.manifest.cluster import Cluster
from dslint.source.text import SourceText, UndecodableError
from dslint.source.tree import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.coverage import Coverage

Words = dict[str, Any]
SCHEMAS = Path(__file__).parents[2] / "schemas" / "kubernetes"
WORDS_SINCE = 35  # before, some texts are those of later versions: docs/exactness.md
VIOLATIONS_SINCE = 30  # before, the plugin had other words about AppArmor
LEVELS = ("baseline", "restricted")


@cache
def decoder(minor: int) -> Decoder:
    """Return the decoder of one version, compiled once."""
    return compile_schema(json.loads((SCHEMAS / f"1.{minor}" / "daemonset.json").read_text(encoding="utf-8")))


def words(topic: str, given: Any, minor: int) -> Any:
    """Return dslint's words for one input of a vector."""
    if topic == "objects":
        return words_of_object(given, minor)
    if topic == "updates":
        return words_of_update(*given, minor)
    if topic == "placements":
        return words_of_placement(*given, minor)
    return words_of_text(given)


def said_of_object(given: Words, minor: int) -> Words:
    """Return the words that Kubernetes had for a DaemonSet, out of an answer of ``strategy``."""
    if given.get("decodeError"):
        return {"decodeError": _of_version(given["decodeError"], minor)}
    said = {
        "valid": given["valid"],
        "errors": _errors(given.get("errors", ()), minor),
        "strict": sorted(given.get("strict", ())),
        "violations": {
            level: _violations(given.get("violations", {}).get("latest", {}).get(level, ()), minor) for level in LEVELS
        },
    }
    if given["valid"]:
        said["warnings"] = sorted(given.get("warnings", ()))
        said["podErrors"] = _errors(given.get("podErrors", ()), minor)
    return said


def words_of_object(given: Any, minor: int) -> Words:
    """Return dslint's words for a DaemonSet."""
    said = answer(given, decoder(minor), minor)
    if said.decode_error is not None:
        return {"decodeError": _of_version(said.decode_error.text, minor)}
    template = said.stored["spec"]["template"]
    words: Words = {
        "valid": said.accepted,
        "errors": _own(said.errors, minor),
        "strict": sorted(it.text for it in said.unknown),
        "violations": {
            level: _violations([it._asdict() for it in evaluate(template, level, minor)], minor) for level in LEVELS
        },
    }
    if said.accepted:
        words["warnings"] = sorted(it.text for it in said.warnings)
        words["podErrors"] = _own(pod_errors(said.stored, minor, service_account=""), minor)
    return words


def said_of_update(given: Words) -> Words | None:
    """Return the words that Kubernetes had for a change; None where there was none to speak of."""
    if any(given.get(it) for it in ("decodeError", "oldInvalid", "refused")):
        return None
    said = {
        "valid": given["valid"],
        "errors": sorted({(it["field"], it["type"]) for it in given.get("errors", ())}),
        "template": given.get("templateChanged", False),
        "generation": bool(given.get("generation", 0)),
    }
    return {**said, "warnings": sorted(given.get("warnings", ()))} if given["valid"] else said


def words_of_update(given: Any, old: Any, minor: int) -> Words:
    """Return dslint's words for a change."""
    stored = answer(old, decoder(minor), minor).stored
    # both are of one object: the oracle gives the new one the id of the old one
    ids = [{**it, "metadata": {**it["metadata"], "uid": ""}} for it in (decoder(minor).decode(given).object, stored)]
    change = update(ids[0], ids[1], minor)
    words = {
        "valid": not change.errors,
        "errors": sorted({(it.field, it.reason) for it in change.errors}),
        "template": change.template_changed,
        "generation": change.generation_bumped,
    }
    return {**words, "warnings": sorted(it.text for it in change.warnings)} if not change.errors else words


def words_of_placement(spec: Any, nodes: list[Any], minor: int) -> list[list[bool]]:
    """Return for each node whether a pod should run there, and whether one may stay."""
    placement = Placement(spec, comparison=enabled("TaintTolerationComparisonOperators", minor))
    verdicts = [placement.verdict(read_node(node)) for node in nodes]
    return [[it.should_run, it.should_continue_running] for it in verdicts]


def said_of_cluster(given: Words) -> Words:
    """Return what a cluster makes of a DaemonSet, as far as it is the controller that decides."""
    counted = {"desired": given["desired"]}
    # admission refuses pods behind the controller's back
    return counted if given.get("refused") else {**counted, "created": given["created"]}


def words_of_cluster(given: Words, nodes: Sequence[Words], minor: int) -> Words:
    """Return what ``dslint coverage`` says of a DaemonSet, the objects around it and the nodes of a cluster.

    ``pending`` has for each node with a pod that does not run for sure whether that is known, and the kinds of reasons.
    """
    coverage = _covered(given, nodes, minor)
    groups, row = coverage.nodes.groups, coverage.rows[0]
    run = [group.name for group, it in zip(groups, row.reach.per_node(), strict=True) if it.should_run]
    pending = {
        group.name: [note.can_run, *(it.kind for it in note.pending)]
        for index, group in enumerate(groups)
        if (note := row.neighbour.note(index)).can_run is not True
    }
    return {"desired": row.reach.desired, "created": sorted(run), "pending": pending}


def refusals_of_cluster(given: Words, minor: int) -> list[str]:
    """Return why dslint takes every pod of a DaemonSet to be refused, with the objects around it."""
    row = _covered(given, [{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}}], minor).rows[0]
    return [it.message for it in row.neighbour.refusals]


def _covered(given: Words, nodes: Sequence[Words], minor: int) -> Coverage:
    name = given["daemonset"]["metadata"].get("namespace")
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, **(given.get("namespace") or {})}}
    inside = [_inside(it, name) for it in given.get("objects", ())]
    found = read_daemon_sets("\n---\n".join(map(json.dumps, (given["daemonset"], space, *inside))), "daemonset.json")
    inventory = read_nodes(SourceText.of("nodes.json", json.dumps({"kind": "List", "items": nodes})))
    cluster = Cluster(Nodes(tuple(inventory.groups)), namespaced=True)
    return cover(found.daemon_sets, cluster, found.objects, minor=minor)


def _inside(given: Words, namespace: str | None) -> Words:
    """Return an object as it stands in the namespace of the DaemonSet; kinds of the cluster bear one without harm."""
    return {**given, "metadata": {"namespace": namespace, **given["metadata"]}}


def said_of_text(given: Words) -> Words:
    """Return what kubectl read of a text: all documents, or that it refuses the text."""
    return {"refused": True} if given.get("error") else {"documents": given["documents"] or []}


def words_of_text(text: str) -> Words:
    """Return what dslint reads of a text."""
    try:
        source = SourceText.decode("x.yaml", text.encode("utf-8", "surrogatepass"))
    except UndecodableError:
        return {"refused": True}
    found = []
    for document in read(source, everything=True):
        if document.tree is None:
            return {"refused": True}
        value = None if document.tree.root is None else plain(document.tree.root)
        if value is not None:
            found.append(value)
    return {"documents": found}


def _violations(violations: Any, minor: int) -> list[list[str]]:
    return [[it["reason"], *([it["detail"]] if minor >= VIOLATIONS_SINCE else [])] for it in violations]


def _errors(errors: Any, minor: int) -> list[list[str]]:
    return sorted([it["field"], it["type"], *([it.get("detail", "")] if minor >= WORDS_SINCE else [])] for it in errors)


def _own(errors: Any, minor: int) -> list[list[str]]:
    return sorted([it.field, it.reason, *([it.detail] if minor >= WORDS_SINCE else [])] for it in errors)


def _of_version(text: str, minor: int) -> str:
    return text if minor >= WORDS_SINCE else ""


def differences(said: Words, words: Words) -> list[str]:
    """Name what is different: which word, and what only one of the two says of it, without names and numbers."""
    if ("refused" in said) != ("refused" in words):
        return [f"only {'Kubernetes' if 'refused' in said else 'dslint'} refuses the text"]
    found = []
    for word in sorted({*said, *words}):
        theirs, ours = said.get(word), words.get(word)
        if theirs == ours:
            continue
        only = [f"{who}: {_shape(it)}" for who, it in (("only Kubernetes", theirs), ("only dslint", ours))]
        if isinstance(theirs, list) and isinstance(ours, list):
            only = [f"only Kubernetes: {_shape(it)}" for it in theirs if it not in ours]
            only += [f"only dslint: {_shape(it)}" for it in ours if it not in theirs]
        found.append(f"{word}: {'; '.join(only) or 'how often'}")
    return found


def _shape(value: Any) -> str:
    text = re.sub(r"\[[^\]]*\]", "[*]", json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value)
    return re.sub(r"[0-9]+", "N", re.sub(r'\\"[^"]*\\"', "*", text))[:300]
