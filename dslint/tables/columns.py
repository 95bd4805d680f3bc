"""The columns of the tables: what the rows, ``schemas/tables.schema.json`` and ``docs/fleet.md`` follow from.

Within a version columns are only ever added, at the end of their table.
"""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Cells = tuple[Any, ...]

VERSION = 1
TEXT, INTEGER, BOOLEAN, TEXTS = "text", "integer", "boolean", "list of texts"
MOST = (1 << 63) - 1
"""The largest integer; what is more is told as this."""


class Column(NamedTuple):
    """A column: its name in SQL, the type, what is in it; ``empty`` where it may hold nothing (null)."""

    name: str
    type: str
    about: str
    empty: bool = False


class Table(NamedTuple):
    """A table by name, and what one row of it is."""

    name: str
    about: str
    columns: tuple[Column, ...]


_CLUSTER = Column("cluster", TEXT, "name of the cluster, where the run asked one", empty=True)
_NAMESPACE = Column("namespace", TEXT, "namespace of the object, where the manifest says it", empty=True)
_DAEMON_SET = Column("daemonset", TEXT, "name of the object", empty=True)
_PATH = Column("path", TEXT, "file, as in every other output")
_LINE = Column("line", INTEGER, "where it begins, from 1")
_ENVIRONMENT = Column("environment", TEXT, "what a chart or overlay is rendered in", empty=True)


def _count(name: str, about: str, *, empty: bool = False) -> Column:
    return Column(name, INTEGER, about, empty)


