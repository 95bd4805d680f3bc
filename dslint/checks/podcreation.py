"""DaemonSets that the API server takes and whose pods it rejects."""

from __future__ import annotations

from dslint.finding import Hit
from dslint.kube.apiserver.fields import Key
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.kube.apiserver.fields import FieldError
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.workload import Workload


def rejected(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find what the server objects to in every pod of a DaemonSet that it accepts."""
    ds = workload.written
    answer = workload.answer
    if not answer.accepted:
        return
    from dslint.kube.apiserver.podcreation import pod_errors  # not needed by what is rejected anyway

    yield from (_hit(ds, workload.minor, error) for error in pod_errors(answer.stored, workload.minor))


def _hit(ds: DaemonSet, minor: int, error: FieldError) -> Hit:
    from dslint.kube.apiserver.errortext import error_text  # few get here

    place = ds.root.get(*error.at)
    params = {"field": error.field, "detail": Sentence(error.detail) or error.reason.removeprefix("FieldValue").lower()}
    kind = "found"
    if error.reason == "FieldValueDuplicate" and error.field.endswith(".hostPort"):
        kind, params["port"] = "port", str(error.value).rpartition("/")[2]
        place = place or ds.root.get(*error.at[:-1], "containerPort")
    elif "whitespace" in error.detail:
        kind, params["trimmed"] = "blanks", str(error.value).strip()
    return Hit(kind, place, params, key=isinstance(error.at[-1], Key), server_text=error_text(error, minor))
