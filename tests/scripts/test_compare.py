"""The script that asks other programs about six mistakes, and what README and guide say of dslint in that."""

import importlib.util
import re
import shlex
import sys

import pytest

from dslint import Options
from dslint.run import check_text
from tests.checkout import ROOT

spec = importlib.util.spec_from_file_location("compare", ROOT / "scripts" / "compare.py")
compare = importlib.util.module_from_spec(spec)
spec.loader.exec_module(compare)

PAGE = ROOT / "docs" / "comparison.md"
ROW = re.compile(r"^\| [^|]*\]\((?:docs/)?compare/(?P<file>[\w.-]+)\)[^|]*\| \[(?P<rule>DS\d+)\]", re.MULTILINE)
ROWS = [row.group("file", "rule") for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def test_every_manifest_has_a_row():
    assert sorted(file for file, _ in ROWS) == sorted(path.name for path in compare.MANIFESTS.iterdir())
    assert len(ROWS) == 6


@pytest.mark.parametrize(("file", "rule"), ROWS)
def test_dslint_says_what_the_row_says_at_the_mistake_and_nothing_of_the_mended_twin(file, rule):
    path = compare.MANIFESTS / file
    mistaken, mended = compare.twins(path)
    marked = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if "# mended:" in line]
    options = Options(no_config=True)
    (finding,) = check_text(mistaken, options=options).shown()
    assert finding.rule == rule
    places = [finding.at, *finding.related]
    # a toleration that is missing is told at the selection that asks for it
    assert marked[0] in {place.start.line for place in places} or mistaken.splitlines()[marked[0] - 1].endswith("[]")
    assert check_text(mended, options=options).shown() == []


def test_the_readme_has_the_same_table():
    table = re.search(r"(^\|.*\n)+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)[0]
    assert table.replace("](", "](docs/") in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_a_command_says_only_of_the_mistake_is_printed(capsys):
    speak = (
        "import sys\n"
        "text = open(sys.argv[1]).read()\n"
        "print('read', len(text), 'characters')\n"
        "print('9200 is wrong') if '9200' in text else None\n"
    )
    compare.main([f"{sys.executable} -c {shlex.quote(speak)} {{}}"])
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("host-port.yaml")
    assert lines[at + 1 : at + 3] == [f"  {sys.executable}:", "    9200 is wrong"]
    assert lines.count(f"  {sys.executable}: nothing") == len(ROWS) - 1


def test_lines_that_stand_more_often_count():
    assert compare.only(["a 1", "b", "a 2"], ["a 3"]) == ["b", "a 2"]
