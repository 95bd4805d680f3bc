"""The committed schemas are what the script makes of kubernetes-validate, which the ``dev`` extra installs."""

import subprocess
import sys

import pytest

from tests.checkout import ROOT

pytest.importorskip("kubernetes_validate", reason="the source of the schemas is not installed: pip install '.[dev]'")


def test_the_committed_schemas_are_current():
    command = [sys.executable, "scripts/trim_schemas.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "schema files are current\n"
