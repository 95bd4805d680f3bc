import json

import pytest
from jsonschema import Draft202012Validator

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.changes import Changes
from dslint.coverage.report import CoverageReport
from dslint.errors import InputError
from dslint.manifest.cluster import Cluster
from dslint.render import rollout_json, rollout_summary, rollout_text
from dslint.render.rollout_text import span
from dslint.render.style import Style
from dslint.resources import folder
from dslint.rollout.run import roll
from tests.rollout.build import PORT, SURGE, TIMED, daemon_set, node, nodes

with open(f"{folder('schemas')}/rollout.schema.json", encoding="utf-8") as file:
    VALIDATOR = Draft202012Validator(json.load(file))

HOOK = {"preStop": {"exec": {"command": ["sleep", "5"]}}}
NODES = nodes(9, node("dead", "Unknown"))
SETS = [
    daemon_set({"rollingUpdate": {"maxUnavailable": "25%"}}, "share", 10, containers=[{"name": "c", **TIMED}]),
    daemon_set({"rollingUpdate": {"maxUnavailable": 1}}, "spent"),
    daemon_set(SURGE, "surging", cpu="100m", containers=[{"name": "c", **TIMED, "lifecycle": HOOK}]),
    daemon_set(SURGE, "stuck", ports=PORT, cpu="100m"),
    daemon_set({"type": "OnDelete"}, "by-hand"),
    daemon_set(None, "nowhere", nodeSelector={"no": "node"}),
]


def coverage(*sets):
    text = "\n".join(map(json.dumps, sets))
    return cover(read_daemon_sets(text, "ds.json").daemon_sets, Cluster(NODES, ["nodes.json"]))


def report(**more):
    return roll(CoverageReport(coverage(*SETS), **more))


def compared():
    before = coverage(*SETS[:1], daemon_set({"rollingUpdate": {"maxUnavailable": 1}}, "spent", image="old"))
    return report(changes=Changes(before, coverage(*SETS), "HEAD~1"))


def text(render, found, style=None, **more):
    return "".join(render(found, style or Style(), **more))


def test_text_tells_batches_times_and_what_stops_it(golden):
    golden("rollout.txt", text(rollout_text.render, report()))


def test_colour_marks_what_stops_it(golden):
    golden("rollout_color.txt", text(rollout_text.render, report(), Style(color=True)))


def test_what_did_not_change_is_not_rolled(golden):
    golden("rollout_since.txt", text(rollout_text.render, compared()))


def test_json_has_the_same(golden):
    golden("rollout.json", text(rollout_json.render, report()))


@pytest.mark.parametrize("make", [report, compared])
def test_json_is_as_the_schema_says(make):
    VALIDATOR.validate(json.loads(text(rollout_json.render, make())))


def test_json_counts_every_node_of_a_daemonset_in_one_group():
    for one in json.loads(text(rollout_json.render, report()))["daemonSets"]:
        names = [name for group in one["groups"] for name in group["nodes"]]
        assert sorted(names) == sorted(group.name for group in NODES.groups)


def test_the_summary_counts_rollouts_and_those_that_come_to_no_end():
    found = report(errors=[InputError("cannot read x.yaml")], notes=["a\x1b note"])
    assert text(rollout_summary.render, found) == (
        "note: a\\x1b note\n6 DaemonSets on 10 nodes: 5 rollouts, 2 blocked.\nerror: cannot read x.yaml\n"
    )
    assert text(rollout_summary.render, found, quiet=True) == "error: cannot read x.yaml\n"
    assert text(rollout_summary.render, compared()).endswith(
        "6 DaemonSets on 10 nodes, against HEAD~1: 1 rollout, 1 blocked.\n"
    )


def test_names_that_could_steer_a_terminal_are_escaped():
    odd = coverage(daemon_set(name="a\x1b[31m"))
    assert "\x1b" not in text(rollout_text.render, roll(CoverageReport(odd)))


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3725, "1 h 2 min 5 s"), (90000, "1 d 1 h")]
)
def test_times_are_told_as_people_write_them(seconds, told):
    assert span(seconds) == told


def rolled(where, *objects):
    found = read_daemon_sets("\n".join(map(json.dumps, objects)), "ds.json")
    table = cover(found.daemon_sets, Cluster(where, ["nodes.json"]), found.objects)
    return text(rollout_text.render, roll(CoverageReport(table)))


def test_dead_nodes_that_are_not_counted_are_named_with_their_taint():
    taint = {"key": "node.kubernetes.io/unreachable", "effect": "NoSchedule"}
    where = nodes(6, node("dead", "Unknown", taints=[taint]))
    told = rolled(where, daemon_set({"rollingUpdate": {"maxUnavailable": "20%"}}, tolerations=[]))
    assert "maxUnavailable 20% of 6 nodes, which is 2\n" in told
    reason = "taint node.kubernetes.io/unreachable:NoSchedule is not tolerated"
    assert f"  not counted, since no new pod is made there: dead: {reason}\n" in told
    assert "not counted" not in rolled(where, daemon_set())


def test_a_surge_whose_pods_are_refused_replaces_no_pod_and_spends_nothing():
    limits = {"spec": {"limits": [{"type": "Container", "max": {"cpu": "1"}, "default": {"cpu": "100m"}}]}}
    usual = {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "usual"}, **limits}
    told = rolled(nodes(5), daemon_set(SURGE, cpu="500m"), usual)
    assert "  replaces no pod\n  blocked: " in told
    assert "every new pod is refused" in told
    assert "maxSurge allows" not in told
