# ruff: noqa: E501 - tables
import sys

import pytest

from dslint.config import Origin, document, toml_spans
from dslint.config.toml_spans import toml_value
from dslint.config.value import ConfigFile
from dslint.errors import ConfigError
from dslint.source.text import SourceText


def test_the_table_of_a_pyproject_says_the_same_as_yaml(project):
    project.write(
        "pyproject.toml",
        '[project]\nselect = ["x"]\n\n[tool.dslint]\nkubernetes-version = 1.30\nfail-on = "error"\nselect = ["DS302"]\n'
        'exclude = ["gen/"]\n[tool.dslint.severity]\nDS302 = "info"\n[tool.dslint.rules.DS423]\ndepth = 4\n'
        '[[tool.dslint.exceptions]]\nrules = ["DS302"]\nreason = "x"\nuntil = 2027-01-01\n[tool.other]\nfail-on = 3\n',
    )
    settings = project.settings()
    assert (settings.minors, settings.fail_on, settings.severity) == ((30,), "error", {"DS302": "info"})
    assert settings.options["DS423"]["depth"] == 4
    assert settings.exceptions[0].until == "2027-01-01"
    assert settings.origins["kubernetes-version"] == Origin("1.30", "pyproject.toml:5")
    assert settings.origins["severity.DS302"] == Origin("info", "pyproject.toml:10")
    assert settings.selection.decision("DS302").reason == "DS302 (pyproject.toml:7)"


MISTAKES = [
    ('[tool.dslint]\nignores = ["DS302"]\n', (2, 1), "ignores"),
    ('[tool.dslint]\nignore = "DS302"\n', (2, 10), '"DS302"'),
    ("[tool.dslint]\nkubernetes-version = 1.40\n", (2, 22), "1.40"),
    ('[tool.dslint]\nfail-on = "error"\nignore = [\n  "DS302", # DS999 in a comment\n  "DS999",\n]\n', (5, 3), '"DS999"'),
    ("[tool.dslint]\nignore = ['DS999']\n", (2, 11), "'DS999'"),
    ("[tool.dslint]\npreview = 3\n", (2, 11), "3"),
    ('[tool.dslint]\nrequire-reason = "x"\npreview = true\n', (2, 18), '"x"'),
    ('[tool.dslint.per-file-ignores]\n"a.yaml" = ["DS999"]\n', (2, 13), '"DS999"'),
    ('[tool.dslint]\nper-file-ignores = { "a.yaml" = ["DS302", "DS999"] }\n', (2, 43), '"DS999"'),
    ('[tool.dslint]\nper-file-ignores."!a" = ["DS302"]\n', (2, 18), '"!a"'),
    ('[tool.dslint]\nseverity = {DS302 = "bad"}\n', (2, 21), '"bad"'),
    ("[tool.dslint.rules]\nDS423.depth = 99\n", (2, 15), "99"),
    ("[tool.dslint.rules.DS423]\ndeep = 1\n", (2, 1), "deep"),
    ('[[tool.dslint.exceptions]]\nrules = ["DS302"]\nreason = "x"\n[[tool.dslint.exceptions]]\nrules = ["DS302"]\nreason = ""\n', (6, 10), '""'),
    ('[tool.dslint]\nexceptions = [{rules = ["DS302"], reason = "x", til = "y"}]\n', (2, 49), "til"),
    ('[[tool.dslint.exceptions]]\nrules = ["DS302"]\nreason = "x"\nuntil = 2026-12-31T00:00:00\n', (4, 9), "2"),
    ("[tool]\ndslint = 3\n", (2, 10), "3"),
    ('tool.dslint.preview = "x"\n', (1, 23), '"x"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "there"), MISTAKES)
def test_a_mistake_in_toml_has_a_place(project, text, place, there):
    project.write("pyproject.toml", text)
    (one,) = project.mistakes()
    assert (one.line, one.column) == place
    assert one.text == there


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[tool.dslint]\nignore = [\n", (3, 1)),
        ("[tool.dslint]\nignore = x\n", (2, 10)),
        ("[tool.dslint]\r\nfail-on == 3\r\n", (2, 10)),
        ('[tool.dslint]\nfail-on = "é" x\n', (2, 15)),
    ],
)
def test_broken_toml_is_told_with_its_place(project, text, place):
    project.write("pyproject.toml", text)
    (one,) = project.mistakes()
    assert (one.line, one.column) == place
    assert one.message.startswith("not TOML: ")


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 5000, "a = " + "{b=" * 5000, "a = " + "9" * 5000, "a = 2026-99-99"],
    ids=["lists", "tables", "digits", "date"],
)
def test_hostile_toml_is_a_mistake_like_others(text):
    depth = sys.getrecursionlimit()
    with pytest.raises(ConfigError, match="not TOML"):
        toml_value(ConfigFile("x.toml", SourceText("x.toml", f"[tool.dslint]\n{text}\n")))
    assert sys.getrecursionlimit() == depth


