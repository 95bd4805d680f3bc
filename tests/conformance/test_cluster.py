"""What a whole cluster made of DaemonSets and of updates, as ``oracle/cluster`` recorded it, and what dslint says."""

import gzip
import json
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dslint.coverage import cover, read_daemon_sets
from dslint.kube.nodes.classes import Nodes, read_node_group
from dslint.kube.nodes.replacing import Update
from dslint.kube.nodes.rollout import counts
from dslint.manifest.cluster import Cluster
from dslint.rollout.model import Rollout
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
    assert sure[True] > 3000
    assert sure[False] > 1500


# pods of which coverage does not say whether they run, by what is told and what became of them; none of it can be said:
# the claim may be anywhere but in the set, so may the volume or the class that it waits for, the scheduler, the pods
OPEN = {
    ("volume-node-affinity", 'persistentvolumeclaim "data" not found. not found'): 57,
    ("volume-node-affinity", "pod has unbound immediate PersistentVolumeClaims. not found"): 57,
    ("scheduler", ""): 57,
    ("pod-affinity", "didn't match pod affinity rules"): 57,
}


def test_what_is_not_known_of_pods_is_what_nothing_of_the_set_decides():
    found = Counter()
    for given, said in placed():
        if "refused" in said:
            continue
        for node, (can, *kinds) in compare.words_of_cluster(given, load("daemonsets")["nodes"], MINOR)[
            "pending"
        ].items():
            if can is None and node in said["created"]:
                reason = said["pending"][node].partition("available: ")[2].partition(", ")[0]
                found["".join(kinds), re.sub(r"^\d+ node\(s\) ", "", reason)] += 1
    assert found == OPEN


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


def kinds_of(given, said):
    """Return the kinds of nodes of an update, by name, as dslint makes them of the manifests and of the nodes.

    What no manifest and no node shows is added: a pod that is not ready, a new one that never gets ready, a service
    account that is missing.
    """
    found = {}
    for name in sorted({node["metadata"]["labels"]["oracle/kind"] for node in given["nodes"]}):
        mine = [node for node in given["nodes"] if node["metadata"]["labels"]["oracle/kind"] == name]
        nodes = Nodes([read_node_group(dead(node) if name == "dead" else node) for node in mine])
        rows = [
            cover(read_daemon_sets(json.dumps(given[word]), "ds.json").daemon_sets, Cluster(nodes), minor=MINOR).rows[0]
            for word in ("daemonset", "update")
        ]
        ((kind, _, _),) = Rollout(rows[1], rows[0], compared=True).kinds
        kind = kind._replace(
            available=kind.available and name != "sick",
            starts=kind.starts and not given.get("stuck"),
            admitted="refused" not in said,
        )
        found[name] = kind
    return found


def dead(node):
    """Return a node as the API server has it when its kubelet is silent."""
    taints = [{"key": "node.kubernetes.io/unreachable", "effect": one} for one in ("NoSchedule", "NoExecute")]
    status = {**node["status"], "conditions": [{"type": "Ready", "status": "Unknown"}]}
    return {**node, "spec": {"taints": [*node["spec"]["taints"], *taints]}, "status": status}


@pytest.mark.parametrize(("given", "said"), updates())
def test_an_update_goes_step_by_step_and_ends_as_in_the_cluster(given, said):
    kinds = kinds_of(given, said)
    names, spec = list(kinds), given["update"]["spec"]
    assert sum(kind.size for kind in kinds.values() if kind.wanted) == said["after"]["desired"]
    update = Update(list(kinds.values()), counts(spec["updateStrategy"], said["after"]["desired"]))
    rolls = spec["updateStrategy"]["type"] != "OnDelete" and spec["template"] != given["daemonset"]["spec"]["template"]
    for step in said["steps"]:
        event, _, name = step["after"].partition(" ")
        if event == "ready":
            assert update.pods[names.index(name)].waiting
            update.ready(names.index(name), 1)
        elif event == "delete":
            update.delete(names.index(name), 1)
        acts = update.act(rolling=rolls)
        for word, made in (("created", acts.created), ("deleted", acts.deleted)):
            assert dict(Counter(step.get(word, ()))) == {
                name: number for name, number in zip(names, made, strict=True) if number
            }
    assert not any(one.waiting for one in update.pods)  # nothing is left that it waits for
    ends = {
        name: {
            "old": one.old + one.ill + one.both,
            "new": one.fresh + one.both + one.done,
            "newReady": one.done,
            "going": one.going + one.lingering,
        }
        for name, one in zip(names, update.pods, strict=True)
    }
    assert {name: end for name, end in ends.items() if any(end.values())} == said["nodes"]


# what objects of the set do not show: a class or an account that is nowhere
ELSEWHERE = ("not found", "no PriorityClass with name", "error looking up service account")


def test_what_refuses_pods_in_the_cluster_refuses_them_here_and_nothing_else_does():
    different, refused = [], 0
    for given, said in placed():
        reason = "".join(said.get("refused", ()))
        own = compare.refusals_of_cluster(given, MINOR)
        if any(text in reason for text in ELSEWHERE):
            reason = ""
        refused += bool(reason)
        if bool(own) is not bool(reason):
            different.append((given, reason, own))
    assert different == []
    assert refused >= 16
