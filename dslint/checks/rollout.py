"""How an update goes over the nodes: what blocks it, what it takes down at once, what its selector holds for ever."""

from __future__ import annotations

from dslint.checks.agents import is_advised, may_be_advised, only_installs, programs
from dslint.checks.parts import containers, host_mounts, images, one_hit
from dslint.checks.purpose import is_for_tests, is_unused
from dslint.finding import Hit, RemoveEntry, SetScalar
from dslint.kube.nodes.rollout import allows_surge, counts, scaled
from dslint.kube.values.unchecked import mapping_at
from dslint.manifest.rights import spoken
from dslint.manifest.role_facts import repository
from dslint.pattern import pattern
from dslint.phrases import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.checks.parts import Container
    from dslint.finding import Operation
    from dslint.manifest.context import Context
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

# so many are all nodes to who writes that
_ALL = 1000
# labels that change from one release to the next, by the last part of their key
_PASSING = ("version", "chart", "heritage")
_MANAGED_BY, _CHART = "app.kubernetes.io/managed-by", "chart"
_VERSION = "apps/v1"  # others are updated in other ways by default
# roles that serve something, but what nobody may need at once
_MAY_BE_ASKED = ("storage", "application")
# what every scrape asks anyway, by its role, unless its port is named for more than its numbers
_MEASURES = "metrics"
_FOR_OTHERS = pattern(
    r"(?:^|-)(?:ready|readiness|health|healthz?|live|liveness|probe|api|otlp|grpc|traces?)(?:-|$)|traceport"
)
# what puts a CNI plugin and its configuration on the node first, and the folder that it puts it in
_ENTRYPOINT = pattern(r"(?:.*[/ ])?entrypoint\.sh")
_PLUGINS = pattern(r".*/cni/bin|/opt/cni|/usr/libexec/cni")
_RELEASE = pattern(r"\d+\.\d+|\d{4,}|[0-9a-f]{7,40}")


