"""Coverages to see as pages: an ordinary one, a large one, and one of names that want to be more than names."""

import json
from html.parser import HTMLParser

from dslint.coverage import cover, load_daemon_sets, read_daemon_sets
from dslint.coverage.report import CoverageReport
from dslint.inventory import load
from dslint.kube.nodes.classes import NodeGroup, Nodes, Size
from dslint.kube.nodes.nodeset import read_place
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import parse
from dslint.manifest.cluster import Cluster, Intent
from dslint.render.coverage_html import render
from dslint.render.style import Style
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from tests.checkout import ROOT
from tests.coverage.build import explained, manifest

HOSTILE = (
    "</script><script>hacked()</script>",
    "\"'><img src=x onerror=hacked()>",
    "</title></style><style>*{display:none}</style>",
    "<svg onload=hacked()>&lt;&#60;<!--",
    "\x00\x1b[31m\u202egnp.\u2066\ud800\r\n<b>",
    "x" * 300,
    "מכונה-עם-שם-עברי",
    "javascript:hacked()",
)


def page(coverage, **more):
    return "".join(render(CoverageReport(coverage, **more), Style()))


def ordinary(*intents):
    """Return what the guide shows; ``intents`` are what a configuration says besides."""
    folder = "examples/coverage"
    found = load_daemon_sets([str(ROOT / folder / "daemonsets.yaml")])
    for ds in found.daemon_sets:
        ds.source.path = f"{folder}/daemonsets.yaml"
    all_nodes = load([str(ROOT / folder / "nodes.yaml")]).nodes
    return cover(found.daemon_sets, Cluster(all_nodes, [f"{folder}/nodes.yaml"], intents))


def meant():
    """Return the same, where the configuration says of two of the three where they are meant to run."""
    first = intent_of("log-shipper", "pool/gpu", reason="only <GPU> logs")
    return ordinary(first, intent_of("gpu-plugin", "pool/gpu", line=3))


def intent_of(pattern, *on, reason="", line=2):
    """Return an intent that stands at a line of a configuration."""
    text = "\n" * (line - 1) + f"- daemonset: {pattern}\n"
    at = text.index(pattern)
    label = Location(SourceText("dslint.yaml", text), Span(at, at + len(pattern)), "", "")
    return Intent(pattern, tuple(map(read_place, on)), (), reason, label)


def described():
    """Return nodes that are only described, with startup taints, and agents that take some of them away."""
    taints = (Taint("ebs.csi.aws.com/agent-not-ready", "", "NoExecute"), Taint("example.com/<x>", "", "NoSchedule"))
    room = {"cpu": parse("1"), "memory": parse("2Gi"), "pods": parse("8")}
    sizes = (Size("t3.small", room), Size("t3.huge", {name: amount * 4 for name, amount in room.items()}))
    nodes = [NodeGroup(Node(name, {}), "general", sizes=sizes, startup=taints) for name in ("one", "two")]
    nodes.append(NodeGroup(Node("three", {}, (Taint("gpu", "", "NoSchedule"),)), "gpu", allocatable=room))
    specs = {
        "ebs": {"containers": [{"name": "a", "image": "aws-ebs-csi-driver:v1"}]},
        "large": {"containers": [{"name": "a", "image": "b", "resources": {"requests": {"memory": "3Gi"}}}]},
        "elsewhere": {"containers": [{"name": "a", "image": "b"}], "nodeSelector": {"disk": "ssd"}},
    }
    text = "\n".join(json.dumps(manifest(spec, name)) for name, spec in specs.items())
    return cover(read_daemon_sets(text, "ds.json").daemon_sets, Cluster(Nodes(nodes), ["pools.yaml"]))


