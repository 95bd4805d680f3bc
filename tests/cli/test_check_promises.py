"""What a report says can be fixed is what a run with ``--fix`` fixes, in every format; the rest has its reason."""

import json

import pytest

from dslint import Options
from dslint.fix import DIFF, Fixer
from dslint.fix.rounds import identity
from dslint.run import check_paths, check_text
from tests.checkout import ROOT
from tests.checks.hits import pod

SHARED = ROOT.parent / "shared"
COMMENTED = pod("activeDeadlineSeconds: 5 # not for ever")
ABOVE = pod("# not for ever\nactiveDeadlineSeconds: 5")
TWICE = pod("hostPID: true").replace("spec:\n  selector", "spec:\n  hostPID: false\n  selector")
TWINS = pod("tolerations:\n" + 2 * "- {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute}\n")


def findings(text):
    return {one.rule: one for one in check_text(text, options=Options(no_config=True)).findings}


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        (COMMENTED, "DS105", "a comment would go with it"),
        (ABOVE, "DS105", "the comment above it would be left behind"),
        (TWICE, "DS109", "the key is there already"),
        (pod("activeDeadlineSeconds: 5") + "...\nrest: of it\n", "DS105", "the file cannot be read in full"),
    ],
    ids=["a comment", "a comment above", "a key that is there", "a text that is read in part"],
)
def test_a_fix_that_would_not_be_made_is_none_and_the_finding_says_why(text, rule, reason):
    finding = findings(text)[rule]
    assert (finding.fix, finding.held) == (None, reason)


def test_a_fix_that_would_be_made_is_promised():
    finding = findings(pod("activeDeadlineSeconds: 5"))["DS105"]
    assert (finding.fix.title, finding.held) == (finding.help, None)


def test_all_formats_say_how_many_can_be_fixed_and_why_others_cannot(tmp_path, monkeypatch, dslint):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(COMMENTED, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(pod("activeDeadlineSeconds: 5"), encoding="utf-8")
    done = dslint("check")
    assert "= fix held back: a comment would go with it\n" in done.out
    assert done.err.endswith("1 fixable with --fix.\n")
    report = json.loads(dslint("check", "--output-format", "json").out)
    assert (report["summary"]["fixable"], report["summary"]["fixableUnsafe"]) == (1, 0)
    assert [(one["fix"] is None, one["fixHeldBack"]) for one in report["findings"]] == [
        (True, "a comment would go with it"),
        (False, None),
    ]
    assert "Fixed 1 problem in 1 file; 1 left.\n" in dslint("check", "--fix").err


def test_what_stood_in_the_way_of_a_fix_is_gone_after_the_last_round(tmp_path):
    """The same needless toleration twice: the first to go would leave the same finding, of the other one."""
    path = tmp_path / "a.yaml"
    path.write_text(TWINS, encoding="utf-8")
    for _ in range(2):
        report = check_paths([str(path)], Options(no_config=True, select=("DS208", "DS2")), fixer=Fixer(unsafe=True))
        assert [one.rule for one in report.findings if one.fix] == []
        after = path.read_text(encoding="utf-8")
    assert after == path.read_text(encoding="utf-8")
    assert "unreachable" not in after


@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "all"])
def test_over_the_corpus_what_is_promised_is_what_is_fixed(monkeypatch, unsafe):
    monkeypatch.chdir(SHARED)
    options = Options(no_config=True, extend_select=("DS208", "DS304"))
    before = check_paths(["corpus"], options)
    fixer = Fixer(DIFF, unsafe=unsafe, out=lambda _: None)
    check_paths(["corpus"], options, fixer=fixer)
    changed = {one.path for one in fixer.replaced}
    left = {(one.path, *identity(one)) for one in fixer.remaining}
    promised = [one for one in before.findings if one.fix and (unsafe or one.fix.safety == "safe")]
    assert len(promised) > 40
    assert {one.path for one in promised} == changed
    assert [one for one in promised if (one.path, *identity(one)) in left] == []
    # what is held back is told all the same, in other words where another fix gives it a context
    told = {(one.path, one.rule, one.document, one.identity) for one in fixer.remaining}
    kept = [one for one in before.findings if one.held is not None and one.path in changed]
    assert [one for one in kept if (one.path, one.rule, one.document, one.identity) not in told] == []
