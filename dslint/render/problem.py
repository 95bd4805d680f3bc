"""What stopped dslint, told with the same care as a finding: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dslint.render.escape import prose, safe

if TYPE_CHECKING:
    from dslint.errors import DslintError
    from dslint.render.style import Style


def render(error: DslintError, style: Style) -> Iterator[str]:
    """Yield the error, its line with carets where it has a place, and the hint."""
    head = style.paint("error", "error")
    if error.source is None or error.span is None:
        yield f"{head}: {prose(error.message)}\n"
        if error.hint:
            yield f"{style.paint('help', 'strong')}: {prose(error.hint)}\n"
        return
    from dslint.render.snippet import Mark, gutter, last_line, snippet

    source, place = error.source, error.source.place(error.span.start)
    yield f"{head}: {safe(source.path)}:{place.line}:{place.column}: {prose(error.message)}\n"
    marks = [Mark(error.span, "", "error")]
    digits = len(str(last_line(source, marks)))
    yield gutter(style, digits)
    yield from snippet(source, marks, style, digits)
    if error.hint:
        yield f"{' ' * digits} {style.paint('=', 'frame')} {style.paint('help:', 'strong')} {prose(error.hint)}\n"