DEEP = [
    (".".join(["a"] * 65) + " = 1", "a key of more than 64 parts"),
    ("[" + ".".join(["a"] * 65) + "]", "a key of more than 64 parts"),
    ("x = {" + " . ".join(['"a"'] * 65) + " = 1}", "a key of more than 64 parts"),
    ("x = " + "[" * 65 + "]" * 65, "nested deeper than 64 levels"),
    ("x = " + "{a=" * 65 + "1" + "}" * 65, "nested deeper than 64 levels"),
]


@pytest.mark.parametrize(("line", "what"), DEEP, ids=["key", "table", "quoted", "lists", "tables"])
def test_what_the_parser_would_take_too_long_for_is_refused_before(project, line, what):
    project.write("pyproject.toml", f"[tool.dslint]\n{line}\n")
    (one,) = project.mistakes()
    assert (one.line, one.message) == (2, f"not TOML for a configuration: {what}")


@pytest.mark.parametrize(
    "line",
    [
        "# " + "a." * 100, f'x = "{"a." * 100}"', f"x = '{'[.' * 100}'", f'x = """\n{"{." * 100}\n"""', "x = [" + "1.5," * 100 + "]",
        ".".join(["a"] * 64) + " = 1", "x = " + "[" * 64 + "]" * 64,
    ],
    ids=["comment", "text", "literal", "lines", "numbers", "a long key", "a deep list"],
)  # fmt: skip
def test_dots_and_brackets_in_texts_do_not_count(project, line):
    project.write("pyproject.toml", f"[tool.dslint]\n[tool.other]\n{line}\n")
    assert project.settings().config_path == "pyproject.toml"


@pytest.mark.parametrize("name", ["pyproject.toml", "dslint.yaml"])
def test_a_configuration_has_so_many_values_at_most(project, monkeypatch, name):
    for module in (document, toml_spans):
        monkeypatch.setattr(module, "MOST_VALUES", 10)
    table, entry = ("[tool.dslint]\n", "ignore = [{}]\n") if name == "pyproject.toml" else ("", "ignore: [{}]\n")
    for number in (8, 9):
        project.write(name, table + entry.format(", ".join(['"DS302"'] * number)))
        if number == 8:
            assert project.settings().selection
        else:
            assert project.mistakes()[0].message == "more than 20,000 values, too many for a configuration"


def test_what_is_written_with_escapes_is_not_looked_for_to_the_end_of_the_text():
    """A value that is not found costs as much as is looked through, and there may be many."""
    text = '[tool.dslint]\nignore = ["\\u0041", ' + "# x\n" * toml_spans.NEAR + '"A"]\n'
    value = toml_value(ConfigFile("pyproject.toml", SourceText("pyproject.toml", text)))
    first, second = value.data["ignore"].data
    assert [one.span for one in (first, second)] == [(23, 24), (24, 25)]


def test_an_empty_key_has_a_place():
    text = '[tool.dslint]\nx = {"" = 1}\n'
    value = toml_value(ConfigFile("pyproject.toml", SourceText("pyproject.toml", text)))
    assert value.data["x"].keys[""].span == (19, 21)
