"""``dslint check`` where code that is not ours breaks, or memory ends: one finding, and the other files go on."""

import subprocess
import sys

import pytest

from tests.cli.manifests import BAD, GOOD, POLICY
from tests.cli.process import environment

PANIC, AGENT = " (DaemonSet monitoring/panic)", " (DaemonSet monitoring/agent)"
CONCISE = ("--output-format", "concise")


@pytest.fixture
def bad(tree):
    (tree / "bad.yaml").write_text(BAD)
    return "bad.yaml"


class Panic(BaseException):
    """What a library written in Rust raises where it panics is no Exception."""


def test_a_panic_in_foreign_code_is_a_finding_and_the_other_files_go_on(dslint, tree, bad, monkeypatch):
    from dslint.policy import check

    (tree / "policies").mkdir()
    (tree / "policies" / "ACME001-team.yaml").write_text(POLICY)
    violations = check.violations

    def panicking(errors, target):
        if "panic" in target.value["metadata"]["name"]:
            raise Panic("in Rust")
        return violations(errors, target)

    monkeypatch.setattr(check, "violations", panicking)
    (tree / "a.yaml").write_text(GOOD.replace("name: agent\n  namespace", "name: panic\n  namespace"))
    done = dslint("check", "a.yaml", bad, *CONCISE, "--policies", "policies")
    assert done.code == 2
    assert done.out.splitlines() == [
        f"a.yaml:2:7: error[DS007] the check of ACME001 (missing-team) failed: Panic: in Rust{PANIC}",
        f"bad.yaml:3:1: warning[ACME001] no team is named{AGENT}",
        f"bad.yaml:11:21: error[DS101] pod template label app=agnet does not satisfy the selector{AGENT}",
    ]


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "SystemExit"])
def test_what_ends_a_run_is_no_finding(dslint, bad, monkeypatch, name):
    from dslint.judge import bind

    def end(*_):
        raise {"KeyboardInterrupt": KeyboardInterrupt, "SystemExit": SystemExit(7)}[name]

    monkeypatch.setattr(bind, "load", lambda _: end)
    done = dslint("check", bad)
    assert (done.code, done.out) == ({"KeyboardInterrupt": 130, "SystemExit": 7}[name], "")


def test_a_policy_that_never_ends_is_refused_before_it_runs(process, tree, bad):
    (tree / "policies").mkdir()
    (tree / "policies" / "a.yaml").write_text(
        "{id: A-1, name: a, summary: a, severity: info, messages: {found: a}, target: daemonset, "
        "schema: {not: {$ref: '#'}}}\n"
    )
    done = process("check", bad, "--policies", "policies")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith('error: policies/a.yaml:1:110: "$ref" to # leads round in a circle that never ends\n')


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
@pytest.mark.parametrize("room", [100, 170])
def test_a_file_that_memory_is_too_small_for_is_a_finding_and_the_others_go_on(tree, room):
    import resource

    (tree / "a.yaml").write_text(BAD + "x: [" + "a, " * 2_000_000 + "]\n")
    (tree / "b.yaml").write_text(BAD)
    done = subprocess.run(
        [sys.executable, "-m", "dslint", "check", *CONCISE, "."],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (room << 20, room << 20)),
        capture_output=True,
        cwd=tree,
        env=environment(),
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first == "a.yaml:1:1: error[DS001] cannot read this file: there is not enough memory for it"
    assert second.startswith("b.yaml:11:21: error[DS101] ")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_too_little_memory_for_dslint_itself_is_no_finding(tree):
    (tree / "a.yaml").write_text(GOOD)

    def run(room, *arguments):
        return subprocess.run(
            ["sh", "-c", f'ulimit -v {room}; exec "$0" "$@"', sys.executable, *arguments],
            capture_output=True,
            cwd=tree,
            env=environment(),
            text=True,
            check=False,
            timeout=120,
        )

    # with less than this Python itself may fail as it likes, or wait for ever
    peak = "import runpy, dslint; print(*(line for line in open('/proc/self/status') if line.startswith('VmPeak')))"
    least = int(run("unlimited", "-c", peak).stdout.split()[1])
    check = ("-m", "dslint", "check", "--no-config", "-q", "a.yaml")
    codes = [run(least + (more << 10), *check).returncode for more in range(1, 14)]
    assert 1 not in codes
    assert {0, 2} <= set(codes)
