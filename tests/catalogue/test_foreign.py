"""Ids of other tools: each proposes ours or says why there is none, wherever a rule can be named."""

import importlib.util
import re

import pytest

from dslint import Options
from dslint.catalogue.foreign import TOOLS, called, checks, ours, proposal
from dslint.catalogue.index import load_rules
from dslint.catalogue.selection import known_words
from dslint.config import Resolver
from dslint.errors import ConfigError, UsageError
from dslint.run import check_text
from tests.checkout import ROOT
from tests.manifests import MONITORING

RULES = {rule.id: rule for rule in load_rules()}
IDS = sorted({(tool, name) for check in checks() for tool, names in check.ids.items() for name in names})
OF_THE_TOOL = {
    "kube-linter": r"[a-z0-9]+(-[a-z0-9]+)+",
    "kube-score": r"[a-z]+(-[a-z]+)+",
    "polaris": r"[a-z]+[A-Z]\w+",
    "checkov": r"CKV2?_K8S_\d+",
    "trivy": r"KSV\d{3,5}",
    "kubescape": r"C-\d{4}",
    "datree": r"[A-Z][A-Z0-9]*_[A-Z0-9_.]+",
    "Pod Security": r"[a-z]+[A-Za-z_]*",
}


def test_every_row_has_a_rule_or_a_reason_and_no_id_stands_twice():
    assert [check.what for check in checks() if not (check.ours or check.why)] == []
    names = [(tool, name) for check in checks() for tool, names in check.ids.items() for name in names]
    assert len(names) == len(set(names))
    assert set(TOOLS) == {tool for tool, _ in names}


def test_every_rule_of_ours_that_is_named_exists():
    assert [(check.what, rule) for check in checks() for rule in check.ours if rule not in RULES] == []


@pytest.mark.parametrize(("tool", "name"), IDS)
def test_every_id_proposes_ours_or_says_why_not(tool, name):
    assert re.fullmatch(OF_THE_TOOL[tool], name)
    text = proposal(name, RULES.values())
    told = ours(name, RULES.values())
    if told:
        assert text == f"; did you mean {' or '.join(f'{rule.id} ({rule.name})' for rule in told)}?"
    else:
        assert tool in {other for other, _ in called(name)}
        assert re.fullmatch(r"; [\w -]+ checks this \([^()]+(\([^()]*\))?[^()]*\), dslint does not: [^\[\]]+", text)


def test_a_word_that_is_ours_and_theirs_means_the_same():
    shared = known_words(RULES.values()) & {name for _, name in IDS}
    told = {word: [rule.name for rule in ours(word, RULES.values())] for word in shared}
    assert told == {
        "dangling-service": ["dangling-service"],
        "default-service-account": ["default-service-account"],
        "privileged": ["pod-security-level"],  # the tag selects what is about it by role
    }


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("CKV_K8S_14", 'unknown rule "CKV_K8S_14" in --select; did you mean DS420 (moving-tag)?'),
        ("ckv_k8s_14", 'unknown rule "ckv_k8s_14" in --select; did you mean DS420 (moving-tag)?'),
        ("AVD-KSV-0013", 'unknown rule "AVD-KSV-0013" in --select; did you mean DS420 (moving-tag)?'),
        ("KSV-0013", 'unknown rule "KSV-0013" in --select; did you mean DS420 (moving-tag)?'),
        (
            "container-resources",
            (
                'unknown rule "container-resources" in --select; did you mean DS501 (missing-memory-limit) '
                "or DS502 (missing-requests)?"
            ),
        ),
        (
            "KSV007",
            'unknown rule "KSV007" in --select; trivy checks this (entries of /etc/hosts), dslint does not: harmless',
        ),
        ("CKV_K8S_999", 'unknown rule "CKV_K8S_999" in --select'),
    ],
)
def test_the_command_line_proposes_ours(word, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        Resolver(Options(select=(word,))).settings_for("a.yaml")
    assert caught.value.message == message


@pytest.mark.parametrize("key", ["select", "ignore", "extend-select", "unsuppressible"])
def test_a_configuration_proposes_ours_at_the_place_of_the_word(key, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "dslint.yaml").write_text(f"fail-on: error\n{key}: [latest-tag]\n")
    with pytest.raises(ConfigError) as caught:
        Resolver(Options()).settings_for("a.yaml")
    assert caught.value.message == 'unknown rule "latest-tag"; did you mean DS420 (moving-tag)?'
    assert caught.value.source.place(caught.value.span.start) == (2, len(key) + 4)


MANIFEST = (
    MONITORING
    + """\
      containers:
      - {name: agent, image: registry.example/agent} # dslint: ignore[WORD] as our registry is
"""
)


@pytest.mark.parametrize(
    ("word", "label", "fix"),
    [
        ("CKV_K8S_14", "did you mean moving-tag?", "moving-tag"),
        ("C-0004", "did you mean missing-memory-limit or missing-requests?", None),
        ("KSV007", "trivy checks this: entries of /etc/hosts", None),
    ],
)
def test_a_comment_proposes_ours(word, label, fix):
    report = check_text(MANIFEST.replace("WORD", word), options=Options(select=("DS003",)))
    (one,) = report.findings
    assert (one.message, tuple(one.at.start), one.at.text) == (f"no rule is called {word}", (10, 71), label)
    assert bool(one.fix) == bool(fix)
    assert not fix or fix in one.fix.title


def test_the_page_is_made_of_the_table():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    make_docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_docs)
    page = (ROOT / "docs" / "migrating.md").read_text(encoding="utf-8")
    assert page == make_docs.migrating_page(), "run: python scripts/make_docs.py"
    assert [name for _, name in IDS if f"`{name}`" not in page] == []
