"""The numbers of one run are the same in text, Markdown, HTML and JSON: over intents, pools and profiles."""

import json
import re

import pytest
import yaml

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.report import CoverageReport
from dslint.inventory import load
from dslint.inventory.profiles import NAMES
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.manifest.cluster import Cluster
from dslint.render import coverage_html, coverage_json, coverage_markdown, coverage_summary, coverage_text
from dslint.render.style import Style
from tests.coverage.build import manifest
from tests.render.pages import Page, described, intent_of, large

REQUESTS = {"containers": [{"name": "a", "image": "b", "resources": {"requests": {"cpu": "150m", "memory": "96Mi"}}}]}
SPECS = {
    "everywhere": {"tolerations": [{"operator": "Exists"}]},
    "linux": {"nodeSelector": {"kubernetes.io/os": "linux"}},
    "nowhere": {"nodeSelector": {"no-such-label": "x"}},
    "plain": {},
    "gated": {"schedulingGates": [{"name": "example.com/wait"}]},
    "lost": {"hostNetwork": True},
}
# refuses the pods of one of them
STRICT = {
    "apiVersion": "v1",
    "kind": "Namespace",
    "metadata": {"name": "strict", "labels": {"pod-security.kubernetes.io/enforce": "baseline"}},
}
FARGATE = NodeGroup(Node("far", {"eks.amazonaws.com/compute-type": "fargate", "kubernetes.io/os": "linux"}), "far", 7)
INTENTS = [
    intent_of("everywhere", "linux"),
    intent_of("nowhere", "all", line=3),
    intent_of("plain", "pool/far", line=4),
]


def coverage_of(profile, intents):
    nodes = Nodes([*load([f"profile:{profile}"]).nodes.groups, FARGATE])
    spaces = {"lost": "strict"}
    made = [manifest({**spec, **REQUESTS}, name, spaces.get(name)) for name, spec in SPECS.items()]
    found = read_daemon_sets("\n---\n".join(map(json.dumps, [*made, STRICT])), "ds.json")
    return cover(found.daemon_sets, Cluster(nodes, [profile], intents), found.objects)


CASES = {
    f"{profile} {'meant' if intents else 'plain'}": (profile, intents) for profile in NAMES for intents in ([], INTENTS)
}
STATES = {
    "missed": "missed",
    "never starts": "neverStarts",
    "refused": "refused",
    "pending": "pending",
    "unwanted": "unwanted",
    "not selected": "notSelected",
    "spared": "spared",
}


def written(render, coverage):
    return "".join(render(CoverageReport(coverage), Style()))


def number(text):
    return int(text.replace(",", ""))


def from_json(coverage):
    found = json.loads(written(coverage_json.render, coverage))
    bills = {pool["pool"] or "no pool": pool for pool in found["pools"]} | {"all": found["summary"]}
    pools = {
        name: {"nodes": bill["nodes"], "pods": bill["desired"]}
        | {word: bill[key] for word, key in STATES.items() if bill.get(key) or word == "missed"}
        | shares_of(bill.get("tightest"))
        for name, bill in bills.items()
    }
    tightest = [pool["tightest"] for pool in found["pools"] if pool["tightest"]]
    worst = max(tightest, key=lambda one: max(part["percent"] for part in one["resources"].values()), default=None)
    pools["all"] |= shares_of(worst)
    rows = {
        "/".join(filter(None, (row["object"]["namespace"], row["object"]["name"]))): (
            row["summary"]["running"],
            row["summary"]["missed"],
        )
        for row in found["daemonSets"]
    }
    return pools, rows


def shares_of(tightest):
    """Return the columns of what is taken of a node; nothing where it is not known what it has."""
    parts = tightest["resources"] if tightest else {}
    return {f"{name} %": part["percent"] for name, part in parts.items() if part["percent"]}


