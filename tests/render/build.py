"""Findings to render, made from texts in which the places are found by what stands there; the schema of a report."""

import json

from dslint.finding import Finding
from dslint.judge.report import Report
from dslint.manifest.daemonset import ObjectName
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from tests.checkout import ROOT

SCHEMA = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
# the same, without a key that it does not name
CLOSED = json.loads(json.dumps(SCHEMA).replace('"type": "object",', '"type": "object", "additionalProperties": false,'))

AGENT = ObjectName("apps/v1", "DaemonSet", "monitoring", "node-agent")

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: node-agent
  namespace: monitoring
spec:
  updateStrategy:
    type: RollingUpdate
  selector:
    matchLabels:
      app: agent
      tier: node
  template:
    metadata:
      labels:
        tier: node
        app: agnet
    spec:
      tolerations:
        - key: node-role.kubernetes.io/master
          effect: NoSchedule
      nodeSelector:
        beta.kubernetes.io/os: linux
      containers:
        - name: agent
          image: registry.example/agent:1.4
        - name: shipper
          image: registry.example/shipper
"""


def label(source, at, text="", pointer="/x", nth=0):
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(at, start + 1)
    return Location(source, Span(start, start + len(at)), text, pointer)


def report(*findings, **more):
    made = Report(findings=list(findings), files=1, daemon_sets=1)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def selector(source):
    return Finding(
        rule="DS101",
        name="unmatched-selector",
        severity="error",
        message="pod template label app=agnet does not satisfy the selector",
        at=label(source, "agnet", "found here", "/spec/template/metadata/labels/app"),
        object=AGENT,
        related=(label(source, "agent", 'the selector requires "agent"', "/spec/selector/matchLabels/app", nth=1),),
        why="the API server rejects a DaemonSet whose pods it would not own",
        help='set the label to "agent"',
        message_key="differs",
        field="spec.template.metadata.labels",
        reason="FieldValueInvalid",
        server_text='Invalid value: {"app":"agnet"}: `selector` does not match template `labels`',
        identity="spec/template/metadata/labels/app",
    )


def toleration(source):
    return Finding(
        rule="DS202",
        name="retired-master-toleration",
        severity="warning",
        message="toleration for node-role.kubernetes.io/master does not cover control-plane nodes",
        at=label(source, "node-role.kubernetes.io/master", "replaced by node-role.kubernetes.io/control-plane"),
        object=AGENT,
        help="add a toleration for the new taint after this one",
        identity="spec/template/spec/tolerations/[key=node-role.kubernetes.io/master]",
    )


def node_label(source):
    return Finding(
        rule="DS302",
        name="deprecated-node-label",
        severity="info",
        message="node label beta.kubernetes.io/os is deprecated",
        at=label(source, "beta.kubernetes.io/os", "use kubernetes.io/os"),
        object=AGENT,
        help="rename the key",
        versions=("1.30", "1.31", "1.32", "1.35"),
        server_warning="spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14",
    )


def unpinned(source, image):
    return Finding(
        rule="DS402",
        name="floating-image",
        severity="warning",
        message="image is not pinned",
        at=label(source, image, f"{image} may change under you"),
        object=AGENT,
        help="name a tag",
    )


def three():
    source = SourceText("deploy/node-agent.yaml", MANIFEST)
    return report(selector(source), toleration(source), node_label(source), daemon_sets=6, files=4)


def replace(finding, **changes):
    """Return a finding with other facts."""
    return finding._replace(**changes)
