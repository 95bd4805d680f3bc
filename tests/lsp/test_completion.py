"""What is proposed at a cursor, in text that is not YAML yet."""

import pytest

from dslint import Options
from dslint.lsp.completion import complete, path_above
from dslint.lsp.diagnostics import Diagnostics
from dslint.lsp.document import UTF16, Document, Places
from dslint.lsp.workspace import Workspace
from tests.lsp.manifests import MANIFEST, applied

TOP = MANIFEST[: MANIFEST.index("      nodeSelector:")]
TERM = (
    "      affinity:\n        nodeAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n"
    "            nodeSelectorTerms:\n            - matchExpressions:\n              - key: "
)
REST = MANIFEST[MANIFEST.index("      containers:") :]


def items(typed, folder, *, rest=REST, name="agent.yaml"):
    """Return what is proposed behind some typed text, and the text that it stands in."""
    text = TOP + typed + "\n" + rest
    work = Workspace(Options(), [str(folder)])
    path = folder / name
    work.open(Document(path.as_uri(), str(path), text, 1))
    [told] = work.refresh([str(path)])
    return complete(told, len(TOP + typed), Diagnostics(Places(UTF16), work.documents)), text


def labels(typed, folder, **more):
    return [one["label"] for one in items(typed, folder, **more)[0]]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("      nodeSelector:\n        ", ["kubernetes.io/os", "node-role.kubernetes.io/control-plane"]),
        ("      nodeSelector:\n        kubern", ["kubernetes.io/os", "topology.kubernetes.io/zone"]),
        ("      nodeSelector:\n        a: b\n        ", ["kubernetes.io/os"]),
        ("      nodeSelector:\n        kubernetes.io/os: ", ["linux", "windows"]),
        ("      nodeSelector:\n        kubernetes.io/arch: a", ["amd64", "arm64"]),
        ("      tolerations:\n      - key: ", ["node-role.kubernetes.io/control-plane", "CriticalAddonsOnly"]),
        ("      tolerations:\n        - key: no", ["node.kubernetes.io/not-ready"]),
        ("      tolerations:\n      - key: x\n        effect: ", ["NoSchedule", "NoExecute", "PreferNoSchedule"]),
        ("      tolerations:\n      - key: x\n        operator: ", ["Exists", "Equal"]),
        ("      tolerations:\n      - ", ["operator: Exists", "key: node-role.kubernetes.io/control-plane"]),
        ("      tolerations:\n      ", ["operator: Exists"]),
        ("      tolerations:\n      - key: x\n        ", ["effect", "operator", "tolerationSeconds"]),
        ("      tolerations:\n      - key: nvidia.com/gpu\n        value: ", ["present"]),
        ("      priorityClassName: ", ["system-node-critical", "system-cluster-critical"]),
        ("      priorityClassName: sys", ["system-node-critical"]),
        (
            TERM,
            ["kubernetes.io/os"],
        ),
        (
            TERM + "kubernetes.io/os\n                operator: ",
            ["In", "NotIn", "Exists"],
        ),
        (
            TERM + "kubernetes.io/os\n                operator: In\n                values: [",
            ["linux"],
        ),
        (
            TERM + "kubernetes.io/os\n                operator: In\n                values:\n                - ",
            ["linux"],
        ),
        ("      # ", ["dslint: ignore[]", "dslint: ignore-file[]"]),
        ("      # dsl", ["dslint: ignore[]"]),
        ("      hostNetwork: true # dslint: ignore[", ["deprecated-node-label", "DS302"]),
        ("      hostNetwork: true # dslint: ignore[DS302, dep", ["deprecated-node-label"]),
    ],
)
def test_what_can_stand_there_is_proposed(tmp_path, typed, wanted):
    assert set(wanted) <= set(labels(typed, tmp_path))


@pytest.mark.parametrize(
    "typed",
    [
        "      ",
        "      nodeName: ",
        "      hostNetwork: ",
        "      x:\n        nodeSelector",
        "      containers:\n      - name: ",
    ],
)
def test_elsewhere_nothing_is_proposed(tmp_path, typed):
    assert labels(typed, tmp_path) == []


