"""The coverage of several clusters, one after the other: as text or Markdown under a heading each, or as one JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import dslint
from dslint.errors import DslintError
from dslint.render import renderer
from dslint.render.coverage_json import VERSION
from dslint.render.escape import prose, safe
from dslint.render.json import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.report import CoverageReport
    from dslint.render.style import Style

    Covered = tuple[str, CoverageReport | DslintError]
    """The name of a context, and what its cluster answers or why it does not."""


def render(found: Sequence[Covered], style: Style, *, form: str = "text") -> Iterator[str]:
    """Yield what each cluster answers, those that gave none with the reason."""
    if form == "json":
        yield from _json(found, style)
        return
    one = renderer(f"coverage_{form}")
    for number, (context, answer) in enumerate(found):
        yield "\n" if number else ""
        heading = f"cluster {safe(context)}"
        yield f"# {heading}\n\n" if form == "markdown" else style.paint(heading, "strong") + "\n\n"
        if isinstance(answer, DslintError):
            yield f"no answer: {prose(answer.message)}\n"
        else:
            yield from one(answer, style)


def _json(found: Sequence[Covered], style: Style) -> Iterator[str]:
    one = renderer("coverage_json")
    tool = {"name": "dslint", "version": dslint.__version__}
    yield f'{{"version": {VERSION}, "tool": {text_of(tool)},\n "clusters": ['
    for number, (context, answer) in enumerate(found):
        error = answer.message if isinstance(answer, DslintError) else None
        yield ",\n" if number else "\n"
        yield f'{{"context": {text_of(context)}, "error": {text_of(error)}, "coverage": '
        if isinstance(answer, DslintError):
            yield "null"
        else:
            yield from one(answer, style)
        yield "}"
    yield "\n]}\n"
