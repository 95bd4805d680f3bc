"""The editor shows what the command line prints: over all real manifests."""

import pytest

from dslint import Options, check_paths
from dslint.lsp.diagnostics import Diagnostics
from dslint.lsp.document import UTF32, Document, Places
from dslint.lsp.workspace import Workspace
from tests.checkout import ROOT

SHARED = ROOT.parent / "shared"
FOLDERS = ("corpus", "corpus-helm", "corpus-kustomize", "wild")
LEVELS = {1: "error", 2: "warning", 3: "info"}


def manifests(*roots):
    paths = (path for root in roots for path in sorted(root.rglob("*")))
    return [path for path in paths if path.suffix in {".yaml", ".yml", ".json"} and path.is_file()]


def shown(path):
    """Return what an editor is told of a file, in the order of the file."""
    text = path.read_bytes().decode()
    work = Workspace(Options())
    work.open(Document(path.as_uri(), str(path), text, 1))
    [told] = work.refresh([str(path)])
    return [
        (*at["start"].values(), *at["end"].values(), one["code"], LEVELS[one["severity"]], one["message"])
        for one in Diagnostics(Places(UTF32), work.documents).of(told)
        for at in [one["range"]]
    ]


def printed(path):
    """Return the same as ``dslint check`` has it."""
    found = sorted(check_paths(str(path)).findings, key=lambda one: one.sort_key())
    return [
        (start.line - 1, start.column - 1, end.line - 1, end.column - 1, one.rule, one.severity, one.message)
        for one in found
        for start, end in [(one.at.start, one.at.end)]
    ]


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")
def test_the_editor_shows_of_every_real_manifest_what_check_prints():
    paths = manifests(*(SHARED / folder for folder in FOLDERS))
    differing = {str(path): (shown(path), printed(path)) for path in paths if shown(path) != printed(path)}
    assert len(paths) > 300
    assert differing == {}


def test_the_editor_shows_of_every_example_what_check_prints():
    paths = manifests(ROOT / "examples", ROOT / "tests" / "wild", ROOT / "docs" / "compare")
    assert sum(len(printed(path)) for path in paths) > 10
    assert {str(path): shown(path) for path in paths} == {str(path): printed(path) for path in paths}
