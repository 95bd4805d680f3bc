"""What DS229 says of pods that stay Pending, and where."""

import json

import pytest

from dslint import Options
from dslint.run import check_paths

SIZES = {"cpu": "2", "memory": "4Gi", "pods": "110"}


def node(name, labels=None, features=None, **allocatable):
    status = {"allocatable": SIZES | allocatable, "nodeInfo": {"kubeletVersion": "v1.37.2"}}
    status |= {} if features is None else {"declaredFeatures": features}
    metadata = {"name": name, "labels": {"kubernetes.io/os": "linux", **(labels or {})}}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "status": status}


def agent(name="agent", fields="", requests=""):
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {name}, namespace: ops}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
{fields}      containers:
      - name: agent
        image: registry.example/agent:1.4
        resources: {{requests: {{{requests}}}}}
"""


RUNTIME = """\
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: gvisor}
handler: runsc
scheduling: {nodeSelector: {zone: z1}}
"""
LIMITS = """\
apiVersion: v1
kind: LimitRange
metadata: {name: usual, namespace: ops}
spec: {limits: [{type: Container, default: {cpu: "3"}}]}
"""
VOLUME = """\
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec:
  claimRef: {namespace: ops, name: data}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [z1]}]}]}}
"""
QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata: {name: none, namespace: ops}
spec: {hard: {pods: "0"}}
"""
CLAIM = "      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]\n"
EPHEMERAL = """\
      volumes:
      - name: tmp
        ephemeral:
          volumeClaimTemplate:
            spec:
              storageClassName: fast
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 1Gi}}
"""
CLASS = """\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: csi.example
volumeBindingMode: WaitForFirstConsumer
allowedTopologies: [{matchLabelExpressions: [{key: zone, values: [z1]}]}]
"""
GATED = "      schedulingGates: [{name: example.com/wait}]\n"
SANDBOXED = "      runtimeClassName: gvisor\n"
CRITICAL = "      priorityClassName: system-node-critical\n"
RESTARTS = """\
      initContainers:
      - name: first
        image: registry.example/agent:1.4
        restartPolicy: Never
        restartPolicyRules:
        - {action: RestartAllContainers, exitCodes: {operator: In, values: [1]}}
"""
TWO = [node("a", {"zone": "z1"}), node("b")]


def found(folder, nodes, **texts):
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    inventory = folder / "nodes.json"
    inventory.write_text("\n".join(map(json.dumps, nodes)), encoding="utf-8")
    report = check_paths([str(folder)], Options(no_config=True, select=("DS229",), nodes=(str(inventory),)))
    return [(one.severity, one.at.start.line, one.at.start.column, one.message) for one in report.findings]


PENDING = "the pod stays Pending on"
ELSEWHERE = "StorageClass fast makes the volume tmp for other nodes alone (allowedTopologies)"
GATE = "the scheduling gate example.com/wait is there until somebody takes it away"
FEATURE = "needs RestartAllContainersOnContainerExits, which the kubelet does not declare"


@pytest.mark.parametrize(
    ("nodes", "texts", "expected"),
    [
        (
            TWO,
            {"a": agent(fields=SANDBOXED), "b": RUNTIME},
            [(9, 7, f"{PENDING} 1 of 2 nodes: RuntimeClass gvisor asks for the node label zone=z1, which is missing")],
        ),
        (TWO, {"a": agent(fields=SANDBOXED)}, []),
        (
            [node("a", features=[]), node("b", features=["RestartAllContainersOnContainerExits"])],
            {"a": agent(fields=RESTARTS)},
            [
                (
                    14,
                    12,
                    f"{PENDING} 1 of 2 nodes: {FEATURE}",
                )
            ],
        ),
        (
            TWO,
            {"a": agent(fields=CLAIM), "v": VOLUME},
            [(9, 54, f"{PENDING} 1 of 2 nodes: the volume disk of claim data cannot be reached from the node")],
        ),
        (TWO, {"a": agent(fields=CLAIM)}, []),
        (
            TWO,
            {"a": agent(fields=EPHEMERAL), "c": CLASS},
            [(14, 15, f"{PENDING} 1 of 2 nodes: {ELSEWHERE}")],
        ),
        (TWO, {"a": agent(fields=EPHEMERAL), "c": CLASS.replace("WaitForFirstConsumer", "Immediate")}, []),
        (TWO, {"a": agent(fields=EPHEMERAL)}, []),
        (
            TWO,
            {"a": agent(fields=GATED)},
            [(9, 7, f"{PENDING} 2 of 2 nodes: {GATE}")],
        ),
        (TWO, {"a": agent(requests="cpu: 3"), "q": QUOTA}, []),
        (TWO, {"a": agent(requests="cpu: 3")}, [(9, 7, f"{PENDING} 2 of 2 nodes: requests 3 of cpu, the node has 2")]),
        (TWO, {"a": agent(), "l": LIMITS}, [(9, 7, f"{PENDING} 2 of 2 nodes: requests 3 of cpu, the node has 2")]),
        (
            TWO,
            {"a": agent("big", CRITICAL, "cpu: 1500m"), "b": agent("small", "", "cpu: 1")},
            [
                (
                    9,
                    7,
                    f"{PENDING} 2 of 2 nodes: requests 1 of cpu; ops/big, of a higher priority, leaves 500m of 2",
                )
            ],
        ),
        (TWO, {"a": agent("one", "", "cpu: 1500m"), "b": agent("two", "", "cpu: 1")}, []),
        (TWO, {"dev__a": agent("big", CRITICAL, "cpu: 1500m"), "prod__b": agent("small", "", "cpu: 1")}, []),
        (
            [node("a", pods="1")],
            {"a": agent("one", CRITICAL), "b": agent("two")},
            [(9, 7, f"{PENDING} 1 of 1 node: the node takes 1 pod, and ops/one, of a higher priority, runs there")],
        ),
    ],
    ids=[
        "a RuntimeClass that selects other nodes",
        "a RuntimeClass that is not in the set",
        "a feature that a kubelet does not declare",
        "a volume of another node",
        "a claim without a volume in the set",
        "an ephemeral volume that is made elsewhere",
        "an ephemeral volume that is made before",
        "an ephemeral volume of a class that is not in the set",
        "a scheduling gate",
        "pods that are refused before",
        "more than a node has",
        "the default of a limit range",
        "no room beside a higher priority",
        "equal priorities, where the order decides",
        "DaemonSets of two folders",
        "more pods than the node takes",
    ],
)
def test_what_stays_pending_for_sure_is_told_at_what_asks_for_it(tmp_path, nodes, texts, expected):
    said = [(line, column, message) for _, line, column, message in found(tmp_path, nodes, **texts)]
    assert said == expected


