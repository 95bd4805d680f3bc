import os

import pytest

from tests.inputs.build import DAEMONSET, fragment, git


@pytest.fixture
def _here(tmp_path, monkeypatch):
    """Work in an empty folder; nothing from outside says how to behave."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in [name for name in os.environ if name.startswith(("GIT_", "DSLINT_"))]:
        monkeypatch.delenv(name)


@pytest.fixture(params=["walked", "listed by Git"])
def _both(request, _here):
    """Run a test in a plain folder and in a work tree: the same files are found."""
    if request.param != "walked":
        git("init", "-q")


@pytest.fixture
def _locked(monkeypatch):
    """Let nobody list a folder called ``locked``, whoever runs the tests."""
    real = os.scandir

    def refuse(folder):
        if str(folder).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return what writes files below a repository and tells what its ds.yaml is."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def build(path="ds.yaml", text=DAEMONSET, **files):
        for name, content in {**files, path: text}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        return fragment(path)

    return build
