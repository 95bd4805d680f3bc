"""docs/fleet.md: ten questions in SQL, asked of the tables of the example fleet, with the answers that stand there."""

import re
import shutil
import subprocess

import pytest

from tests.checkout import ROOT
from tests.markdown import blocks, environment

pytest.importorskip("pyarrow", reason="the extra fleet is not installed")
duckdb = pytest.importorskip("duckdb")
GUIDE = ROOT / "docs" / "fleet.md"
QUESTION = re.compile(
    r"(?ms)^\*\*(?P<title>\d+\. [^\n]*)\*\*\n\n```sql\n(?P<query>.*?)```\n\n(?P<answer>(?:\|[^\n]*\n)+)"
)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """Return a folder with the example, and the tables that the guide makes of it."""
    folder = tmp_path_factory.mktemp("fleet")
    shutil.copytree(ROOT / "examples" / "fleet" / "clusters", folder / "clusters")
    (script,) = [one.body for one in blocks(GUIDE.read_text(encoding="utf-8")) if one.body.startswith("for cluster in")]
    done = subprocess.run(
        ["bash", "-ec", script], cwd=folder, env=environment(), capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    return folder


def answer(query, folder):
    """Return what DuckDB answers as a table of Markdown."""
    found = duckdb.connect().execute(query.replace("'tables/", f"'{folder}/tables/"))
    lines = [[column[0] for column in found.description], *found.fetchall()]
    head, *rows = [f"| {' | '.join(map(shown, line))} |\n" for line in lines]
    return "".join([head, "|" + "---|" * len(lines[0]) + "\n", *rows])


def shown(value):
    return ", ".join(value) if isinstance(value, list) else str(value).lower() if value in (True, False) else str(value)


def test_the_answers_are_those_of_the_example(fleet, request):
    text = GUIDE.read_text(encoding="utf-8")
    real = QUESTION.sub(
        lambda found: found[0][: found.start("answer") - found.start()] + answer(found["query"], fleet), text
    )
    if request.config.getoption("--update-golden"):
        GUIDE.write_text(real, encoding="utf-8")
        text = real
    assert text == real


def test_there_are_ten_questions_each_with_an_answer():
    found = list(QUESTION.finditer(GUIDE.read_text(encoding="utf-8")))
    assert [one["title"].split(".")[0] for one in found] == [str(number) for number in range(1, 11)]
    assert [one["title"] for one in found if one["answer"].count("\n") < 3] == []
