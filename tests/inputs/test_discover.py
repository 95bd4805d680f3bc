import os
import stat
import sys
from pathlib import Path

import pytest

from dslint.errors import ConfigError, InputError, UsageError
from dslint.inputs.tree import Unreadable
from tests.inputs.build import Stdin, inputs, read, shown, write

pytestmark = pytest.mark.usefixtures("_here")


def test_a_file_named_explicitly_is_looked_at_whatever_its_name():
    write("agent.txt")
    write(".hidden/x.tpl")
    assert [(item.shown, item.explicit) for item in inputs("agent.txt", ".hidden/x.tpl")] == [
        ("agent.txt", True),
        (".hidden/x.tpl", True),
    ]


def test_paths_are_shown_relative_to_the_working_directory_when_below_it():
    write("x/y/a.yaml")
    write("z/b.yaml")
    outside = str(Path("z").absolute())
    os.chdir("x")
    assert shown("y", outside) == ["y/a.yaml", f"{outside}/b.yaml"]
    assert shown("../z", "./../z/b.yaml", "..") == ["../z/b.yaml", "../x/y/a.yaml"]
    assert [item.path for item in inputs("y")] == [str(Path("y/a.yaml").absolute())]


@pytest.mark.parametrize("path", ["nowhere.yaml", "a.yaml/x", "a\0b", "x" * 300, "loop.yaml", "broken.yaml"])
def test_a_path_that_is_not_there_is_told_when_it_is_read_and_the_others_are_found(path):
    write("a.yaml")
    Path("loop.yaml").symlink_to("loop.yaml")
    Path("broken.yaml").symlink_to("nowhere")
    missing, there = inputs(path, "a.yaml")
    assert (missing.explicit, there.shown) == (True, "a.yaml")
    with pytest.raises(Unreadable, match=r"^cannot read .*: [a-z]"):
        read(missing)


def test_an_empty_path_is_not_the_working_directory():
    write("a.yaml")
    with pytest.raises(InputError, match="cannot read a path that is empty") as caught:
        inputs("")
    assert caught.value.hint == "for the working directory write ."


@pytest.mark.usefixtures("_both")
def test_excluded_files_are_not_found():
    write("dslint.yaml", "exclude: [vendor/, '*.gen.yaml']\n")
    write("sub/dslint.yaml", "exclude: [/old]\n")
    for name in ("a.yaml", "a.gen.yaml", "vendor/b.yaml", "sub/c.gen.yaml", "sub/old/d.yaml", "old/e.yaml"):
        write(name)
    rest = ["a.yaml", "dslint.yaml", "old/e.yaml", "sub/c.gen.yaml", "sub/dslint.yaml"]
    assert shown(".") == rest
    assert shown(".", no_ignore=True) == rest
    assert shown(".", exclude=("old", "dslint.yaml", "sub/c*")) == ["a.yaml"]


def test_an_excluded_file_named_explicitly_is_looked_at_unless_excludes_are_forced():
    write("dslint.yaml", "exclude: [a.yaml]\n")
    write("a.yaml")
    write("b.yaml")
    assert shown("a.yaml", "b.yaml") == ["a.yaml", "b.yaml"]
    assert shown("a.yaml", "b.yaml", force_exclude=True) == ["b.yaml"]
    assert shown(".", "a.yaml") == ["a.yaml", "b.yaml", "dslint.yaml"]


@pytest.mark.parametrize("path", [".", "a.yaml", "empty"])
def test_a_wrong_configuration_is_told_whatever_there_is_to_look_at(path):
    write("dslint.yaml", "ignores: []\n")
    write("a.yaml")
    Path("empty").mkdir()
    with pytest.raises(ConfigError, match='unknown key "ignores"'):
        inputs(path)


def test_a_wrong_option_is_told_even_without_files():
    Path("empty").mkdir()
    with pytest.raises(UsageError, match='unknown rule "zzzzz"'):
        inputs("empty", select=("zzzzz",))


def test_a_dash_is_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Stdin(b"text"))
    (item,) = inputs("-", "-")
    assert (item.shown, item.explicit, item.stdin) == ("<stdin>", True, True)
    assert os.path.dirname(item.path) == os.getcwd()
    assert read(item) == b"text"


def test_standard_input_may_have_a_name_for_configuration_and_excludes():
    write("deploy/dslint.yaml", "exclude: [x.yaml]\n")
    (item,) = inputs("-", stdin_filename="./deploy/x.yaml")
    assert (item.shown, item.path) == ("deploy/x.yaml", str(Path("deploy/x.yaml").absolute()))
    assert inputs("-", stdin_filename="deploy/x.yaml", force_exclude=True) == []
    assert len(inputs("-", stdin_filename="deploy/y.yaml", force_exclude=True)) == 1


def test_standard_input_and_the_file_it_is_named_after_are_two_inputs():
    write("a.yaml")
    found = inputs(".", "-", stdin_filename="a.yaml")
    assert [(item.shown, item.explicit, item.stdin) for item in found] == [
        ("a.yaml", False, False),
        ("a.yaml", True, True),
    ]


def test_finding_files_costs_no_look_at_each_for_configuration(monkeypatch):
    for number in range(200):
        write(f"x/{number % 4}/{number}.yaml")
    looked = []
    real = os.stat

    def count(path, *rest, **more):
        looked.append(path)
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "stat", count)
    assert len(inputs("x")) == 200
    assert len(looked) < 40
    assert stat.S_ISDIR(real("x").st_mode)
