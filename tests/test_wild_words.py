"""What is said of the manifests made after public reports: messages, labels, second places, help."""

import pytest

from dslint import Options
from dslint.cli import main
from dslint.run import check_paths
from tests.manifests import LEFT_OUT
from tests.wild_cases import WILD, at

MASTER = (
    "toleration for node-role.kubernetes.io/master does not cover control-plane nodes set up by kubeadm 1.24 or later"
)
# what a message says, by the manifest and the place, and what is to be done about it
SAID = [
    (
        "01-equal-in-node-affinity.yaml",
        "25:27",
        "operator Equal does not exist here",
        "write one of In, NotIn, Exists, DoesNotExist, Gt, Lt",
    ),
    ("01-equal-in-node-affinity.yaml", "26:17", "expression has no field value", "rename it to values"),
    (
        "02-terms-key-twice.yaml",
        "19:13",
        "key nodeSelectorTerms stands twice in one mapping",
        "remove one of the two, or join them",
    ),
    (
        "04-two-negative-terms.yaml",
        "21:15",
        "terms are alternatives: a node that one of these 2 excludes meets another",
        "put the conditions into one term, where all of them must hold",
    ),
    ("13-containers-is-a-map.yaml", "16:7", "containers is a mapping, not a list", "put a dash in front of each item"),
    (
        "14-exists-with-value.yaml",
        "18:16",
        "toleration with operator Exists has the value windows",
        "remove the value, or set operator: Equal",
    ),
    (
        "16-list-in-list.yaml",
        "15:13",
        "toleration is a list, not a mapping",
        "remove the dash in front of the first key",
    ),
    (
        "17-container-security-on-pod.yaml",
        "19:9",
        "securityContext has no field privileged, it belongs under containers[].securityContext",
        "move it to containers[].securityContext",
    ),
    (
        "20-hostprocess-without-hostnetwork.yaml",
        "13:20",
        "hostNetwork is not true, which hostProcess containers need",
        "set hostNetwork: true",
    ),
    (
        "25-two-exporters.yaml",
        "45:21",
        "host port 9100/TCP is also taken by team-a/gg-node-exporter, on the same nodes",
        "take another port, or keep the two on different nodes",
    ),
    (
        "26-shell-style-label.yaml",
        "14:9",
        "kubectl cannot read this document: a key has no colon",
        "write a colon behind the key, or indent the line if it continues a value",
    ),
    (
        "32-apparmor-annotation.yaml",
        "15:9",
        "annotation container.apparmor.security.beta.kubernetes.io/agent is deprecated since Kubernetes 1.30",
        "remove the annotation and set securityContext.appArmorProfile to Unconfined",
    ),
    (
        "32-apparmor-annotation.yaml",
        "16:9",
        "annotation container.apparmor.security.beta.kubernetes.io/probe is deprecated since Kubernetes 1.30",
        "remove the annotation and set securityContext.appArmorProfile to Localhost probe-profile",
    ),
    (
        "35-suppression-where-people-put-it.yaml",
        "6:5",
        "annotation dslint.dev/ignore suppresses nothing",
        "remove it; what suppresses is a comment at the place itself, # dslint: ignore[RULE] and the reason",
    ),
    (
        "35-suppression-where-people-put-it.yaml",
        "11:22",
        "deprecated-node-label reports nothing here",
        "remove the suppression of deprecated-node-label",
    ),
    (
        "35-suppression-where-people-put-it.yaml",
        "15:9",
        "annotation dslint.dev/ignore suppresses nothing",
        "remove it; what suppresses is a comment at the place itself, # dslint: ignore[RULE] and the reason",
    ),
    (
        "35-suppression-where-people-put-it.yaml",
        "19:9",
        "node label beta.kubernetes.io/os is deprecated",
        "rename it to kubernetes.io/os, which the same nodes carry with the same value",
    ),
    (
        "37-bom-crlf.yaml",
        "13:14",
        "pod template label app=bom-agnet does not satisfy the selector",
        'set the label app to "bom-agent"',
    ),
    (
        "37-bom-crlf.yaml",
        "16:9",
        "node label beta.kubernetes.io/os is deprecated",
        "rename it to kubernetes.io/os, which the same nodes carry with the same value",
    ),
    (
        "40-affinity-twice.yaml",
        "34:11",
        "key httpGet stands twice in one mapping",
        "remove one of the two, or join them",
    ),
    (
        "40-affinity-twice.yaml",
        "38:7",
        "key affinity stands twice in one mapping",
        "remove one of the two, or join them",
    ),
    (
        "41-converted-from-deployment.yaml",
        "8:3",
        "spec has no field replicas, a DaemonSet runs one pod on each node that fits",
        "remove replicas; nodeSelector, affinity and tolerations choose the nodes",
    ),
    (
        "41-converted-from-deployment.yaml",
        "10:3",
        "spec has no field progressDeadlineSeconds, which is for Deployments",
        "remove progressDeadlineSeconds",
    ),
    (
        "41-converted-from-deployment.yaml",
        "14:3",
        "spec has no field strategy, in a DaemonSet it is updateStrategy",
        "rename it to updateStrategy",
    ),
    (
        "47-json-gpu-label.json",
        "11:37",
        "node selector nvidia.com/mps.capable is a boolean, not a string",
        'quote it: "true"',
    ),
    (
        "47-json-gpu-label.json",
        "13:33",
        "toleration does not fit nvidia.com/gpu=present:NoSchedule: without an operator it wants an empty value",
        "add operator: Exists",
    ),
    (
        "50-envsubst.yaml",
        "18:38",
        "terminationGracePeriodSeconds ${GRACE} is a placeholder, to be filled in before applying",
        "replace it by a whole number before applying",
    ),
    (
        "50-envsubst.yaml",
        "23:26",
        "containerPort ${PORT} is a placeholder, to be filled in before applying",
        "replace it by a whole number before applying",
    ),
    (
        "55-master-only-log-agent.yaml",
        "14:14",
        MASTER,
        "add the same toleration for node-role.kubernetes.io/control-plane beside it",
    ),
    (
        "56-comments-kept-by-fix.yaml",
        "14:9",
        "node label beta.kubernetes.io/os is deprecated",
        "rename it to kubernetes.io/os, which the same nodes carry with the same value",
    ),
    (
        "56-comments-kept-by-fix.yaml",
        "15:28",
        MASTER,
        "add the same toleration for node-role.kubernetes.io/control-plane beside it",
    ),
    ("56-comments-kept-by-fix.yaml", "19:22", "env variable name is a boolean, not a string", 'quote it: "N"'),
    ("56-comments-kept-by-fix.yaml", "19:32", "env variable value is a number, not a string", 'quote it: "010"'),
    ("56-comments-kept-by-fix.yaml", "19:55", "env variable value is a boolean, not a string", 'quote it: "yes"'),
    (
        "58-affinity-under-node-selector.yaml",
        "14:9",
        "node selector nodeAffinity is a mapping, it belongs under affinity",
        "move it to affinity, beside nodeSelector",
    ),
    (
        "59-hostpath-type-lower.yaml",
        "16:18",
        "volume run is declared but not valid, so the mount has none",
        "correct the volume; this finding goes away with it",
    ),
    (
        "59-hostpath-type-lower.yaml",
        "21:17",
        "hostPath.type socket does not exist",
        "write Socket; there are BlockDevice, CharDevice, Directory, DirectoryOrCreate, File, FileOrCreate, Socket",
    ),
    (
        "61-cni-without-not-ready.yaml",
        "16:7",
        "no toleration for node.kubernetes.io/not-ready:NoSchedule: a new node waits for its CNI agent",
        "add with operator Exists and effect NoSchedule: node.kubernetes.io/not-ready",
    ),
    (
        "62-cloud-controller.yaml",
        "17:7",
        "no toleration for node.kubernetes.io/not-ready:NoSchedule",
        "add with operator Exists and effect NoSchedule: node.kubernetes.io/not-ready",
    ),
    (
        "65-control-plane-with-value.yaml",
        "14:9",
        "toleration for node-role.kubernetes.io/control-plane=true does not fit kubeadm's taint, which has no value",
        "write operator: Exists in place of the value",
    ),
    (
        "67-autoscaler-taints.yaml",
        "19:28",
        "tolerationSeconds 300: while the taint stays, pods are evicted and made again, for ever",
        "remove tolerationSeconds, so that they stay; or the toleration, so that none is made",
    ),
]
# what the label of a finding about nodes says: the first obstacle; and each further place
OBSTACLES = [
    ("08-no-operator-valued-taint.yaml", "17:7", "taint node-role.kubernetes.io/control-plane=true:NoSchedule", []),
    ("10-toleration-lost-in-template.yaml", "16:5", "taint example.com/sandbox=true:NoSchedule", ["18:9"]),
    ("61-cni-without-not-ready.yaml", "16:7", "taint node.kubernetes.io/not-ready:NoSchedule", []),
    ("68-own-label-on-control-plane.yaml", "12:5", "taint node-role.kubernetes.io/control-plane:NoSchedule", ["14:9"]),
]
# what is said of given nodes besides
BEHIND = "fargate-10-0-1-7, virtual-node-aci-linux"
OF_NODES = [
    (
        "05-tolerates-virtual-nodes.yaml",
        f"pods never start on {BEHIND}: no DaemonSet runs on Fargate and virtual-kubelet",
        "leave them out by node affinity on their labels",
    ),
    (
        "07-amd64-image-on-arm.yaml",
        "image registry.example/block-csi-amd64:0.5.0 is named for amd64: it does not run on g-1",
        "take an image for all architectures, or select kubernetes.io/arch: amd64",
    ),
]
# second places, and what is said there
SECOND = [
    ("02-terms-key-twice.yaml", "19:13", "15:13", "first set here"),
    ("25-two-exporters.yaml", "45:21", "23:26", "team-a/gg-node-exporter takes 9100/TCP here"),
    ("37-bom-crlf.yaml", "13:14", "9:12", 'the selector requires "bom-agent"'),
    ("40-affinity-twice.yaml", "34:11", "31:11", "first set here"),
    ("40-affinity-twice.yaml", "38:7", "17:7", "first set here"),
    ("59-hostpath-type-lower.yaml", "16:18", "18:15", "this volume is not valid"),
]


