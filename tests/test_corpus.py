"""Real manifests that nobody of this project wrote: nothing crashes, and what is found there is on record.

The snapshot holds file names, places, rule ids and fingerprints, nothing of the manifests. A change in a rule shows as
a difference in it: read every new line before it is recorded with ``pytest tests/test_corpus.py --update-golden``.
"""

import difflib
from pathlib import Path

import pytest

from dslint.finding import fingerprints
from dslint.run import check_paths
from tests.checkout import ROOT

SHARED = ROOT.parent / "shared"
SNAPSHOT = Path(__file__).with_name("corpus_snapshot.txt")
FOLDERS = ("corpus", "corpus-helm", "corpus-kustomize")
FILES_IN_CORPUS = 312

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")


@pytest.fixture(scope="module")
def report():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(SHARED)
        yield check_paths(FOLDERS)


def lines(report):
    findings = sorted(report.findings, key=lambda finding: finding.sort_key())
    return [
        f"{finding.path}:{finding.at.start.line}:{finding.at.start.column} {finding.rule} {fingerprint}"
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    ]


def test_no_check_fails_on_a_real_manifest(report):
    assert not report.errors
    assert not [line for line in lines(report) if " DS007 " in line]


def test_every_file_of_the_corpus_is_read(report):
    index = (SHARED / "corpus" / "INDEX.tsv").read_text(encoding="utf-8").splitlines()
    assert len(index) - 1 == FILES_IN_CORPUS
    assert report.files >= FILES_IN_CORPUS


def test_the_findings_are_those_on_record(report, request):
    found = lines(report)
    assert not report.errors  # nothing is recorded of a run that failed
    if request.config.getoption("--update-golden"):
        SNAPSHOT.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    recorded = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    assert not list(difflib.unified_diff(recorded, found, "recorded", "found", lineterm="", n=0))
