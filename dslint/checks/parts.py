"""The parts of a pod that rules of rollout, resources, security and the host look at, and one hit for many of them."""

from __future__ import annotations

from functools import lru_cache

from dslint.finding import AppendItem, Hit, InsertEntry, Note
from dslint.kube.values.image import ImageError, is_placeholder, parse, without_tag
from dslint.phrases import SHOWN, few
from dslint.record import NamedTuple
from dslint.template import Sentence, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from dslint.finding import Operation
    from dslint.kube.nodes.tolerations import Taint
    from dslint.kube.values.image import Image
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

LISTS = ("containers", "initContainers")
# what every pod has a share of: of devices most want none, and those that do want one that is there
SHARED = ("cpu", "memory")
_UNNAMED = "(unnamed)"


class Container(NamedTuple):
    """A container as stored, and where it stands."""

    kind: str
    number: int
    stored: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name."""
        return self.stored.get("name") or ""

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.name or _UNNAMED

    @property
    def security(self) -> Mapping[str, Any]:
        """Its security context; empty where there is none."""
        return self.stored.get("securityContext") or {}

    def field(self, workload: Workload) -> Field:
        """Return it as written."""
        return workload.written.pod_spec.get(self.kind, self.number)


@lru_cache(maxsize=1)  # very many rules ask one after the other
def containers(workload: Workload) -> tuple[Container, ...]:
    """Return containers and init containers as stored; none where the server cannot decode the object."""
    if workload.answer.decode_errors:
        return ()
    pod = workload.pod
    return tuple(Container(kind, index, stored) for kind in LISTS for index, stored in enumerate(pod.get(kind) or ()))


@lru_cache(maxsize=1)  # several rules ask one after the other
def images(workload: Workload) -> tuple[tuple[str, Field, Image], ...]:
    """Return the images that can be read, but for placeholders, each with its text and place."""
    return tuple(one for one in named_images(workload) if not is_placeholder(one[0]))


@lru_cache(maxsize=1)
def named_images(workload: Workload) -> tuple[tuple[str, Field, Image], ...]:
    """Return the images whose name can be read: also those whose tag is a placeholder, then without any."""
    found = []
    for one in containers(workload):
        text = one.stored.get("image") or ""
        named = without_tag(text) if is_placeholder(text) else text
        if named and not is_placeholder(named):
            try:
                found.append((text, one.field(workload).get("image"), parse(named)))
            except ImageError:
                continue
    return tuple(found)


def image_texts(workload: Workload) -> Iterator[tuple[str, Field]]:
    """Yield what is written as an image, but for nothing and placeholders, with its place."""
    for one in containers(workload):
        text = one.stored.get("image") or ""
        if text and not is_placeholder(text):
            yield text, one.field(workload).get("image")


def is_outdated(ds: DaemonSet) -> bool:
    """Tell whether no cluster takes its API version any more: that is told, and where its pods go comes later."""
    return ds.api_version not in ("", "apps/v1")  # a part may leave it out


class HostMount(NamedTuple):
    """A path of the node where a container sees it."""

    container: Container
    number: int
    mount: Mapping[str, Any]
    volume: int
    path: str
    """As :func:`dslint.manifest.role_facts.host_path` writes it."""

    @property
    def writable(self) -> bool:
        """Tell whether the container can write there."""
        return not self.mount.get("readOnly")

    def field(self, workload: Workload) -> Field:
        """Return the mount as written."""
        return self.container.field(workload).get("volumeMounts", self.number)

    def volume_field(self, workload: Workload) -> Field:
        """Return the path of the volume as written."""
        return workload.written.pod_spec.get("volumes", self.volume, "hostPath", "path")


def used_volumes(workload: Workload) -> frozenset[str]:
    """Return the names of the volumes that a container uses: the kubelet passes over all others."""
    # processPodVolumes in pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go
    used = (one.stored.get(kind) or () for one in containers(workload) for kind in ("volumeMounts", "volumeDevices"))
    return frozenset(one.get("name") or "" for some in used for one in some)


@lru_cache(maxsize=1)
def host_mounts(workload: Workload) -> tuple[HostMount, ...]:
    """Return the paths of the node that containers mount, container by container."""
    paths = host_paths(workload)
    if not paths:
        return ()
    return tuple(
        HostMount(container, index, mount, *paths[mount["name"]])
        for container in containers(workload)
        for index, mount in enumerate(container.stored.get("volumeMounts") or ())
        if mount.get("name") in paths
    )


@lru_cache(maxsize=1)
def host_paths(workload: Workload) -> dict[str, tuple[int, str]]:
    """Return the volumes that are paths of the node, by name: their index and the path."""
    volumes = workload.pod.get("volumes") or ()
    if workload.answer.decode_errors or not any(one.get("hostPath") for one in volumes):
        return {}
    from dslint.manifest.role_facts import host_path

    return {
        one.get("name") or "": (index, host_path(one["hostPath"].get("path") or ""))
        for index, one in enumerate(volumes)
        if one.get("hostPath")
    }


def listed(names: Iterable[str]) -> Sentence:
    """Return names for a message, each once and cut by itself; of many the first ones."""
    return Sentence(few(list(dict.fromkeys(names)), show))


def one_hit(
    message: str,
    found: Sequence[tuple[str, Field]],
    params: Mapping[str, Any] | None = None,
    *,
    fix: tuple[Operation, ...] = (),
    key: bool = False,
    absence: bool = False,
) -> Hit:
    """Return one hit for all that was found: at the first place, the others as notes, the names in ``{names}``."""
    (_, first), *others = found
    names = listed(name or _UNNAMED for name, _ in found)
    notes = tuple(Note(field, "and here", key) for _, field in others[:SHOWN])
    covers = tuple(field for _, field in others)
    filled = {"names": names, **(params or {})}
    return Hit(message, first, filled, key=key, notes=notes, covers=covers, fix=fix, absence=absence)


def amount(container: Mapping[str, Any], kind: str, resource: str) -> Any:
    """Return what a container limits or requests; in pods a limit is a request where nothing else is said.

    Source: ``SetDefaults_Pod`` in pkg/apis/core/v1/defaults.go; templates keep what is written.
    """
    resources = container.get("resources") or {}
    amount = (resources.get(kind) or {}).get(resource)
    if amount is None and kind == "requests":
        return (resources.get("limits") or {}).get(resource)
    return amount


def requests_some(container: Mapping[str, Any], resource: str) -> bool:
    """Tell whether a container, or a whole pod, requests more than nothing of a resource."""
    from dslint.kube.values.quantity import Quantity, parse  # few manifests get here

    return parse(amount(container, "requests", resource) or "0") > Quantity()


def above_containers(pod: Field, name: str, value: str) -> InsertEntry:
    """Return what sets a field of a pod where people read it: in front of its containers."""
    names = [str(field.name) for field in pod.entries()]
    above = names[names.index("containers") - 1] if "containers" in names[1:] else ""
    return InsertEntry(pod, name, value, after=above)


def tolerate(ds: DaemonSet, taints: Iterable[Taint]) -> tuple[Operation, ...]:
    """Return what adds tolerations for taints, whatever their value."""
    place = ds.pod_spec.get("tolerations")
    added = [{"key": one.key, "operator": "Exists", "effect": one.effect} for one in taints]
    if len(added) > 1 and place.node is None:
        return (InsertEntry(ds.pod_spec, "tolerations", added),)
    return tuple(AppendItem(place, one) for one in added)
