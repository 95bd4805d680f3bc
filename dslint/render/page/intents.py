"""What the configuration says of a DaemonSet."""

from __future__ import annotations

from dslint.render.page.markup import code, name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.coverage.row import Row


def places(row: Row) -> list[tuple[str, str]]:
    """Return the place and the reason of each intent about a row."""
    intents = row.expectation.intents if row.expectation is not None else ()
    return [(str(one.at), one.reason) for one in intents]


def left_out(row: Row) -> Iterator[str]:
    """Yield which intents leave a cell out."""
    yield '<p>Not meant to run there:</p>\n<ul class="reasons">\n'
    for at, reason in places(row):
        yield f"<li>{name(reason)} {code(at)}</li>\n" if reason else f"<li>{code(at)}</li>\n"
    yield "</ul>\n"
