"""What is plainly said to ``dslint check`` is read as click reads it, and anything else is left to click."""

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.cli.check_options import ALL
from dslint.cli.group import group
from dslint.cli.option import read

PLAIN = [
    (),
    ("a.yaml",),
    ("-",),
    ("", "b c"),
    ("--no-config", "a.yaml"),
    ("a.yaml", "--no-config", "b.yaml"),
    ("-q", "-v"),
    ("--config", "x.yaml", "--config", "y.yaml"),
    ("--select=DS1", "--select", "DS2,DS3", "--ignore="),
    ("--nodes", "-"),
    ("--output-format=json", "--fail-on", "never"),
    ("--set", "a=b=c", "--set=d="),
    ("--render", "--values", "v.yaml"),
]
LEFT_TO_CLICK = [
    ("--help",),
    ("-h",),
    ("--",),
    ("--", "--no-config"),
    ("--no-conf",),
    ("--frobnicate",),
    ("-qv",),
    ("-q=1",),
    ("--quiet=1",),
    ("--config",),
    ("--config", "--no-config"),
    ("--output-format", "jsn"),
    ("--fail-on=",),
    ("--color", "blue"),
]
WORDS = st.sampled_from(
    [
        *(flag for option in ALL for flag in option.flags),
        *(f"{option.flags[-1]}=x" for option in ALL),
        *(word for option in ALL for word in option.words),
        *("a.yaml", "-", "--", "", "x=y", "-x", "---", "--=", "-vq", "--no-", "--help", "\udc80", "日本"),
    ]
)


def as_click_reads(words):
    """Return paths and arguments; raises click's errors."""
    command = group.get_command(click.Context(group), "check")
    with command.make_context("check", list(words)) as ctx:
        said = dict(ctx.params)
        return said.pop("paths"), said | {"color": ctx.meta["dslint.color"]}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("DSLINT_OUTPUT_FORMAT", "DSLINT_JOBS"):
        monkeypatch.delenv(name, raising=False)


def same_as_click(words):
    said = read(words, ALL)
    assert said is not None
    paths, arguments = said
    del arguments["debug"]  # click keeps it to itself
    assert (paths, arguments) == as_click_reads(words)


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
def test_what_is_plainly_said_is_read_as_click_reads_it(words):
    same_as_click(words)


@pytest.mark.parametrize("option", ALL, ids=lambda option: option.flags[-1])
def test_every_option_is_read_as_click_reads_it(option):
    for flag in option.flags:
        for value in option.words or ("x",):
            same_as_click((flag, "a.yaml") if option.is_flag else (flag, value, "a.yaml"))


@pytest.mark.parametrize("words", LEFT_TO_CLICK, ids=" ".join)
def test_anything_else_is_left_to_click(words):
    assert read(words, ALL) is None


@given(st.lists(WORDS, max_size=5))
def test_whatever_is_read_click_reads_the_same(words):
    if read(words, ALL) is not None:
        same_as_click(words)


@pytest.mark.parametrize("name", ["DSLINT_OUTPUT_FORMAT", "DSLINT_JOBS"])
def test_what_the_environment_says_is_left_to_click(monkeypatch, name):
    monkeypatch.setenv(name, "")
    assert read(("a.yaml",), ALL) is None
