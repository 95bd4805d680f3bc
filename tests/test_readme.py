"""The README's first two commands do what it says, and its output is real."""

import shutil
import subprocess

import pytest

from tests.checkout import ROOT, copy_checkout
from tests.markdown import blocks, environment, replayed

README = ROOT / "README.md"


def commands():
    return [block.body for block in blocks(README.read_text(encoding="utf-8"))][:2]


def test_the_first_two_blocks_are_one_command_each():
    first, second = list(blocks(README.read_text(encoding="utf-8")))[:2]
    assert (first.info, second.info) == ("sh", "sh")
    assert [block.body.count("\n") for block in (first, second)] == [1, 1]
    assert first.body.endswith(" && .venv/bin/dslint check examples/\n")
    assert second.body.endswith(" && .venv/bin/pytest\n")


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
    assert "examples/nginx-wrong-selector.yaml:16:14" in done.stdout


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