def test_what_the_inventory_has_comes_first(tmp_path):
    node = '{"kind": "Node", "apiVersion": "v1", "metadata": {"name": "n", "labels": {"zoo.example/area": "true"}}, '
    (tmp_path / "nodes.json").write_text(
        node + '"spec": {"taints": [{"key": "zoo.example/lion", "effect": "NoExecute"}]}}', encoding="utf-8"
    )
    (tmp_path / "dslint.yaml").write_text("nodes: [nodes.json]\n", encoding="utf-8")
    assert labels("      nodeSelector:\n        ", tmp_path)[0] == "zoo.example/area"
    assert labels("      tolerations:\n      - key: ", tmp_path)[0] == "zoo.example/lion"
    [value] = items("      nodeSelector:\n        zoo.example/area: ", tmp_path)[0]
    assert (value["label"], value["textEdit"]["newText"]) == ("true", '"true"')


def test_priority_classes_of_the_workspace_are_proposed(tmp_path):
    made = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: agents-first}\nvalue: 5\n"
    (tmp_path / "class.yaml").write_text(made, encoding="utf-8")
    assert "agents-first" in labels("      priorityClassName: ", tmp_path)


def test_retired_labels_come_last_and_are_marked(tmp_path):
    found, _ = items("      nodeSelector:\n        ", tmp_path)
    retired = [one for one in found if one.get("tags") == [1]]
    assert {"beta.kubernetes.io/os"} <= {one["label"] for one in retired}
    assert found[-len(retired) :] == retired


def test_rules_that_are_found_here_come_first_in_a_comment(tmp_path):
    rest = "      nodeSelector:\n        beta.kubernetes.io/os: linux\n" + REST
    assert labels("      hostNetwork: true # dslint: ignore[", tmp_path, rest=rest)[0] == "deprecated-node-label"


@pytest.mark.parametrize(
    ("typed", "label", "becomes"),
    [
        (
            "      tolerations:\n      - node",
            "key: node-role.kubernetes.io/control-plane",
            (
                "      tolerations:\n      - key: node-role.kubernetes.io/control-plane\n        operator: Exists\n"
                "        effect: NoSchedule\n"
            ),
        ),
        (
            "      tolerations:\n      ",
            "key: node-role.kubernetes.io/control-plane",
            (
                "      tolerations:\n      - key: node-role.kubernetes.io/control-plane\n        operator: Exists\n"
                "        effect: NoSchedule\n"
            ),
        ),
        (
            "      nodeSelector:\n        kubernetes.io/o",
            "kubernetes.io/os",
            "      nodeSelector:\n        kubernetes.io/os: \n",
        ),
        (
            "      hostNetwork: true # dsl",
            "dslint: ignore[]",
            "      hostNetwork: true # dslint: ignore[\n",
        ),
        (
            "      hostNetwork: true # dslint: ignore[DS302, unre",
            "unready-lock",
            "      hostNetwork: true # dslint: ignore[DS302, unready-lock\n",
        ),
    ],
)
def test_what_is_taken_stands_where_it_belongs(tmp_path, typed, label, becomes):
    found, text = items(typed, tmp_path)
    one = next(one for one in found if one["label"] == label)
    assert applied(text, [one["textEdit"]]) == TOP + becomes + REST


@pytest.mark.parametrize(
    ("above", "before", "path"),
    [
        ("a:\n  b:\n", "    c", ["a", "b"]),
        ("a:\n- b:\n", "  - c", ["a", "b"]),
        ("a:\n  - b: 1\n    c:\n", "      d", ["a", "c"]),
        ("a:\n  b:\n    c: 1\n", "  d", ["a"]),
        ("a:\n  b:\n---\n", "  d", []),
        ("\"a\":\r\n  'b':\r\n", "    c", ["a", "b"]),
        ("a: # why\n", "  c", ["a"]),
        ("a:\n# b:\n", "  c", ["a"]),
    ],
)
def test_the_keys_around_a_line_are_found(above, before, path):
    assert path_above(above, before) == path
