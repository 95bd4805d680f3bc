"""Copies of JSON that are read in its place: only as they were written, and only of the file as it is."""

import json
import os

import pytest

from dslint.compiled import BUILT, built_copies, copy_of, dumps, load, load_json, write

VALUE = {"a": [1, 2.5, None, True, "é😀"], "b": {}}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "1.37" / "a.json"
    path.parent.mkdir()
    path.write_text(json.dumps(VALUE), encoding="utf-8")
    return str(path)


def test_a_copy_is_made_once_and_read_from_then_on(file, monkeypatch):
    assert load_json(file) == VALUE
    monkeypatch.setattr(json, "load", None)
    assert load_json(file) == VALUE


def test_a_copy_of_another_state_is_made_again(file):
    load_json(file)
    with open(file, "w", encoding="utf-8") as out:
        out.write('{"c": 3}')
    assert [load_json(file), load_json(file)] == [{"c": 3}] * 2


def test_a_copy_that_came_with_a_package_needs_no_file(file):
    ((name, data),) = built_copies(os.path.dirname(os.path.dirname(file)))
    assert name == os.path.join("1.37", ".a.json.marshal")
    with open(copy_of(file), "wb") as out:
        out.write(data)
    os.unlink(file)
    assert load(copy_of(file)) == (BUILT, VALUE)
    assert load_json(file) == VALUE


@pytest.mark.parametrize(
    "data",
    [b"", b"x", dumps((BUILT, 1))[:-1], dumps((BUILT, 1)) + b"x", b"\0" * 9, dumps("x"), dumps((1, 2, 3))],
    ids=["empty", "short", "cut", "longer", "zeros", "something else", "too many"],
)
def test_a_copy_that_is_damaged_is_made_again(file, data):
    with open(copy_of(file), "wb") as out:
        out.write(data)
    assert load_json(file) == VALUE
    assert load(copy_of(file))[1] == VALUE


def test_a_bit_that_has_turned_is_seen(tmp_path):
    path = str(tmp_path / "a")
    write(path, VALUE)
    assert load(path) == VALUE
    data = dumps(VALUE)
    for at in range(0, len(data) * 8, 7):
        turned = bytearray(data)
        turned[at // 8] ^= 1 << at % 8
        (tmp_path / "a").write_bytes(turned)
        assert load(path) is None


def test_a_file_that_is_not_there_is_an_error_and_leaves_nothing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_json(str(tmp_path / "a.json"))
    assert list(tmp_path.iterdir()) == []
