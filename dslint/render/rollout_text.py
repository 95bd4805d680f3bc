"""How updates go over the nodes, for people."""

from __future__ import annotations

from dslint.kube.apiserver.requests import sum_up
from dslint.kube.nodes.reasons import message
from dslint.phrases import counted, few
from dslint.render.escape import safe
from dslint.rollout.blocks import NOT_READY
from dslint.rollout.model import ASSUMED, NEW, UNCHANGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.render.style import Style
    from dslint.rollout.model import Obstacle, Rollout
    from dslint.rollout.run import RolloutReport

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def render(report: RolloutReport, style: Style) -> Iterator[str]:
    """Yield a paragraph for each DaemonSet."""
    between = ""
    for one in report.rollouts:
        title = safe(one.row.title)
        line = style.line(f"{title}  {safe(str(one.row.place))}")
        yield between + line.replace(title, style.paint(title, "strong"), 1)
        for text in _lines(one):
            word, colon, _ = text.partition(":")
            role = {"blocked": "error", "waits": "warning"}.get(word)
            shown = style.line(safe(text), 2)
            yield shown.replace(word + colon, style.paint(word, role) + colon, 1) if role and colon else shown
        between = "\n"


def _lines(one: Rollout) -> Iterator[str]:
    if one.status == UNCHANGED:
        yield "the template is the same: no pod is replaced"
        return
    if one.status == NEW:
        yield f"is new: {counted(one.desired, 'pod')} made at once"
        return
    if one.is_on_delete:
        yield f"updateStrategy OnDelete: each of {counted(one.desired, 'pod')} is replaced when somebody deletes it"
        return
    if not one.course.length:
        nothing = "replaces no pod" if one.is_blocked else "there is nothing to replace"
        yield nothing if one.desired else f"runs on no node: {nothing}"
    yield from _batches(one) if one.course.length else ()
    yield from _surge(one)
    yield from _duration(one)
    if one.course.length and not one.is_blocked:
        lost = f"{counted(one.lost, 'pod')} of {one.desired:,}" if one.lost else "no pod"
        yield f"if new pods never get ready: {lost} {'is' if one.lost < 2 else 'are'} lost, and it stops there"
    yield from (_obstacle(one, fact) for fact in one.obstacles)
    if one.is_blocked or one.waiting:
        yield f"ends with {counted(one.replaced, 'new pod')} available, {one.waiting:,} waiting, {one.left:,} old left"


def _batches(one: Rollout) -> Iterator[str]:
    course = one.course
    strategy = one.strategy.get("rollingUpdate") or {}
    name = "maxSurge" if one.counts.max_surge else "maxUnavailable"
    given, allowed = strategy.get(name, 1), max(one.counts)
    said = f"{name} {given}"
    if str(given) != str(allowed):
        said += f" of {counted(one.desired, 'node')}, which is {allowed:,}"
    pods = sum(batch.pods * batch.times for batch in course.batches)
    verb = "begins to replace" if one.is_blocked else "replaces"
    yield f"{verb} {counted(pods, 'pod')} in {_count(course.length)}; {said}"
    if one.status != ASSUMED:
        yield from _moved(one)
    if one.first:
        groups = one.nodes.groups
        nodes = [index for kind, _, some in one.kinds if kind.has_pod and not kind.available for index in some]
        names = few(nodes, lambda index: str(groups[index]))
        is_, goes = ("is", "goes") if one.first == 1 else ("are", "go")
        yield f"{counted(one.first, 'pod')} that {is_} not available {goes} first, whatever the budget: on {names}"
        yield from _not_counted(one)
    begin = 1
    for batch in course.batches:
        end = begin + batch.times - 1
        which = f"batch {begin:,}" if begin == end else f"batches {begin:,} to {end:,}"
        yield f"{which}: {counted(batch.pods, 'pod')}{' each' if batch.times > 1 else ''}"
        begin = end + 1


def _not_counted(one: Rollout) -> Iterator[str]:
    """Yield which nodes are not ready and get no new pod, so that percentages are of fewer nodes."""
    found: dict[str, list[int]] = {}
    for kind, _, some in one.kinds:
        if kind.has_pod and not kind.available and not kind.wanted:
            for reason in one.row.reach.verdict(some[0]).reasons[:1]:
                found.setdefault(message(reason), []).extend(some)
    for why, nodes in found.items():
        names = few(nodes, lambda index: str(one.nodes.groups[index]))
        yield f"not counted, since no new pod is made there: {names}: {why}"


def _count(batches: int) -> str:
    return f"{batches:,} batch" if batches == 1 else f"{batches:,} batches"


def _moved(one: Rollout) -> Iterator[str]:
    if one.course.removed:
        yield f"{counted(one.course.removed, 'pod')} removed at once: the node is not selected any more"
    if one.course.added:
        yield f"{counted(one.course.added, 'pod')} added at once: until they are available they spend the budget"


def _surge(one: Rollout) -> Iterator[str]:
    if not one.course.beside:
        if one.course.length:
            yield f"at most {one.course.down:,} of {counted(one.desired, 'pod')} not available at a time"
        return
    each = ", ".join(f"{name} {amount}" for name, amount in sorted(one.row.requests.items()) if amount)
    total = sum_up([(one.row.requests, one.course.beside)])
    whole = ", ".join(f"{name} {amount}" for name, amount in sorted(total.items()) if amount)
    more = f", each with {each}; {whole} together" if each else ", which request nothing"
    yield f"needs room for {counted(one.course.beside, 'pod')} beside old ones at a time{more}"


def _duration(one: Rollout) -> Iterator[str]:
    found, times = one.duration, one.lifetime
    if found is None:
        return
    parts = [f"ready after {span(times.ready)}"] if times.ready else []
    parts += [f"minReadySeconds {one.min_ready}"] if one.min_ready else []
    parts += [f"preStop {span(times.end)}"] if times.end and not one.counts.max_surge else []
    ways = [f"{', '.join(parts)} for each batch"] if parts else []
    ways += [f"preStop {span(times.end)} at the end"] if times.end and one.counts.max_surge else []
    least = f"takes at least {span(found.least)} ({', '.join(ways)})"
    if not found.least:
        least = "takes as long as programs take to start and to end: nothing else holds it up"
    yield f"{least}; {span(found.graceful)} where old pods take all their grace of {span(times.grace)}"


def _obstacle(one: Rollout, fact: Obstacle) -> str:
    groups = one.nodes.groups
    there = sum(groups[index].size for index in fact.nodes)
    some = "" if fact.size == there else f"{fact.size:,} of "  # which of nodes that are alike nobody can say
    where = f"{some}{counted(there, 'node')}, {few(fact.nodes, lambda index: str(groups[index]))}"
    at = f"{one.row.at(fact.why.at)}: " if fact.why.at is not None else ""
    return f"{'waits' if fact.why.kind == NOT_READY else 'blocked'}: {at}{fact.why.message} ({where})"


def span(seconds: int) -> str:
    """Return a time as people write it: ``2 min 30 s``."""
    parts = []
    for unit, name in _UNITS:
        number, seconds = divmod(seconds, unit)
        if number:
            parts.append(f"{number} {name}")
    return " ".join(parts) or "0 s"