def table(head, rows):
    """Return the numbers of the pools out of a table; a state that has no column is nowhere, nor is an empty cell."""
    words = [word.lower() for word in head[1:]]
    return {
        row[0]: {
            word: number(cell)
            for word, cell in zip(words, row[1:], strict=False)  # the last cells may be empty
            if word not in ("cpu", "memory") and (word in ("nodes", "pods", "missed") or number(cell or "0"))
        }
        for row in rows
    }


def from_text(coverage):
    text = written(coverage_text.render, coverage)
    below = text[text.index("\nPOOL ") :].strip().partition("\n%")[0]
    lines = [re.split(r" {2,}", line.strip()) for line in below.splitlines()]
    start = text.index("DAEMONSET")
    matrix = [line.split() for line in text[start:].split("\n\n")[0].splitlines()[1:]]
    return table(lines[0], lines[1:]), {
        row[0]: (number(row[1]), number(row[4])) for row in matrix if row[0].rpartition("/")[2] in SPECS
    }


def from_markdown(coverage):
    tables = re.findall(r"((?:^\|.*\n)+)", written(coverage_markdown.render, coverage), re.MULTILINE)
    cells = [[[cell.strip() for cell in line.strip("|\n").split(" | ")] for line in one.splitlines()] for one in tables]
    (pools,) = [one for one in cells if one[0][0] == "pool"]
    rows = {row[0]: (number(row[1].split()[0]), number(row[2])) for row in cells[0][2:]}
    return table(pools[0], pools[2:]), rows


def from_html(coverage):
    found = Page(written(coverage_html.render, coverage))
    rows = [one for one in found.all("tr") if any(up.get("aria-labelledby") == "pools" for up in one["inside"])]
    cells = [[one["text"] for one in found.elements if one["inside"][-1:] == [row]] for row in rows]
    shown = [row for row in found.all("tr") if "data-harm" in row]
    matrix = {}
    for row in shown:
        sums = [one["text"] for one in found.elements if one["inside"][-1:] == [row]]
        (of,) = [one["text"] for one in found.all("span", "of") if row in one["inside"]]
        matrix[row["data-name"]] = (number(of.split()[0]), number(sums[1]))
    return table(cells[0], cells[1:]), matrix


@pytest.mark.parametrize(("profile", "intents"), CASES.values(), ids=CASES)
def test_every_format_has_the_same_numbers(profile, intents):
    coverage = coverage_of(profile, intents)
    expected = from_json(coverage)
    assert from_text(coverage) == expected
    assert from_markdown(coverage) == expected
    assert from_html(coverage) == expected
    whole = expected[0]["all"]
    closing = written(coverage_summary.render, coverage)
    assert closing == written(coverage_markdown.render, coverage)[2:].partition("**")[0] + "\n"
    assert f"{whole['pods']} pods, {whole['missed']} missed" in closing
    summary = json.loads(written(coverage_json.render, coverage))["summary"]
    assert not intents or f", {summary['wanted']:,} wanted, {summary['unwanted']:,} unwanted, " in closing
    tiles = [one["text"] for one in Page(written(coverage_html.render, coverage)).all("dd")]
    assert [number(tile.split()[0]) for tile in tiles[:2]] == [whole["pods"], whole["missed"]]


@pytest.mark.parametrize(("profile", "intents"), CASES.values(), ids=CASES)
def test_the_states_of_a_row_are_all_its_nodes(profile, intents):
    found = json.loads(written(coverage_json.render, coverage_of(profile, intents)))
    for row in found["daemonSets"]:
        counts = {}
        for cell, node in zip(row["nodes"], found["nodes"], strict=True):
            counts[cell["state"]] = counts.get(cell["state"], 0) + node["count"]
        assert {key: count for key, count in counts.items() if key != "runs"} == {
            key: row["summary"][key] for key in STATES.values() if row["summary"].get(key)
        }
        assert sum(counts.values()) == found["summary"]["nodes"]


def test_a_large_run_is_read_in_one_go():
    coverage = large(30, 17, 2000)
    for width in (80, 120, 200):
        text = "".join(coverage_text.render(CoverageReport(coverage), Style(width=width, terminal=True)))
        assert len(text.splitlines()) < 120
    assert len(written(coverage_markdown.render, coverage)) < 60_000


