"""The columns are a promise: what is written down elsewhere follows from them, and none ever goes."""

import importlib.util
import json

import pytest
from jsonschema import Draft202012Validator

from dslint.tables.columns import MOST, TABLES, VERSION, cleaned
from tests.checkout import ROOT

SCHEMA = ROOT / "schemas" / "tables.schema.json"
GUIDE = ROOT / "docs" / "fleet.md"
# what version 1 began with: a column is only ever added
BEGAN = {
    "findings": "cluster namespace daemonset kind rule rule_name severity message help path line column end_line "
    "end_column pointer document origin fix fingerprint identity cause field reason server_warning versions suppressed "
    "suppression",
    "placement": "cluster namespace daemonset path line environment node pool count state should_run "
    "should_continue_running can_run reason_kinds reasons",
    "daemonsets": "cluster namespace daemonset path line document environment roles images priority_class "
    "service_account update_strategy host_network privileged requests_cpu_millicores requests_memory_bytes nodes "
    "desired running missed never_starts pending not_selected unwanted spared status_desired "
    "status_ready status_updated refused",
    "nodes": "cluster node pool count os arch kubelet_version virtual taints labels allocatable_cpu_millicores "
    "allocatable_memory_bytes allocatable_pods requests_cpu_millicores requests_memory_bytes desired running missed "
    "never_starts pending not_selected unwanted spared refused",
}


@pytest.fixture(scope="module")
def make_docs():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_column_of_this_version_is_gone_or_has_moved():
    assert VERSION == 1
    assert {table.name for table in TABLES} == set(BEGAN)
    for table in TABLES:
        began = BEGAN[table.name].split()
        assert [column.name for column in table.columns][: len(began)] == began


def test_no_name_stands_twice_in_a_table():
    assert [table.name for table in TABLES if len({one.name for one in table.columns}) < len(table.columns)] == []


def test_the_guide_and_the_schema_are_current(make_docs):
    hint = "run: python scripts/make_docs.py"
    assert SCHEMA.read_text(encoding="utf-8") == make_docs.tables_schema(), hint
    text = GUIDE.read_text(encoding="utf-8")
    assert text == make_docs.with_columns(text), hint


def test_what_stands_behind_the_columns_of_the_guide_stays(make_docs):
    text = GUIDE.read_text(encoding="utf-8") + "\n## Engines\n\nOther engines.\n"
    assert make_docs.with_columns(text).endswith("\n\n## Engines\n\nOther engines.\n")


def test_the_schema_is_one():
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("agent", "agent"),
        ("日本語", "日本語"),
        ("a\udcffb", "a\\udcffb"),
        (("a", "\ud800"), ["a", "\\ud800"]),
        (True, True),
        (None, None),
        (1 << 70, MOST),
        (-(1 << 70), -MOST),
    ],
    ids=["text", "no ASCII", "name that is no text", "list", "boolean", "nothing", "large", "small"],
)
def test_a_cell_is_what_every_format_can_hold(cell, kept):
    assert cleaned([cell]) == [kept]
    assert type(cleaned([cell])[0]) is type(kept)
