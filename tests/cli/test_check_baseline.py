"""An old repository adopts `dslint check`: what is there is known, what is new fails, no manifest is touched."""

import json

import pytest

from tests.cli.manifests import BAD, CONCISE, GOOD, LINE, OLD

FILE = ".dslint-baseline.json"
KNOWN = "Checked 2 DaemonSets in 2 files: no new problems (2 in baseline).\n"
SHADY = BAD.replace("agnet", "shady")


@pytest.fixture
def old(tree, dslint):
    """Return a repository with two known problems: one in bad.yaml, one in deploy/old.yaml."""
    (tree / "deploy").mkdir()
    (tree / "bad.yaml").write_text(BAD)
    (tree / "deploy" / "old.yaml").write_text(OLD)
    done = dslint("check", "--write-baseline", FILE)
    assert done == (0, "", f"Wrote 2 accepted problems to {FILE}.\n{KNOWN}")
    return tree


def entries(tree):
    return json.loads((tree / FILE).read_text())["findings"]


def test_what_is_known_is_not_reported_and_no_manifest_is_touched(dslint, old):
    assert (old / "bad.yaml").read_text() == BAD
    assert (old / "deploy" / "old.yaml").read_text() == OLD
    assert dslint("check", "--baseline", FILE) == (0, "", KNOWN)
    assert dslint("check").code == 1


def test_the_configuration_may_name_it(dslint, old):
    (old / "dslint.yaml").write_text(f"baseline: {FILE}\n")
    assert dslint("check") == (0, "", KNOWN)
    assert dslint("check", "deploy/old.yaml").code == 0
    assert dslint("config").out.count(f"{FILE}") == 1
    assert dslint("check", "--no-suppressions").code == 1


def test_a_baseline_says_what_it_accepts_sorted_by_path(old):
    one = entries(old)[0]
    assert [one["path"] for one in entries(old)] == ["bad.yaml", "deploy/old.yaml"]
    assert one["count"] == len(one["fingerprints"]) == 1
    assert {name: one[name] for name in ("rule", "name", "object", "message")} == {
        "rule": "DS101",
        "name": "unmatched-selector",
        "object": "DaemonSet monitoring/agent",
        "message": "pod template label app=agnet does not satisfy the selector",
    }