def test_the_yaml_to_add_is_the_same_in_a_narrow_terminal():
    coverage = large(30, 17, 2000)
    found = []
    for width in (80, 200):
        text = "".join(coverage_text.render(CoverageReport(coverage), Style(width=width, terminal=True)))
        assert max(map(len, text.splitlines())) <= width
        below = re.findall(r"^    - .*\n(?:      .*\n)*", text.partition("KEPT OFF BY")[2], re.MULTILINE)
        found.append([yaml.safe_load(item) for item in below])
    assert found[0] == found[1]
    assert len(found[0]) == 8
    assert {"effect": "NoSchedule", "key": "dedicated.example.com/team-9", "operator": "Equal", "value": "t4"} in [
        one for (one,) in found[0]
    ]


def test_markdown_says_what_it_left_out_and_keeps_what_hurts():
    coverage = large(300, 17, 200)
    text = written(coverage_markdown.render, coverage)
    assert len(text) < 60_000
    assert "Left out, because a comment has no room for it: " in text
    assert re.search(r"\d+ rows of the table", text)
    assert "| kept off by |" in text
    assert "| pool-01-m5-large |" in text
    assert "ops/agent-2 |" in text


def test_gates_and_sizes_are_told_alike_in_every_format():
    coverage = described()
    found = json.loads(written(coverage_json.render, coverage))
    assert found["pools"][0]["instanceTypes"] == {"of": 2, "tooSmall": 1, "smallestWithRoom": "t3.huge"}
    assert found["pools"][0]["tightest"]["resources"]["memory"] == {"asked": "3Gi", "has": "2Gi", "percent": 150}
    assert found["pools"][0]["tightest"]["instanceType"] == "t3.small"
    assert [row["unrequested"] for row in found["daemonSets"]] == [["cpu", "memory"], ["cpu"], ["cpu", "memory"]]
    assert [(gate["taint"]["key"], gate["declared"], gate["nodes"]) for gate in found["gates"]] == [
        ("ebs.csi.aws.com/agent-not-ready", True, ["one", "two"]),
        ("example.com/<x>", True, ["one", "two"]),
    ]
    (gap,) = found["gates"][0]["gaps"]
    assert (gap["agent"]["name"], gap["state"], gap["nodes"]) == ("ebs", "locked", ["one", "two"])
    assert [taint["key"] for taint in gap["waitsFor"]] == ["ebs.csi.aws.com/agent-not-ready", "example.com/<x>"]
    sentences = (
        "general: 1 of 2 instance types are too small for its DaemonSets; the smallest with room is t3.huge",
        "one (t3.small): cpu 0 of 1 (0 %), memory 3,072Mi of 2,048Mi (150 %), pods 2 of 8 (25 %)",
        "o requests, so that autoscalers make nodes without room for them: ebs (cpu, memory), large (cpu)",
        "general (2 nodes): waits for ebs.csi.aws.com/agent-not-ready:NoExecute, example.com/<x>:NoSchedule",
        "none of these DaemonSets",
        "Who gates a node",
    )
    page = Page(written(coverage_html.render, coverage)).all("html")[0]["text"]
    markdown = re.sub(r"\\(?=[<>])|<wbr>", "", written(coverage_markdown.render, coverage))
    for text in (written(coverage_text.render, coverage), markdown, page):
        for sentence in sentences:
            assert sentence in text


def test_without_gates_and_room_nothing_is_said_of_them():
    coverage = cover(
        read_daemon_sets(json.dumps(manifest({**REQUESTS}, "a")), "a").daemon_sets, Cluster(Nodes([FARGATE]))
    )
    for render in (coverage_text.render, coverage_markdown.render, coverage_html.render):
        text = written(render, coverage)
        assert not any(word in text for word in ("gates a node", "tightest", "instance type", "requests, so"))
    assert json.loads(written(coverage_json.render, coverage))["gates"] == []
