"""Tables as files: one, or a folder of all of them, whole or not at all."""

from __future__ import annotations

import os
from contextlib import ExitStack

from dslint.atomic import replacing, write_texts
from dslint.errors import DslintError, UsageError
from dslint.paths import reason
from dslint.tables.columns import VERSION
from dslint.tables.jsonl import lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO

    from dslint.tables.columns import Cells, Table

ABOUT = "tables.json"


def is_folder(form: str, path: str) -> bool:
    """Tell whether tables are to be written to a folder: one that is there, or is written with a slash at its end."""
    return form == "parquet" or path.endswith(("/", os.sep)) or os.path.isdir(path)


def require(form: str, path: str) -> None:
    """Raise UsageError where a format cannot be written to a path, or what writes it is not installed."""
    from importlib.util import find_spec

    if form == "parquet" and find_spec("pyarrow") is None:
        hint = "pip install 'daemonset-lint[fleet]'"
        raise UsageError("parquet is written by pyarrow, which is not installed", hint=hint)
    if is_folder(form, path) and os.path.exists(path) and not os.path.isdir(path):
        raise UsageError(f"{form} tables go to a folder, and {path} is a file", hint="name another folder")


def save_file(path: str, table: Table, rows: Iterable[Cells]) -> None:
    """Write one table as JSON lines; raises DslintError where that fails."""
    try:
        write_texts(path, lines(table, rows))
    except OSError as error:
        raise _failed(path, error) from None


def save_folder(form: str, folder: str, tables: Mapping[Table, Iterable[Cells]]) -> None:
    """Write tables to the files of a folder, which is made; raises DslintError where that fails."""
    try:
        os.makedirs(folder, exist_ok=True)
        with ExitStack() as stack:
            # each takes its place when all are written
            counts = {}
            for table, rows in tables.items():
                path = os.path.realpath(os.path.join(folder, f"{table.name}.{form}"))
                file = stack.enter_context(replacing(path, f"{path}.{os.getpid()}.tmp", 0o666))
                counts[table.name] = _write(form, file, table, rows)
        write_texts(os.path.join(folder, ABOUT), _about(counts))
    except OSError as error:
        raise _failed(folder, error) from None


def _write(form: str, file: BinaryIO, table: Table, rows: Iterable[Cells]) -> int:
    if form == "parquet":
        from dslint.tables.parquet import write

        return write(file, table, rows)
    count = 0
    for line in lines(table, rows):
        file.write(line.encode())
        count += 1
    return count


def _about(counts: Mapping[str, int]) -> Iterable[str]:
    from json import dumps

    import dslint

    tool = {"name": "dslint", "version": dslint.__version__}
    yield dumps({"version": VERSION, "tool": tool, "rows": counts}, indent=2) + "\n"


def _failed(path: str, error: OSError) -> DslintError:
    return DslintError(f"cannot write the tables {path}: {reason(error)}")
