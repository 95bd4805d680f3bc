"""Tables as Parquet, through pyarrow: row group by row group, so that no more than one is in memory."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

import dslint
from dslint.tables.columns import BOOLEAN, INTEGER, TEXT, TEXTS, VERSION, cleaned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, BinaryIO

    from dslint.tables.columns import Cells, Table

ROW_GROUP = 50_000
"""Rows of a row group; the last one has what is left."""
_TYPES = {
    TEXT: pa.string(),
    INTEGER: pa.int64(),
    BOOLEAN: pa.bool_(),
    TEXTS: pa.list_(pa.field("element", pa.string())),
}


def schema(table: Table) -> pa.Schema:
    """Return the columns with their types, and which version of which table it is."""
    about = {"dslint.table": table.name, "dslint.tables": str(VERSION), "dslint.version": dslint.__version__}
    fields = [pa.field(one.name, _TYPES[one.type], nullable=one.empty) for one in table.columns]
    return pa.schema(fields, metadata=about)


def write(file: BinaryIO, table: Table, rows: Iterable[Cells]) -> int:
    """Write a table and return how many rows it has."""
    columns = schema(table)
    count = 0
    with pq.ParquetWriter(file, columns, compression="zstd") as writer:
        group: list[list[Any]] = [[] for _ in columns]
        for row in rows:
            for cells, cell in zip(group, cleaned(row), strict=True):
                cells.append(cell)
            count += 1
            if count % ROW_GROUP == 0:
                _flush(writer, columns, group)
        if count % ROW_GROUP:
            _flush(writer, columns, group)
    return count


def _flush(writer: pq.ParquetWriter, columns: pa.Schema, group: list[list[Any]]) -> None:
    arrays = [pa.array(cells, field.type) for cells, field in zip(group, columns, strict=True)]
    writer.write_table(pa.Table.from_arrays(arrays, schema=columns), row_group_size=ROW_GROUP)
    for cells in group:
        cells.clear()
