"""What a run keeps for the rules that look at all of it, from the first file to the last."""

import io

import pytest

from dslint import Options
from dslint.catalogue.rule import Rule
from dslint.inputs import documents, worktree
from dslint.judge.engine import Engine
from dslint.judge.together import RunRule
from dslint.run import check_paths

DAEMON_SET = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: %s}\n"
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s}\n"
DATA = {
    "id": "DS899", "name": "x", "summary": "x", "severity": "info", "default": True, "status": "stable", "since": "0.1",
    "tags": [], "scope": "run", "reads": ["ServiceAccount"],
}  # fmt: skip
OPTIONS = Options(no_config=True, select=("DS0",))


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Have a rule of the scope ``run`` that reads ServiceAccounts; what it is shown in the end is kept."""
    told = []

    class Reading(RunRule):
        def hits(self, _mine, everyone, objects):
            told.append(
                ([one.owner.name.name for one in everyone], [(one.owner.source.path, one.name) for one in objects])
            )
            return iter(())

    monkeypatch.setattr(Engine, "_run_rules", lambda self, _: iter([Reading(Rule(DATA, "x"), self._contexts[-1])]))
    monkeypatch.chdir(tmp_path)
    return told


def test_a_rule_sees_the_objects_that_it_reads_in_every_input_and_in_order(told, tmp_path, monkeypatch):
    (tmp_path / "z.yaml").write_text(f"{DAEMON_SET % 'z'}---\n{ACCOUNT % 'beside'}")
    (tmp_path / "a.yaml").write_text(ACCOUNT % "before")
    (tmp_path / "b.yaml").write_bytes((ACCOUNT % "undecodable").encode() + b"# \xff\n")
    (tmp_path / "c.yaml").write_text("kind: ConfigMap\n")
    (tmp_path / "d.yaml").write_text(DAEMON_SET % "d")

    class Stdin:
        buffer = io.BytesIO((ACCOUNT % "piped").encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    report = check_paths([".", "-"], OPTIONS)
    assert report.errors == []
    assert told == [(["d", "z"], [("<stdin>", "piped"), ("a.yaml", "before"), ("z.yaml", "beside")])]


def test_without_a_daemon_set_no_rule_is_asked_and_nothing_parsed(told, tmp_path, monkeypatch):
    (tmp_path / "a.yaml").write_text(ACCOUNT % "a")
    monkeypatch.setattr(documents, "parse", None)
    assert check_paths(["."], OPTIONS).errors == []
    assert told == []


def test_files_are_not_opened_again_where_no_rule_reads_other_kinds(told, tmp_path, monkeypatch):
    monkeypatch.setattr(Engine, "_run_rules", lambda *_: iter(()))
    (tmp_path / "a.yaml").write_text(ACCOUNT % "a")
    (tmp_path / "b.yaml").write_text(DAEMON_SET % "b")
    opened = []
    real = worktree._read_file
    monkeypatch.setattr(worktree, "_read_file", lambda item, limit: opened.append(item.shown) or real(item, limit))
    check_paths(["."], OPTIONS)
    assert [name for name in opened if not name.startswith("/")] == ["a.yaml", "b.yaml"]
    assert told == []