def on_delete(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find DaemonSets whose changes reach nodes only when somebody deletes pods."""
    strategy = workload.written.root.get("spec", "updateStrategy", "type")
    if strategy.text == "OnDelete":
        yield Hit("found", strategy)


def stuck_surge(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find rollouts that start a new pod beside the old one, which holds the port that both need."""
    strategy = workload.stored["spec"].get("updateStrategy") or {}
    if not workload.host_ports or not allows_surge(strategy):
        return
    ds, rolling = workload.written, workload.written.root.get("spec", "updateStrategy", "rollingUpdate")
    fix: tuple[Operation, ...] = (RemoveEntry(rolling.get("maxSurge")),)
    if rolling.get("maxUnavailable"):
        fix += (SetScalar(rolling.get("maxUnavailable"), 1),)
    port = workload.host_ports[0]
    params = {"port": str(port), "surge": rolling.get("maxSurge").raw}
    hit = one_hit("found", [("", rolling.get("maxSurge")), ("", ds.root.get(*port.at))], params, fix=fix)
    yield hit._replace(notes=tuple(note._replace(text="held by the old pod") for note in hit.notes))


def all_at_once(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find rollouts that take down all pods at a time, or with nodes half of them."""
    strategy = workload.stored["spec"].get("updateStrategy") or {}
    field = workload.written.root.get("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
    if not field or (strategy.get("type") or "RollingUpdate") != "RollingUpdate" or "debug" in workload.role:
        return
    fix = (RemoveEntry(field, prune=True),)
    if _is_at_once(strategy):
        yield Hit("found", field, {"most": field.raw}, fix=fix)
    elif context.cluster is not None:
        desired = workload.reach(context.cluster).desired
        down = min(counts(strategy, desired).max_unavailable, desired)
        if desired > 2 and down * 2 >= desired:
            yield Hit("nodes", field, {"down": down, "desired": desired}, fix=fix)


def _is_at_once(strategy: Mapping[str, Any]) -> bool:
    """Tell whether an update takes down all pods at a time, however many there are."""
    value = (strategy.get("rollingUpdate") or {}).get("maxUnavailable")
    return scaled(value, 100) >= 100 if isinstance(value, str) else isinstance(value, int) and value >= _ALL


def slow_rollout(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find updates that go over many nodes one after the other."""
    spec = workload.stored["spec"]
    strategy = spec.get("updateStrategy") or {}
    if context.cluster is None:
        return
    desired = workload.reach(context.cluster).desired
    if desired < context.options["nodes"] or sum(counts(strategy, desired)) != 1:
        return
    rolling = workload.written.root.get("spec", "updateStrategy", "rollingUpdate")
    field = rolling.get("maxSurge") if allows_surge(strategy) else rolling.get("maxUnavailable")
    seconds = desired * (context.options["seconds"] + (spec.get("minReadySeconds") or 0))
    yield Hit("found", field, {"desired": desired, "time": _time(seconds)}, absence=not field)


def _time(seconds: int) -> str:
    """Return how long something takes, as people say it."""
    for unit, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * unit:
            return f"{round(seconds / unit)} {name}"
    return f"{seconds} seconds"


def blocked_rollout(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find updates that no pod comes of: nodes that are not ready spend all that may be unavailable."""
    strategy = workload.stored["spec"].get("updateStrategy") or {}
    if context.cluster is None or context.cluster.is_example:  # whose nodes are there or not says nothing of real ones
        return
    if allows_surge(strategy) or strategy.get("type") == "OnDelete":
        return
    from dslint.checks.node_names import names, size  # only with nodes

    nodes, reach = context.cluster.nodes, workload.reach(context.cluster)
    unready = [index for index, group in enumerate(nodes.groups) if group.unready and reach.verdict(index).had_pod]
    there, allowed = size(nodes, unready), counts(strategy, reach.desired).max_unavailable
    lost = size(nodes, (index for index in unready if reach.verdict(index).should_run))
    if unready and there >= allowed and reach.desired > lost:
        field = workload.written.root.get("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
        params = {"there": counted(there, "node"), "are": "is" if there == 1 else "are", "allowed": allowed}
        params |= {"nodes": names(nodes, unready), "more": there + 1}
        yield Hit("found", field, params, absence=not field)


def no_readiness_gate(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that an update replaces on node after node without a look."""
    spec = workload.stored["spec"]
    strategy = spec.get("updateStrategy") or {}
    if spec.get("minReadySeconds") or strategy.get("type") == "OnDelete" or _is_at_once(strategy):
        return  # nothing holds such an update
    if all(one.stored.get("readinessProbe") for one in containers(workload) if one.kind == "containers"):
        return  # before anybody works out what it is for
    if workload.written.api_version != _VERSION or not may_be_advised(workload) or only_installs(workload):
        return
    message, role = _missed(workload)
    serving = [one for one in programs(workload) if one.kind == "containers"]
    if message not in ("", "found") and is_for_tests(workload.written):
        return
    if message and serving and not any(one.stored.get("readinessProbe") for one in serving):
        one = serving[0]
        params = {"role": spoken(role), "path": _ready_path(one)}
        if message == "agent" and is_advised(workload):
            message = _to_ask(one, role)
        elif message == "found" and _hands_over(one, workload):
            message = "agent"
        yield one_hit(message, [(one.name, one.field(workload).get("name"))], params, absence=True)


def _to_ask(container: Container, role: str) -> str:
    """Return which message is about a container that a probe can ask by a port of it, if it has one."""
    ports = [port for port in container.stored.get("ports") or () if port.get("protocol", "TCP") == "TCP"]
    if not ports:
        return "agent"
    if _ready_path(container):
        return "known"
    if role != _MEASURES or len(ports) > 1 or _FOR_OTHERS.search(ports[0].get("name") or ""):
        return "asked"
    liveness = container.stored.get("livenessProbe") or {}
    return "asked" if liveness.get("httpGet") or liveness.get("grpc") else "agent"


def _ready_path(container: Container) -> str:
    """Return what a readiness probe asks of the software of a container; nothing where that is not known."""
    from dslint.kube.data.readiness import READY  # few manifests get here

    return READY.get(repository(container.stored.get("image") or "").rpartition("/")[2], "")


def _hands_over(container: Container, workload: Workload) -> bool:
    """Tell whether a container puts a CNI plugin on its node by a script, first of all: where that fails it ends."""
    words = (*(container.stored.get("command") or ()), *(container.stored.get("args") or ()))
    paths = (one.path for one in host_mounts(workload) if one.container == container)
    return any(map(_ENTRYPOINT.fullmatch, words)) and any(map(_PLUGINS.fullmatch, paths))


def _missed(workload: Workload) -> tuple[str, str]:
    """Return which message is about an agent that is gone from its node, and by which role; neither if none is."""
    from dslint.kube.data.rights import RIGHTS  # few manifests get here

    names = workload.role.named
    vital = next((role for role in names if RIGHTS[role].vital), None)
    role = vital or next((role for role in names if RIGHTS[role].missed), None)
    if role is not None:
        return ("found" if vital and is_advised(workload) else "agent"), role
    return ("", "") if names and names[0] not in _MAY_BE_ASKED else ("perhaps", "")


def no_grace(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find pods that are killed before they can end."""
    field = workload.written.pod_spec.get("terminationGracePeriodSeconds")
    grace = workload.pod.get("terminationGracePeriodSeconds")
    if not isinstance(grace, int) or workload.answer.decode_errors:
        return
    if grace == 0 and field:
        from dslint.kube.data.rights import RIGHTS  # few manifests get here

        if not any(RIGHTS[role].ends_at_once for role in workload.role.names):
            yield Hit("zero", field)
        return
    from dslint.kube.nodes.lifetime import slept  # few manifests get here

    for one in containers(workload):
        seconds = slept(one.stored)
        if seconds and seconds >= grace:
            at = one.field(workload).get("lifecycle", "preStop")
            yield Hit("found", at, {"seconds": seconds, "grace": grace, "name": one.title}, key=True)
            return
    yield from _without_a_shell(workload)


def _without_a_shell(workload: Workload) -> Iterator[Hit]:
    """Find hooks at the end of a container that call a shell which its image is known not to have."""
    from dslint.kube.data.shells import SHELLS, WITHOUT_SHELL  # few manifests get here

    found: list[tuple[str, Field]] = []
    fix: list[Operation] = []
    for _, field, image in images(workload):
        earlier, container = WITHOUT_SHELL.get(image.name), field.parent
        if earlier is None or container is None or not image.tag.startswith("v") or image.tag.startswith(earlier):
            continue
        lifecycle = container.get("lifecycle")
        hook = lifecycle.get("preStop")
        if hook.get("exec", "command", 0).text in SHELLS:
            found.append((container.get("name").text, hook))
            fix.append(RemoveEntry(hook if lifecycle.get("postStart") else lifecycle))
    if found and not is_unused(workload.written.place):
        yield one_hit("shell", found, key=True, fix=tuple(fix))


def versioned_selector(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find labels of a selector that change with a release: the selector is immutable, the next upgrade is refused."""
    ds = workload.written
    name = ds.name.name or ""
    found: list[tuple[str, Field]] = []
    for entry in ds.selector.get("matchLabels").entries():
        key, value = str(entry.path[-1]), entry.text
        last = key.rpartition("/")[2]
        if last in _PASSING and (last != "version" or _RELEASE.search(value)) and not _is_in(value, name):
            found.append((key, entry))
    fixed = [one for one in found if one[0].rpartition("/")[2] == "version" and _is_of_no_image(one[1].text, workload)]
    changing = [one for one in found if one not in fixed]
    if fixed:
        yield one_hit("fixed", fixed, key=True)
    if changing:
        yield one_hit("found", changing, key=True)


def _is_of_no_image(version: str, workload: Workload) -> bool:
    """Tell whether images have other versions than a label, which has not changed with them: Helm changes its own."""
    labels = mapping_at(workload.stored, "metadata", "labels")
    pulled = images(workload)
    tags = [image.tag for *_, image in pulled]
    if labels.get(_MANAGED_BY) == "Helm" or any(name.endswith(_CHART) for name in labels):
        return False
    if not tags or not all(tags) or len(pulled) < len(containers(workload)):
        return False  # who knows which they are
    number = version.removeprefix("v")
    return not any(number in tag or number.startswith(f"{tag.removeprefix('v')}.") for tag in tags)


def _is_in(value: str, name: str) -> bool:
    """Tell whether the object's own name carries what a label says: then each release is another object."""
    return bool(value) and (value in name or value.replace(".", "-") in name)


def misplaced_eviction(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find the word to the autoscaler that pods are to be drained, where it looks at pods and not at the DaemonSet."""
    ds, name = workload.written, "cluster-autoscaler.kubernetes.io/enable-ds-eviction"
    field = ds.root.get("metadata", "annotations", name)
    if field and not ds.template.get("metadata", "annotations", name):
        yield Hit("found", field, key=True)
