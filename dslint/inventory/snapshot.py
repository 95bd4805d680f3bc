"""What a cluster has at one moment: its DaemonSets, what is around them, and its nodes, out of one answer of kubectl.

An answer can have hundreds of megabytes, most of it about nodes: it is read object by object, and little is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.credentials import masked
from dslint.errors import DslintError, InputError
from dslint.inventory.nodes import NodeReader
from dslint.inventory.objects import Item, objects
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.versions import NEWEST, OLDEST, VersionError, parse
from dslint.manifest.rollout import Rollout, rollout_of
from dslint.record import NamedTuple
from dslint.source.live import LiveText, write
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.inventory.kubectl import Answer

AT_ONCE = 4  # so many clusters are asked at a time: each answer may be large
UNNAMED = "current-context"
_KEPT = frozenset({"Namespace", "PriorityClass", "RuntimeClass", "LimitRange", "ResourceQuota"})
# what kubectl writes for itself; nobody edits it
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class LiveSet(NamedTuple):
    """A DaemonSet of a cluster: its text, and how far its pods are (``None`` where no controller has looked at it)."""

    namespace: str
    name: str
    source: LiveText
    rollout: Rollout | None


class ClusterFacts(NamedTuple):
    """What is told of a cluster beside findings: what has become of its pods, or why it gave no answer."""

    context: str
    version: str
    nodes: int | None
    sets: tuple[tuple[str, str, Rollout | None], ...] = ()
    """Namespace, name and how far its pods are, of each DaemonSet."""
    error: str | None = None


class Snapshot(NamedTuple):
    """What a cluster has; where it gave no answer, ``error`` says why and the rest is empty.

    ``others`` are the objects of other kinds, ``minor`` the newest version that its nodes run, if they say.
    """

    context: str
    sets: tuple[LiveSet, ...] = ()
    others: tuple[LiveText, ...] = ()
    nodes: Nodes | None = None
    minor: int | None = None
    notes: tuple[str, ...] = ()
    error: DslintError | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """How its nodes are called."""
        return (f"cluster {self.context}",)

    def facts(self, version: str) -> ClusterFacts:
        """Return what is told of it; ``version`` is the one that it was checked for."""
        sets = tuple((one.namespace, one.name, one.rollout) for one in self.sets)
        nodes = None if self.nodes is None else self.nodes.size
        return ClusterFacts(self.context, version, nodes, sets, self.error.message if self.error is not None else None)


def snapshots(contexts: Iterable[str | None]) -> Iterator[Snapshot]:
    """Ask the clusters of some contexts, ``None`` for the current one, some at a time; yield what they have in order.

    One that gives no answer says why in its ``error``. Raises InputError where there is no kubectl at all.
    """
    asked = list(contexts)
    if len(asked) == 1:
        yield snapshot(asked[0])
        return
    from collections import deque
    from concurrent.futures import ThreadPoolExecutor
    from itertools import islice

    from dslint.external import stop_all

    pool, queue = ThreadPoolExecutor(AT_ONCE), iter(asked)
    pending = deque(pool.submit(snapshot, context) for context in islice(queue, AT_ONCE))
    try:
        while pending:
            found = pending.popleft().result()
            pending.extend(pool.submit(snapshot, context) for context in islice(queue, 1))
            yield found
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        stop_all()
        raise
    finally:
        pool.shutdown(wait=False)


def snapshot(context: str | None) -> Snapshot:
    """Return what the cluster of a context has, or of the current one."""
    from dslint.inventory import kubectl

    try:
        answer = kubectl.get_all(context)
        name = context or kubectl.current_context() or UNNAMED
    except kubectl.NoKubectlError:
        raise
    except InputError as error:
        return Snapshot(context or kubectl.current_context() or UNNAMED, error=error)
    try:
        return read(name, answer)
    except DslintError as error:
        return Snapshot(name, error=error)


def read(context: str, answer: Answer) -> Snapshot:
    """Return what an answer of kubectl holds; raises InputError for what is no such answer."""
    if not answer.source.text[:4096].lstrip().startswith("{"):
        raise InputError(f"{answer.source.path} printed no JSON")
    reader = _Reader(context, NodeReader(answer.source))
    kept = objects(answer.source, reader.read)
    denied = set(answer.denied)
    if "daemonsets" in denied:
        raise InputError("you may not list its DaemonSets", hint="kubectl auth can-i list daemonsets -A")
    nodes = [one for one in kept if isinstance(one, NodeGroup)]
    notes = [f"{show(context)}: you may not list its {name}: what they decide is not known" for name in answer.denied]
    return Snapshot(
        context,
        tuple(one for one in kept if isinstance(one, LiveSet)),
        tuple(one for one in kept if isinstance(one, LiveText)),
        Nodes(nodes) if nodes else None,
        max(filter(None, map(_minor, nodes)), default=None),
        tuple(dict.fromkeys(notes)),
    )


class _Reader:
    """Makes of each object what is kept of it."""

    def __init__(self, context: str, nodes: NodeReader) -> None:
        self._context = context
        self._nodes = nodes

    def read(self, item: Item) -> LiveSet | LiveText | NodeGroup | None:
        value = item.value
        kind = value.get("kind") if isinstance(value, dict) else None
        if kind == "Node":
            found = self._nodes.read(item)
            return found[0] if isinstance(found, tuple) and isinstance(found[0], NodeGroup) else None
        if kind == "Status":
            raise InputError(f"the cluster answers: {masked(show(value.get('message')))}")
        if not isinstance(kind, str) or (kind.endswith("List") and value.get("items") is not None):
            raise InputError("kubectl printed something else than a list of objects")
        metadata = value.get("metadata")
        if not isinstance(metadata, dict):
            return None
        if kind == "DaemonSet":
            namespace, name = (str(metadata.get(key) or "") for key in ("namespace", "name"))
            return LiveSet(namespace, name, self._text(value, metadata), rollout_of(value))
        return self._text(value, metadata, f"{kind}/") if kind in _KEPT else None

    def _text(self, value: dict[str, Any], metadata: dict[str, Any], before: str = "") -> LiveText:
        """Return an object as its owner would write it, with its status, and without what tools keep in it."""
        mine = {key: part for key, part in metadata.items() if key != "managedFields"}
        annotations = mine.get("annotations")
        if isinstance(annotations, dict) and _LAST_APPLIED in annotations:
            mine["annotations"] = {key: part for key, part in annotations.items() if key != _LAST_APPLIED}
        called = "/".join(str(part) for part in (metadata.get("namespace"), metadata.get("name")) if part)
        try:
            text = write(value | {"metadata": mine})
        except RecursionError:
            raise InputError(f"{show(called)} is nested too deeply") from None
        return LiveText(f"{self._context}/{before}{called}", text, self._context)


def _minor(node: NodeGroup) -> int | None:
    """Return the minor version that a node runs, or the next to it that dslint knows."""
    try:
        return None if node.kubelet is None else min(max(parse(node.kubelet).minor, OLDEST), NEWEST)
    except VersionError:
        return None
