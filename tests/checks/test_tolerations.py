import itertools
import json
import math

import pytest

from dslint.kube.nodes.tolerations import Taint, pod_tolerations, tolerates
from tests.checks.hits import at_marks, found, hits, pod

LOGS = "volumes: [{name: logs, hostPath: {path: /var/log/pods}}]\n"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
MASTER = "node-role.kubernetes.io/master"
RANCHER = "node-role.kubernetes.io/controlplane"
EXCLUDED = f"""affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
      - matchExpressions: [{{key: {CONTROL_PLANE}, operator: DoesNotExist}}]"""


def test_an_agent_without_tolerations_is_reported_at_the_key_of_its_pod_spec():
    assert found("DS201", pod(LOGS)) == [("found", 8, 5)]


def test_an_agent_with_other_tolerations_is_reported_at_its_tolerations():
    text = pod(LOGS + "tolerations:\n- {key: CriticalAddonsOnly, operator: Exists}")
    assert found("DS201", text) == [("chosen", 11, 7)]


def test_what_shows_that_an_agent_belongs_on_every_node_is_a_second_place():
    [(ds, hit)] = hits("DS201", pod(LOGS))
    assert [ds.source.place(note.field.span().start) for note in hit.notes] == [(10, 47)]
    assert hit.absence


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(
            "hostNetwork: true\nvolumes: [{name: c, hostPath: {path: /etc/cni/net.d/}}]\n"
            "tolerations: [{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoSchedule}]",
            id="network",
        ),
        pytest.param("volumes: [{name: k, hostPath: {path: /dev/kmsg}}]", id="kernel messages"),
        pytest.param("volumes: [{name: l, hostPath: {path: /var/log/}}]", id="logs of the node"),
        pytest.param(
            "containers: [{name: a, image: npd/node-problem-detector:1}]\n"
            "volumes: [{name: l, hostPath: {path: /var/log}}]",
            id="logs that a metrics agent reads",
        ),
        pytest.param(LOGS + "nodeSelector: {kubernetes.io/os: linux}", id="all Linux nodes"),
        pytest.param(LOGS + "nodeSelector: {beta.kubernetes.io/arch: arm64}", id="all nodes of an architecture"),
        pytest.param(LOGS + "tolerations: null", id="tolerations without a value"),
        pytest.param(LOGS + "tolerations: [{operator: Exists, effect: NoExecute}]", id="another effect"),
        pytest.param(LOGS + f"tolerations: [{{key: {CONTROL_PLANE}, value: x, effect: NoSchedule}}]", id="a value"),
        pytest.param(LOGS + f"tolerations: [{{key: {CONTROL_PLANE}, effect: PreferNoSchedule}}]", id="soft effect"),
    ],
)
def test_agents_for_every_node_miss_control_plane_nodes(fields):
    assert len(found("DS201", pod(fields))) == 1


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param("hostNetwork: true\nhostPID: true", id="host access alone"),
        pytest.param("volumes: [{name: l, emptyDir: {}}]", id="no host path"),
        pytest.param("volumes: [{name: l, hostPath: {path: /var/log/app.log}}]", id="one file of its own"),
        pytest.param("volumes: [{name: c, hostPath: {path: /opt/cni/bin}}]", id="network without hostNetwork"),
        pytest.param("volumes: [{name: r, hostPath: {path: /}}]", id="root of the node alone"),
        pytest.param(
            "volumes: [{name: l, hostPath: {path: /var/log}}, {name: p, hostPath: {path: /var/lib/kubelet/plugins}}]",
            id="kubelet plugin",
        ),
        pytest.param(LOGS + "nodeSelector: {pool: logs}", id="selected nodes"),
        pytest.param(LOGS + "nodeSelector: {kubernetes.io/os: windows}", id="Windows"),
        pytest.param(LOGS + "os: {name: windows}", id="Windows by field"),
        pytest.param(LOGS + "tolerations: [{operator: Exists}]", id="tolerates everything"),
        pytest.param(LOGS + "tolerations: [{operator: Exists, effect: NoSchedule}]", id="tolerates all NoSchedule"),
        pytest.param(LOGS + f"tolerations: [{{key: {CONTROL_PLANE}}}]", id="equal to the empty value"),
        pytest.param(LOGS + f"tolerations: [{{key: {CONTROL_PLANE}, operator: Exists}}]", id="any effect"),
        pytest.param(LOGS + f"tolerations: [{{key: {MASTER}, effect: NoSchedule}}]", id="only master: DS202"),
        pytest.param(LOGS + "serviceAccountName: eks-agent", id="a managed control plane"),
        pytest.param("hostPID: true\nvolumes: [{name: p, hostPath: {path: /proc}}]", id="processes alone"),
        pytest.param(LOGS + f"tolerations: [{{key: {RANCHER}, operator: Exists}}]", id="Rancher's taint"),
        pytest.param(LOGS + f"tolerations: [{{key: {MASTER}}}]\nserviceAccountName: openshift", id="OpenShift"),
        pytest.param(LOGS + "imagePullSecrets: [{name: AWS_ECR}]", id="a provider's registry"),
    ],
)
def test_other_daemonsets_need_no_control_plane_toleration(fields):
    assert found("DS201", pod(fields)) == []


