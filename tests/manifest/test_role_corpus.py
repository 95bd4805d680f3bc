"""Roles against labels that people gave by reading the manifests of ``../shared``; the rows hold nothing of these.

Right is a DaemonSet whose set of roles is that of its label: one where it has one, both where it has two, none
where it is ``unknown``. Any other answer is wrong, but for no role at all: that misleads nobody and is counted apart.
Labels that their readers doubted are left out.
"""

from pathlib import Path

import pytest

from dslint.config import Options, Resolver
from dslint.inputs.load import load
from dslint.inputs.worktree import WorkTree
from dslint.kube.versions import DEFAULT
from dslint.manifest.workload import Workload
from tests.checkout import ROOT

SHARED = ROOT.parent / "shared"
ROWS = Path(__file__).with_name("roles.tsv").read_text(encoding="utf-8").splitlines()

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")


@pytest.fixture
def rows(monkeypatch):
    """Return of each row its place, the names that its label has, and those found."""
    monkeypatch.chdir(SHARED)
    labels = {}
    for row in ROWS:
        path, document, pointer, label = row.split("\t")
        labels[path, int(document), pointer] = set(label.split("+")) - {"unknown"}
    paths = sorted({path for path, _, _ in labels})
    found = {}
    for loaded in load(WorkTree(), paths, Resolver(Options(no_config=True))):
        for one in (one for content in loaded.contents() for one in content.daemon_sets):
            found[loaded.item.shown, one.document, one.root.pointer] = set(Workload(one, DEFAULT).role.names)
    return [(place, label, found[place]) for place, label in labels.items()]


def said(roles):
    return "+".join(sorted(roles)) or "unknown"


def test_nearly_all_roles_are_those_that_people_read_from_the_manifests(rows):
    missed = [f"{place}: {said(found)}, not {said(label)}" for place, label, found in rows if found != label]
    wrong = [line for line in missed if ": unknown," not in line]
    assert len(rows) >= 150
    assert len(missed) <= 0.05 * len(rows), "\n".join(missed)
    assert len(wrong) <= 0.03 * len(rows), "\n".join(wrong)
