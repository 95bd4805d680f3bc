"""Tables as files: both formats hold the same, little is in memory, and what fails leaves nothing behind."""

import itertools
import json

import pytest

from dslint.errors import DslintError, UsageError
from dslint.tables import jsonl, save
from dslint.tables.columns import FINDINGS, TABLES, VERSION
from tests.tables.build import of_cluster, read_lines

pq = pytest.importorskip("pyarrow.parquet", reason="the extra fleet is not installed")
parquet = pytest.importorskip("dslint.tables.parquet", reason="the extra fleet is not installed")
NAMES = [table.name for table in TABLES]
HOSTILE = [
    "a\x00b",
    "\x1b[31m\x7f",
    "\udcff\ud800",
    "日本語 🐳",
    'quote " and \\',
    "line\nbreak\r\u2028",
    "",
    "x" * 100_000,
]


@pytest.fixture
def folder(tmp_path):
    """Return a folder with the tables of a cluster in both formats."""
    for form in ("jsonl", "parquet"):
        save.save_folder(form, str(tmp_path), of_cluster("prod-us"))
    return tmp_path


def hostile():
    """Return findings whose texts want to be more than texts."""
    for number, text in enumerate(HOSTILE):
        cells = {"text": text, "integer": number << 40, "boolean": bool(number % 2), "list of texts": [text, "", text]}
        yield tuple(None if one.empty and number % 3 == 0 else cells[one.type] for one in FINDINGS.columns)


def plain(row):
    """Return a row as Python has it: polars gives lists of its own."""
    return {key: list(value) if hasattr(value, "to_list") else value for key, value in row.items()}


@pytest.mark.parametrize("name", NAMES)
def test_parquet_read_by_duckdb_is_json_lines_row_by_row(folder, name):
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [f"{folder}/{name}.parquet"])
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert rows
    assert rows == read_lines(folder / f"{name}.jsonl")


@pytest.mark.parametrize("name", NAMES)
def test_parquet_read_by_polars_is_json_lines_row_by_row(folder, name):
    polars = pytest.importorskip("polars")
    rows = [plain(row) for row in polars.read_parquet(folder / f"{name}.parquet").to_dicts()]
    assert rows
    assert rows == read_lines(folder / f"{name}.jsonl")


def test_hostile_texts_are_the_same_in_both(tmp_path):
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    for form in ("jsonl", "parquet"):
        save.save_folder(form, str(tmp_path), {FINDINGS: hostile()})
    lines = read_lines(tmp_path / "findings.jsonl")
    assert len(lines) == len(HOSTILE)
    assert polars.read_parquet(tmp_path / "findings.parquet").to_dicts() == lines
    rows = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [f"{tmp_path}/findings.parquet"]).fetchall()
    assert [list(row) for row in rows] == [list(line.values()) for line in lines]


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_types_do_not_depend_on_what_is_there(tmp_path, table):
    save.save_folder("parquet", str(tmp_path), {table: iter(())})
    written = pq.read_schema(tmp_path / f"{table.name}.parquet")
    assert written.equals(parquet.schema(table), check_metadata=True)
    names = {"text": "string", "integer": "int64", "boolean": "bool", "list of texts": "list<element: string>"}
    assert [str(field.type) for field in written] == [names[one.type] for one in table.columns]
    assert [field.nullable for field in written] == [one.empty for one in table.columns]


def test_the_version_stands_in_the_metadata(folder):
    for name in NAMES:
        about = pq.read_schema(folder / f"{name}.parquet").metadata
        assert about[b"dslint.tables"] == str(VERSION).encode()
        assert about[b"dslint.table"] == name.encode()
    told = json.loads((folder / "tables.json").read_text())
    assert told["version"] == VERSION
    assert told["rows"] == {name: len(read_lines(folder / f"{name}.jsonl")) for name in NAMES}


def some(count, taken):
    """Yield findings, and say how many were taken."""
    (first,) = itertools.islice(of_cluster("edge")[FINDINGS], 1)
    for number in range(count):
        taken[0] = number + 1
        yield first


def test_row_groups_are_large_and_the_last_one_has_the_rest(tmp_path):
    rows = 2 * parquet.ROW_GROUP + 7
    save.save_folder("parquet", str(tmp_path), {FINDINGS: some(rows, [0])})
    about = pq.ParquetFile(tmp_path / "findings.parquet").metadata
    assert parquet.ROW_GROUP >= 50_000
    assert [about.row_group(number).num_rows for number in range(about.num_row_groups)] == [50_000, 50_000, 7]


def test_no_more_than_a_row_group_is_in_memory(tmp_path, monkeypatch):
    taken, flushed, most = [0], [0], [0]
    flush = parquet._flush

    def counted(writer, columns, group):
        most[0] = max(most[0], taken[0] - flushed[0])
        assert {len(cells) for cells in group} == {taken[0] - flushed[0]}
        flush(writer, columns, group)
        flushed[0] = taken[0]
        assert {len(cells) for cells in group} == {0}

    monkeypatch.setattr(parquet, "_flush", counted)
    monkeypatch.setattr(parquet, "ROW_GROUP", 500)
    save.save_folder("parquet", str(tmp_path), {FINDINGS: some(2_600, taken)})
    assert (most[0], flushed[0]) == (500, 2_600)


def test_json_lines_come_one_by_one():
    taken = [0]
    lines = jsonl.lines(FINDINGS, some(1_000, taken))
    for number in range(1, 4):
        next(lines)
        assert taken[0] == number


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_what_fails_leaves_what_was_there(tmp_path, form):
    save.save_folder(form, str(tmp_path), of_cluster("edge"))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def breaking():
        yield from some(3, [0])
        raise OSError(28, "No space left on device")

    with pytest.raises(DslintError, match="no space left on device"):
        save.save_folder(form, str(tmp_path), {**of_cluster("prod-us"), FINDINGS: breaking()})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "tables").write_text("")
    with pytest.raises(UsageError, match="parquet tables go to a folder"):
        save.require("parquet", str(tmp_path / "tables"))
    with pytest.raises(DslintError, match="cannot write the tables"):
        save.save_folder("parquet", str(tmp_path / "tables" / "x"), {})
