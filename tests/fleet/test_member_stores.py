"""``dslint fleet`` and ``dslint check`` on object stores that answer: the same as for folders."""

import json
import subprocess
import sys

import pytest

from tests.checkout import ROOT
from tests.cli.process import LIMIT, environment
from tests.fleet.stores import STORES

CLUSTERS = ROOT / "examples" / "fleet" / "clusters"
pytestmark = pytest.mark.slow  # starts servers and the clients of stores


@pytest.fixture(scope="module", params=STORES)
def store(request):
    """Return a scheme, and a call of dslint beside the example fleet, which lies below ``inventories`` too."""
    objects = {path.relative_to(CLUSTERS.parent).as_posix(): path.read_bytes() for path in CLUSTERS.rglob("*.yaml")}
    objects["broken/agents.yaml"] = b"kind: DaemonSet\n  x: ["
    objects["clusters/edge/.hidden/agents.yaml"] = b"kind: DaemonSet\n  x: ["
    with STORES[request.param](objects) as variables:

        def dslint(*arguments, **more):
            return subprocess.run(
                [sys.executable, "-m", "dslint", *arguments],
                cwd=CLUSTERS.parent,
                env=environment(**variables | more),
                capture_output=True,
                text=True,
                timeout=LIMIT,
                check=False,
            )

        yield request.param, dslint


def told(done, base=""):
    """Return what a fleet is, without where it was read."""
    text = done.stdout.replace(base, "")
    found = json.loads(text)
    return found["summary"], found["clusters"], found["differences"], found["agents"]


def test_a_fleet_in_a_store_is_the_fleet_that_it_is_in_folders(store):
    scheme, dslint = store
    names = ("prod-eu", "prod-us", "edge")
    there = dslint("fleet", *(f"{scheme}://inventories/clusters/{name}" for name in names), "--output-format", "json")
    here = dslint("fleet", *(f"clusters/{name}" for name in names), "--output-format", "json", "--no-config")
    assert there.stderr == here.stderr
    assert there.returncode == here.returncode == 1
    assert told(there, f"{scheme}://inventories/") == told(here)
    assert f"{scheme}://inventories/clusters/edge/agents.yaml" in there.stdout


def test_stores_and_folders_stand_side_by_side_and_what_is_not_there_is_a_row(store):
    scheme, dslint = store
    done = dslint(
        "fleet",
        f"eu={scheme}://inventories/clusters/prod-eu",
        "clusters/edge",
        f"{scheme}://inventories/nothing",
        f"{scheme}://no-such-bucket/x",
        f"{scheme}://inventories/broken",
        "--output-format",
        "json",
    )
    _, clusters, _, agents = told(done)
    rows = {one["name"]: (one["nodes"], one["error"] is not None, len(one["errors"])) for one in clusters}
    assert rows == {
        "eu": (3, False, 0),
        "edge": (2, False, 0),
        "nothing": (None, True, 0),
        "x": (None, True, 0),
        "broken": (None, False, 1),
    }
    assert [len(one["clusters"]) for one in agents] == [2, 2, 1]
    assert f"error: nothing: there is nothing at {scheme}://inventories/nothing\n" in done.stderr
    assert "s3cret" not in done.stdout + done.stderr
    assert done.returncode == 2


def test_check_finds_in_a_store_what_it_finds_in_folders(store):
    scheme, dslint = store
    for jobs in ("1", "2"):
        address = f"{scheme}://inventories/clusters"
        there = dslint("check", address, "--jobs", jobs, "--output-format", "json")
        here = dslint("check", "clusters", "--no-config", "--output-format", "json")
        found, expected = (
            [{key: one[key] for key in one if key not in ("fix", "fixHeldBack", "fingerprint")} for one in report]
            for report in (
                json.loads(there.stdout.replace(f"{scheme}://inventories/", ""))["findings"],
                json.loads(here.stdout)["findings"],
            )
        )
        assert found == expected
        assert len(expected) > 9
        assert there.returncode == here.returncode == 1
