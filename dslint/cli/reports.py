"""``--report FORMAT=PATH``: which reports are to be written besides, and how tables are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dslint.errors import DslintError, UsageError
from dslint.phrases import meant, suggest
from dslint.record import NamedTuple
from dslint.tables import FORMATS as TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dslint.config import Options
    from dslint.render.style import Style
    from dslint.tables.columns import Cells, Table


class Destination(NamedTuple):
    """A report that is wanted: in which format, and where."""

    form: str
    path: str

    @property
    def is_table(self) -> bool:
        """Whether it is a format of tables."""
        return self.form in TABLES

    @property
    def is_folder(self) -> bool:
        """Whether all tables are wanted, not the main one of the command."""
        from dslint.tables.save import is_folder  # few runs write any

        return self.is_table and is_folder(self.form, self.path)


def destinations(words: Iterable[str], formats: Sequence[str], options: Options) -> list[Destination]:
    """Return what ``--report`` names; raises UsageError for what is not ``FORMAT=PATH`` or cannot be written."""
    out = []
    formats = (*formats, *TABLES)
    for word in words:
        form, equals, path = word.partition("=")
        if not equals or not path:
            raise UsageError(f'"{word}" in --report is not FORMAT=PATH', hint="write for example json=report.json")
        if form not in formats:
            close = meant(suggest(form, formats)) or f"; known are {', '.join(formats)}"
            raise UsageError(f'unknown format "{form}" in --report{close}')
        out.append(Destination(form, path))
        if out[-1].is_table:
            from dslint.tables.save import require

            require(*out[-1])
    if any(one.is_folder for one in out) and "-" in (options.nodes or ()):
        hint = "write the nodes to a file and give --nodes that"
        raise UsageError(
            "a folder of tables takes the nodes twice, and standard input can be read once only", hint=hint
        )
    return out


def save_text(path: str, render: Callable[[Style], Iterator[str]]) -> None:
    """Write a report to a file, whole or not at all; raises DslintError where that fails."""
    from dslint.atomic import write_texts
    from dslint.render.style import Style

    try:
        write_texts(path, render(Style()))
    except OSError as error:
        raise DslintError(f"cannot write the report {path}: {error.strerror}") from None


def save_tables(wanted: Iterable[Destination], main: str, rows: Callable[[], Mapping[Table, Iterator[Cells]]]) -> None:
    """Write tables: to a file the ``main`` one of the command, to a folder all; raises DslintError where that fails."""
    from dslint.tables.save import save_file, save_folder

    for one in wanted:
        if one.is_folder:
            save_folder(one.form, one.path, rows())
        else:
            save_file(one.path, *next(pair for pair in rows().items() if pair[0].name == main))
