"""Small manifests made after public reports of what people really ran into: what dslint says of each, and where.

A row holds everything that the default rules find, so that an alarm too many shows as one too few does; but what
manifests leave out that were made small is not held against them. The reports
are named in the commit that brought a manifest; ``NN-inventory.yaml`` are the nodes of case NN.
"""

import pytest

from dslint import Options
from dslint.cli import main
from dslint.fix import Fixer
from dslint.run import check_paths
from tests.checkout import ROOT
from tests.manifests import LEFT_OUT

WILD = ROOT / "tests" / "wild"
MASTER = (
    "toleration for node-role.kubernetes.io/master does not cover control-plane nodes set up by kubeadm 1.24 or later"
)
ONE_WORKER = "x-one-worker-inventory.yaml"

# the manifest, the nodes or none, and what is found as `rule line:column severity`; sorted by manifest
TABLE = [
    ("01-equal-in-node-affinity.yaml", None, ["DS113 25:27 error", "DS109 26:17 error"]),
    ("02-terms-key-twice.yaml", None, ["DS002 19:13 error"]),
    ("04-two-negative-terms.yaml", None, ["DS217 21:15 warning"]),
    ("04-two-negative-terms.yaml", "04-inventory.yaml", ["DS217 21:15 warning"]),
    ("05-tolerates-virtual-nodes.yaml", None, []),
    ("05-tolerates-virtual-nodes.yaml", "05-inventory.yaml", ["DS218 19:9 warning"]),
    ("07-amd64-image-on-arm.yaml", None, []),
    ("07-amd64-image-on-arm.yaml", "07-inventory.yaml", ["DS215 20:16 warning"]),
    ("08-no-operator-valued-taint.yaml", None, []),
    ("08-no-operator-valued-taint.yaml", "08-inventory.yaml", ["DS222 17:7 error"]),
    ("10-toleration-lost-in-template.yaml", None, []),
    ("10-toleration-lost-in-template.yaml", "10-inventory.yaml", ["DS222 16:5 error"]),
    ("11-rke-taints.yaml", None, []),
    ("11-rke-taints.yaml", "11-inventory.yaml", []),
    ("13-containers-is-a-map.yaml", None, ["DS110 16:7 error"]),
    ("14-exists-with-value.yaml", None, ["DS112 18:16 error"]),
    ("16-list-in-list.yaml", None, ["DS110 15:13 error"]),
    (
        "17-container-security-on-pod.yaml",
        None,
        [f"DS109 {at} error" for at in ["17:9", "18:9", "19:9", "20:9", "27:11"]],
    ),
    ("19-mounts-under-ports.yaml", None, ["DS121 21:11 error", "DS109 22:11 error", "DS109 23:11 error"]),
    ("20-hostprocess-without-hostnetwork.yaml", None, ["DS118 13:20 error"]),
    ("22-version-in-selector.yaml", None, ["DS414 14:7 warning"]),
    ("23-surge-with-hostport.yaml", None, ["DS402 11:17 error"]),
    ("25-two-exporters.yaml", None, ["DS702 45:21 error"]),
    ("26-shell-style-label.yaml", None, ["DS001 14:9 error"]),
    ("32-apparmor-annotation.yaml", None, ["DS303 15:9 info", "DS303 16:9 info"]),
    ("34-docker-paths.yaml", None, ["DS201 12:5 warning", "DS307 26:26 info", "DS307 28:26 warning"]),
    (
        "35-suppression-where-people-put-it.yaml",
        None,
        ["DS004 6:5 warning", "DS004 11:22 warning", "DS004 15:9 warning", "DS302 19:9 warning"],
    ),
    ("37-bom-crlf.yaml", None, ["DS101 13:14 error", "DS302 16:9 warning"]),
    ("38-kustomize", None, ["DS010 10:7 info"]),
    ("38-shared-patch", None, ["DS010 10:7 info"]),
    ("40-affinity-twice.yaml", None, ["DS002 34:11 error", "DS002 38:7 error"]),
    ("41-converted-from-deployment.yaml", None, ["DS109 8:3 error", "DS109 10:3 error", "DS109 14:3 error"]),
    ("46-exported-list.yaml", None, []),
    ("47-json-gpu-label.json", None, ["DS110 11:37 error", "DS210 13:33 warning"]),
    ("49-advanced-daemonset.yaml", None, []),
    ("50-envsubst.yaml", None, ["DS110 18:38 error", "DS110 23:26 error"]),
    ("52-openshift-template.yaml", None, ["DS101 23:23 error", "DS302 26:11 warning"]),
    ("53-probe-port-name.yaml", None, ["DS408 20:45 warning"]),
    ("55-master-only-log-agent.yaml", None, ["DS202 14:14 warning"]),
    ("55-master-only-log-agent.yaml", ONE_WORKER, []),
    ("55-master-only-log-agent.yaml", "profile:openshift", []),
    (
        "56-comments-kept-by-fix.yaml",
        None,
        ["DS302 14:9 warning", "DS202 15:28 warning", *(f"DS110 {at} error" for at in ("19:22", "19:32", "19:55"))],
    ),
    ("58-affinity-under-node-selector.yaml", None, ["DS110 14:9 error"]),
    ("59-hostpath-type-lower.yaml", None, ["DS115 16:18 error", "DS119 21:17 error"]),
    ("61-cni-without-not-ready.yaml", None, ["DS219 16:7 warning"]),
    ("61-cni-without-not-ready.yaml", "61-inventory.yaml", ["DS222 16:7 error"]),
    ("62-cloud-controller.yaml", None, ["DS219 17:7 warning"]),
    ("65-control-plane-with-value.yaml", None, ["DS201 14:9 warning"]),
    ("65-control-plane-with-value.yaml", ONE_WORKER, []),
    ("67-autoscaler-taints.yaml", None, ["DS227 19:28 warning"]),
    ("68-own-label-on-control-plane.yaml", None, []),
    ("68-own-label-on-control-plane.yaml", "68-inventory.yaml", ["DS222 12:5 error"]),
    (
        # fifteen mistakes in one; the tenth and the eleventh are one cause
        "fifteen-defects.yaml",
        None,
        [
            "DS109 18:3 error",
            "DS107 23:37 error",
            "DS101 26:21 error",
            "DS303 28:9 info",
            "DS104 30:22 error",
            "DS105 31:30 error",
            "DS801 33:27 warning",
            "DS701 34:18 info",
            "DS504 36:26 warning",
            "DS302 38:9 warning",
            "DS204 39:9 warning",
            "DS212 43:26 info",
            "DS216 45:7 info",
            "DS108 52:61 error",
        ],
    ),
    ("x-item-under-ports.yaml", None, ["DS121 15:11 error", "DS109 16:11 error", "DS109 17:11 error"]),
    ("x-key-twice.yaml", None, ["DS002 16:9 error"]),
    ("x-merge-override.yaml", None, []),
    (
        "x-outdented-blocks.yaml",
        None,
        [
            "DS102 6:3 error",
            *(f"DS109 {at} error" for at in ("6:3", "17:9", "20:9")),
            "DS116 22:9 error",
            *(f"DS109 {at} error" for at in ("23:11", "26:11", "31:11", "36:9")),
        ],
    ),
    ("x-spec-and-siblings.yaml", None, ["DS199 8:3 error", "DS109 11:3 error", "DS109 16:3 error"]),
    ("x-value-in-port.yaml", None, ["DS109 20:11 error", "DS109 21:9 error", "DS109 22:7 error"]),
]
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
# what is found nothing about, though something about it looks odd; and the note that says what was not checked
QUIET = [
    ("11-rke-taints.yaml", "11-inventory.yaml", []),
    ("46-exported-list.yaml", None, []),
    ("49-advanced-daemonset.yaml", None, [(1, "a DaemonSet of apps.kruise.io/v1alpha1 is another kind")]),
]
# how each is put right in one run: pieces of the text and what becomes of them; a second run changes nothing
MENDED = {
    "x-outdented-blocks.yaml": [
        ("  matchLabels:\n    app: blk\n", "    matchLabels:\n      app: blk\n"),
        (
            "        limits:\n          memory: 64Mi\n        requests:\n          memory: 64Mi\n",
            "          limits:\n            memory: 64Mi\n          requests:\n            memory: 64Mi\n",
        ),
        ("          command: [true]\n", '            command: ["true"]\n'),
        ("          exec:\n            command: [sh]\n", "            exec:\n              command: [sh]\n"),
        (
            "          fieldRef:\n            fieldPath: spec.nodeName\n",
            "            fieldRef:\n              fieldPath: spec.nodeName\n",
        ),
        ("        path: /var/log\n", "          path: /var/log\n"),
    ],
    "x-spec-and-siblings.yaml": [
        (
            """\
  spec:
    containers:
    - name: c
      image: registry.example/c:1.0
      volumeMounts: [{name: host, mountPath: /host}]
  volumes:
  - {name: host, hostPath: {path: /}}
""",
            """\
    spec:
      containers:
      - name: c
        image: registry.example/c:1.0
        volumeMounts: [{name: host, mountPath: /host}]
      volumes:
      - {name: host, hostPath: {path: /}}
""",
        )
    ],
    "x-item-under-ports.yaml": [
        (
            "        ports:\n        - name: extra\n          mountPath: /etc/extra\n          readOnly: true\n",
            "        - {name: extra, mountPath: /etc/extra, readOnly: true}\n",
        )
    ],
    # the value in a port has no item to go to, and stays
    "x-value-in-port.yaml": [
        ("        hostPort: 8080\n", "          hostPort: 8080\n"),
        ("      tolerationSeconds: 30\n", ""),
        ("        effect: NoExecute\n", "        effect: NoExecute\n        tolerationSeconds: 30\n"),
    ],
    "19-mounts-under-ports.yaml": [("        ports:\n", "")],
}


