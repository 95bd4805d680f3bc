"""A page that is Markdown, for people at a terminal: headings in bold, prose to its width, examples as they are."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.render.style import UNBOUNDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.render.style import Style

_FENCE = "```"


def render(text: str, style: Style) -> Iterator[str]:
    """Yield the page; prose is not wider than the eye follows."""
    style = style._replace(width=min(style.width, UNBOUNDED))
    paragraph: list[str] = []
    fence = ""
    for line in text.splitlines():
        if fence:
            fence = "" if line == fence else fence
            yield f"    {line}".rstrip() + "\n" if fence else ""
        elif line and line[0] not in "#-" and not line.startswith(_FENCE):
            paragraph.append(line)
        else:
            yield from _prose(paragraph, style)
            paragraph = []
            if line.startswith(_FENCE):
                fence = line.rstrip("yaml")
            elif line.startswith("#"):
                yield f"{style.paint(style.wrapped(line.lstrip('# '), 0, 2), 'strong')}\n"
            else:
                yield f"{style.wrapped(line, 0, 2)}\n"
    yield from _prose(paragraph, style)


def _prose(lines: list[str], style: Style) -> Iterator[str]:
    if lines:
        yield f"{style.wrapped(' '.join(lines))}\n"
