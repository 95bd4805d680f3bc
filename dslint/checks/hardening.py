"""What containers could do without and keep by default: root, its capabilities, a writable root, a token."""

from __future__ import annotations

from dslint.checks.parts import Container, containers
from dslint.finding import Hit, Note
from dslint.kube.nodes.selection import for_windows
from dslint.phrases import SHOWN, few
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.field import Field
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

_DEFAULT = "default"
_OF_THE_NODE = ("spec.nodeName", "status.hostIP")


def root_agent(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find containers that are not privileged and could be held tighter, with all that each could do without."""
    pod = workload.pod
    if for_windows(pod):
        return
    loose = [(one, list(_loose(one, pod))) for one in containers(workload) if not one.security.get("privileged")]
    found = [(one, what) for one, what in loose if what]
    if not found:
        return
    (first, wanted), *others = found
    place, *covers = (_place(one, workload) for one, _ in found)
    texts = (f"{one.title}: {', '.join(what)}" for one, what in others[:SHOWN])
    notes = tuple(map(Note, covers, texts))
    params = {"names": few([one.title for one, _ in found]), "first": first.title, "wanted": ", ".join(wanted)}
    yield Hit("found", place, params, notes=notes, covers=tuple(covers), absence=True)


def _loose(one: Container, pod: Mapping[str, Any]) -> Iterator[str]:
    """Yield what could be set without taking anything from a container that it asks for.

    Root may be what reads the files of the node, and what capabilities are added for.
    """
    own, general = one.security, pod.get("securityContext") or {}
    capabilities = own.get("capabilities") or {}
    added = {str(name).upper().removeprefix("CAP_") for name in capabilities.get("add") or ()}
    on_the_node = added or any(volume.get("hostPath") for volume in pod.get("volumes") or ())
    user = own.get("runAsUser", general.get("runAsUser"))
    if not on_the_node and not user and not own.get("runAsNonRoot", general.get("runAsNonRoot")):
        yield "runAsNonRoot: true"
    if own.get("allowPrivilegeEscalation") is not False and "SYS_ADMIN" not in added:
        yield "allowPrivilegeEscalation: false"
    if not own.get("readOnlyRootFilesystem"):
        yield "readOnlyRootFilesystem: true"
    if "ALL" not in (capabilities.get("drop") or ()) and "ALL" not in added:
        yield "capabilities: {drop: [ALL]}"


def _place(one: Container, workload: Workload) -> Field:
    field = one.field(workload)
    return field.get("securityContext") or field.get("name")


class Account(NamedTuple):
    """Where pods say that they run under the account that every pod of their namespace has."""

    at: Place


def without_an_account(workload: Workload, _context: Context) -> Account | None:
    """Keep what runs under the account ``default`` with its token, and is not seen to ask the API server."""
    if not _is_default(workload) or _asks(workload):
        return None
    ds = workload.written
    return Account(ds.keep(ds.pod_spec.get("automountServiceAccountToken")))


def token(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find tokens of the account ``default`` in pods that have no use for one, unless the account gives none."""
    none = {one.namespace for one in objects if one.name == _DEFAULT and _gives_none(one.value)}
    for one in kept:
        if one.owner.name.namespace not in none:
            yield Hit("found", one.facts.at)


def default_account(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that ask the API server under the account ``default``, which is not theirs alone."""
    if _is_default(workload) and _asks(workload):
        spec = workload.written.pod_spec
        place = spec.get("serviceAccountName") or spec.get("serviceAccount")
        yield Hit("found", place or spec.get("serviceAccountName"), absence=not place)


def _is_default(workload: Workload) -> bool:
    pod = workload.pod
    if workload.answer.decode_errors or _gives_none(pod):
        return False
    return (pod.get("serviceAccountName") or pod.get("serviceAccount") or _DEFAULT) == _DEFAULT


def _gives_none(value: Mapping[str, Any]) -> bool:
    return value.get("automountServiceAccountToken") is False


def _asks(workload: Workload) -> bool:
    """Tell whether anything shows that pods talk to the API server: words about Kubernetes, the name of their node."""
    for one in containers(workload):
        words = [*(one.stored.get("command") or ()), *(one.stored.get("args") or ())]
        for env in one.stored.get("env") or ():
            words += (env.get("name") or "", env.get("value") or "")
            if ((env.get("valueFrom") or {}).get("fieldRef") or {}).get("fieldPath") in _OF_THE_NODE:
                return True
        if any("kube" in word.lower() or "k8s" in word.lower() for word in words):
            return True
    return False
