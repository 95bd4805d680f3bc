"""A suppression stands where the problem is, covers it, and changes nothing that the manifest means."""

import pytest

from dslint import Options
from dslint.fix.ignores import ignore
from dslint.fix.rounds import Outcome
from dslint.run import check_text
from dslint.source.text import SourceText
from tests.manifests import CONTAINER, START

OPTIONS = Options(no_config=True)
MARK = "# dslint: ignore[deprecated-node-label] later"


def check(source):
    return check_text(source.text, path=source.path, options=OPTIONS)


def ignored(text, reason="later"):
    source = SourceText("a.yaml", text)
    outcome = Outcome(source, check(source))
    ignore(outcome, check, reason)
    return outcome


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "      nodeSelector:\n        beta.kubernetes.io/os: linux\n",
            f"      nodeSelector:\n        beta.kubernetes.io/os: linux  {MARK}\n",
            id="behind",
        ),
        pytest.param(
            "      nodeSelector:\n        beta.kubernetes.io/os: linux # all of ours\n",
            f"      nodeSelector:\n        {MARK}\n        beta.kubernetes.io/os: linux # all of ours\n",
            id="above where there is a comment",
        ),
        pytest.param(
            f"      nodeSelector:\n        beta.kubernetes.io/os: {'l' * 60}\n",
            f"      nodeSelector:\n        {MARK}\n        beta.kubernetes.io/os: {'l' * 60}\n",
            id="above a long line",
        ),
        pytest.param(
            "      nodeSelector:\n        beta.kubernetes.io/os: l # dslint: ignore[DS101] x\n",
            "      nodeSelector:\n        beta.kubernetes.io/os: l # dslint: ignore[DS101, deprecated-node-label] x\n",
            id="joins another",
        ),
        pytest.param(
            "      nodeSelector: {beta.kubernetes.io/os: linux, beta.kubernetes.io/arch: amd64}\n",
            f"      {MARK}\n      nodeSelector: {{beta.kubernetes.io/os: linux, beta.kubernetes.io/arch: amd64}}\n",
            id="one for two",
        ),
        pytest.param(
            '      nodeSelector:\n        beta.kubernetes.io/os: "lin\\\n          ux"\n',
            f'      nodeSelector:\n        {MARK}\n        beta.kubernetes.io/os: "lin\\\n          ux"\n',
            id="above a text of two lines",
        ),
        pytest.param(
            "      nodeSelector:\n        beta.kubernetes.io/os: |-\n          linux\n",
            f"      nodeSelector:\n        beta.kubernetes.io/os: |-  {MARK}\n          linux\n",
            id="behind the sign of a block value",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_it_stands_at_what_it_covers(before, after, newline):
    outcome = ignored(f"{START}{before}{CONTAINER}".replace("\n", newline))
    assert outcome.source.text == f"{START}{after}{CONTAINER}".replace("\n", newline)
    assert [finding.rule for finding in outcome.report.findings if finding.rule == "DS302"] == []
    assert outcome.ignored > 0


def test_several_rules_of_one_line_share_a_comment():
    text = f"{START}{CONTAINER}".replace("app: agent}}\n    spec", "app: agnet, -x: z}}\n    spec")
    outcome = ignored(text)
    assert "app: agnet, -x: z}}  # dslint: ignore[invalid-name-or-label, unmatched-selector] later\n" in (
        outcome.source.text
    )
    assert (outcome.report.findings, outcome.held) == ([], [])


def test_documents_of_a_stream_are_treated_one_by_one():
    one = f"{START}      nodeSelector: {{beta.kubernetes.io/os: linux}}\n{CONTAINER}"
    assert ignored(f"{one}---\n{one}").source.text == f"{one}---\n{one}".replace("linux}", f"linux}}  {MARK}")


def test_yaml_that_begins_like_json_has_comments():
    spec = "{nodeSelector: {beta.kubernetes.io/os: linux}, containers: [{name: a, image: registry.example/a:1}]}"
    text = (
        "{apiVersion: apps/v1,\nkind: DaemonSet, metadata: {name: a}, spec: {selector: {matchLabels: {a: b}},\n"
        f"template: {{metadata: {{labels: {{a: b}}}},\nspec: {spec}}}}}}}\n"
    )
    assert ignored(text).source.text == text.replace("spec: {node", f"{MARK}\nspec: {{node")


def test_what_must_not_be_suppressed_is_left(monkeypatch):
    text = f"{START}      nodeSelector: {{beta.kubernetes.io/os: linux}}\n{CONTAINER}"
    monkeypatch.setattr("dslint.judge.suppress.ALWAYS_ON", frozenset({"DS302"}))
    outcome = ignored(text)
    assert outcome.source.text == text
    assert [reason for _, reason in outcome.held] == ["the problem would still be there"]
