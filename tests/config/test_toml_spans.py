# ruff: noqa: E501 - tables
import sys

import pytest

from dslint.config import Origin
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
