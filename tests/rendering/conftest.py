import json
import os
import subprocess
import sys

import pytest

from dslint.inputs.rendering.renderer import program
from tests.cli.process import Done, environment
from tests.rendering.fleet import TEMPLATE, VALUES
from tests.rendering.made import CHART, write
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
def run_dslint():
    """Run a command line in a folder."""

    def call(folder, *arguments):
        command = [sys.executable, "-m", "dslint", *arguments]
        done = subprocess.run(
            command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=120
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def dslint_json(run_dslint):
    """Return what a command line prints as JSON."""
    return lambda folder, *arguments: json.loads(run_dslint(folder, *arguments, "--output-format", "json").out)


@pytest.fixture
def run_check(run_dslint):
    """Run ``dslint check`` in a folder, for JSON and without its configuration."""
    return lambda folder, *arguments: run_dslint(folder, "check", "--no-config", "--output-format", "json", *arguments)


@pytest.fixture
def fleet(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    (tmp_path / ".git").mkdir()
    write(tmp_path / "charts/agent", {"Chart.yaml": CHART, "values.yaml": VALUES, "templates/a.yaml": TEMPLATE})
    return tmp_path


@pytest.fixture
def starts(tmp_path, renderers, monkeypatch):  # noqa: ARG001 - they are put on the PATH
    """Return a function that tells how often helm and kubectl were started since it was asked last."""
    log = tmp_path / "log"
    for name in ("helm", "kubectl"):
        write(tmp_path / "bin", {name: f"#!/bin/sh\necho {name} >> '{log}'\nexec '{program(name)}' \"$@\"\n"})
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")

    def count():
        found = len(log.read_text().splitlines()) if log.exists() else 0
        log.unlink(missing_ok=True)
        return found

    return count
