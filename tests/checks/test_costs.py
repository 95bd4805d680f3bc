"""No rule costs more than its share: calls of functions over an ordinary manifest, as bench/rules.py counts them."""

import subprocess
import sys
from pathlib import Path

import pytest

from dslint.catalogue.index import load_rules

ROOT = Path(__file__).parents[2]
MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: log-shipper
  namespace: logging
  labels: {app.kubernetes.io/name: log-shipper}
spec:
  selector:
    matchLabels: {app.kubernetes.io/name: log-shipper}
  updateStrategy:
    rollingUpdate: {maxUnavailable: 10%}
  template:
    metadata:
      labels: {app.kubernetes.io/name: log-shipper}
      annotations: {prometheus.io/scrape: "true"}
    spec:
      serviceAccountName: log-shipper
      priorityClassName: system-node-critical
      nodeSelector:
        kubernetes.io/os: linux
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - {key: kubernetes.io/arch, operator: In, values: [amd64, arm64]}
                  - {key: node.example/no-logs, operator: DoesNotExist}
      tolerations:
        - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}
        - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
      initContainers:
        - name: set-up
          image: registry.example/log-shipper:1.4
          command: [/bin/set-up]
          volumeMounts:
            - {name: state, mountPath: /var/lib/shipper}
      containers:
        - name: shipper
          image: registry.example/log-shipper:1.4
          args: [--config, /etc/shipper/shipper.conf]
          env:
            - name: NODE_NAME
              valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
            - {name: LEVEL, value: info}
          ports:
            - {name: metrics, containerPort: 9100, hostPort: 9100}
          livenessProbe:
            httpGet: {path: /healthz, port: metrics}
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {memory: 128Mi}
          securityContext:
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          volumeMounts:
            - {name: logs, mountPath: /var/log, readOnly: true}
            - {name: state, mountPath: /var/lib/shipper}
            - {name: config, mountPath: /etc/shipper}
        - name: rotate
          image: registry.example/rotate:2.0
          volumeMounts:
            - {name: state, mountPath: /var/lib/shipper}
      volumes:
        - {name: logs, hostPath: {path: /var/log, type: Directory}}
        - {name: state, hostPath: {path: /var/lib/shipper, type: DirectoryOrCreate}}
        - {name: config, configMap: {name: shipper}}
"""
LIMIT, GREATER_LIMIT, AVERAGE = 150, 500, 60
GREATER = {
    "DS002": "looks at every mapping of the text",
    "DS006": "looks at every scalar of the text",
    "DS101": "the first to ask what is stored",
    "DS205": "holds every node selector term against the others",
    "DS207": "compares every key with those that are known",
    "DS215": "the first to ask on which nodes the pods run",
    "DS222": "the first to ask on which nodes the pods run",
    "DS501": "the first to ask for the role",
    "DS502": "keeps the places that it found",
    "DS608": "names what each container lacks, which is ever something",
    "DS503": "the first to ask for the role",
    "DS229": "asks what the pods want of the nodes, where there are any",
    "DS405": "asks how the agent is updated, and of each container what it is probed for",
    "DS802": "keeps every name that the pods refer to",
    "DS403": "the first to ask on which nodes the pods run",
    "DS417": "keeps the place of every amount that the pods ask for",
    "DS412": "has the server answer for the pods too",
}
ANSWER = "the API server's answer"


def measured(*args):
    """Return the rows of the bench by name, the cost of each rule by its id."""
    command = [sys.executable, str(ROOT / "bench" / "rules.py"), *args]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    _, _, *rows = done.stdout.splitlines()
    found = {}
    for row in rows:
        cost, _, name = row.split(maxsplit=2)
        found[name.split()[0] if name.startswith("DS") else name] = float(cost)
    return found


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    path = tmp_path_factory.mktemp("costs") / "agent.yaml"
    path.write_text(MANIFEST, encoding="utf-8")
    return measured("--calls", "--rounds", "1", str(path))


def test_every_rule_with_a_check_is_measured(costs):
    assert {name for name in costs if name.startswith("DS")} == {rule.id for rule in load_rules() if rule.check}


@pytest.mark.parametrize("rule", [rule.id for rule in load_rules() if rule.check])
def test_a_rule_stays_within_its_limit(costs, rule):
    assert costs[rule] <= (GREATER_LIMIT if rule in GREATER else LIMIT), "see: python bench/rules.py --calls"


def test_most_rules_cost_far_less(costs):
    rules = [cost for name, cost in costs.items() if name.startswith("DS")]
    assert sum(rules) / len(rules) <= AVERAGE


def test_the_answer_of_the_server_is_booked_apart(costs):
    assert 100 <= costs[ANSWER] <= 1000


@pytest.mark.slow
def test_the_examples_of_the_rule_files_are_measured_where_no_path_is_given():
    times = measured("--rounds", "1")
    assert {name for name in times if name.startswith("DS")} == {rule.id for rule in load_rules() if rule.check}
    assert times[ANSWER] > 0
