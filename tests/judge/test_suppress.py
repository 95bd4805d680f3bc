import pytest

from dslint import Options
from dslint.run import check_text

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: monitoring}
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agnet}%s
    spec:
      restartPolicy: Never
      containers:
      - name: agent
        image: registry.example/agent:1.4
"""
BAD_LABEL, BAD_POLICY = ("DS101", 9, 21), ("DS104", 11, 22)
RULES = ("DS0", "DS101", "DS104")


def check(text, **options):
    return check_text(text, options=Options(no_config=True, **{"select": RULES, **options}))


def places(report):
    return [(f.rule, *f.at.start) for f in sorted(report.findings, key=lambda finding: finding.sort_key())]


def with_comment(comment):
    return check(MANIFEST % f" # dslint: {comment}")


def test_without_a_comment_everything_is_reported():
    assert places(check(MANIFEST % "")) == [BAD_LABEL, BAD_POLICY]


@pytest.mark.parametrize("rule", ["DS101", "unmatched-selector", "ds101", "DS104, DS101"])
def test_a_comment_suppresses_the_rules_it_names_below_its_node(rule):
    report = with_comment(f"ignore[{rule}] renamed with the next release")
    assert BAD_LABEL not in places(report)
    assert [(f.rule, reason) for f, reason in report.suppressed] == [("DS101", "renamed with the next release")]


def test_what_is_not_named_or_elsewhere_is_still_reported():
    assert places(with_comment("ignore[DS101] renamed with the next release")) == [BAD_POLICY]


def test_a_comment_above_covers_what_begins_on_the_next_line():
    text = (MANIFEST % "").replace("    metadata:\n", "    # dslint: ignore[DS101] renamed\n    metadata:\n")
    assert places(check(text)) == [("DS104", 12, 22)]


@pytest.mark.parametrize("where", ["# dslint: {}\n{}", "---\n# dslint: {}\n{}", "# dslint: {}\n---\n{}"])
def test_ignore_file_covers_its_whole_document(where):
    text = where.format("ignore-file[DS101, DS104] generated", MANIFEST % "")
    assert places(check(text)) == []


def test_ignore_file_says_nothing_about_other_documents():
    text = f"# dslint: ignore-file[DS101, DS104] generated\n{MANIFEST % ''}---\n{MANIFEST % ''}"
    assert places(check(text)) == [("DS101", 25, 21), ("DS104", 27, 22)]


def test_each_rule_that_is_named_in_vain_is_reported_at_its_name():
    report = with_comment("ignore[DS101, wrong-restart-policy] renamed")
    assert places(report) == [("DS004", 9, 52), BAD_POLICY]
    assert report.findings[-1].message == "wrong-restart-policy reports nothing here"


@pytest.mark.parametrize("options", [{"select": ("DS0", "DS104")}, {"ignore": ("DS101",)}], ids=["select", "ignore"])
def test_rules_that_did_not_run_are_not_called_unused(options):
    text = (MANIFEST % " # dslint: ignore[DS101] renamed").replace("agnet", "agent")
    assert places(check(text, **options)) == [BAD_POLICY]


def test_suppressions_in_a_fragment_are_not_called_unused(tmp_path):
    (tmp_path / "kustomization.yaml").write_text("patches: [{path: patch.yaml}]\n")
    text = "kind: DaemonSet\nspec: # dslint: ignore[DS102] the base has one\n  template: {}\n"
    report = check_text(text, path=str(tmp_path / "patch.yaml"), options=Options(select=("DS0", "DS1")))
    assert places(report) == []


@pytest.mark.parametrize(
    ("comment", "column", "message", "label"),
    [
        ("ignore[DS1O1] x", 45, "no rule is called DS1O1", "did you mean DS101?"),
        ("ignore[unmatched-selectr] x", 45, "no rule is called unmatched-selectr", "did you mean unmatched-selector?"),
        ("ignore[DS1] x", 45, "DS1 stands for several rules", "name each rule"),
        ("ignore[placement] x", 45, "placement stands for several rules", "name each rule"),
        ("ignore[house-rule-7] x", 45, "no rule is called house-rule-7", "neither an id nor a name"),
        ("ignore unmatched-selector", 28, "suppression ignore names no rule", "the rules belong in brackets"),
        ("ignore[] x", 28, "suppression ignore names no rule", "the rules belong in brackets"),
        ("ingore[DS101] x", 28, "ingore is not a suppression", "did you mean ignore?"),
        ("", 28, "dslint: is not a suppression", "did you mean ignore?"),
    ],
)
def test_a_suppression_that_cannot_be_understood_is_reported(comment, column, message, label):
    report = with_comment(comment)
    finding = next(f for f in report.findings if f.rule == "DS003")
    assert finding.at.start == (9, column)
    assert finding.message == message
    assert finding.at.text == label
    assert str(finding.object) == "DaemonSet monitoring/agent"
    assert BAD_LABEL in places(report)


def test_a_reason_is_asked_for():
    report = with_comment("ignore[DS101]")
    assert [(f.rule, f.severity, *f.at.start) for f in report.findings if f.rule == "DS005"] == [
        ("DS005", "info", 9, 28)
    ]


def test_another_comment_is_no_reason_but_the_number_of_an_issue_is():
    found = {comment: places(with_comment(f"ignore[DS101] {comment}")) for comment in ("# noqa", "#17")}
    assert found == {"# noqa": [("DS005", 9, 28), BAD_POLICY], "#17": [BAD_POLICY]}


def test_a_missing_reason_can_be_made_an_error():
    report = check(MANIFEST % " # dslint: ignore[DS101]", require_reason=True)
    assert [f.severity for f in report.findings if f.rule == "DS005"] == ["error"]


def test_a_comment_that_nothing_follows_is_reported():
    text = f"{MANIFEST % ''}# dslint: ignore[DS101] renamed\n"
    assert ("DS004", 15, 1) in places(check(text))


@pytest.mark.parametrize("rule", ["DS001", "internal-error"])
def test_what_says_that_something_was_not_checked_cannot_be_suppressed(rule):
    report = with_comment(f"ignore[{rule}] noisy")
    assert ("DS004", 9, 45) in places(report)


def test_suppressions_can_be_switched_off():
    report = check(MANIFEST % " # dslint: ignore[DS101, DS1O4]", suppressions=False)
    assert places(report) == [BAD_LABEL, BAD_POLICY]
    assert report.suppressed == []


def test_a_text_like_a_suppression_inside_a_value_is_none():
    text = (MANIFEST % "").replace("name: agent\n", "name: agent\n        args: ['# dslint: ignore[x] y']\n")
    assert places(check(text)) == [BAD_LABEL, BAD_POLICY]


def test_items_of_a_list_are_covered_one_by_one():
    items = "".join(f"- {line}" if n == 0 else f"  {line}" for n, line in enumerate((MANIFEST % "").splitlines(True)))
    text = f"apiVersion: v1\nkind: List\nitems:\n# dslint: ignore[DS101, DS104] generated\n{items}{items}"
    assert places(check(text)) == [("DS101", 27, 23), ("DS104", 29, 24)]


def test_nothing_is_unused_in_what_the_server_cannot_decode():
    text = MANIFEST.replace("agnet}%s", "agnet} # dslint: ignore[DS101] renamed with the next release")
    broken = text.replace("  template:", "  minReadySeconds: soon\n  template:")
    assert places(check(broken, select=("DS0", "DS1"))) == [("DS110", 7, 20)]
    assert places(check(broken.replace("soon", "5"), select=("DS0", "DS1"))) == [("DS104", 12, 22)]