EDITS = {
    "lines above": lambda text: f"# new\n\n{text}",
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "another value": lambda text: text.replace("agent:1.4", "agent:1.5"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_elsewhere_reports_nothing_again(dslint, old, edit):
    (old / "bad.yaml").write_bytes(edit(BAD).encode())
    assert dslint("check", "--baseline", FILE) == (0, "", KNOWN)


def test_a_moved_manifest_stays_known(dslint, old):
    (old / "moved").mkdir()
    (old / "bad.yaml").rename(old / "moved" / "agent.yaml")
    assert dslint("check", "--baseline", FILE) == (0, "", KNOWN)
    assert dslint("check", "moved/agent.yaml", "--baseline", FILE).code == 0


@pytest.mark.usefixtures("old")
def test_the_same_object_out_of_a_chart_stays_known(process):
    done = process("check", "-", "--baseline", FILE, stdin=f"# Source: agent/templates/ds.yaml\n{BAD}")
    assert (done.code, done.err) == (0, "Checked 1 DaemonSet in 1 file: no new problems (1 in baseline).\n")


@pytest.mark.parametrize(
    "named", [[], ["new.yaml"], ["new.yaml", "--force-exclude"]], ids=["everything", "the file", "as a hook does"]
)
def test_a_new_mistake_fails_even_the_same_in_another_file(dslint, old, named):
    (old / "new.yaml").write_text(BAD)
    done = dslint("check", *named, *CONCISE, "--baseline", FILE)
    assert (done.code, done.out) == (1, LINE.replace("bad.yaml", "new.yaml"))


def test_a_second_mistake_of_a_known_kind_is_new(dslint, old):
    (old / "deploy" / "old.yaml").write_text(f"{OLD}---\n{OLD}")
    done = dslint("check", "deploy", *CONCISE, "--select", "DS302", "--baseline", FILE)
    assert (done.code, done.out.count("DS302")) == (1, 1)
    assert "; 1 in baseline" in done.err


def test_only_what_fails_is_accepted_unless_asked(dslint, tree):
    (tree / "a.yaml").write_text(OLD)
    assert dslint("check", "--fail-on", "error", "--write-baseline", FILE).err.startswith("Wrote 0 accepted problems")
    assert entries(tree) == []
    assert dslint("check", "--fail-on", "warning", "--write-baseline", FILE).err.startswith("Wrote 1 accepted problem ")
    assert [one["rule"] for one in entries(tree)] == ["DS302"]


def test_what_cannot_be_read_is_never_accepted(dslint, tree):
    (tree / "a.yaml").write_text("kind: DaemonSet\nmetadata: {name: [\n")
    assert dslint("check", "--write-baseline", FILE).code == 1
    assert entries(tree) == []
    assert dslint("check", "--baseline", FILE).code == 1


def test_suppressions_and_exceptions_come_before_it(dslint, tree):
    commented = BAD.replace("labels: {app: agnet}", "labels: {app: agnet}  # dslint: ignore[DS101] known")
    (tree / "a.yaml").write_text(commented)
    assert dslint("check", "--write-baseline", FILE).err.startswith("Wrote 0 accepted problems")
    assert "no problems; 1 suppressed" in dslint("check", "--baseline", FILE).err


def test_what_is_gone_is_told_and_taken_out_on_request(dslint, old):
    (old / "bad.yaml").write_text(GOOD)
    done = dslint("check", "--baseline", FILE)
    note = f"note: {FILE} knows 1 problem that is gone: --prune-baseline takes them out\n"
    assert (done.code, done.err.startswith(note)) == (0, True)
    lines = (old / FILE).read_text().splitlines()
    (line,) = (number for number, text in enumerate(lines, 1) if "DS101" in text)
    column = lines[line - 1].index('["') + 3
    told = dslint("check", "--baseline", FILE, "--min-severity", "info", *CONCISE)
    assert told.out.startswith(f"{FILE}:{line}:{column}: info[DS009] ")
    assert told.out.endswith(" no finding matches the known DS101 of DaemonSet monitoring/agent\n")
    done = dslint("check", "--baseline", FILE, "--prune-baseline")
    assert done.err.startswith("Removed 1 problem that is gone from the baseline.\n")
    assert [one["path"] for one in entries(old)] == ["deploy/old.yaml"]
    assert "note" not in dslint("check", "--baseline", FILE).err


@pytest.mark.parametrize(
    "words",
    [["deploy"], ["--select", "DS302"], ["deploy/old.yaml"]],
    ids=["another folder", "another rule", "another file"],
)
def test_what_a_run_did_not_look_at_is_not_gone(dslint, old, words):
    (old / "bad.yaml").write_text(GOOD)
    assert "note" not in dslint("check", *words, "--baseline", FILE).err
    dslint("check", *words, "--baseline", FILE, "--prune-baseline")
    assert len(entries(old)) == 2


def test_a_file_that_cannot_be_read_has_lost_nothing(dslint, old):
    (old / "bad.yaml").write_text(f"{BAD}  : [\n")
    assert "--prune-baseline" not in dslint("check", "--baseline", FILE).err


def test_writing_a_part_keeps_what_it_did_not_look_at(dslint, old):
    (old / "bad.yaml").write_text(SHADY)
    dslint("check", "bad.yaml", "--write-baseline", FILE)
    assert ["shady" in one["message"] for one in entries(old)] == [True, False]


def test_machines_are_told_what_is_known(dslint, old):
    data = json.loads(dslint("check", "--baseline", FILE, "--output-format", "json").out)
    assert (data["findings"], data["summary"]["known"]) == ([], 2)
    data = json.loads(dslint("check", "--baseline", FILE, "--output-format", "json", "--show-suppressed").out)
    assert [one["suppression"] for one in data["findings"]] == [{"reason": "it is in the baseline"}] * 2
    assert [one["fingerprint"] for one in data["findings"]] == [one["fingerprints"][0] for one in entries(old)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot read the baseline x.json: no such file or directory"),
        ("", "x.json is no baseline of dslint"),
        ("[]", "x.json is no baseline of dslint"),
        ('{"version": 2, "findings": []}', "x.json is no baseline of dslint"),
        ('{"version": 1, "findings": [{"path": 1}]}', "x.json is no baseline of dslint"),
        ("[" * 100_000, "x.json is no baseline of dslint"),
    ],
    ids=["missing", "empty", "a list", "another version", "no entry", "deep"],
)
def test_what_is_no_baseline_ends_with_2(dslint, tree, text, message):
    (tree / "a.yaml").write_text(GOOD)
    if text is not None:
        (tree / "x.json").write_text(text)
    done = dslint("check", "a.yaml", "--baseline", "x.json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {message}\n")


@pytest.mark.parametrize(
    "words",
    [["--diff"], ["--no-suppressions"], ["--prune-baseline"]],
    ids=" ".join,
)
def test_what_contradicts_writing_one_is_refused(dslint, tree, words):
    (tree / "a.yaml").write_text(GOOD)
    assert dslint("check", "a.yaml", "--write-baseline", FILE, *words).code == 2
    assert not (tree / FILE).exists()


def test_ignores_are_added_for_what_fails_unless_asked(dslint, tree):
    (tree / "a.yaml").write_text(OLD)
    dslint("check", "--add-ignores", "later", "--fail-on", "error")
    assert (tree / "a.yaml").read_text() == OLD
    dslint("check", "--add-ignores", "later")
    assert "# dslint: ignore[deprecated-node-label] later" in (tree / "a.yaml").read_text()
