"""Roles against labels that people gave by reading the manifests of ``../shared``; the rows hold nothing of these.

Right is a DaemonSet whose set of roles is that of its label: one where it has one, both where it has two, none
where it is ``unknown``. Any other answer is wrong, but for no role at all: that misleads nobody and is counted apart.
Labels that their readers doubted are left out.
"""

from pathlib import Path

import pytest

from dslint.inputs.documents import Skipped, daemon_sets, read
from dslint.inputs.fragments import Fragments
from dslint.kube.versions import DEFAULT
from dslint.manifest.workload import Workload
from dslint.source.text import SourceText
from tests.checkout import ROOT

SHARED = ROOT.parent / "shared"
ROWS = Path(__file__).with_name("roles.tsv").read_text(encoding="utf-8").splitlines()

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")


def judged():
    """Yield each row's place, the names that its label has, and those found."""
    texts = {}
    for row in ROWS:
        path, document, pointer, label = row.split("\t")
        if path not in texts:
            source = SourceText.decode(path, (SHARED / path).read_bytes())
            find = Fragments().finder(str(SHARED / path))
            sets = [one for each in read(source) for one in daemon_sets(each) if not isinstance(one, Skipped)]
            for one in sets:
                one.fragment = find(one)
            texts[path] = {(str(one.document), one.root.pointer): one for one in sets}
        found = Workload(texts[path][document, pointer], DEFAULT).role.names
        yield f"{path}#{document}{pointer}", set(label.split("+")) - {"unknown"}, set(found)


def test_nearly_all_roles_are_those_that_people_read_from_the_manifests():
    rows = list(judged())
    missed = [
        f"{place}: {'+'.join(sorted(found)) or 'unknown'}, not {'+'.join(sorted(label)) or 'unknown'}"
        for place, label, found in rows
        if found != label
    ]
    wrong = [line for line in missed if ": unknown," not in line]
    assert len(rows) >= 150
    assert len(missed) <= 0.05 * len(rows), "\n".join(missed)
    assert len(wrong) <= 0.03 * len(rows), "\n".join(wrong)
