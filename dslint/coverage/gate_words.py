"""What people are told of the gates of a node, whatever the format."""

from __future__ import annotations

from dslint.coverage.describe import where
from dslint.coverage.gates import LOCKED
from dslint.kube.data.taints import NOT_READY
from dslint.phrases import counted, few

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.gates import Gap, Gate

TITLE = "Who gates a node"
HEADS = ("taint", "on", "taken away by", "not on")


def cells(gate: Gate) -> tuple[str, str, str, str]:
    """Return a gate as a line of a table with these heads."""
    agents = few([row.title for row in gate.agents]) if gate.agents else "none of these DaemonSets"
    return str(gate.taint), nodes(gate), agents, "; ".join(gap(one, alone=len(gate.agents) == 1) for one in gate.gaps)


def nodes(gate: Gate) -> str:
    """Say which nodes have the taint when they are new."""
    if gate.columns:
        return f"new nodes of {where(gate.columns)}"
    return "every new node" if gate.taint == NOT_READY else "new nodes, if set"


def gap(one: Gap, *, alone: bool) -> str:
    """Say where an agent is not, and why; with its name unless it is ``alone``."""
    size = counted(sum(column.size for column in one.columns), "node")
    why = f"waits for {few(list(map(str, one.waits_for)))}" if one.state == LOCKED else one.state
    text = f"{where(one.columns)} ({size}): {why}"
    return text if alone else f"{one.row.title} on {text}"
