"""The command as its users meet it: in its own process with a scrubbed environment, or in ours for speed."""

import os
import subprocess
import sys

import pytest

from dslint.cli import main
from tests.cli.manifests import BAD, GOOD, POLICY
from tests.cli.process import Done, environment, on_terminal


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return an empty working directory; nothing from outside says how to behave."""
    for name in list(os.environ):
        if name.startswith(("DSLINT_", "_DSLINT", "GIT_", "CI")) or name in (
            "NO_COLOR",
            "FORCE_COLOR",
            "CLICOLOR_FORCE",
            "COLUMNS",
            "PRE_COMMIT",
        ):
            monkeypatch.delenv(name)
    (tmp_path / ".git").mkdir()  # configuration is not looked for above
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dslint(tree, capsys):  # noqa: ARG001 - for its directory
    """Run a command line in this process."""

    def call(*arguments):
        with pytest.raises(SystemExit) as exited:
            main(list(arguments), prog_name="dslint")
        assert isinstance(exited.value.code, int)
        return Done(exited.value.code, *capsys.readouterr())

    return call


@pytest.fixture
def process(tree):
    """Run a command line in its own process."""

    def call(*arguments, stdin="", **env):
        done = subprocess.run(
            [sys.executable, "-m", "dslint", *arguments],
            input=stdin.encode(),
            capture_output=True,
            check=False,
            cwd=tree,
            env=environment(**env),
            timeout=120,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


@pytest.fixture
def policies(tree):
    """Return a folder with a policy of the user's own."""
    (tree / "policies").mkdir()
    (tree / "policies" / "ACME001-team.yaml").write_text(POLICY)
    return tree / "policies"


@pytest.fixture
def terminal(tree):
    """Run a command line in a terminal, 80 columns wide and 24 lines high unless said otherwise."""
    if os.name != "posix":
        pytest.skip("needs a pseudo-terminal")

    def call(*arguments, **more):
        return on_terminal(*arguments, cwd=tree, **more)

    return call


@pytest.fixture
def bad(tree):
    (tree / "bad.yaml").write_text(BAD)
    return "bad.yaml"


@pytest.fixture
def good(tree):
    (tree / "good.yaml").write_text(GOOD)
    return "good.yaml"
