"""Every fix on every real manifest: alone and all together, it changes what it names and nothing else."""

import shutil
import subprocess
from collections import Counter
from functools import partial

import pytest

from dslint import Options
from dslint.finding import AppendItem, InsertEntry, Reindent, ReplaceText
from dslint.fix import DIFF, Fixer
from dslint.fix.ignores import JSON, NOT_THESE, ignore
from dslint.fix.rounds import Outcome, mend
from dslint.inputs.documents import read
from dslint.judge.report import Report
from dslint.manifest.field import json_pointer
from dslint.run import check_paths, check_text
from dslint.source.layout import Layout
from dslint.source.tree import plain
from tests.checkout import ROOT

SHARED = ROOT.parent / "shared"
FOLDERS = ("corpus", "corpus-helm", "corpus-kustomize")
EVERYTHING = Options(no_config=True, select=("ALL",), preview=True, fail_on="info")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout"),
]


@pytest.fixture(scope="module", autouse=True)
def here():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(SHARED)
        # what a fix is to do is looked at here, and not only its edits
        patch.setattr("dslint.fix.promise.lighten", lambda _report, _planner: None)
        # and in the whole text, of which a report keeps the lines that it shows
        patch.setattr(Report, "let_go", lambda _report: None)
        yield


@pytest.fixture(scope="module")
def report(here):  # noqa: ARG001 - for its directory
    return check_paths(FOLDERS, EVERYTHING)


def check(path, source):
    return check_text(source.text, path=path, options=EVERYTHING)


def remarks(source):
    """Return the comments of a text, document by document."""
    return [
        source.text[at.start : at.end]
        for document in read(source)
        if document.tree and document.tree.root
        for at in Layout(source.text, document.tree.root).comments(document.start, document.end)
    ]


def changed(one, other, pointer=""):
    """Yield the JSON Pointers of what differs: of a list whose length differs its own."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one.keys() | other.keys():
            below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in one and name in other:
                yield from changed(one[name], other[name], below)
            else:
                yield below
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from changed(left, right, f"{pointer}/{number}")
    elif one != other or type(one) is not type(other):
        yield pointer


def named(intent):
    """Return the pointers at or below which an intent may change something."""
    if isinstance(intent, ReplaceText):
        return set()
    if isinstance(intent, AppendItem):
        return {intent.parent.pointer}
    if isinstance(intent, InsertEntry):
        return {intent.parent.get(intent.name).pointer}
    if isinstance(intent, Reindent):
        return {json_pointer(path) for field, _ in intent.moves for path in (field.path, *intent.paths())}
    field = intent.field  # each of the others has one
    pointers = {field.pointer}
    if isinstance(field.name, int):  # the items behind one that goes move up
        pointers.add(field.parent.pointer)
    if name := getattr(intent, "name", None):
        pointers.add(field.parent.get(name).pointer)
    return pointers


def above(pointer):
    """Yield a pointer and those of what it is in."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def hold(before, after, fixed):
    """Demand what holds for every fix."""
    old, new = {one.number: one for one in read(before)}, {one.number: one for one in read(after)}
    assert old.keys() == new.keys()
    intents = {}
    for finding in fixed:
        assert finding.fix is not None
        intents.setdefault(finding.document, set()).update(*map(named, finding.fix.intents))
    for number, document in new.items():
        assert document.tree is not None
        assert document.problem is None
        was, now = old[number].tree, document.tree
        assert was is not None
        allowed = intents.get(number, set())
        for pointer in changed(plain(was.root), plain(now.root)):
            # pruned with the last thing in it, or made for the first: the intent names something below
            inside = any(one in allowed for one in above(pointer))
            assert inside or any(one.startswith(f"{pointer}/") for one in allowed), pointer
    if not any(isinstance(intent, ReplaceText) for finding in fixed if finding.fix for intent in finding.fix.intents):
        assert remarks(before) == remarks(after)
    assert after.text.count("\r\n") == (after.text.count("\n") if "\r\n" in before.text else 0)
    assert after.text.endswith("\n") == before.text.endswith("\n")


def fixable(report):
    return [finding for finding in report.findings if finding.fix is not None]


def test_every_fix_stands_alone(report):
    made = Counter()
    dropped = []
    for finding in fixable(report):
        source = finding.at.source
        known = [one for one in report.findings if one.at.source is source]
        whole = check(source.path, source)
        outcome = Outcome(source, Report(known, daemon_sets=whole.daemon_sets, parts=whole.parts))
        mend(outcome, partial(check, source.path), lambda one, at, _, only=(finding, source): (one, at) == only)
        dropped += [(finding.rule, finding.path, finding.at.start, reason) for _, reason in outcome.failed]
        made[finding.rule] += len(outcome.applied)
        if outcome.applied:
            hold(source, outcome.source, outcome.applied)
    assert dropped == []
    assert made.total() > 100


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "all"])
def test_all_fixes_go_together_and_a_second_time_changes_nothing(report, unsafe):
    sources = {id(finding.at.source): finding.at.source for finding in fixable(report)}
    for source in sources.values():
        again = partial(check, source.path)
        outcome = Outcome(source, again(source))
        wanted = lambda one, *_: unsafe or one.fix.safety == "safe"  # noqa: E731
        mend(outcome, again, wanted)
        assert outcome.failed == []
        hold(source, outcome.source, outcome.applied)
        once = outcome.source.text
        mend(outcome, again, wanted)
        assert outcome.source.text == once


@pytest.mark.skipif(shutil.which("git") is None, reason="Git is not there")
def test_git_takes_the_patch_of_all_fixes():
    patches = []
    fixer = Fixer(DIFF, unsafe=True, out=patches.append)
    check_paths(FOLDERS, EVERYTHING, fixer=fixer)
    assert len(patches) == fixer.files > 70
    command = ["git", "apply", "--check", "-"]
    done = subprocess.run(command, input=b"".join(patches), cwd=SHARED, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_suppressions_for_everything_suppress_everything(report):
    """What a comment cannot suppress is said; everything else is gone, and the manifests mean what they meant."""
    left = Counter()
    suppressed = 0
    for source in {id(finding.at.source): finding.at.source for finding in report.findings}.values():
        again = partial(check, source.path)
        outcome = Outcome(source, again(source))
        if any(finding.rule == "DS001" for finding in outcome.report.findings):
            continue
        ignore(outcome, again, "tracked in OPS-17")
        assert len(outcome.report.findings) == len(outcome.held)
        assert [plain(one.tree and one.tree.root) for one in read(outcome.source)] == [
            plain(one.tree and one.tree.root) for one in read(source)
        ]
        left.update(reason for _, reason in outcome.held)
        suppressed += outcome.ignored
    assert suppressed > 200
    assert set(left) <= {JSON, NOT_THESE}
