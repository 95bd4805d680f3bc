"""Several clusters at a time: how many, in which order, and what happens to the others when one cannot go on."""

import threading

import pytest

from dslint.errors import InputError
from dslint.inventory import snapshot
from dslint.inventory.kubectl import NoKubectlError
from dslint.inventory.snapshot import AT_ONCE, Snapshot, snapshots


class Clusters:
    """Answers like clusters that take as long as the slowest of those that are asked beside them."""

    def __init__(self):
        self.lock, self.now, self.most, self.asked = threading.Lock(), 0, 0, []
        self.together = threading.Barrier(AT_ONCE)

    def ask(self, context):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.asked.append(context)
        self.together.wait(60)
        with self.lock:
            self.now -= 1
        return Snapshot(context)


def test_four_clusters_are_asked_at_a_time_and_told_in_order(monkeypatch):
    clusters = Clusters()
    monkeypatch.setattr(snapshot, "snapshot", clusters.ask)
    names = [f"cluster-{number}" for number in range(3 * AT_ONCE)]
    assert [one.context for one in snapshots(names)] == names
    assert (clusters.most, sorted(clusters.asked)) == (AT_ONCE, sorted(names))


def test_no_more_clusters_are_asked_than_are_taken(monkeypatch):
    asked = []
    monkeypatch.setattr(snapshot, "snapshot", lambda context: asked.append(context) or Snapshot(context))
    for one in snapshots([f"cluster-{number}" for number in range(100)]):
        if one.context == "cluster-9":
            break
    assert len(asked) <= 10 + AT_ONCE


@pytest.mark.parametrize("error", [NoKubectlError("no kubectl"), KeyboardInterrupt()], ids=["no kubectl", "Ctrl-C"])
def test_what_ends_the_run_asks_no_more_clusters(monkeypatch, error):
    asked = []

    def ask(context):
        asked.append(context)
        raise error

    monkeypatch.setattr(snapshot, "snapshot", ask)
    with pytest.raises((InputError, KeyboardInterrupt)):
        list(snapshots([f"cluster-{number}" for number in range(100)]))
    assert len(asked) <= AT_ONCE
