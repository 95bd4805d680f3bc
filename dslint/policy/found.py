"""What admission policies there are in a run, what they rest on, and what is said of those that are not evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dslint.errors import how_to_get_cel
from dslint.kube.admission.evaluate import Params
from dslint.kube.admission.request import NAME_LABEL
from dslint.manifest.objects import Record
from dslint.policy.manifests import ADMISSION, KYVERNO, Manifest, manifests_beside
from dslint.record import NamedTuple
from dslint.template import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

POLICY, BINDING = "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"
_MOST_NAMES = 5


class Found(NamedTuple):
    """The objects of a run that have to do with admission policies.

    ``asked``: some of them are in a folder that the user named. ``notes`` tell what is not evaluated.
    """

    policies: list[Manifest]
    bindings: list[Manifest]
    namespaces: Mapping[str, Mapping[str, Any]]
    params: Params
    notes: list[str]
    asked: bool

    def not_installed(self) -> str:
        """Return what is said where nothing is installed that evaluates the policies."""
        number = len(self.policies)
        are = "policy among the checked files is" if number == 1 else "policies among the checked files are"
        return f"{number:,} admission {are} not evaluated: {how_to_get_cel()}"


def gather(asked: Iterable[Manifest], beside: Iterable[tuple[str, str]], declared: Iterable[Record]) -> Found:
    """Return the objects of folders that were asked for, of the texts of checked files, and of the cluster.

    Of two of one name that of the folders counts, then that which comes last, as it does for ``kubectl apply``.
    """
    first = list(asked)
    every = [*first, *_beside(tuple(beside), first)]
    counts = {_key(one): one for one in (*every[len(first) :], *first)}
    namespaces: dict[str, Mapping[str, Any]] = {
        one.name: one.value for one in declared if one.kind == "Namespace" and "labels" in one.value["metadata"]
    }
    found = Found([], [], namespaces, Params([]), [], asked=bool(first))
    passed: dict[str, list[str]] = {}
    params = []
    for one in every:
        if counts[_key(one)] is not one:
            continue
        if one.group == ADMISSION and one.kind == BINDING:
            found.bindings.append(one)
        elif (one.group, one.kind) in ((ADMISSION, POLICY), (KYVERNO, "ValidatingPolicy")):
            found.policies.append(one)
        elif reason := _reason(one):
            passed.setdefault(reason, []).append(one.name)
        elif one.kind == "Namespace" and not one.group and one.name:
            namespaces[one.name] = one.value
        elif isinstance(one.value.get("metadata"), dict):
            params.append(one.value)
    notes = [f"{_names(names)}: {reason}" for reason, names in passed.items()]
    known = {name: _labelled(name, value) for name, value in namespaces.items()}
    return found._replace(namespaces=known, params=Params(params), notes=notes)


def _beside(texts: tuple[tuple[str, str], ...], asked: list[Manifest]) -> Iterator[Manifest]:
    """Yield the policies in texts, and the objects that they or those in folders rest on."""
    read = [one for path, text in texts for one in manifests_beside(path, text)]
    policies = [one for one in read if one.is_policy and not _is_patch(one)]
    kinds = {one.root.get("spec", "paramKind", "kind").text for one in (*asked, *policies)}
    yield from policies
    yield from (one for one in read if one.kind == "Namespace" or (one.kind in kinds and not one.is_policy))


def _is_patch(one: Manifest) -> bool:
    """Tell whether an object is a part of a policy, to be laid over another, or what a template makes one of."""
    span = one.root.span()
    is_whole = one.kind not in (POLICY, "ValidatingPolicy") or one.root.get("spec", "matchConstraints")
    return not is_whole or "{{" in one.source.text[span.start : span.end]


def _key(one: Manifest) -> tuple[object, ...]:
    namespace = one.root.get("metadata", "namespace").text
    return (one.group, one.kind, namespace, one.name) if one.name else (id(one.root),)


def _names(names: list[str]) -> str:
    shown = ", ".join(printable(name) for name in names[:_MOST_NAMES])
    return shown if len(names) <= _MOST_NAMES else f"{shown} and {len(names) - _MOST_NAMES:,} more"


def _labelled(name: str, namespace: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a namespace with the label that the server gives it."""
    given = namespace.get("metadata")
    metadata = given if isinstance(given, dict) else {}
    written = metadata.get("labels")
    labels = written if isinstance(written, dict) else {}
    return {**namespace, "metadata": {**metadata, "labels": {**labels, NAME_LABEL: name}}}


def _reason(one: Manifest) -> str:
    """Return why an object that is a policy is not evaluated, empty for all others."""
    if one.kind.startswith("Mutating") and one.group in (ADMISSION, KYVERNO) and not one.kind.endswith("Binding"):
        return f"a {one.kind} is not applied; what it adds to pods never adds a node"
    if one.of_kyverno:
        return f"a {one.kind} of Kyverno is not evaluated; ask Kyverno: kyverno apply POLICY --resource MANIFEST"
    if one.group.endswith("gatekeeper.sh"):
        return f"a {one.kind} of Gatekeeper is not evaluated; ask Gatekeeper: gator test --filename FOLDER"
    return ""
