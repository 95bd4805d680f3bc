"""One HTML file to look at: a matrix of DaemonSets and groups of nodes, and behind each cell the reasons.

It loads nothing and needs no script: a cell leads to a card that the style shows beside the matrix. The policy in its
head allows the style and the script that stand in it and nothing else. All beyond ASCII is written by number.
"""

from __future__ import annotations

from collections.abc import Iterator

from dslint.coverage import describe, gate_words
from dslint.coverage.gates import gates
from dslint.coverage.totals import of_all
from dslint.phrases import counted
from dslint.render.page import tables
from dslint.render.page.cards import cards, show
from dslint.render.page.document import asset, foot, head
from dslint.render.page.markup import ascii_only, code, costs, name, place, text
from dslint.render.page.matrix import legend, matrix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.coverage.model import Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.coverage.row import Row
    from dslint.errors import DslintError
    from dslint.manifest.cluster import Unmatched
    from dslint.render.page.cards import Card
    from dslint.render.style import Style

_OPEN = 60  # so many cards are not too long a page
# drawn, not written: fonts differ in what they have
_SIGNS = {
    "runs": '<path d="M3 8.5 6.5 12 13 4.5"/>',
    "missed": '<path d="M4 4 12 12M12 4 4 12"/>',
    "never-starts": '<circle cx="8" cy="8" r="4.8"/><path d="M4.6 11.4 11.4 4.6"/>',
    "refused": '<circle cx="8" cy="8" r="4.8"/><path d="M5.2 8h5.6"/>',
    "pending": '<circle cx="8" cy="8" r="4.8"/><path d="M8 5v3.2l2 1.3"/>',
    "not-selected": '<path d="M8 8v.2"/>',
    "wait": '<path d="M4.5 3h7M4.5 13h7M5.5 3c0 3 5 7 5 10M10.5 3c0 3-5 7-5 10"/>',
}
_INTENT_SIGNS = {"unwanted": '<path d="M8 2.5v7M8 13v.2"/>', "spared": '<path d="M4 8h8"/>'}