@pytest.mark.parametrize(
    ("path", "image", "message"),
    [
        ("/", "node-exporter", "found"), ("/sys/kernel/debug", "node-exporter", "found"),
        ("/", "disk-exporter", "place"), ("/mnt/root", "node-exporter", "place"),
    ],
    ids=["known software", "what a kernel traces", "a word in an image", "another folder"],
)  # fmt: skip
def test_the_root_and_the_kernel_of_the_node_are_for_known_agents_of_every_node(path, image, message):
    text = pod(f"volumes: [{{name: root, hostPath: {{path: {path}}}}}]").replace(
        "agent:1.4}", f"{image}:1.4, volumeMounts: [{{name: root, mountPath: /rootfs, readOnly: true}}]}}"
    )
    assert found("DS201", text) == [(message, 8, 5)]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(f"tolerations:\n- key: §{MASTER}\n  operator: Exists\n  effect: NoSchedule", id="block style"),
        pytest.param(f"tolerations: [{{effect: NoSchedule, key: §{MASTER}}}]", id="flow style"),
        pytest.param(f"tolerations:\n- key: §'{MASTER}'", id="no effect, no operator"),
        pytest.param(
            f"tolerations:\n- {{key: {MASTER}, effect: NoExecute}}\n- {{key: §{MASTER}, effect: NoSchedule}}",
            id="the one for NoSchedule",
        ),
        pytest.param(f"tolerations:\n- {{key: §{MASTER}, effect: NoSchedule}}\n- {{key: {MASTER}}}", id="once"),
        pytest.param(f"tolerations: [{{key: {MASTER}, effect: NoExecute}}]", id="another effect"),
        pytest.param(f"tolerations: [{{key: {MASTER}, value: x}}]", id="another value"),
        pytest.param(f"tolerations: [{{key: {MASTER}}}, {{key: {CONTROL_PLANE}}}]", id="both"),
        pytest.param(f"tolerations: [{{key: {MASTER}}}, {{operator: Exists}}]", id="everything"),
        pytest.param(f"tolerations: [{{key: {MASTER}}}, {{operator: Exists, effect: NoSchedule}}]", id="NoSchedule"),
        pytest.param(f"tolerations: [{{key: §{MASTER}}}, {{operator: Exists, effect: NoExecute}}]", id="NoExecute"),
        pytest.param("tolerations: [{operator: Exists, effect: NoExecute}]", id="no master"),
        pytest.param(f"tolerations: [{{key: {MASTER}}}]\nos: {{name: windows}}", id="Windows"),
        pytest.param(f"tolerations: [{{key: {MASTER}}}]\n{EXCLUDED}", id="control-plane nodes excluded"),
        pytest.param("tolerations: yes", id="not a list"),
        pytest.param("tolerations: [3, null]", id="not tolerations"),
    ],
)
def test_retired_master_toleration(fields):
    assert at_marks("DS202", fields) == ["found"] * fields.count("§")


@pytest.mark.parametrize(
    ("key", "effect"),
    [
        ("not-ready", "NoExecute"),
        ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
    ],
)
def test_what_the_controller_adds_is_redundant(key, effect):
    fields = f"tolerations:\n- §effect: {effect}\n  key: node.kubernetes.io/{key}\n  operator: Exists"
    assert at_marks("DS208", fields) == ["added"]


