"""A rule is begun in one step: in a copy of the checkout, as somebody who has nothing but the checkout."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("dslint", "rules", "schemas", "scripts", "docs", "tests/__init__.py", "tests/conftest.py", "tests/checkout.py",
         "tests/rules", "tests/conformance/own", "tests/conformance/test_kubectl.py", "tests/test_architecture.py",
         "pyproject.toml")  # fmt: skip
RULE = "rules/resources/DS599-wasteful-request.yaml"
MODULE = "dslint/checks/resources.py"


def copy(folder):
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".index*"))
        else:
            shutil.copy(source, target)
    return folder


@pytest.fixture
def checkout(tmp_path):
    return copy(tmp_path)


def run(checkout, *command):
    return subprocess.run(
        [sys.executable, *command], cwd=checkout, capture_output=True, text=True, check=False, timeout=300
    )


def files(checkout):
    """Return what every file holds, but for caches and the index of the rules."""
    return {
        str(path.relative_to(checkout)): path.read_bytes()
        for path in checkout.rglob("*")
        if path.is_file() and "cache" not in str(path) and not path.name.startswith(".index")
    }


@pytest.mark.slow
def test_a_rule_begins_with_all_its_parts_and_is_done_when_nothing_is_left_to_fill_in(checkout):
    before = files(checkout)
    begun = run(checkout, "scripts/new_rule.py", "DS599", "wasteful-request")
    assert (begun.returncode, begun.stderr) == (0, "")
    assert files(checkout).keys() - before.keys() == {RULE, MODULE, "docs/rules/wasteful-request.md"}
    failed = [line for line in begun.stdout.splitlines() if line.startswith("FAILED")]
    assert len(failed) == 1
    assert "::test_nothing_is_left_to_fill_in[DS599-wasteful-request]" in failed[0]
    assert f"1. {RULE}: write the example" in begun.stdout

    for name in (RULE, MODULE):
        path = checkout / name
        path.write_text(path.read_text(encoding="utf-8").replace("FILL IN", "words"), encoding="utf-8")
    stale = run(checkout, "-m", "pytest", "tests/rules/test_docs_current.py")
    assert "run: python scripts/make_docs.py" in stale.stdout
    assert run(checkout, "scripts/make_docs.py").returncode == 0
    done = run(checkout, "-m", "pytest", "tests/rules", "tests/test_architecture.py", "-k", "DS599 or not DS")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.slow
def test_a_check_is_added_to_a_topic_that_is_there(checkout):
    topic = checkout / "dslint" / "checks" / "selection.py"
    before = topic.read_text(encoding="utf-8")
    assert run(checkout, "scripts/new_rule.py", "DS298", "x-y", "--topic", "selection").returncode == 0
    after = topic.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert "def x_y(" in after.removeprefix(before)
    lint = [sys.executable, "-m", "ruff", "check", str(topic)]
    linted = subprocess.run(lint, cwd=checkout, capture_output=True, text=True, check=False, timeout=60)
    assert linted.returncode == 0, linted.stdout


REFUSED = {
    "an id that is taken": ("DS201 x-y", "DS201 x-y: taken by DS201 (missing-control-plane-toleration)"),
    "an id of no block": ("DS901 x-y", "DS901: no such block of rules; there are DS0, DS1, DS2, "),
    "an id of a policy": ("ACME001 x-y", 'id "ACME001" is not DS and three digits, as rules with a check have'),
    "a name that is taken": ("DS299 host-network-dns", "DS299 host-network-dns: taken by DS701 (host-network-dns)"),
    "a name that is a tag": ("DS299 placement", "DS299 placement: taken by DS"),
    "a name that says no": ("DS299 no-x", 'name "no-x" is not a name that reads after "allow": without no- '),
    "an error of the server": ("DS198 x-y", "DS198: a rule about an error of the API server is a row of "),
    "a topic without checks": (
        "DS299 x-y --topic node_names",
        "dslint/checks/node_names.py holds no checks; name another --topic",
    ),
    "a check that is there": (
        "DS299 pinned --topic selection",
        "dslint/checks/selection.py has a function pinned; name another --topic",
    ),
}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    return copy(tmp_path_factory.mktemp("checkout"))


@pytest.mark.parametrize(("words", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_a_rule_is_told_and_nothing_is_written(untouched, words, message):
    before = files(untouched)
    done = run(untouched, "scripts/new_rule.py", *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {message}")
    assert files(untouched) == before