@pytest.mark.parametrize(("manifest", "place", "message", "help_"), SAID, ids=[f"{row[0]} {row[1]}" for row in SAID])
def test_what_is_said_and_what_is_to_be_done(manifest, place, message, help_):
    finding = at(manifest, place)
    assert (finding.message, finding.help) == (message, help_)


@pytest.mark.parametrize(("manifest", "place", "obstacle", "others"), OBSTACLES)
def test_what_keeps_it_off_the_nodes(manifest, place, obstacle, others, monkeypatch):
    monkeypatch.chdir(WILD)
    (finding,) = check_paths(
        [manifest], options=Options(nodes=(f"{manifest[:2]}-inventory.yaml",), ignore=LEFT_OUT)
    ).findings
    assert f"{finding.at.start.line}:{finding.at.start.column}" == place
    assert finding.at.text.startswith(f"{obstacle} is not tolerated (nodes: ")
    assert [f"{one.start.line}:{one.start.column}" for one in finding.related] == others


@pytest.mark.parametrize(("manifest", "message", "to_do"), OF_NODES)
def test_what_is_said_of_given_nodes(manifest, message, to_do, monkeypatch):
    monkeypatch.chdir(WILD)
    (finding,) = check_paths(
        [manifest], options=Options(nodes=(f"{manifest[:2]}-inventory.yaml",), ignore=LEFT_OUT)
    ).findings
    assert (finding.message, finding.help) == (message, to_do)


