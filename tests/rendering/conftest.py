import os
import subprocess
import sys

import pytest

from tests.cli.process import Done, environment
from tests.rendering.programs import VERSIONS, programs


@pytest.fixture(params=VERSIONS)
def renderers(request, monkeypatch):
    """Put real helm and kubectl in front of all others."""
    folder = programs(request.param)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return request.param


@pytest.fixture
def no_renderers(monkeypatch, tmp_path):
    """Leave neither helm nor kustomize nor kubectl on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def run_check():
    """Run ``dslint check`` in a folder, for JSON."""

    def call(folder, *arguments):
        command = [sys.executable, "-m", "dslint", "check", "--no-config", "--output-format", "json", *arguments]
        done = subprocess.run(
            command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=120
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call
