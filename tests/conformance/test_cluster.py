"""What a whole cluster made of DaemonSets and of updates, as ``oracle/cluster`` recorded it, and what dslint says."""

import gzip
import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dslint.kube.nodes.rollout import allows_surge, counts
from tests.checkout import ROOT

sys.path.append(str(ROOT / "scripts"))

from vectors import compare

MINOR = 37
FOLDER = Path(__file__).parent / "vectors" / f"1.{MINOR}"
BATCH = 40


@cache
def load(topic):
    return json.loads(gzip.decompress((FOLDER / f"{topic}.json.gz").read_bytes()))


def placed():
    return load("daemonsets")["cases"]


def updates():
    return [
        pytest.param(given, said, id=given["daemonset"]["spec"]["template"]["spec"]["nodeSelector"]["rollout"])
        for given, said in load("rollouts")["cases"]
    ]


def test_there_are_as_many_as_are_claimed():
    assert len(placed()) >= 250
    assert len({node["metadata"]["name"] for node in load("daemonsets")["nodes"]}) >= 30
    assert len(updates()) >= 60


@pytest.mark.parametrize("start", range(0, len(placed()), BATCH))
def test_coverage_counts_and_places_pods_as_the_controller_did(start):
    different = []
    for given, said in placed()[start : start + BATCH]:
        own, known = compare.words_of_cluster(given, load("daemonsets")["nodes"], MINOR), compare.said_of_cluster(said)
        if {word: own[word] for word in known} != known:
            different.append((given, known, own))
    assert different == []


# what the scheduler says of a pod that it leaves Pending, and what dslint calls it
REASONS = {
    "Insufficient": "insufficient-resource",
    "Too many pods": "too-many-pods",
    "didn't match Pod's node affinity/selector": "runtime-class-selector namespace-node-selector",
    "didn't match Pod's required features": "required-feature",
    "didn't match PersistentVolume's node affinity": "volume-node-affinity",
    # these are told as not known: what decides is neither in the DaemonSet nor among the objects around it
    "persistentvolumeclaim": "volume-node-affinity",
    "unbound immediate PersistentVolumeClaims": "volume-node-affinity",
    "non-empty scheduling gates": "scheduling-gate",
    "didn't match pod affinity rules": "pod-affinity",
}


def named(reason):
    """Return what dslint calls what the scheduler says, of which it says the first that it meets."""
    own = reason.partition(". preemption")[0]
    return {kind for text, kinds in REASONS.items() if text in own for kind in kinds.split()} or {"scheduler"}


def test_what_stays_pending_in_the_cluster_cannot_run_and_for_the_same_reason():
    different, sure = [], Counter()
    for given, said in placed():
        if "refused" in said:
            continue
        own = compare.words_of_cluster(given, load("daemonsets")["nodes"], MINOR)["pending"]
        for node in said["created"]:
            reason, (can, *kinds) = said.get("pending", {}).get(node), own.get(node, [True])
            sure[can] += 1
            if (can is not None and can is not (reason is None)) or (
                reason is not None and named(reason).isdisjoint(kinds)
            ):
                different.append((given, node, reason, kinds))
    assert different == []
    assert sure[False] > 1000
    assert sure[None] < sum(sure.values()) * 0.1


def test_most_daemonsets_get_pods_and_many_of_them_wait_or_are_refused():
    said = [it for _, it in placed()]
    assert sum(bool(it["created"]) for it in said) > 200
    assert sum("pending" in it for it in said) > 60
    assert sum("refused" in it for it in said) > 15


def test_pods_wait_where_they_were_made_for_a_reason_that_the_scheduler_gives():
    nodes = len(load("daemonsets")["nodes"])
    without = []
    for given, said in placed():
        for node, reason in said.get("pending", {}).items():
            assert node in said["created"]
            if not reason:
                without.append(given)
            elif "schedulingGates" not in given["daemonset"]["spec"]["template"]["spec"]:
                assert reason.startswith(f"0/{nodes} nodes are available: ")
    assert {it["daemonset"]["spec"]["template"]["spec"].get("schedulerName") for it in without} == {"other"}


def test_no_pod_is_made_where_admission_refuses_all():
    refused = [said for _, said in placed() if "refused" in said]
    assert {tuple(said["created"]) for said in refused} == {()}
    assert all(said["desired"] for said in refused)  # which the controller counts all the same


@pytest.mark.parametrize(("given", "said"), updates())
def test_an_update_begins_with_as_many_pods_as_the_strategy_allows(given, said):
    spec = given["update"]["spec"]
    strategy = spec["updateStrategy"]
    old = given["daemonset"]["spec"]["template"]["spec"]
    if strategy["type"] == "OnDelete" or old == spec["template"]["spec"]:
        assert set(said["steps"][0]) == {"after"}
        return
    allowed = counts(strategy, said["after"]["desired"])
    kinds = Counter(node["metadata"]["labels"]["oracle/kind"] for node in given["nodes"])
    ill = kinds["dead"] + kinds["sick"]
    first = said["steps"][0]
    came, went = Counter(first.get("created")), Counter(first.get("deleted"))
    if allows_surge(strategy):
        assert went["live"] == 0
        assert "refused" in said or came["live"] == min(allowed.max_surge, kinds["live"])
    else:
        assert went["dead"] + went["sick"] == ill  # desired there or not, their pods count as unavailable
        assert came["new"] == kinds["new"]  # nodes that only the new template selects count before all others
        assert went["live"] == max(0, min(allowed.max_unavailable - ill - kinds["new"], kinds["live"]))


@pytest.mark.parametrize(("given", "said"), updates())
def test_an_update_ends_with_new_pods_or_where_its_budget_is_spent(given, said):
    spec = given["update"]["spec"]
    allowed = counts(spec["updateStrategy"], said["after"]["desired"])
    pods = {word: sum(it[word] for it in said["nodes"].values()) for word in ("old", "new", "newReady", "going")}
    assert said["steps"][0]["after"] == "update"
    assert all(step["after"].startswith(("ready ", "delete ")) for step in said["steps"][1:])
    if not pods["old"] or given["daemonset"]["spec"]["template"]["spec"] == spec["template"]["spec"]:
        return
    missing = said["after"]["desired"] - pods["old"] - pods["new"]  # admission refuses the new pods
    live = said["nodes"].get("live")
    if allowed.max_surge:  # what is beside a pod that is not available does not count
        assert live["new"] - live["newReady"] == allowed.max_surge or "refused" in said
    else:
        assert pods["going"] + pods["new"] - pods["newReady"] + max(0, missing) >= allowed.max_unavailable