@pytest.mark.parametrize(("manifest", "place", "second", "text"), SECOND)
def test_what_is_said_at_the_second_place(manifest, place, second, text):
    (other,) = at(manifest, place).related
    assert (f"{other.start.line}:{other.start.column}", other.text) == (second, text)


def test_pods_on_nodes_without_a_machine_never_start_and_one_term_leaves_all_of_these_out(monkeypatch, capsys):
    monkeypatch.chdir(WILD)
    with pytest.raises(SystemExit) as ended:
        main(["coverage", "05-tolerates-virtual-nodes.yaml", "--nodes", "05-inventory.yaml", "--no-config"])
    done = capsys.readouterr()
    assert (ended.value.code, done.err) == (0, "1 DaemonSet on 3 nodes: 3 pods, 0 missed, 2 never start.\n")
    told = done.out.partition("Pods that never start:\n")[2].partition("\n\n")[0]
    required = "nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
    assert [line.strip() for line in told.splitlines()] == [
        "kube-system/netfs-csi-node on no pool: Fargate starts no pods of DaemonSets",
        "kube-system/netfs-csi-node on agent: virtual-kubelet starts no pods of DaemonSets",
        f"add to spec.template.spec.affinity.{required}:",
        "- matchExpressions:",
        *("- key: eks.amazonaws.com/compute-type", "operator: NotIn", "values: [fargate]"),
        *("- key: type", "operator: NotIn", "values: [virtual-kubelet]"),
    ]


def test_the_server_is_quoted_as_it_speaks():
    finding = at("20-hostprocess-without-hostnetwork.yaml", "13:20")
    assert "hostNetwork must be true if pod contains any hostProcess containers" in finding.server_text
    assert "Invalid value: false" in finding.server_text


@pytest.mark.parametrize("manifest", ["02-terms-key-twice.yaml", "40-affinity-twice.yaml", "x-key-twice.yaml"])
def test_what_becomes_of_a_key_that_stands_twice_is_true(manifest):
    said = {finding.why for finding in check_paths([WILD / manifest]).findings}
    assert said == {"kubectl keeps this value without a word, kustomize and Flux refuse the file"}
