"""What agents may do in the API, by the roles that the input binds to their service accounts."""

from __future__ import annotations

from dslint.checks.parts import containers
from dslint.finding import Hit, Note
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.kube.rbac import Grant
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

# agents that read no secrets but their own, which a pod mounts
_NO_SECRETS = frozenset({"log-shipper", "metrics", "device-plugin", "dns-cache"})
# Agents that have to do with the pods of their own node. For others all nodes or pods may be what they are for.
_OF_ONE_NODE = frozenset({"log-shipper", "metrics", "runtime-security"})
_WATCHED = ("pods", "nodes", "endpoints", "endpointslices")
# Images of agents that find out by themselves on which node they run, or that ask for single pods:
# https://www.elastic.co/docs/reference/beats/filebeat/add-kubernetes-metadata (host: by the name of the pod),
# https://docs.fluentbit.io/manual/data-pipeline/filters/kubernetes (asks for the pod that a file is named after),
# https://docs.datadoghq.com/containers/guide/kubernetes_daemonset/ (asks the kubelet).
_FILTERS = ("filebeat", "metricbeat", "auditbeat", "packetbeat", "elastic-agent", "fluent-bit", "fluentbit", "datadog")
_MANY_AT_ONCE = 25
_DEFAULT = "default"


class Account(NamedTuple):
    """Under which account pods run, where that is said, and what their roles are."""

    name: str
    at: Place
    roles: tuple[str, ...]
    at_once: str = ""


def account(workload: Workload, _context: Context) -> Account | None:
    """Keep the account of a DaemonSet, and its roles where it is one of its own: what is the default's is anybody's."""
    ds = workload.written
    spec = ds.pod_spec
    field = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if workload.answer.decode_errors:
        return None
    name = field.text or _DEFAULT
    return Account(name, ds.keep(field or spec), () if name == _DEFAULT else workload.role.names)