@pytest.mark.parametrize(
    ("tolerations", "messages"),
    [
        pytest.param("[{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoSchedule}]", [], id="not added"),
        pytest.param("[{key: node.kubernetes.io/disk-pressure, operator: Exists}]", [], id="any effect is wider"),
        pytest.param("[§{key: node.kubernetes.io/disk-pressure, effect: NoSchedule}]", ["added"], id="narrower"),
        pytest.param(
            "[{key: node.kubernetes.io/network-unavailable, operator: Exists, effect: NoSchedule}]",
            [],
            id="network without hostNetwork",
        ),
        pytest.param(
            "[§{key: node.kubernetes.io/network-unavailable, operator: Exists, effect: NoSchedule}]\nhostNetwork: true",
            ["added"],
            id="network with hostNetwork",
        ),
        pytest.param(
            "[{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 9}]",
            [],
            id="with a limit: DS209",
        ),
        pytest.param("[{operator: Exists}, §{key: a}]", ["everything"], id="beside everything"),
        pytest.param("[§{key: a}, {operator: Exists}]", ["everything"], id="before everything"),
        pytest.param("[{operator: Exists, effect: NoSchedule}, {key: a}]", [], id="any effect beside one effect"),
        pytest.param(
            "[{operator: Exists, effect: NoSchedule}, §{key: a, effect: NoSchedule}]", ["covered"], id="effect"
        ),
        pytest.param("[{key: a, operator: Exists}, §{key: a, value: b}]", ["covered"], id="any value"),
        pytest.param("[{key: a, value: b}, §{key: a, operator: Equal, value: b}]", ["covered"], id="twice"),
        pytest.param("[{key: a, value: b}, {key: a, value: c}]", [], id="two values"),
        pytest.param(
            "[{operator: Exists}, {key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 60}]",
            [],
            id="a limit may decide when it is evicted",
        ),
        pytest.param(
            "[{key: a, effect: NoExecute, tolerationSeconds: 60}, §{key: b, effect: NoSchedule}, {key: b}]",
            ["covered"],
            id="a limit says nothing about NoSchedule",
        ),
    ],
)
def test_redundant_toleration(tolerations, messages):
    assert at_marks("DS208", f"tolerations: {tolerations}") == messages


@pytest.mark.parametrize(
    "toleration",
    [
        pytest.param(
            "key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: §60",
            id="unreachable",
        ),
        pytest.param(
            "tolerationSeconds: §0, key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute",
            id="not-ready",
        ),
        pytest.param("key: node.kubernetes.io/not-ready, effect: NoExecute, tolerationSeconds: 60", id="equal is kept"),
        pytest.param("key: node.kubernetes.io/not-ready, operator: Exists, tolerationSeconds: 60", id="another effect"),
        pytest.param("key: maintenance, operator: Exists, effect: NoExecute, tolerationSeconds: 60", id="own taint"),
        pytest.param("key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute", id="no limit"),
    ],
)
def test_ignored_toleration_seconds(toleration):
    assert at_marks("DS209", f"tolerations:\n- {{{toleration}}}") == ["found"] * toleration.count("§")


@pytest.mark.parametrize(
    "tolerations",
    [
        pytest.param("[{key: §nvidia.com/gpu, effect: NoSchedule}]", id="GPU"),
        pytest.param("[{key: §CriticalAddonsOnly}]", id="no effect"),
        pytest.param("[{key: nvidia.com/gpu, operator: Exists}]", id="exists"),
        pytest.param("[{key: nvidia.com/gpu, value: present}]", id="value"),
        pytest.param("[{key: nvidia.com/gpu}, {key: nvidia.com/gpu, operator: Exists}]", id="another covers it"),
        pytest.param(f"[{{key: {CONTROL_PLANE}}}]", id="a taint without a value"),
    ],
)
def test_tolerates_empty_value_only(tolerations):
    assert at_marks("DS210", f"tolerations: {tolerations}") == ["found"] * tolerations.count("§")


@pytest.mark.parametrize(
    ("label", "places"),
    [
        pytest.param("kops.k8s.io/instancegroup: gpu-nodes", [], id="a label of kops, whose taint has no value"),
        pytest.param("pool: gpu", [], id="a label of the owner"),
        pytest.param("nvidia.com/mps.capable: 'true'", [(11, 27)], id="a label of NVIDIA's agents"),
        pytest.param("cloud.google.com/gke-accelerator: nvidia-l4", [(11, 27)], id="a label of GKE"),
        pytest.param("kubernetes.io/os: linux", [(11, 27)], id="the system"),
    ],
)
def test_what_a_taint_of_gpu_nodes_holds_is_known_only_of_nodes_that_no_owner_labelled(label, places):
    text = pod(f"nodeSelector: {{{label}}}\ntolerations: [{{key: nvidia.com/gpu, effect: NoSchedule}}]")
    assert [(one.line, one.column) for one in found("DS210", text)] == places


def _stays(tolerations, taint):
    """How long a pod stays on a node with this taint: the first toleration that fits decides; None: not tolerated."""
    for toleration in tolerations:
        if tolerates(toleration, taint):
            return float(toleration.get("tolerationSeconds", math.inf))
    return None