SPACE = """\
apiVersion: v1
kind: Namespace
metadata: {name: ops, annotations: {scheduler.alpha.kubernetes.io/node-selector: zone=z1}}
"""


@pytest.mark.parametrize(("on", "said"), [("true", 1), ("false", 0)], ids=["where the plugin is on", "where it is not"])
def test_the_node_selector_of_a_namespace_counts_where_the_configuration_says_so(tmp_path, on, said):
    (tmp_path / "nodes.json").write_text("\n".join(map(json.dumps, TWO)), encoding="utf-8")
    (tmp_path / "dslint.yaml").write_text(f"nodes: nodes.json\nnamespace-node-selectors: {on}\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(f"{agent()}---\n{SPACE}", encoding="utf-8")
    report = check_paths([str(tmp_path)], Options(select=("DS229",)))
    why = "the annotation scheduler.alpha.kubernetes.io/node-selector of the namespace asks for the node label zone=z1"
    assert [(one.at.start.line, one.at.start.column) for one in report.findings] == [(3, 25)] * said
    assert all(one.message.startswith(f"{PENDING} 1 of 2 nodes: {why}") for one in report.findings)


def test_a_profile_is_an_example_and_what_it_lacks_an_info(tmp_path):
    (tmp_path / "a.yaml").write_text(agent(requests="cpu: 999"), encoding="utf-8")
    report = check_paths([str(tmp_path)], Options(no_config=True, select=("DS229",), nodes=("profile:eks",)))
    assert [(str(one.severity), one.rule) for one in report.findings] == [("info", "DS229")]


def test_without_nodes_nothing_is_said(tmp_path):
    (tmp_path / "a.yaml").write_text(agent(requests="cpu: 999"), encoding="utf-8")
    assert check_paths([str(tmp_path)], Options(no_config=True, select=("DS229",))).findings == []


RELYING = RUNTIME.replace("z1}}", "z1}, tolerations: [{key: gpu, operator: Exists}]}")
TAINTED = {**node("c", {"zone": "z1"}), "spec": {"taints": [{"key": "gpu", "effect": "NoSchedule"}]}}
ASKING = agent().replace("{requests: {}}", "{limits: {nvidia.com/gpu: 1}}")
GPUS = {
    **node("gpu", None, None, **{"nvidia.com/gpu": "2"}),
    "spec": {"taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}]},
}
PLUGIN = "the toleration that the plugin ExtendedResourceToleration"
LATE = "comes with the pod, after the controller has decided"


@pytest.mark.parametrize(
    ("nodes", "texts", "path", "line", "column", "text"),
    [
        (
            [*TWO, TAINTED],
            {"a": agent(fields=SANDBOXED), "b": RELYING},
            "b.yaml",
            3,
            18,
            f"taint gpu:NoSchedule keeps it off 1 node: the toleration of RuntimeClass gvisor {LATE}",
        ),
        (
            [*TWO, GPUS],
            {"a": ASKING},
            "a.yaml",
            12,
            30,
            f"taint nvidia.com/gpu:NoSchedule keeps it off 1 node: {PLUGIN} adds for nvidia.com/gpu {LATE}",
        ),
    ],
)
def test_what_only_pods_get_is_told_beside_those_that_wait(tmp_path, nodes, texts, path, line, column, text):
    for name, one in texts.items():
        (tmp_path / f"{name}.yaml").write_text(one, encoding="utf-8")
    inventory = tmp_path / "nodes.json"
    inventory.write_text("\n".join(map(json.dumps, nodes)), encoding="utf-8")
    (found,) = check_paths(
        [str(tmp_path)], Options(no_config=True, select=("DS229",), nodes=(str(inventory),))
    ).findings
    (related,) = found.related
    assert (related.source.path.rpartition("/")[2], *related.start) == (path, line, column)
    assert related.text == text
