"""``dslint check`` with ``--fix``, ``--diff`` and their like, as their users meet them."""

import errno
import io
import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.cli.manifests import BAD, GOOD, OLD

NEW = OLD.replace("beta.kubernetes.io/os", "kubernetes.io/os")
MIXED = BAD.replace("kubernetes.io/os", "beta.kubernetes.io/os")
MENDED = MIXED.replace("agnet", "agent").replace("beta.kubernetes.io/os", "kubernetes.io/os")
OTHER = "kind: ConfigMap\n"
BROKEN = OLD + "  : {\n"
REMARK = OLD.replace("beta.kubernetes.io/os: linux", "beta.kubernetes.io/os: linux # dslint: ignore[DS302] why")


def write(tree, **files):
    for name, text in files.items():
        (tree / f"{name}.yaml").write_bytes(text.encode())


def read(tree, name):
    return (tree / f"{name}.yaml").read_bytes().decode()


def test_fix_makes_safe_fixes_and_reports_the_rest(tree, dslint):
    write(tree, a=MIXED, b=GOOD, c=OTHER)
    done = dslint("check", "--fix", "--output-format", "concise")
    assert read(tree, "a") == BAD
    assert done.code == 1
    assert done.out.startswith("a.yaml:11:21: error[DS101] ")
    assert done.err == "Fixed 1 problem in 1 file; 1 left (fixable with --unsafe-fixes).\n"
    assert (read(tree, "b"), read(tree, "c")) == (GOOD, OTHER)


def test_unsafe_fixes_are_made_on_request(tree, dslint):
    write(tree, a=MIXED)
    assert dslint("check", "--fix", "--unsafe-fixes") == (0, "", "Fixed 2 problems in 1 file.\n")
    assert read(tree, "a") == MENDED


