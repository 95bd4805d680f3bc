"""The README says first what matters first, its two commands do what it says, and its output is real."""

import re
import shutil
import subprocess

import pytest

from tests.checkout import ROOT, copy_checkout
from tests.markdown import PRE, blocks, environment, replayed

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
ORDER = (
    "Which nodes will your DaemonSet miss? Know before you apply.",
    "$ dslint coverage ",
    "](docs/coverage.png)",
    ".venv/bin/dslint check examples/",
    ".venv/bin/pytest",
    "`pipx install .`",
    "## What others do not catch",
    "## In a pull request",
    "## Can I trust it?",
    "hooks: [{id: dslint}]",
    "docs/exit-codes.md",
)


def test_what_matters_first_stands_first():
    places = [TEXT.index(part) for part in ORDER]
    assert places == sorted(places)
    assert re.findall("^## .*", TEXT, re.MULTILINE) == [
        "## Try it",
        "## What others do not catch",
        "## In a pull request",
        "## Can I trust it?",
        "## In CI",
    ]


def test_a_dozen_lines_show_a_gpu_node_that_is_missed_and_the_yaml_to_add():
    (shown,) = (found["body"] for found in PRE.finditer(TEXT))
    assert 10 <= shown.count("\n") <= 12
    lines = shown.splitlines()
    assert any(line.split()[:1] == ["NO"] and "nvidia.com/gpu" in line for line in lines)
    assert any("gpu-1: missed" in line for line in lines)
    assert "    - key: nvidia.com/gpu" in lines


def test_no_example_ignores_a_rule():
    guides = [README, *sorted((ROOT / "docs").glob("*.md"))]
    bodies = [(path.name, block.body) for path in guides for block in blocks(path.read_text(encoding="utf-8"))]
    assert [name for name, body in bodies if re.search("^ignore:|--ignore", body, re.MULTILINE)] == []


def test_numbers_of_the_readme_are_those_of_the_pages_that_it_names():
    pages = [
        (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("exactness.md", "contributing/precision.md")
    ]
    alike = re.findall(r"\| (\d+) of (\d+) \|$", pages[0], re.MULTILINE)
    assert f"{sum(int(same) for same, _ in alike):,} answers" in TEXT
    assert all(same == asked for same, asked in alike)
    (low, high), manifests = re.search(r"(\d+) to (\d+) %", TEXT).groups(), re.search(r"on (\d+) manifests", TEXT)[1]
    assert {f"{low} %", f"{high} %"} <= set(re.findall(r"\d+ %", pages[1]))
    assert int(manifests) == sum(map(int, re.findall(r"^(\d+) (?:files|DaemonSets)\b", pages[1], re.MULTILINE)))


def commands():
    return [block.body for block in blocks(README.read_text(encoding="utf-8"))][:2]


def test_the_first_two_blocks_are_one_command_each():
    first, second = list(blocks(README.read_text(encoding="utf-8")))[:2]
    assert (first.info, second.info) == ("sh", "sh")
    assert [block.body.count("\n") for block in (first, second)] == [1, 1]
    assert first.body.endswith(" && .venv/bin/dslint check examples/\n")
    assert second.body.endswith(" && .venv/bin/pytest -n auto\n")


@pytest.mark.slow
def test_the_first_command_does_everything_from_nothing(tmp_path):
    clone = copy_checkout(tmp_path / "clone")
    shutil.copytree(ROOT / "examples", clone / "examples")
    done = subprocess.run(
        ["bash", "-c", commands()[0]],
        cwd=clone,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    for found in (
        "error[DS101 unmatched-selector]",
        "examples/nginx-wrong-selector.yaml:16:14",
        "error[DS220 uncovered-nodes]",
        "misses gpu-1, gpu-2",
    ):
        assert found in done.stdout


def test_ci_runs_the_second_command_as_written(tmp_path):
    (tmp_path / ".ci").mkdir()
    shutil.copy2(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    second = commands()[1]
    readme = README.read_text(encoding="utf-8").replace(second, f"echo CI=$CI; cat; false && {second}", 1)
    (tmp_path / "README.md").write_text(readme, encoding="utf-8")
    done = subprocess.run(
        [tmp_path / ".ci" / "run"], cwd="/", input="", capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 1
    assert done.stdout == f"echo CI=$CI; cat; false && {second}CI=true\n"


def test_the_output_shown_is_real(request):
    text = README.read_text(encoding="utf-8")
    real = replayed(text, ROOT)
    if request.config.getoption("--update-golden"):
        README.write_text(real, encoding="utf-8")
        text = real
    assert text == real
