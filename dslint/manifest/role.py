"""What the agents of a DaemonSet are for: each role with its evidence, none where nothing shows one."""

from __future__ import annotations

from collections.abc import Sequence

from dslint.kube.apiserver.fields import Key, Path
from dslint.pattern import pattern
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.manifest.daemonset import DaemonSet

ROLES = (
    "cni", "csi", "log-shipper", "metrics", "device-plugin", "runtime-security", "storage", "kube-proxy/network",
    "cloud-controller", "control-plane", "identity", "node-config", "dns-cache", "ingress", "debug", "application",
)  # fmt: skip
ANNOTATION = "dslint.dev/role"
STATED = "stated"
UNKNOWN = "unknown"
_PLACES = (("metadata", "annotations"), ("spec", "template", "metadata", "annotations"))
_VERBS = {
    "path": "mounts",
    "mount": "mounts something at",
    "port": "listens on port",
    "host port": "listens on port",
    "run": "runs",
    "env": "sets",
    "capability": "adds",
    "image": "has image",
    "program": "runs",
    "propagation": "mounts for its node",
    "host capability": "adds",
    "name": "is called",
    "namespace": "is in namespace",
    "script": "runs a script on image",
    "idle": "only waits, on image",
    "absence": "uses",
    "class": "has priority class",
    STATED: "stated",
}


_CAPABILITIES = ("capability", "host capability")
# of the node's processes, wherever they are mounted; /proc/sys and the like are something else
_PROC = pattern(r"(?:^|/)(?:host)?proc/*$")


class Evidence(NamedTuple):
    """One thing that shows a role, and where it stands in the object; ``at`` is empty for what is not in it."""

    kind: str
    text: str
    at: Path
    weight: int = 0

    def __str__(self) -> str:
        """Return ``mounts /opt/cni/bin``."""
        return f"{_VERBS[self.kind]} {self.text}"


class Role(NamedTuple):
    """What an agent is for: one of :data:`ROLES`, and what shows it, the strongest first.

    ``confidence`` is ``stated`` where somebody wrote the role down, else ``high``, ``medium`` or ``low``.
    """

    name: str
    confidence: str
    evidence: tuple[Evidence, ...]

    @property
    def may_be_named(self) -> bool:
        """Tell whether more shows it than a capability or the processes of the node: any agent may have those."""
        return not all(
            one.kind in _CAPABILITIES or (one.kind in ("path", "mount") and _PROC.search(one.text))
            for one in self.evidence
        )

    def __str__(self) -> str:
        """Return ``cni: mounts /etc/cni/net.d and /opt/cni/bin``."""
        texts: dict[str, list[str]] = {}
        for one in self.evidence:
            texts.setdefault(_VERBS[one.kind], []).append(one.text)
        return f"{self.name}: " + ", ".join(
            f"{verb} {' and '.join(dict.fromkeys(some))}" for verb, some in texts.items()
        )


class Roles:
    """The roles of one DaemonSet, the main one first; empty where nothing shows any."""

    __slots__ = ("all",)

    def __init__(self, roles: Sequence[Role] = ()) -> None:
        self.all = tuple(roles)

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.all)

    def __contains__(self, name: str) -> bool:
        """Tell whether a role is one of them."""
        return name in self.names

    def __str__(self) -> str:
        """Return the roles with their evidence, in one line."""
        return "; ".join(map(str, self.all)) or UNKNOWN

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the roles."""
        return tuple(role.name for role in self.all)

    @property
    def named(self) -> tuple[str, ...]:
        """The names of those that are sure enough to call agents by."""
        return tuple(role.name for role in self.all if role.may_be_named)

    @property
    def may_be_for_every_node(self) -> bool:
        """Tell whether no role is known, or only such as belong on every node."""
        return all(map(_is_for_every_node, self.names))

    @property
    def every_node(self) -> Evidence | None:
        """What shows that the agent belongs on every node, if anything does.

        It takes more than a name: something of the node that the agent works on. ``/proc`` alone is none. What is
        mounted shows more than where it is mounted.
        """
        shown = [one for role in self.all if _is_for_every_node(role.name) for one in role.evidence]
        for kind in (STATED, "path", "mount"):
            for one in shown:
                if one.kind == kind and not _PROC.search(one.text):
                    return one
        return None


def _is_for_every_node(role: str) -> bool:
    from dslint.kube.data.rights import RIGHTS  # most manifests are of no role that is asked for

    return bool(RIGHTS[role].every_node)


class StatedRoles(NamedTuple):
    """An entry of ``roles`` in a configuration: what the agents are whose ``namespace/name`` a pattern means.

    A pattern without a namespace means every one. ``where`` is the place of the entry.
    """

    pattern: str
    roles: tuple[str, ...]
    where: str

    def covers(self, namespace: str | None, name: str | None) -> bool:
        """Tell whether a DaemonSet is meant."""
        from fnmatch import fnmatchcase  # only where a configuration states roles

        space, slash, named = self.pattern.rpartition("/")
        return fnmatchcase(name or "", named) and (not slash or fnmatchcase(namespace or "", space))


def misstated(ds: DaemonSet) -> Iterator[str]:
    """Yield what there is to say of each word of the annotation that is no role, with its place."""
    from dslint.phrases import meant, suggest  # few manifests have the annotation

    for parents in _PLACES:
        field = ds.root.get(*parents, ANNOTATION)
        for word in _words(field.text):
            if word not in ROLES:
                at = field.location()
                where = f"{ds.source.path}:{at.start.line}:{at.start.column}"
                yield f"{where}: {word} is no role{meant(suggest(word, ROLES))}"


def _words(text: str) -> list[str]:
    return text.replace(",", " ").replace("+", " ").split()


def stated_roles(ds: DaemonSet, entries: Iterable[StatedRoles] = ()) -> Roles | None:
    """Return the roles that somebody stated: by the last entry of a configuration that covers it, or its annotation."""
    about = ds.name
    entry = next((one for one in reversed(list(entries)) if one.covers(about.namespace, about.name)), None)
    if entry is not None:
        return _stated(entry.roles, f"in {entry.where}", ())
    for parents in _PLACES:
        words = [word for word in _words(ds.root.get(*parents, ANNOTATION).text) if word in ROLES]
        if words:
            return _stated(words, f"by the annotation {ANNOTATION}", (*parents, Key(ANNOTATION)))
    return None


def _stated(names: Sequence[str], where: str, at: Path) -> Roles:
    return Roles([Role(name, STATED, (Evidence(STATED, where, at),)) for name in dict.fromkeys(names)])