def render(report: CoverageReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - the page has its own
    """Yield the page."""
    return map(ascii_only, _page(report))


def _page(report: CoverageReport) -> Iterator[str]:
    coverage = report.coverage
    yield from _head(coverage)
    yield from _summary(coverage)
    yield from _errors(report.errors)
    yield from _unmatched(report.unmet.unmatched if report.unmet else ())
    if not coverage.rows:
        yield '<main><p class="nothing">There is no DaemonSet: nothing to run.</p></main>\n</body>\n</html>\n'
        return
    yield "<main>\n"
    yield from sections(coverage)
    yield f"</main>\n{foot(asset('page.js'))}"


def sections(coverage: Coverage) -> Iterator[str]:
    """Yield what there is to read of at least one DaemonSet: the matrix, the groups, the pools, and why."""
    rows = describe.by_harm(coverage)
    all_cards = [cards(coverage, row, number) for number, row in enumerate(rows, 1)]
    yield '<section>\n<h2 id="matrix">DaemonSets on groups of nodes</h2>\n'
    yield from legend(coverage, all_cards)
    intents, tally = coverage.has_expectations, of_all(coverage).tally
    yield '<p class="tools"><label><input type="checkbox" id="missing"> '
    yield f"only DaemonSets that miss nodes{', never start' if tally.never_starts else ''}"
    yield ", are refused" if tally.refused else ""
    yield f"{', stay Pending' if tally.pending else ''}{' or are unwanted' if intents else ''}"
    yield "</label>\n"
    yield '<label id="filter" hidden>name <input type="search" size="20"></label></p>\n'
    yield from matrix(coverage, rows, all_cards)
    yield '</section>\n<section>\n<h2 id="groups">Groups of nodes</h2>\n'
    yield from tables.groups(coverage)
    yield '</section>\n<section>\n<h2 id="pools">What the pools pay</h2>\n'
    yield from tables.pools(coverage)
    yield "</section>\n"
    if found := gates(coverage):
        yield f'<section>\n<h2 id="gates">{gate_words.TITLE}</h2>\n'
        yield from tables.gates(found)
        yield "</section>\n"
    if any(all_cards):
        yield from _reasons(coverage, rows, all_cards)


def _head(coverage: Coverage) -> Iterator[str]:
    css = asset("page.css")
    if coverage.has_expectations:
        css += asset("intent.css")
    sets, nodes = counted(len(coverage.rows), "DaemonSet"), counted(coverage.nodes.size, "node")
    yield from head(f"{_sources(coverage)}: {sets} on {nodes} - dslint coverage", css, asset("page.js"))
    yield drawings(coverage)


def drawings(coverage: Coverage) -> str:
    """Return the signs that the matrix and the reasons point at."""
    signs = _SIGNS | _INTENT_SIGNS if coverage.has_expectations else _SIGNS
    symbols = "".join(f'<symbol id="sign-{kind}" viewBox="0 0 16 16">{path}</symbol>' for kind, path in signs.items())
    return f'<svg class="drawings" aria-hidden="true">{symbols}</svg>\n'


def _sources(coverage: Coverage) -> str:
    """Return which cluster it is: what the nodes come from."""
    return ", ".join(coverage.cluster.sources) or "the fleet"


def _summary(coverage: Coverage) -> Iterator[str]:
    bill = of_all(coverage)
    tally = bill.tally
    yield f"<header>\n<h1>Where it runs: {name(_sources(coverage))}</h1>\n"
    yield f'<p class="quiet">{counted(len(coverage.counted), "DaemonSet")} held against {counted(bill.nodes, "node")}'
    yield f", as the controller of Kubernetes {coverage.version} decides"
    if coverage.worst is not None:
        yield f"; added up is {name(coverage.worst)}, the worst of {len(coverage.environments)} environments"
    yield "</p>\n"
    ((cpu, memory),) = costs([bill])
    short = f'<span class="short">{tally.missed:,}</span>' if tally.missed else "0"
    tiles = {
        "pods": f"{bill.pods:,}",
        "missed": f"{short} <small>of {tally.wanted:,} wanted</small>",
        "never starts": f"{tally.never_starts:,}" if tally.never_starts else "",
        "refused": f"{tally.refused:,}" if tally.refused else "",
        "pending": f"{tally.pending:,}" if tally.pending else "",
        "not selected": f"{tally.not_selected:,}" if tally.not_selected else "",
    }
    if coverage.has_expectations:
        tiles["unwanted"] = f'<span class="extra">{tally.unwanted:,}</span>' if tally.unwanted else "0"
        tiles["spared"] = f"{tally.spared:,}"
    tiles |= {
        "nodes": f"{bill.nodes:,} <small>in {counted(len(coverage.columns), 'group')}</small>",
        "CPU requested": cpu,
        "memory requested": memory,
    }
    yield '<dl class="tiles">\n'
    yield "".join(f"<div><dt>{word}</dt><dd>{value}</dd></div>\n" for word, value in tiles.items() if value)
    yield "</dl>\n</header>\n"


def _errors(errors: Sequence[DslintError]) -> Iterator[str]:
    if not errors:
        return
    yield '<aside class="errors" aria-label="Errors">\n<p>This is not all: what follows could not be read.</p>\n<ul>\n'
    for error in errors:
        at = ""
        if error.source is not None and error.span is not None:
            start = error.source.place(error.span.start)
            at = f"{code(f'{error.source.path}:{start.line}:{start.column}')} "
        yield f"<li>{at}{text(error.message)}</li>\n"
    yield "</ul>\n</aside>\n"


def _unmatched(intents: Sequence[Unmatched]) -> Iterator[str]:
    """Yield what no row of the matrix can show: where DaemonSets are meant to run that are not there."""
    if not intents:
        return
    yield '<aside class="errors" aria-label="Against what is meant">\n<p>Meant to run, and not there:</p>\n<ul>\n'
    for one in intents:
        reason = f": {text(one.intent.reason)}" if one.intent.reason else ""
        yield f"<li>{code(str(one.intent.at))} {text(str(one))}{reason}</li>\n"
    yield "</ul>\n</aside>\n"


def _reasons(coverage: Coverage, rows: Sequence[Row], all_cards: Sequence[Sequence[Card]]) -> Iterator[str]:
    is_open = " open" if sum(map(len, all_cards)) <= _OPEN else ""
    yield '<section>\n<h2 id="why">Why</h2>\n'
    for row, own in zip(rows, all_cards, strict=True):
        if not own:
            continue
        yield f'<details class="behind"{is_open}><summary><h3>{name(row.title)}</h3> '
        yield f'<span class="quiet">{describe.standing(coverage, row)}</span> {place(row.place)}</summary>\n'
        yield '<div class="cards">\n'
        for card in own:
            yield from show(card)
        yield "</div>\n</details>\n"
    yield "</section>\n"