def large(daemon_sets=40, shapes=30, nodes=240, intents=()):
    """Return many DaemonSets, many groups: some miss a lot, some nothing, some ask for one host port."""
    effects = ("NoSchedule", "NoExecute", "PreferNoSchedule")
    groups = []
    for number in range(nodes):
        shape = number % shapes
        taints = (
            (Taint(f"dedicated.example.com/team-{shape}", f"t{shape % 5}", effects[shape % 3]),) if shape % 4 else ()
        )
        labels = {"kubernetes.io/os": "linux" if shape % 9 else "windows", "zone": f"z{shape % 3}"}
        node = Node(f"ip-10-0-{shape}-{number}.compute.internal", labels, taints)
        groups.append(NodeGroup(node, f"pool-{shape:02}-m5-large", 1, {"cpu": parse("4"), "memory": parse("8Gi")}))
    text = "\n".join(
        json.dumps(manifest(_spec(number, shapes), f"agent-{number}", "ops")) for number in range(daemon_sets)
    )
    cluster = Cluster(Nodes(groups), ["nodes.json"], intents)
    return cover(read_daemon_sets(text, "deploy/agents.json").daemon_sets, cluster)


def _spec(number, shapes):
    requests = {"cpu": f"{10 + number}m", "memory": f"{30 + number}Mi" if number % 5 else f"{30 + number}M"}
    container = {"name": "agent", "image": "registry.example/agent:1", "resources": {"requests": requests}}
    spec = {"containers": [container]}
    if number % 13 == 0:
        container["ports"] = [{"containerPort": 9100, "hostPort": 9100}]
    if number % 2:
        spec["nodeSelector"] = {"kubernetes.io/os": "linux"}
    if number % 3 == 0:
        spec["tolerations"] = [{"operator": "Exists"}]
    elif number % 3 == 1:
        keys = (f"dedicated.example.com/team-{shape}" for shape in range(0, shapes, 3))
        spec["tolerations"] = [{"key": key, "operator": "Exists"} for key in keys]
    return spec


def hostile():
    """Return names, labels, taints, pools and paths that try to get out of where they are written."""
    groups = [
        NodeGroup(Node(f"{number}{word}", {word: word}, (Taint(word, word, "NoSchedule"),)), word)
        for number, word in enumerate(HOSTILE)
    ]
    texts = []
    for word in HOSTILE:
        spec = {"nodeSelector": {word: word}, "tolerations": [{"key": word, "operator": "Equal", "value": word}]}
        spec["containers"] = [{"name": word, "ports": [{"hostPort": 9100}], "image": word}]
        texts.append(json.dumps(manifest(spec, word, word)))
    found = read_daemon_sets("\n".join(texts), "".join(HOSTILE))
    return cover(found.daemon_sets, Cluster(Nodes(groups), HOSTILE))


VOID = {"meta", "wbr", "br", "input", "use", "path", "rect", "circle"}


class Page(HTMLParser):
    """The elements of a page; fails where one is not closed."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self._open = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", "in": [one["tag"] for one in self._open], "inside": list(self._open)}
        element |= dict(attrs)
        assert len(attrs) == len(dict(attrs)), self.get_starttag_text()
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self._open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, tag, cls=None):
        return [one for one in self.elements if one["tag"] == tag and cls in (None, *one.get("class", "").split())]

    def by_id(self, anchor):
        (found,) = [one for one in self.elements if one.get("id") == anchor]
        return found

    def rows(self, table="matrix"):
        """Return the cells of each row of a table's body."""
        rows = [
            one for one in self.all("tr") if "tbody" in one["in"] and any(is_table(up, table) for up in one["inside"])
        ]
        return [[one for one in self.elements if one["inside"][-1:] == [row]] for row in rows]


def is_table(element, table):
    return element["tag"] == "table" and table in element["class"].split()


PAGES = {
    "ordinary": ordinary,
    "meant": meant,
    "large": lambda: large(12, 14, 40),
    "hostile": hostile,
    "one-node": lambda: explained(ordinary(), node="gpu-1"),
    "one-daemonset": lambda: explained(ordinary(), daemon_set="log-shipper"),
}
