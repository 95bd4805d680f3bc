"""The recipes of ``examples/fleet``: Ray and Spark really start and find what one process finds."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.checkout import ROOT
from tests.cli.process import environment
from tests.parallel.trees import write_tree

RECIPES = {"ray": "ray_executor.py", "pyspark": "spark_executor.py"}
LIMIT = 600


@pytest.mark.slow
@pytest.mark.parametrize("engine", RECIPES)
def test_a_recipe_finds_what_one_process_finds(engine, tmp_path):
    if find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed: pip install {engine}")
    if engine == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    tree = write_tree(tmp_path / "tree")

    def run(*command):
        return subprocess.run(
            [sys.executable, *command],
            cwd=tree,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )

    alone = run("-m", "dslint", "check", "--output-format", "json")
    there = run(str(ROOT / "examples/fleet" / RECIPES[engine]), ".")
    assert there.returncode == alone.returncode == 1, there.stderr
    assert json.loads(there.stdout) == json.loads(alone.stdout)
    assert "as workers failed" not in there.stderr
