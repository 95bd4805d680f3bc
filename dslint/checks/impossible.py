"""Node selection that no node can meet, in whole or in one of its terms."""

from __future__ import annotations

from dslint.finding import Hit, Note
from dslint.kube.apiserver.fields import POD_SPEC
from dslint.kube.data.nodes import OS_LABELS
from dslint.kube.nodes.contradictions import contradiction
from dslint.kube.values.integers import parse_int64
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.affinity import Term
    from dslint.kube.nodes.selection import NodeSelection
    from dslint.kube.nodes.selectors import Requirement
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.workload import Workload


class Fate(NamedTuple):
    """Why a term, or the selector, can never match: a message, a place, and the conditions that exclude each other."""

    message: str
    at: Path
    against: tuple[Requirement, ...] = ()


def selection(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find a node selection that no node can meet."""
    ds = workload.written
    selector, fates = _fates(workload.selection)
    if selector is not None:
        yield from _hits(ds, [selector])
    elif fates and all(fate is not None for fate in fates):
        yield from _hits(ds, fates)
    else:
        yield from _other_system(workload)


def term(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find terms that can never match beside others that can, and values both wanted and excluded."""
    ds = workload.written
    selector, fates = _fates(workload.selection)
    if selector is None and not all(fate is not None for fate in fates):
        yield from _hits(ds, fates)
        yield from _overlaps(ds, workload.selection)


def _fates(wanted: NodeSelection) -> tuple[Fate | None, list[Fate | None]]:
    """Return why the selector matches nothing, and each of the terms, ``None`` for those that can match."""
    against = contradiction(wanted.selector)
    selector = Fate("conflict", against[-1].at, against) if against else None
    terms = wanted.terms or ()
    if any(one.errors and _number(one) is None for one in terms):
        return selector, [None]  # the server rejects it: others speak
    return selector, [_fate(one, wanted.selector) for one in terms]


def _fate(one: Term, selector: tuple[Requirement, ...]) -> Fate | None:
    number = _number(one)
    if number is not None:
        return Fate("number", (*number.at, "values", 0), (number,))
    if one.is_empty:
        return Fate("empty", one.at)
    against = contradiction(selector + one.expressions) or contradiction(one.fields)
    return Fate("conflict" if len(against) > 1 else "alone", against[-1].at, against) if against else None


def _number(one: Term) -> Requirement | None:
    """Return the condition that compares with something that is no number, if that is all that is wrong."""
    bad = [
        wanted
        for wanted in one.expressions
        if wanted.operator in {"Gt", "Lt"} and len(wanted.values) == 1 and parse_int64(wanted.values[0]) is None
    ]
    return bad[0] if bad and len(bad) == len(one.errors) else None


def _hits(ds: DaemonSet, fates: Iterable[Fate | None]) -> Iterator[Hit]:
    """Yield a hit for each fate."""
    for fate in fates:
        if fate is not None:
            yield _hit(ds, fate)


def _hit(ds: DaemonSet, fate: Fate) -> Hit:
    place = ds.root.get(*fate.at)
    if not fate.against:
        return Hit(fate.message, place)
    *others, last = fate.against
    notes = tuple(Note(ds.root.get(*one.at), f"{_words(one)} here") for one in others)
    params = {"one": _words(last), "other": _words(others[0]) if others else "", "value": ", ".join(last.values)}
    return Hit(fate.message, place, params, notes=notes)


def _other_system(workload: Workload) -> Iterator[Hit]:
    """Find nodes of another operating system than the pod is for; the kubelet rejects such a pod."""
    ds = workload.written
    system = (workload.pod.get("os") or {}).get("name")
    wanted = [one for label in OS_LABELS for one in workload.selection.always(label)]
    if system and wanted and not any(one.matches({one.key: system}) for one in wanted):
        note = Note(ds.root.get(*POD_SPEC, "os", "name"), f"the pods are for {system}")
        place = ds.root.get(*wanted[0].at)
        yield Hit("system", place, {"one": _words(wanted[0]), "system": system}, notes=(note,))


def _overlaps(ds: DaemonSet, selection: NodeSelection) -> Iterator[Hit]:
    """Find values that In lists and NotIn excludes in the same term."""
    for one in selection.terms or ():
        listed = [wanted for wanted in one.expressions if wanted.operator == "In"]
        for excluded in (wanted for wanted in one.expressions if wanted.operator == "NotIn"):
            for wanted in listed:
                both = [value for value in excluded.values if value in wanted.values]
                if wanted.key == excluded.key and both and len(both) < len(set(wanted.values)):
                    place = ds.root.get(*wanted.at, "values", wanted.values.index(both[0]))
                    note = Note(ds.root.get(*excluded.at, "values", excluded.values.index(both[0])), "excluded here")
                    yield Hit("overlap", place, {"key": wanted.key, "value": both[0]}, notes=(note,))


def _words(wanted: Requirement) -> str:
    """Write a condition as kubectl writes selectors."""
    key, operator, values, _ = wanted
    if operator in {"Exists", "DoesNotExist"}:
        return key if operator == "Exists" else f"!{key}"
    if operator in {"Gt", "Lt"}:
        return f"{key}{'>' if operator == 'Gt' else '<'}{values[0]}"
    if len(values) == 1:
        return f"{key}{'=' if operator == 'In' else '!='}{values[0]}"
    return f"{key} {'in' if operator == 'In' else 'notin'} ({', '.join(values)})"
