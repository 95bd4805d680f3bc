"""Where a manifest relies on what only its pods get, coverage says so beside the taint that keeps it off."""

import json

import pytest

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.describe import cases
from dslint.coverage.report import CoverageReport
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.manifest.cluster import Cluster
from dslint.render import coverage_html, coverage_json, coverage_markdown, coverage_text
from dslint.render.style import Style

GPU = "nvidia.com/gpu"
NODES = Nodes(
    [NodeGroup(Node("plain", {})), NodeGroup(Node("gpu", {}, (Taint(GPU, "present", "NoSchedule"),)), size=2)]
)
AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: ops}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
"""
RUNTIME = """\
      runtimeClassName: nvidia
      containers: [{name: a, image: "a:1"}]
---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: nvidia
handler: nvidia
scheduling:
  tolerations: [{key: nvidia.com/gpu, operator: Exists}]
"""
RESOURCE = """\
      containers:
      - name: a
        image: a:1
        resources:
          limits:
            nvidia.com/gpu: 1
"""
POLICY = """\
      containers: [{name: a, image: "a:1"}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: everywhere}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  mutations:
  - patchType: ApplyConfiguration
    applyConfiguration:
      expression: "Object{spec: Object.spec{tolerations: [Object.spec.tolerations{operator: 'Exists'}]}}"
"""
LATE = "comes with the pod, after the controller has decided"
BY_RUNTIME = ("runtime-class", "the toleration of RuntimeClass nvidia", 9, 7, ("RuntimeClass", "nvidia"), 15, 9)
PLUGIN = "the toleration that the plugin ExtendedResourceToleration adds for nvidia.com/gpu"
BY_POLICY = ("MutatingAdmissionPolicy", "everywhere")
EACH = [
    (RUNTIME, *BY_RUNTIME),
    (RESOURCE, "extended-resource", PLUGIN, 14, 13, None, None, None),
    (POLICY, "mutating-policy", "a toleration that MutatingAdmissionPolicy everywhere adds", 8, 5, BY_POLICY, 13, 18),
]


def told(pod, **more):
    found = read_daemon_sets(AGENT + pod, "set.yaml")
    return cover(found.daemon_sets, Cluster(NODES), found.objects, **more)


@pytest.mark.parametrize(("pod", "kind", "who", "line", "column", "by", "by_line", "by_column"), EACH)
def test_what_only_pods_get_is_told_with_both_places(pod, kind, who, line, column, by, by_line, by_column):
    coverage = told(pod)
    (row,) = coverage.rows
    assert row.reach.desired == 1  # as it was
    (case,) = cases(coverage, row)
    (obstacle,) = case.obstacles
    (one,) = obstacle.gained
    assert (one.kind, one.message, one.by) == (kind, f"{who} {LATE}", by)
    assert tuple(one.place.start) == (line, column)
    assert (tuple(one.by_place.start) if one.by_place else (None, None)) == (by_line, by_column)
    where = f" (set.yaml:{by_line}:{by_column})" if by else ""
    assert case.reason(obstacle) == f"taint {GPU}=present:NoSchedule is not tolerated; {who} {LATE}{where}"


@pytest.mark.parametrize(("pod", "kind", "who", "line", "column", "by", "by_line", "by_column"), EACH)
def test_every_format_has_it(pod, kind, who, line, column, by, by_line, by_column):
    text = f"{who} {LATE}"
    for render in (coverage_text, coverage_markdown, coverage_html):
        assert text in "".join(render.render(CoverageReport(told(pod)), Style())).replace("\n", " "), render.__name__
    assert f"taint {GPU}=present:NoSchedule: {text}" in "".join(
        coverage_text.render(CoverageReport(told(pod, explain=True)), Style())
    )
    (whole,) = json.loads("".join(coverage_json.render(CoverageReport(told(pod)), Style())))["daemonSets"]
    (reason,) = whole["nodes"][1]["reasons"]
    (one,) = reason["gained"]
    assert (one["kind"], one["message"], one["line"], one["column"]) == (kind, text, line, column)
    assert one["by"] == (
        by and {"kind": by[0], "name": by[1], "path": "set.yaml", "line": by_line, "column": by_column}
    )


@pytest.mark.parametrize(
    "pod",
    [
        RUNTIME.partition("---")[0],  # the class is not in the set
        RUNTIME.replace("nvidia.com/gpu,", "other,"),
        RUNTIME.replace("      runtimeClassName: nvidia\n", ""),
        RESOURCE.replace("nvidia.com/gpu: 1", "cpu: 1"),
        POLICY.replace("resources: [pods]", "resources: [daemonsets]"),
        POLICY.replace("admissionregistration.k8s.io", "example.com"),
        # left out by its own selection, whatever else its pods would get
        RUNTIME.replace("      containers:", "      nodeSelector: {a: b}\n      containers:"),
    ],
)
def test_where_nothing_is_relied_on_nothing_is_said(pod):
    coverage = told(pod)
    assert [one.gained for row in coverage.rows for case in cases(coverage, row) for one in case.obstacles][-1:] == [()]