def check(manifest, nodes=None):
    return check_paths([manifest], Options(nodes=(nodes,) if nodes else (), ignore=LEFT_OUT))


@pytest.mark.parametrize(("manifest", "nodes", "expected"), TABLE, ids=[f"{row[0]} {row[1] or ''}" for row in TABLE])
def test_what_is_found(manifest, nodes, expected, monkeypatch):
    monkeypatch.chdir(WILD)
    report = check(manifest, nodes)
    found = sorted(report.findings, key=lambda one: one.sort_key())
    assert [f"{one.rule} {one.at.start.line}:{one.at.start.column} {one.severity}" for one in found] == expected


def at(manifest, place):
    (finding,) = [
        one for one in check(WILD / manifest).findings if f"{one.at.start.line}:{one.at.start.column}" == place
    ]
    return finding


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


@pytest.mark.parametrize(("manifest", "nodes", "not_checked"), QUIET)
def test_nothing_is_said_and_what_is_not_checked_is_named(manifest, nodes, not_checked, monkeypatch):
    monkeypatch.chdir(WILD)
    report = check(manifest, nodes)
    assert (report.findings, report.notes) == ([], [])
    assert [(one.line, one.reason) for one in report.not_checked] == not_checked


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


@pytest.mark.parametrize("manifest", MENDED)
def test_misplaced_blocks_are_put_right_in_one_run(manifest, tmp_path):
    file = tmp_path / manifest
    text = (WILD / manifest).read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    for old, new in MENDED[manifest]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    for _ in range(2):
        check_paths([file], Options(no_config=True, select=("DS1",)), fixer=Fixer(unsafe=True))
        assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("manifest", ["x-outdented-blocks.yaml", "19-mounts-under-ports.yaml"])
def test_a_field_that_is_known_elsewhere_is_never_to_be_removed(manifest):
    assert not [one for one in check(WILD / manifest).findings if (one.help or "").startswith("remove")]


def test_every_manifest_has_a_row():
    used = {name for row in TABLE for name in row[:2] if name is not None}
    assert {path.name for path in WILD.iterdir()} <= used
