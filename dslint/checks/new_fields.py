"""Fields that the target version takes and drops, since the feature behind them is off there."""

from __future__ import annotations

from dslint.finding import Hit
from dslint.kube.apiserver.feature_gates import on_since

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload


def dropped(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find fields that the API server leaves out without a word."""
    for field in workload.answer.dropped:
        since = on_since(field.gate, context.minor)
        params = {"field": str(field.at[-1]), "gate": field.gate, "since": f"1.{since}"}
        yield Hit("experiment" if since is None else "early", workload.written.root.get(*field.at), params, key=True)
