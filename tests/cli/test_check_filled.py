"""Values that are filled in later, as the configuration says, are counted in one note a file."""

import pytest

from dslint import check_paths

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      terminationGracePeriodSeconds: ${GRACE}
      containers:
      - name: agent
        image: ${IMAGE}
        ports: [{containerPort: "${PORT}"}]
"""
NOTE = "agent.yaml: 2 values are filled in later (filled-later)"


@pytest.fixture
def folder(tree):
    return tree


def checked(folder, patterns, text=MANIFEST):
    (folder / "agent.yaml").write_text(text)
    (folder / "dslint.yaml").write_text(f"filled-later: {patterns}\n")
    report = check_paths(["agent.yaml"])
    return [f"{one.rule} {one.at.start.line}:{one.at.start.column}" for one in report.findings], report.notes


@pytest.mark.parametrize(
    ("patterns", "found", "notes"),
    [
        ("[]", ["DS110 9:38", "DS110 13:33"], []),
        ('["${*}"]', [], [NOTE]),
        ('["${GR*}"]', ["DS110 13:33"], ["agent.yaml: 1 value is filled in later (filled-later)"]),
        ('["*GRACE}", "${P?RT}"]', [], [NOTE]),
        ('["GRACE"]', ["DS110 9:38", "DS110 13:33"], []),
        ('["${grace}"]', ["DS110 9:38", "DS110 13:33"], []),
    ],
    ids=["none", "all", "one", "two patterns", "a part is not enough", "case counts"],
)
def test_what_is_found_about_them_is_counted(patterns, found, notes, folder):
    assert checked(folder, patterns) == (found, notes)


def test_a_key_may_be_filled_in_too(folder):
    text = MANIFEST.replace("name: agent}\n", 'name: agent, labels: {"${KEY}": x}}\n', 1)
    text = text.replace("${GRACE}", "30").replace('"${PORT}"', "80")
    assert checked(folder, "[]", text) == (["DS111 3:34"], [])
    assert checked(folder, '["${*}"]', text) == ([], ["agent.yaml: 1 value is filled in later (filled-later)"])


def test_each_document_and_each_version_counts_once(folder):
    (folder / "agent.yaml").write_text(f"{MANIFEST}---\n{MANIFEST}")
    (folder / "dslint.yaml").write_text('filled-later: ["${*}"]\nkubernetes-version: "1.30..1.33"\n')
    report = check_paths(["agent.yaml"])
    assert (report.findings, report.notes) == ([], [NOTE.replace("2", "4")])


def test_other_mistakes_are_still_told(folder):
    text = MANIFEST.replace("selector: {matchLabels: {app: agent}}", "selectors: {}").replace("${PORT}", "80 x")
    assert checked(folder, '["${*}"]', text)[0] == ["DS109 5:3", "DS110 13:33"]


def test_the_command_passes_and_says_how_many_there_are(folder, dslint):
    checked(folder, '["${*}"]')
    done = dslint("check", "agent.yaml")
    assert (done.code, done.out) == (0, "")
    assert f"note: {NOTE}" in done.err
    assert f"note: {NOTE}" in dslint("check", "-v", "agent.yaml").err
