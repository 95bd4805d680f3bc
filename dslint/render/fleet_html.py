"""A fleet as one HTML file to look at: differences first, then agents by clusters; without any script."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dslint.fleet.report import sums
from dslint.phrases import counted
from dslint.render import fleet_words as words
from dslint.render.page.document import asset, foot, head
from dslint.render.page.markup import ascii_only, code, name, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.fleet.member import Agent, Member
    from dslint.fleet.report import Difference, FleetReport
    from dslint.render.style import Style

_SHOWN = 6  # so many differences of a kind are shown without a click
_ROOMY = 8  # so many clusters have room for words
_SUMS = ("missed", "pending", "errors", "warnings")
_LEGEND = {
    "runs": "runs on all nodes that it is meant for",
    "missed": "misses nodes",
    "pending": "a pod is made that cannot run, or all are refused",
    "not-selected": "not there, or on no node that is known",
}


def render(report: FleetReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - the page has its own
    """Yield the page."""
    return map(ascii_only, _page(report))


def _page(report: FleetReport) -> Iterator[str]:
    yield from head(f"{words.closing(report)} - dslint fleet", asset("page.css") + asset("fleet.css"))
    yield from _summary(report)
    yield "<main>\n"
    if report.differences:
        yield from _differences(report)
    if report.titles:
        yield '<section>\n<h2 id="matrix">Agents in clusters</h2>\n<ul class="legend" aria-label="Legend">\n'
        yield "".join(f'<li><span class="chip {kind}">{kind.replace("-selected", " there")}</span> {what}</li>\n'
                      for kind, what in _LEGEND.items())  # fmt: skip
        yield '<li>beside it the version; one that is not the usual is <b class="odd">underlined</b></li>\n</ul>\n'
        yield from _matrix(report)
        yield "</section>\n"
    else:
        yield '<p class="nothing">There is no DaemonSet in any of them.</p>\n'
    yield from _clusters(report)
    yield f"</main>\n{foot()}"


def _summary(report: FleetReport) -> Iterator[str]:
    yield "<header>\n<h1>The fleet</h1>\n"
    yield f'<p class="quiet">{text(words.closing(report))}</p>\n<dl class="tiles">\n'
    found = [sums(one) for one in report.read]
    tiles = {
        "clusters": f"{len(report.read):,}",
        "not read": _alarm(len(report.lost)) if report.lost else "",
        "agents": f"{len(report.titles):,}",
        "differences": f"{len(report.differences):,}",
        "pods": f"{sum(one['desired'] for one in found):,}",
        "missed": _alarm(sum(one["missed"] for one in found)),
        "pending": _alarm(sum(one["pending"] for one in found)),
        "errors": _alarm(sum(one["error"] for one in found)),
        "warnings": f"{sum(one['warning'] for one in found):,}",
    }
    yield "".join(f"<div><dt>{word}</dt><dd>{value}</dd></div>\n" for word, value in tiles.items() if value)
    yield "</dl>\n</header>\n"
    errors = [
        f"<li>{name(one.name)}: {text(line)}</li>\n"
        for one in report.members
        for line in (*([one.error] if one.error is not None else []), *one.errors)
    ]
    if errors:
        yield '<aside class="errors" aria-label="Errors">\n<p>This is not all: what follows could not be read.</p>\n'
        yield f"<ul>\n{''.join(errors)}</ul>\n</aside>\n"


def _alarm(number: int) -> str:
    return f'<span class="short">{number:,}</span>' if number else "0"


def _differences(report: FleetReport) -> Iterator[str]:
    yield '<section>\n<h2 id="differences">Differences between clusters</h2>\n'
    for kind, found in groupby(report.differences, key=lambda one: one.kind):
        every = list(found)
        title = words.WORDS[kind]
        yield f"<h3>{title[0].upper()}{title[1:]} <small>{counted(len(every), 'agent')}</small></h3>\n"
        yield '<ul class="gap">\n'
        yield from map(_difference, every[:_SHOWN])
        if rest := every[_SHOWN:]:
            yield f'</ul>\n<details class="behind"><summary>{len(rest):,} more</summary>\n<ul class="gap">\n'
            yield from map(_difference, rest)
        yield f"</ul>\n{'</details>' if rest else ''}"
    yield "</section>\n"


def _difference(one: Difference) -> str:
    shown = zip(words.values(one), one.values, strict=False)
    rows = [
        f'<p title="{text(", ".join(names))}">{code(value)} {name(short)}</p>\n' for (value, short), (_, names) in shown
    ]
    return f'<li class="{one.kind}"><b>{name(one.agent)}</b>\n{"".join(rows)}</li>\n'


def _matrix(report: FleetReport) -> Iterator[str]:
    roomy = len(report.read) <= _ROOMY
    yield '<div class="box tall" tabindex="0" role="region" aria-labelledby="matrix">\n'
    yield f'<table class="matrix fleet {"roomy" if roomy else "dense"}">\n<thead>\n<tr><th scope="col">agent</th>'
    yield "".join(f'<th scope="col" class="sum"><span>{word}</span></th>' for word in _SUMS)
    for number, member in enumerate(report.read):
        size = f'<span class="size">{f"{member.nodes:,}" if member.nodes else "?"}{" nodes" if roomy else ""}</span>'
        link = f'<a class="pool" href="#c{number}" title="{text(member.name)}">{name(member.name)}</a>'
        yield f'<th scope="col"><div class="head">{link}{size}</div></th>'
    yield "</tr>\n</thead>\n<tbody>\n"
    for title in report.titles:
        usual = report.usual_version(title)
        cells = report.cells(title)
        space, _, own = title.partition("/")
        there = sum(one is not None for _, one in cells)
        yield f'<tr><th scope="row" title="{text(title)}"><bdi class="ds"><span>{text(space)}/</span>{text(own)}</bdi>'
        yield f'<span class="of">in {there:,} of {len(cells):,}; {text(usual)}</span></th>'
        counts = [_alarm(report.total(title, kind)) for kind in ("missed", "pending")]
        counts += [_alarm(report.found(title, "error")), f"{report.found(title, 'warning'):,}"]
        yield "".join(f'<td class="sum">{cell}</td>' for cell in counts)
        for member, one in cells:
            yield _cell(member, one, usual, roomy=roomy)
        yield "</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def _cell(member: Member, one: Agent | None, usual: str, *, roomy: bool) -> str:
    if one is None:
        tip = f"{member.name}: not there"
        return f'<td class="not-selected" title="{text(tip)}">{"not there" if roomy else "&#8211;"}</td>'
    placed = one.placed
    kind, shown = "not-selected", "?"
    if placed is not None:
        kind = (
            "missed"
            if placed.missed
            else "pending"
            if placed.pending or placed.never_starts or placed.refused
            else "runs"
        )
        whole = f"{placed.runs:,} of {placed.wanted:,}"
        shown = whole if roomy else f"{placed.runs:,}" if kind == "runs" else f"{placed.runs:,}/{placed.wanted:,}"
        kind = kind if placed.wanted else "not-selected"
    facts = [f"{member.name}: runs on {words.runs([one])}", *one.images, words.findings(one.findings)]
    facts += [f"{placed.missed:,} missed, {placed.pending:,} pending"] if placed is not None else []
    facts += [str(one.rollout)] if one.rollout else []
    odd = one.version != usual
    tag = f'<span class="tag{" odd" if odd else ""}">{text(one.version)}</span>' if roomy or odd else ""
    bad = one.findings["error"]
    more = f'<span class="tag bad">{words.findings(one.findings) if roomy else f"{bad} err"}</span>' if bad else ""
    return f'<td class="{kind}" title="{text("; ".join(facts))}">{shown}{tag}{more}</td>'


def _findings(counts: dict[str, int]) -> str:
    shown = words.findings(counts)
    return f'<span class="short">{shown}</span>' if counts["error"] else shown


def _clusters(report: FleetReport) -> Iterator[str]:
    heads = ("cluster", "source", "Kubernetes", "nodes", "agents", "pods", "missed", "pending", "findings", "notes")
    yield '<section>\n<h2 id="clusters">Clusters</h2>\n'
    yield '<div class="box" tabindex="0" role="region" aria-labelledby="clusters"><table class="list">\n<thead><tr>'
    yield "".join(f'<th scope="col">{word}</th>' for word in heads)
    yield "</tr></thead>\n<tbody>\n"
    for one in report.lost:
        gap = f'<td colspan="{len(heads) - 2}"><span class="short">not read: {text(one.error or "")}</span></td>'
        yield f'<tr><th scope="row">{name(one.name)}</th><td>{code(one.source)}</td>{gap}</tr>\n'
    for number, one in enumerate(report.read):
        found = sums(one)
        cells = [code(one.source), text(one.version or ""), f"{one.nodes:,}" if one.nodes else "?"]
        cells += [f"{len(one.agents):,}", f"{found['desired']:,}" if one.nodes else "?"]
        cells += [_alarm(found[kind]) if one.nodes else "?" for kind in ("missed", "pending")]
        cells += [_findings({kind: found[kind] for kind in ("error", "warning")}), text("; ".join(one.notes))]
        row = "".join(f"<td>{cell}</td>" for cell in cells)
        yield f'<tr id="c{number}"><th scope="row">{name(one.name)}</th>{row}</tr>\n'
    yield "</tbody></table></div>\n</section>\n"