def watching_account(workload: Workload, context: Context) -> Account | None:
    """Keep the same of agents of one node to which nothing gives the name of their node."""
    found = account(workload, context)
    if found is None or workload.pod.get("hostNetwork") or _knows_its_node(workload):
        return None
    if not found.roles or not _OF_ONE_NODE.issuperset(found.roles):
        return None
    rolling = (workload.stored["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
    most = str(rolling.get("maxUnavailable") or "")
    many = most.endswith("%") and most[:-1].isdigit() and int(most[:-1]) >= _MANY_AT_ONCE
    return found._replace(at_once=f", {most} of them at once in a rollout" if many else "")


def _knows_its_node(workload: Workload) -> bool:
    """Tell whether a pod is given the name or address of its node, or has software that finds it out."""
    for one in containers(workload):
        if any(word in (one.stored.get("image") or "") for word in _FILTERS):
            return True
        for env in one.stored.get("env") or ():
            path = ((env.get("valueFrom") or {}).get("fieldRef") or {}).get("fieldPath")
            if path in ("spec.nodeName", "status.hostIP", "status.hostIPs"):
                return True
    return False


def too_mighty(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find accounts that may do everything, or what makes everything out of little."""
    bindings = Bindings(objects)
    for one in kept:
        for granted in bindings.of(one):
            what = _might(granted.grant, one.facts, wide=granted.wide)
            if what:
                params = {"account": one.facts.name, "what": what}
                notes = [Note(granted.binding.at, "bound here")]
                notes += [Note(granted.role.at, "allows it")] if granted.role is not None else []
                yield Hit("found", one.facts.at, params, notes=tuple(notes))
                break


def _might(grant: Grant, account: Account, *, wide: bool) -> str:
    """Return what a grant lets an agent do that no agent should; ``wide`` where it holds for every namespace."""
    if grant.is_everything:
        return "do everything" if wide else "do everything in its namespace"
    if not wide:
        return ""
    rbac = "rbac.authorization.k8s.io"
    if any(grant.allows(verb, rbac, kind) for verb in ("escalate", "bind") for kind in ("clusterroles", "roles")):
        return "give itself any role"
    if grant.allows("impersonate", "", "users") or grant.allows("impersonate", "", "serviceaccounts"):
        return "act as anybody"
    if grant.allows("create", "", "pods/exec"):
        return "run commands in every pod"
    reads = any(grant.allows(verb, "", "secrets") for verb in ("list", "watch", "get"))
    needless = account.name == _DEFAULT or (account.roles and _NO_SECRETS.issuperset(account.roles))
    return "read the secrets of all namespaces" if reads and needless else ""


def cluster_wide_watch(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find agents of one node that may list or watch what is on all of them, and do not know which node is theirs."""
    bindings = Bindings(objects)
    for one in kept:
        for granted in bindings.of(one):
            watched = [kind for kind in _WATCHED if granted.wide and _watches(granted.grant, kind)]
            if watched and not granted.grant.is_everything:
                params = {"kind": watched[0], "worse": one.facts.at_once}
                yield Hit("found", one.facts.at, params, notes=(Note(granted.binding.at, "allowed here"),))
                break


def _watches(grant: Grant, kind: str) -> bool:
    group = "discovery.k8s.io" if kind == "endpointslices" else ""
    return grant.allows("list", group, kind) and grant.allows("watch", group, kind)


class Granted(NamedTuple):
    """What an account may do: by which binding and role, ``None`` for one that is built in; whether everywhere."""

    binding: Record
    role: Record | None
    grant: Grant
    wide: bool


class Bindings:
    """The bindings of a run by the account that they are for, and the roles of each folder.

    A binding is meant for the DaemonSets of its folder.
    """

    def __init__(self, objects: Sequence[Record]) -> None:
        self._roles: dict[tuple[str, str, str | None, str], list[Record]] = {}
        self._by: dict[tuple[str, str | None], list[tuple[Record, str | None]]] = {}
        if not objects:
            return
        from dslint.kube.rbac import accounts  # few runs have bindings

        for there in objects:
            if there.kind.endswith("Binding"):
                for namespace, name in accounts(there.value):
                    self._by.setdefault((there.owner.folder, name), []).append((there, namespace))
            else:
                space = there.namespace if there.kind == "Role" else None
                self._roles.setdefault((there.owner.folder, there.kind, space, there.name), []).append(there)

    def of(self, one: Kept) -> Iterator[Granted]:
        """Yield what is granted to the account of a DaemonSet; what is of its own text comes first."""
        own, folder, text = one.owner.name.namespace, one.owner.folder, one.owner.source
        for name in (one.facts.name, None):
            bound = self._by.get((folder, name), ())
            for binding, namespace in sorted(bound, key=lambda found: found[0].owner.source is not text):
                if namespace is None or own is None or namespace == own:
                    wide = binding.kind == "ClusterRoleBinding"
                    if wide or binding.namespace is None or own is None or binding.namespace == own:
                        grants = self._grants(binding, folder)
                        yield from (Granted(binding, role, grant, wide) for role, grant in grants)

    def _grants(self, binding: Record, folder: str) -> Iterator[tuple[Record | None, Grant]]:
        from dslint.kube.rbac import adds_up, built_in, grants, role_of

        kind, name = role_of(binding.value)
        known = built_in(name) if kind == "ClusterRole" else None
        if known is not None:
            yield None, known
            return
        roles = self._roles.get((folder, kind, binding.namespace if kind == "Role" else None, name))
        if roles is None:
            return
        role = next((one for one in roles if one.owner.source is binding.owner.source), roles[0])
        yield from ((role, grant) for grant in grants(role.value))
        if kind == "ClusterRole" and role.value.get("aggregationRule"):
            for (there, *_), (other, *_) in self._roles.items():
                if there == folder and adds_up(role.value, mapping_at(other.value, "metadata").get("labels")):
                    yield from ((other, grant) for grant in grants(other.value))
