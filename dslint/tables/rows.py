"""What a run has to say, as the rows of the tables: one after the other, so that none need be kept."""

from __future__ import annotations

from dslint.coverage.row import STATES
from dslint.coverage.totals import of_node, of_row
from dslint.finding import identity
from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.virtual import virtual
from dslint.manifest.rollout import rollout_of
from dslint.render import told
from dslint.tables.columns import DAEMON_SETS, FINDINGS, NODES, PLACEMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Row
    from dslint.coverage.totals import Bill, Tally
    from dslint.judge.report import Report
    from dslint.kube.nodes.classes import NodeGroup
    from dslint.kube.values.quantity import Quantity
    from dslint.tables.columns import Cells, Table

_WORDS = {state: state.replace(" ", "_") for state in STATES}


def tables(
    report: Report | None, coverage: Coverage | None, *, suppressed: bool = False
) -> dict[Table, Iterator[Cells]]:
    """Return the tables of what there is; with ``suppressed`` the findings that are so too."""
    cluster = _cluster(coverage) if coverage is not None else None
    found: dict[Table, Iterator[Cells]] = {}
    if report is not None:
        found[FINDINGS] = _findings(report, cluster, suppressed=suppressed)
    if coverage is not None:
        found[PLACEMENT] = _placement(coverage, cluster)
        found[DAEMON_SETS] = _daemon_sets(coverage, cluster)
        found[NODES] = _nodes(coverage, cluster)
    return found


def _cluster(coverage: Coverage) -> str | None:
    """Return the name of the cluster that was asked for its nodes."""
    names = [
        name for word, _, name in (source.partition(" ") for source in coverage.cluster.sources) if word == "cluster"
    ]
    return names[0] if names else None


def _findings(report: Report, cluster: str | None, *, suppressed: bool) -> Iterator[Cells]:
    for finding, reason, fingerprint, cause in told(report, suppressed=suppressed):
        about, at = finding.object, finding.at
        yield (
            at.source.context or cluster,
            about and about.namespace,
            about and about.name,
            about and about.kind,
            finding.rule,
            finding.name,
            finding.severity,
            finding.message,
            finding.help,
            finding.path,
            at.start.line,
            at.start.column,
            at.end.line,
            at.end.column,
            at.pointer,
            finding.document,
            finding.origin,
            finding.fix and finding.fix.safety,
            fingerprint,
            identity(finding),
            cause,
            finding.field,
            finding.reason,
            finding.server_warning,
            finding.versions,
            reason is not None,
            reason or None,
        )


def _head(row: Row, cluster: str | None) -> Cells:
    return (cluster, row.name.namespace, row.name.name, row.place.source.path, row.place.start.line)


def _placement(coverage: Coverage, cluster: str | None) -> Iterator[Cells]:
    groups = coverage.nodes.groups
    by_index = _in_order(coverage)
    for row in coverage.rows:
        head = (*_head(row, cluster), row.environment or None)
        known: dict[tuple[int, str], Cells] = {}
        for index, column in by_index:
            state = coverage.cell(row, column)
            kind = (row.neighbour.partition.classes[index], state)
            if kind not in known:
                known[kind] = _answer(row, index)
            group = groups[index]
            yield (*head, group.name, group.pool, group.size, _WORDS[state], *known[kind])


def _answer(row: Row, index: int) -> Cells:
    verdict = row.reach.verdict(index)
    reasons = [(one.reason.kind, one.message) for one in row.obstacles(index)]
    can_run: bool | None = False
    if verdict.should_run:
        why, note = row.never_starts(index), row.neighbour.note(index)
        can_run = False if why else note.can_run
        facts = row.refused if note.refused else note.pending
        reasons = [("virtual-node", why)] if why else [(fact.kind, fact.message) for fact in facts]
    kinds, messages = [kind for kind, _ in reasons], [message for _, message in reasons]
    return (verdict.should_run, verdict.should_continue_running, can_run, kinds, messages)


def _daemon_sets(coverage: Coverage, cluster: str | None) -> Iterator[Cells]:
    for row in coverage.rows:
        workload, bill = row.workload, of_row(coverage, row)
        pod, spec = workload.pod, workload.stored["spec"]
        containers = [*(pod.get("initContainers") or ()), *(pod.get("containers") or ())]
        yield (
            *_head(row, cluster),
            row.ds.document,
            row.environment or None,
            list(workload.role.names),
            [one["image"] for one in containers if one.get("image")],
            pod.get("priorityClassName") or None,
            pod.get("serviceAccountName") or None,
            (spec.get("updateStrategy") or {}).get("type") or None,
            bool(pod.get("hostNetwork")),
            any((one.get("securityContext") or {}).get("privileged") for one in containers),
            *_requests(row.requests),
            bill.nodes,
            *_counts(bill),
            *_status(row.ds.value),
            bill.tally.refused,
        )


def _status(value: Any) -> Cells:
    """Return what the controller of a cluster counts of a DaemonSet, where one has looked at it."""
    rollout = rollout_of(value)
    return tuple(rollout) if rollout is not None else (None, None, None)


def _nodes(coverage: Coverage, cluster: str | None) -> Iterator[Cells]:
    groups = coverage.nodes.groups
    for index, column in _in_order(coverage):
        group, labels = groups[index], groups[index].node.labels
        bill = of_node(coverage, column)
        yield (
            cluster,
            group.name,
            group.pool,
            group.size,
            labels.get("kubernetes.io/os"),
            labels.get("kubernetes.io/arch"),
            group.kubelet,
            virtual(group.node),
            [str(taint) for taint in group.node.taints],
            [f"{key}={labels[key]}" for key in sorted(labels)],
            *_allocatable(group),
            *_requests(bill.requests),
            *_counts(bill),
            bill.tally.refused,
        )


def _in_order(coverage: Coverage) -> list[tuple[int, Column]]:
    """Return the nodes as the inventory has them, each with its column."""
    return sorted((index, column) for column in coverage.columns for index in column.nodes)


def _counts(bill: Bill) -> Cells:
    tally: Tally = bill.tally
    missed = (tally.missed, tally.never_starts, tally.pending, tally.not_selected, tally.unwanted, tally.spared)
    return (bill.pods, bill.running, *missed)


def _requests(amounts: Mapping[str, Quantity]) -> tuple[int, int]:
    return amounts.get("cpu", ZERO).milli_value(), amounts.get("memory", ZERO).value()


def _allocatable(group: NodeGroup) -> Cells:
    cpu, memory, pods = (group.allocatable.get(name) for name in ("cpu", "memory", "pods"))
    return (
        None if cpu is None else cpu.milli_value(),
        None if memory is None else memory.value(),
        None if pods is None else pods.value(),
    )