def written(path):
    """Return what changes whenever a file is written or replaced; reading may change its time of access."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


def test_a_second_time_there_is_nothing_to_fix(tree, dslint):
    write(tree, a=MIXED)
    dslint("check", "--fix", "--unsafe-fixes")
    before = written(tree / "a.yaml")
    done = dslint("check", "--fix", "--unsafe-fixes")
    assert done == (0, "", "Checked 1 DaemonSet in 1 file: no problems.\n")
    assert written(tree / "a.yaml") == before


def test_diff_prints_the_patch_and_writes_nothing(tree, dslint, golden):
    write(tree, a=MIXED, b=OLD.replace("\n", "\r\n"), c=f"\ufeff{OLD.rstrip()}", d=GOOD)
    done = dslint("check", "--diff", "--unsafe-fixes")
    golden("diff.patch", done.out)
    assert (done.code, done.err) == (1, "Would fix 4 problems in 3 files.\n")
    assert read(tree, "a") == MIXED
    assert sorted(path.name for path in tree.iterdir()) == [".git", "a.yaml", "b.yaml", "c.yaml", "d.yaml"]


def test_what_diff_prints_is_what_fix_does(tree, process):
    write(tree, a=MIXED, b=OLD.replace("\n", "\r\n"), c=f"\ufeff{OLD.rstrip()}")
    (tree / ".git").rmdir()
    subprocess.run(["git", "init", "--quiet"], cwd=tree, check=True, timeout=120)
    said = subprocess.run(
        [*command(), "check", "--diff", "--unsafe-fixes"], cwd=tree, capture_output=True, check=False, timeout=120
    ).stdout
    applied = subprocess.run(["git", "apply", "-"], input=said, cwd=tree, capture_output=True, check=False, timeout=120)
    assert applied.returncode == 0, applied.stderr
    by_git = {name: (tree / f"{name}.yaml").read_bytes() for name in "abc"}
    write(tree, a=MIXED, b=OLD.replace("\n", "\r\n"), c=f"\ufeff{OLD.rstrip()}")
    process("check", "--fix", "--unsafe-fixes")
    assert {name: (tree / f"{name}.yaml").read_bytes() for name in "abc"} == by_git


def command():
    import sys

    return [sys.executable, "-m", "dslint"]


@pytest.mark.parametrize(
    ("text", "flags", "code", "err"),
    [
        (GOOD, (), 0, "Would fix nothing.\n"),
        (OLD, (), 1, "Would fix 1 problem in 1 file.\n"),
        (OLD, ("--exit-zero",), 0, "Would fix 1 problem in 1 file.\n"),
        (BAD, (), 1, "Would fix nothing; 1 left (fixable with --unsafe-fixes).\n"),
        (BAD, ("--unsafe-fixes",), 1, "Would fix 1 problem in 1 file.\n"),
        (MIXED, (), 1, "Would fix 1 problem in 1 file; 1 left (fixable with --unsafe-fixes).\n"),
    ],
)
def test_diff_fails_with_changes_pending_and_with_what_is_left(tree, dslint, text, flags, code, err):
    write(tree, a=text)
    done = dslint("check", "--diff", *flags)
    assert (done.code, done.err) == (code, err)


def test_fix_only_says_nothing_of_the_rest(tree, dslint):
    write(tree, a=MIXED)
    done = dslint("check", "--fix-only")
    assert (done.code, done.out) == (0, "")
    assert read(tree, "a") == BAD


@pytest.mark.parametrize(("text", "code"), [(OLD, 1), (GOOD, 0)])
def test_a_fix_fails_the_run_on_request(tree, dslint, text, code):
    write(tree, a=text)
    assert dslint("check", "--fix", "--exit-non-zero-on-fix").code == code


def test_line_breaks_the_mark_and_the_end_of_a_file_stay(tree, dslint):
    write(tree, a=f"\ufeff{OLD.rstrip()}".replace("\n", "\r\n"))
    dslint("check", "--fix")
    assert read(tree, "a") == f"\ufeff{NEW.rstrip()}".replace("\n", "\r\n")


def test_a_file_in_utf_16_stays_one(tree, dslint):
    path = tree / "a.yaml"
    path.write_bytes(OLD.encode("utf-16"))
    assert dslint("check", "--fix").code == 0
    assert path.read_bytes() == NEW.encode("utf-16")


@pytest.mark.parametrize("text", [BROKEN, f"{OLD}---\nkind: DaemonSet\na: [\n", f"{OLD}--- x\n"])
def test_a_file_that_cannot_be_read_in_full_is_never_touched(tree, dslint, text):
    write(tree, a=text)
    done = dslint("check", "--fix", "--unsafe-fixes")
    assert (done.code, read(tree, "a")) == (1, text)


def test_what_is_suppressed_is_not_fixed(tree, dslint):
    write(tree, a=REMARK)
    assert dslint("check", "--fix").code == 0
    assert read(tree, "a") == REMARK


def test_a_fix_that_would_lose_a_comment_is_held_back_and_said_so(tree, dslint):
    text = GOOD.replace("      containers:", "      activeDeadlineSeconds: 5 # until OPS-17\n      containers:")
    write(tree, a=text)
    done = dslint("check", "--fix", "-q")
    assert (done.code, read(tree, "a")) == (1, text)
    done = dslint("check", "--fix")
    assert "held back the fix of DS105 (active-deadline): a comment would go with it\n" in done.err
    assert done.err.endswith("Not fixed: 1 held back.\n")


def test_a_file_that_cannot_be_written_is_an_error_and_the_others_are_fixed(tree, dslint):
    write(tree, a=OLD, b=OLD, c=OLD)
    (tree / "b.yaml").chmod(0o444)
    done = dslint("check", "--fix", "--output-format", "concise")
    assert done.code == 2
    assert done.err == ("error: cannot write b.yaml: it is read-only\nFixed 2 problems in 2 files; 1 left.\n")
    assert done.out.startswith("b.yaml:14:9: warning[DS302] ")
    assert [read(tree, name) for name in "abc"] == [NEW, OLD, NEW]


def test_a_full_disk_is_an_error(tree, dslint, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write(tree, a=OLD)
    monkeypatch.setattr(os, "fsync", full)
    done = dslint("check", "--fix")
    assert done.code == 2
    assert done.err.startswith("error: cannot write a.yaml: no space left on device\n")
    assert sorted(path.name for path in tree.iterdir()) == [".git", "a.yaml"]


def test_a_file_that_changes_meanwhile_keeps_the_change(tree, dslint, monkeypatch):
    write(tree, a=OLD, b=OLD)
    real = os.fsync

    def meanwhile(handle):
        write(tree, a=GOOD)
        real(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)
    done = dslint("check", "--fix")
    assert done.code == 2
    assert done.err.startswith("error: cannot write a.yaml: it has changed since it was read\n")
    assert (read(tree, "a"), read(tree, "b")) == (GOOD, NEW)


@pytest.mark.skipif(os.name == "nt", reason="processes cannot be asked after there")
@pytest.mark.parametrize(("flag", "left"), [("--fix", False), ("--diff", True), ("--statistics", True)])
def test_only_a_run_that_fixes_clears_what_killed_ones_have_left(tree, dslint, flag, left):
    write(tree, a=GOOD)
    remains = tree / f".a.yaml.dslint-{2**22 + 1}.tmp"
    remains.touch()
    dslint("check", flag)
    assert remains.exists() == left


# streams


def test_a_stream_is_fixed_to_standard_output_and_findings_go_to_standard_error(process):
    done = process("check", "--fix", "-", stdin=MIXED)
    assert (done.code, done.out) == (1, BAD)
    assert done.err.startswith("error[DS101 unmatched-selector]")
    assert done.err.endswith("Fixed 1 problem in 1 file; 1 left (fixable with --unsafe-fixes).\n")


@pytest.mark.parametrize("text", [GOOD, OTHER, BAD, BROKEN, "", f"\ufeff{GOOD}".replace("\n", "\r\n"), REMARK])
def test_a_stream_that_stays_as_it_is_goes_through(process, text):
    assert process("check", "--fix", "-", stdin=text).out == text


def test_bytes_that_are_no_text_go_through(tree):
    data = b"kind: DaemonSet\xff\n"
    done = subprocess.run(
        [*command(), "check", "--fix", "-"], input=data, cwd=tree, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, timeout=120)  # fmt: skip
    assert (done.returncode, done.stdout) == (1, data)


def test_the_patch_of_a_stream_has_its_name(process):
    done = process("check", "--diff", "-", "--stdin-filename", "deploy/a.yaml", stdin=OLD)
    assert done.out.startswith("--- a/deploy/a.yaml\n+++ b/deploy/a.yaml\n@@ -11,7 +11,7 @@\n")


# questions


def answer(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_each_fix_is_shown_and_asked_for(tree, dslint, monkeypatch, golden):
    write(tree, a=MIXED)
    answer(monkeypatch, "maybe\nn\ny\n")
    done = dslint("check", "--interactive", "--unsafe-fixes", "--output-format", "concise")
    golden("interactive.txt", done.err)
    assert read(tree, "a") == MIXED.replace("beta.", "")
    assert (done.code, done.out.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("y\nq\n", ["a"]),
        ("", []),
        ("q\n", []),
        ("all\n", ["a", "b", "c"]),
        ("n\na\n", ["b", "c"]),
        ("no\nyes\n", ["b"]),
    ],
)
def test_an_answer_counts_for_one_fix_or_for_all_that_follow(tree, dslint, monkeypatch, text, fixed):
    write(tree, a=OLD, b=OLD, c=OLD)
    answer(monkeypatch, text)
    dslint("check", "--interactive")
    assert [name for name in "abc" if read(tree, name) == NEW] == fixed


# suppressions


def test_what_is_left_is_suppressed_with_a_reason(tree, dslint):
    write(tree, a=MIXED)
    done = dslint("check", "--add-ignores", "tracked in OPS-17")
    assert done == (0, "", "Suppressed 2 problems in 1 file.\n")
    assert read(tree, "a") == MIXED.replace(
        "agnet}", "agnet}  # dslint: ignore[unmatched-selector] tracked in OPS-17"
    ).replace("os: linux", "os: linux  # dslint: ignore[deprecated-node-label] tracked in OPS-17")
    assert dslint("check") == (0, "", "Checked 1 DaemonSet in 1 file: no problems; 2 suppressed.\n")


def test_what_can_be_fixed_is_not_suppressed(tree, dslint):
    write(tree, a=MIXED)
    done = dslint("check", "--fix", "--add-ignores", "later")
    assert done.err == "Fixed 1 problem and suppressed 1 problem in 1 file.\n"
    assert read(tree, "a") == BAD.replace("agnet}", "agnet}  # dslint: ignore[unmatched-selector] later")


def test_suppressions_can_be_looked_at_first(tree, dslint):
    write(tree, a=BAD)
    done = dslint("check", "--diff", "--add-ignores", "later")
    assert "\n+      labels: {app: agnet}  # dslint: ignore[unmatched-selector] later\n" in done.out
    assert (done.code, done.err) == (1, "Would suppress 1 problem in 1 file.\n")


PORT = "          ports: [{hostPort: 9100, containerPort: 9100}]\n"
OTHER_AGENT = GOOD.replace("name: agent", "name: other") + PORT
CLASH = f"{GOOD}{PORT}---\n{OTHER_AGENT}"


def test_what_only_the_whole_run_shows_is_suppressed_too(tree, dslint):
    write(tree, a=CLASH, b=MIXED.replace("name: agent", "name: third"))
    done = dslint("check", "--add-ignores", "later")
    assert done == (0, "", "Suppressed 4 problems in 2 files.\n")
    assert [line.partition("  # ")[2] for line in read(tree, "a").splitlines() if "dslint:" in line] == [
        "dslint: ignore[overlapping-selectors] later",
        "dslint: ignore[host-port-clash] later",
    ]
    assert dslint("check").code == 0


def test_what_only_the_whole_run_shows_is_held_back_where_the_patch_is_out(tree, dslint):
    write(tree, a=CLASH)
    done = dslint("check", "--diff", "--add-ignores", "later")
    assert "held back the fix of DS702 (host-port-clash): it is known at the end of the run" in done.err
    assert read(tree, "a") == CLASH


def test_what_only_the_whole_run_shows_is_not_written_through_a_link_that_leads_out(tree, dslint, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "a.yaml"
    outside.write_text(CLASH)
    (tree / "a.yaml").symlink_to(outside)
    done = dslint("check", ".", "--add-ignores", "later")
    assert "held back the fix of DS702 (host-port-clash): the file is a link that leads out of the folder" in done.err
    assert outside.read_text() == CLASH


def test_what_only_the_whole_run_shows_of_json_is_held_back(tree, dslint):
    items = list(yaml.safe_load_all(CLASH))
    (tree / "a.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    done = dslint("check", "--add-ignores", "later")
    assert done.code == 1
    assert "no comment can stand there, as in JSON" in done.err


def test_what_a_comment_cannot_suppress_is_left_and_said_so(tree, dslint):
    (tree / "a.json").write_text(json.dumps({"kind": "DaemonSet", "apiVersion": "apps/v1", "metadata": {"name": "a"}}))
    write(tree, b=f"{GOOD}# dslint: ignore[DS101] nothing\n")
    done = dslint("check", "--add-ignores", "later")
    assert "held back" in done.err
    assert "JSON has no comments" in done.err
    assert "no problem of the manifest" in done.err


# JSON


def test_the_edits_in_json_are_those_that_fix_makes(tree, dslint):
    write(tree, a=MIXED)
    found = json.loads(dslint("check", "--output-format", "json").out)
    assert (found["summary"]["fixable"], found["summary"]["fixableUnsafe"]) == (1, 1)
    text = MIXED.splitlines(keepends=True)
    for finding in sorted(found["findings"], key=lambda one: -one["line"]):
        assert finding["fix"]["title"] == finding["help"]
        for edit in reversed(finding["fix"]["edits"]):
            assert edit["line"] == edit["endLine"]
            line = text[edit["line"] - 1]
            text[edit["line"] - 1] = line[: edit["column"] - 1] + edit["text"] + line[edit["endColumn"] - 1 :]
    assert "".join(text) == MENDED
    assert [finding["fix"]["safety"] for finding in found["findings"]] == ["unsafe", "safe"]


def test_a_fix_that_is_held_back_has_no_edits_in_json(tree, dslint):
    write(tree, a=GOOD.replace("      containers:", "      activeDeadlineSeconds: 5 # why\n      containers:"))
    found = json.loads(dslint("check", "--output-format", "json").out)
    assert [finding["fix"] for finding in found["findings"]] == [None]
    assert found["summary"]["fixable"] == 0


def test_the_help_of_a_finding_with_a_fix_says_how_safe_it_is(tree, dslint):
    write(tree, a=MIXED)
    said = dslint("check").out
    assert "= fix (unsafe): " in said
    assert "= fix (safe): " in said
    assert "= help: " not in said