def test_removing_a_redundant_toleration_changes_nothing():
    keys = [
        {"operator": "Exists"},
        {"key": "a", "operator": "Exists"},
        {"key": "a"},
        {"key": "b"},
    ]
    keys += [{"key": "b"}, {"key": "node.kubernetes.io/not-ready", "operator": "Exists"}]
    effects = [{}, {"effect": "NoSchedule"}, {"effect": "NoExecute"}, {"effect": "NoExecute", "tolerationSeconds": 5}]
    every = [{**key, **effect} for key in keys for effect in effects]
    taints = [
        Taint(key, value, effect)
        for key in ("a", "b", "c", "node.kubernetes.io/not-ready")
        for value in ("", "x")
        for effect in ("NoSchedule", "PreferNoSchedule", "NoExecute")
    ]
    reported = 0
    for tolerations in itertools.product(every, repeat=2):
        text = pod(f"tolerations: {json.dumps(tolerations)}")
        for _, hit in hits("DS208", text):
            reported += 1
            index = hit.field.name
            assert isinstance(index, int)
            left = [one for place, one in enumerate(tolerations) if place != index]
            before, after = (pod_tolerations({"tolerations": list(them)}) for them in (tolerations, left))
            assert [_stays(before, taint) for taint in taints] == [_stays(after, taint) for taint in taints]
    assert reported > 100


PRESSURE = "node.kubernetes.io/memory-pressure"
NETWORK = "node.kubernetes.io/network-unavailable"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (f"tolerations:\n- {{key: {PRESSURE}, operator: Exists, effect: §NoExecute}}", ["found"]),
        (f"tolerations:\n- {{key: {PRESSURE}, operator: Exists, effect: §PreferNoSchedule}}", ["found"]),
        (f"tolerations:\n- {{key: {NETWORK}, operator: Exists, effect: §NoExecute}}", ["other"]),
        (f"hostNetwork: true\ntolerations:\n- {{key: {NETWORK}, operator: Exists, effect: §NoExecute}}", ["found"]),
        (f"tolerations:\n- {{key: {PRESSURE}, operator: Exists, effect: NoSchedule}}", []),
        (f"tolerations:\n- {{key: {PRESSURE}, operator: Exists}}", []),
        ("tolerations:\n- {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}", []),
        ("tolerations:\n- {key: own.example/key, operator: Exists, effect: NoExecute}", []),
    ],
    ids=[
        "eviction", "a preference", "a node without network", "the same with the node's own",
        "the effect that there is", "any effect", "a taint with both", "a key of one's own",
    ],
)  # fmt: skip
def test_an_effect_that_a_taint_never_has(fields, messages):
    assert at_marks("DS226", fields) == messages


LIMITED = "operator: Exists, effect: NoExecute, tolerationSeconds: §60}"


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        (f"tolerations:\n- {{key: own.example/key, {LIMITED}", 1),
        (f"tolerations:\n- {{{LIMITED}", 1),
        (f"tolerations:\n- {{key: own.example/key, {LIMITED}\n- {{operator: Exists}}", 1),
        (f"tolerations:\n- {{operator: Exists}}\n- {{key: own.example/key, {LIMITED}", 0),
        (f"tolerations:\n- {{key: node.kubernetes.io/unreachable, {LIMITED}", 0),
        ("tolerations:\n- {key: own.example/key, operator: Exists, effect: NoExecute}", 0),
    ],
    ids=["a key", "no key", "in front of one without a limit", "behind one", "a key of the controller", "no limit"],
)
def test_pods_that_are_evicted_and_made_again_for_ever(fields, count):
    assert at_marks("DS227", fields if count else fields.replace("§", "")) == ["found"] * count


def test_limits_of_several_keys_are_one_finding():
    text = "tolerations:\n" + "".join(f"- {{key: k{number}.example/key, {LIMITED}\n" for number in range(2))
    [(ds, hit)] = hits("DS227", pod(text.replace("§", "")))
    assert ds.source.place(hit.field.span().start) == (11, 87)
    assert [ds.source.place(note.field.span().start) for note in hit.notes] == [(12, 87)]
    assert [place.path for place in hit.covers] == [note.field.path for note in hit.notes]


def test_a_toleration_of_no_taint_is_not_redundant_too():
    text = pod(f"tolerations:\n- {{operator: Exists}}\n- {{key: {PRESSURE}, operator: Exists, effect: NoExecute}}")
    assert found("DS208", text) == []
    assert found("DS208", text, selected=frozenset({"DS208"})) == [("everything", 12, 9)]
    assert found("DS226", text) == [("found", 12, 77)]
