"""What stopped dslint, told with the same care as a finding: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.render.escape import prose, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.errors import DslintError
    from dslint.render.style import Style


def render(error: DslintError, style: Style) -> Iterator[str]:
    """Yield the error, its line with carets where it has a place, and the hint."""
    if error.source is None or error.span is None:
        yield style.remark("error", "error", prose(error.message))
        if error.hint:
            yield style.remark("help", "strong", prose(error.hint))
        return
    from dslint.render.block import advice
    from dslint.render.snippet import Mark, gutter, last_line, snippet

    source, place = error.source, error.source.place(error.span.start)
    where = f"{safe(source.path)}:{place.line}:{place.column}"
    yield style.remark("error", "error", f"{where}: {prose(error.message)}")
    marks = [Mark(error.span, "", "error")]
    digits = len(str(last_line(source, marks)))
    yield gutter(style, digits)
    yield from snippet(source, marks, style, digits)
    if error.hint:
        yield advice("help", error.hint, style, digits)