FINDINGS = Table(
    "findings",
    "a finding",
    (
        _CLUSTER,
        _NAMESPACE,
        _DAEMON_SET,
        Column("kind", TEXT, "kind of the object", empty=True),
        Column("rule", TEXT, "id of the rule"),
        Column("rule_name", TEXT, "its name"),
        Column("severity", TEXT, "`error`, `warning` or `info`"),
        Column("message", TEXT, "what is wrong"),
        Column("help", TEXT, "what to do", empty=True),
        _PATH,
        _LINE,
        Column("column", INTEGER, 'in code points, from 1; `"column"` in SQL'),
        Column("end_line", INTEGER, "where it ends"),
        Column("end_column", INTEGER, "behind its last character"),
        Column("pointer", TEXT, "JSON pointer of the field"),
        Column("document", INTEGER, "number of the document in the file, from 0"),
        Column("origin", TEXT, "what Helm or kustomize says that it was rendered from", empty=True),
        Column("fix", TEXT, "`safe` or `unsafe`, where there is a fix", empty=True),
        Column("fingerprint", TEXT, "stays the same when lines move"),
        Column("identity", TEXT, "the same without the path"),
        Column("cause", TEXT, "fingerprint of the finding that it only follows from", empty=True),
        Column("field", TEXT, "the API server's path of the field", empty=True),
        Column("reason", TEXT, "the API server's type of the error", empty=True),
        Column("server_warning", TEXT, "the API server's warning", empty=True),
        Column("versions", TEXTS, "Kubernetes versions that it holds for, where a range was asked for", empty=True),
        Column("suppressed", BOOLEAN, "whether a comment, an exception or a baseline covers it"),
        Column("suppression", TEXT, "the reason given for that", empty=True),
    ),
)
PLACEMENT = Table(
    "placement",
    "a DaemonSet on a node",
    (
        _CLUSTER,
        _NAMESPACE,
        _DAEMON_SET,
        _PATH,
        _LINE,
        _ENVIRONMENT,
        Column("node", TEXT, "name of the node, or of the pool that is declared as one"),
        Column("pool", TEXT, "node pool", empty=True),
        Column("count", INTEGER, "how many nodes it stands for"),
        Column(
            "state",
            TEXT,
            "`missed`, `never_starts`, `refused`, `pending`, `unwanted`, `runs`, `not_selected` or `spared`",
        ),
        Column("should_run", BOOLEAN, "whether the controller makes a pod"),
        Column("should_continue_running", BOOLEAN, "whether a pod that runs already stays"),
        Column("can_run", BOOLEAN, "whether that pod starts; null where nothing says", empty=True),
        Column("reason_kinds", TEXTS, "why not, as kinds"),
        Column("reasons", TEXTS, "the same in words"),
    ),
)
DAEMON_SETS = Table(
    "daemonsets",
    "a DaemonSet",
    (
        _CLUSTER,
        _NAMESPACE,
        _DAEMON_SET,
        _PATH,
        _LINE,
        Column("document", INTEGER, "number of the document in the file, from 0"),
        _ENVIRONMENT,
        Column("roles", TEXTS, "what its agents are for, the main role first"),
        Column("images", TEXTS, "of init containers, then of containers"),
        Column("priority_class", TEXT, "`priorityClassName` of the pods", empty=True),
        Column("service_account", TEXT, "`serviceAccountName` of the pods", empty=True),
        Column("update_strategy", TEXT, "`RollingUpdate` or `OnDelete`", empty=True),
        Column("host_network", BOOLEAN, "whether its pods use the network of the node"),
        Column("privileged", BOOLEAN, "whether a container is privileged"),
        Column("requests_cpu_millicores", INTEGER, "what one pod requests"),
        Column("requests_memory_bytes", INTEGER, "what one pod requests"),
        _count("nodes", "nodes that it was held against; 0 where none are known"),
        _count("desired", "pods that the controller makes"),
        _count("running", "those of them that can start"),
        _count("missed", "nodes that want a pod and get none"),
        _count("never_starts", "nodes on which no pod of a DaemonSet starts"),
        _count("pending", "pods for which there is no room"),
        _count("not_selected", "nodes that it leaves out itself"),
        _count("unwanted", "pods where the configuration wants none"),
        _count("spared", "nodes without a pod where the configuration wants none"),
        _count("status_desired", "`desiredNumberScheduled` of its status, where the manifest has one", empty=True),
        _count("status_ready", "`numberReady`", empty=True),
        _count("status_updated", "`updatedNumberScheduled`", empty=True),
        _count("refused", "pods that the API server refuses, so that none is made"),
    ),
)
NODES = Table(
    "nodes",
    "a node",
    (
        _CLUSTER,
        Column("node", TEXT, "name of the node, or of the pool that is declared as one"),
        Column("pool", TEXT, "node pool", empty=True),
        Column("count", INTEGER, "how many nodes it stands for"),
        Column("os", TEXT, "`kubernetes.io/os`", empty=True),
        Column("arch", TEXT, "`kubernetes.io/arch`", empty=True),
        Column("kubelet_version", TEXT, "`kubeletVersion` of its status", empty=True),
        Column("virtual", TEXT, "what starts no pods of DaemonSets there, such as Fargate", empty=True),
        Column("taints", TEXTS, "`key=value:effect`"),
        Column("labels", TEXTS, "`key=value`"),
        _count("allocatable_cpu_millicores", "what pods may request there, where it is known", empty=True),
        _count("allocatable_memory_bytes", "the same", empty=True),
        _count("allocatable_pods", "how many pods it takes", empty=True),
        _count("requests_cpu_millicores", "what the DaemonSets request of one such node together"),
        _count("requests_memory_bytes", "what the DaemonSets request of one such node together"),
        _count("desired", "DaemonSets with a pod there"),
        _count("running", "those of them whose pod can start"),
        _count("missed", "DaemonSets that are wanted there and have no pod"),
        _count("never_starts", "DaemonSets whose pod never starts there"),
        _count("pending", "DaemonSets for whose pod there is no room"),
        _count("not_selected", "DaemonSets that leave it out"),
        _count("unwanted", "DaemonSets with a pod that the configuration does not want there"),
        _count("spared", "DaemonSets without a pod that are not wanted there"),
        _count("refused", "DaemonSets whose pods are refused"),
    ),
)
TABLES = (FINDINGS, PLACEMENT, DAEMON_SETS, NODES)


def cleaned(cells: Sequence[Any]) -> list[Any]:
    """Return the cells of a row as every format can hold them: texts of whole characters, integers of 64 bits."""
    return [_clean(cell) for cell in cells]


def _clean(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell if cell.isascii() else cell.encode("utf-8", "backslashreplace").decode()
    if isinstance(cell, (list, tuple)):
        return [_clean(one) for one in cell]
    if isinstance(cell, int) and not isinstance(cell, bool):
        return max(-MOST, min(cell, MOST))
    return cell
