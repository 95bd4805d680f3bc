"""What is true and nobody acts on is told where its rule is selected, and not by default."""

import pytest

from dslint import Options
from dslint.run import check_text
from tests.checks.hits import pod
from tests.manifests import LEFT_OUT

BOTH_MASTERS = """\
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
      - matchExpressions:
        - {key: node-role.kubernetes.io/master, operator: DoesNotExist}
        - {key: node-role.kubernetes.io/control-plane, operator: DoesNotExist}"""
TERMS = """\
tolerations: [{operator: Exists}]
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
      - matchExpressions: [{key: node-role.kubernetes.io/master, operator: Exists}]
      - matchExpressions: [{key: node-role.kubernetes.io/control-plane, operator: Exists}]"""
OWN = """\
nodeSelector: {node-role.kubernetes.io/master: ""}
tolerations: [{operator: Exists}]
initContainers:
- {name: apiserver, image: "registry.k8s.io/kube-apiserver:v1.36.2"}"""
MISPLACED = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  annotations: {scheduler.alpha.kubernetes.io/critical-pod: ""}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      priorityClassName: system-node-critical
      containers: [{name: agent, image: registry.example/agent:1.4}]
"""


@pytest.mark.parametrize(
    ("rule", "text", "place"),
    [
        pytest.param("DS208", pod("tolerations: [{operator: Exists}, {key: a}]"), (10, 41), id="a covered toleration"),
        pytest.param("DS302", pod(BOTH_MASTERS), (15, 23), id="both labels of control-plane nodes left out"),
        pytest.param("DS302", pod(TERMS), (15, 40), id="a term for each label"),
        pytest.param("DS302", pod(OWN), (10, 22), id="a control plane in its own cluster"),
        pytest.param("DS303", MISPLACED, (5, 17), id="an annotation on the DaemonSet whose field is set"),
        pytest.param("DS304", pod("serviceAccount: agent"), (10, 7), id="the old name of the service account"),
    ],
)
def test_what_nobody_acts_on_is_told_only_where_its_rule_is_selected(rule, text, place):
    selected = check_text(text, options=Options(no_config=True, select=(rule,))).findings
    assert [(one.rule, *one.at.start, one.severity) for one in selected] == [(rule, *place, "info")]
    by_default = check_text(text, options=Options(no_config=True, ignore=LEFT_OUT)).findings
    assert by_default == []
