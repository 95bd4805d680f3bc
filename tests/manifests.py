"""The head of an ordinary DaemonSet, up to where the fields of its pods begin."""

START = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
"""
# the same in a namespace
IN_NAMESPACE = START.replace("{name: agent}", "{name: agent, namespace: %s}", 1)
MONITORING = IN_NAMESPACE % "monitoring"
CONTAINER = "      containers: [{name: agent, image: registry.example/agent:1.4}]\n"
MISLABELLED = START.replace("labels: {app: agent}}\n    spec", "labels: {app: agnet}}\n    spec") + CONTAINER
# rules about what a manifest made for one point leaves out: a gate, limits, requests, a priority class
LEFT_OUT = ("DS405", "DS501", "DS502", "DS503")
