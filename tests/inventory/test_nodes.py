import io
import json
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.errors import InputError, UsageError
from dslint.inventory import load
from dslint.inventory.nodes import read_nodes
from dslint.kube.nodes.classes import NodeGroup
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.source.text import SourceText

LIST = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata:
    name: n1
    labels:
      kubernetes.io/os: linux
      node-role.kubernetes.io/worker:
  spec:
    taints:
    - key: dedicated
      value: db
      effect: NoSchedule
  status:
    allocatable:
      cpu: "4"
      memory: 16Gi
- apiVersion: v1
  kind: ConfigMap
- kind: Node
  metadata:
    name: n2
"""


def read(text):
    return read_nodes(SourceText("nodes.yaml", text))


def wrong(text):
    with pytest.raises(InputError) as caught:
        read(text)
    error = caught.value
    assert error.source is not None
    assert error.span is not None
    return (*error.source.place(error.span.start), error.message)


def test_nodes_are_read_and_other_objects_skipped_with_a_note():
    found = read(LIST)
    first, second = found.groups
    labels = {"kubernetes.io/os": "linux", "node-role.kubernetes.io/worker": ""}
    assert first.node == Node("n1", labels, (Taint("dedicated", "db", "NoSchedule"),))
    assert (first.pool, first.size) == ("worker", 1)
    assert {name: str(amount) for name, amount in first.allocatable.items()} == {"cpu": "4", "memory": "16Gi"}
    assert second == NodeGroup(Node("n2", {}))
    assert found.notes == ("nodes.yaml: skipped what is no Node: 1 ConfigMap",)


def test_what_has_no_kind_is_counted_in_words():
    with pytest.raises(InputError, match=r"^nodes\.yaml holds no Node, only 3 bare values, 1 kindless object$"):
        read("[1, a, true, {a: 1}]")


def test_a_node_of_another_group_is_another_kind():
    with pytest.raises(InputError, match=r"nodes\.yaml holds no Node, only 1 Node"):
        read("apiVersion: example.com/v1\nkind: Node\nmetadata: {name: n}\n")


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", '{"kind": "List", "items": []}', "null\n"])
def test_without_a_node_there_is_nothing_to_answer(text):
    with pytest.raises(InputError, match=r"^nodes\.yaml holds no Node$"):
        read(text)


NODE = "kind: Node\nmetadata:\n  name: n1\n"
WRONG = [
    ("kind: Node\nmetadata: [n1]\n", (2, 1, "metadata is a mapping, not a list")),
    ("kind: Node\n", (1, 1, "a Node without a name")),
    ("kind: Node\nmetadata:\n  labels: {}\n", (2, 1, "a Node without a name")),
    ("kind: Node\nmetadata: {name: 7}\n", (2, 18, "a name is a text")),
    (f"{NODE}  labels: [a]\n", (4, 3, "labels is a mapping, not a list")),
    (f"{NODE}  labels:\n    gpu: true\n", (5, 10, "the value of a label is a text, not true")),
    (f"{NODE}spec: x\n", (4, 7, "spec is a mapping, not a text")),
    (f"{NODE}spec:\n  taints:\n    key: a\n", (5, 3, "taints are a list, not a mapping")),
    (f"{NODE}spec:\n  taints:\n  - a\n", (6, 5, "a taint is a mapping, not a text")),
    (
        f"{NODE}spec:\n  taints:\n  - key: a\n    value: 1\n",
        (7, 12, "the value of a taint is a text, not the number 1"),
    ),
    (f"{NODE}spec:\n  taints:\n  - effect: NoSchedule\n", (6, 5, "a taint without a key")),
    (f"{NODE}status:\n  allocatable:\n    cpu: many\n", (6, 10, '"many" is no amount of cpu')),
    (f"{NODE}---\n{NODE}", (7, 9, "node n1 stands twice")),
    (f"items:\n- {NODE.replace(chr(10), chr(10) + '  ')}  labels: {{a: 1}}\n",
     (5, 17, "the value of a label is a text, not the number 1")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[case[1][2] for case in WRONG])
def test_a_node_of_wrong_types_is_told_with_its_place(text, expected):
    assert wrong(text) == expected


def test_in_json_too():
    text = json.dumps({"items": [{"kind": "Node", "metadata": {"name": "a", "labels": {"x": 1}}}]}, indent=2)
    line, column, message = wrong(text)
    assert text.splitlines()[line - 1][column - 1] == "1"
    assert message == "the value of a label is a text, not the number 1"


def test_where_an_alias_is_wrong_the_object_is_pointed_at():
    assert wrong("items:\n- kind: Node\n  metadata: &m {name: a}\n- kind: Node\n  metadata: *m\n") == (
        4, 3, "node a stands twice",
    )  # fmt: skip


def test_what_many_nodes_share_is_kept_once():
    nodes = [
        {"kind": "Node", "metadata": {"name": f"n{number}", "labels": {"pool": "big"}},
         "spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]}, "status": {"allocatable": {"cpu": "4"}}}
        for number in range(2)
    ]  # fmt: skip
    one, other = read("\n".join(map(json.dumps, nodes))).groups
    assert one.node.taints is other.node.taints
    assert one.allocatable is other.allocatable


kinds = st.sampled_from(["Node", "Pod", 1, None])
values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["n1", "k", "4Gi"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["name", "labels", "taints", "key", "effect", "allocatable", "items"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
anything = st.fixed_dictionaries({}, optional={"kind": kinds, "metadata": values, "spec": values, "status": values})


@given(st.lists(anything, max_size=3) | values)
def test_whatever_json_holds_it_is_nodes_or_a_refusal(items):
    refused, found = "", []
    try:
        found = read(json.dumps({"items": items})).groups
    except InputError as error:
        refused = error.message
    assert bool(refused) != bool(found)
    assert refused.isprintable()
    assert all(group.name and group.size == 1 for group in found)


def test_a_file_standard_input_and_a_profile_add_up(tmp_path, monkeypatch):
    (tmp_path / "a.yaml").write_text(LIST)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"kind: Node\nmetadata: {name: n3}\n")))
    inventory = load(["a.yaml", "-", "profile:k3s"])
    names = [group.name for group in inventory.nodes.groups]
    assert names == ["n1", "n2", "n3", "server-0", "agent-0", "agent-1"]
    assert inventory.sources == ("a.yaml", "<stdin>", "profile:k3s")
    assert inventory.notes == ("a.yaml: skipped what is no Node: 1 ConfigMap",)


def test_one_name_in_two_files_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.yaml").write_text(NODE)
    (tmp_path / "b.yaml").write_text(NODE)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"^node n1 is in a\.yaml and in b\.yaml$"):
        load(["a.yaml", "b.yaml"])


def test_a_pool_adds_to_the_nodes_and_may_not_be_called_like_one(tmp_path):
    (tmp_path / "a.yaml").write_text(NODE)
    pool = NodeGroup(Node("spot", {}), "spot", 40)
    inventory = load([str(tmp_path / "a.yaml")], pools=[pool])
    assert (inventory.nodes.size, inventory.sources[-1]) == (41, "pools")
    with pytest.raises(InputError, match=r"^pool n1 has the name of a node in "):
        load([str(tmp_path / "a.yaml")], pools=[pool._replace(node=Node("n1", {}))])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_read_to_its_end(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=(NODE,))
    writer.start()
    assert load([str(path)]).nodes.size == 1
    writer.join()


UNREADABLE = [
    ("gone.yaml", "cannot read gone.yaml: no such file or directory"),
    (".", "cannot read .: is a directory"),
    ("/dev/null", "cannot read /dev/null: it is neither a file nor a pipe"),
    ("a\0b", "cannot read a\0b: embedded null byte"),
]


@pytest.mark.parametrize(("path", "message"), UNREADABLE, ids=["missing", "folder", "device", "NUL"])
def test_what_is_no_file_is_refused(path, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        load([path])
    assert caught.value.message == message


def test_bytes_that_are_no_text_are_refused_with_their_place(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"kind: Node\nx: \xff\n")
    with pytest.raises(InputError, match="byte 0xff is not UTF-8") as caught:
        load([str(path)])
    assert caught.value.source.place(caught.value.span.start) == (2, 4)


def test_a_file_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("dslint.inventory.nodes.MAX_BYTES", 10)
    (tmp_path / "a.yaml").write_text(NODE)
    with pytest.raises(InputError, match="it is larger than 0 MiB"):
        load([str(tmp_path / "a.yaml")])


def test_an_unknown_profile_is_told_with_the_one_that_was_meant():
    with pytest.raises(UsageError, match='unknown profile "kubeadn"; did you mean profile:kubeadm') as caught:
        load(["profile:kubeadn"])
    assert caught.value.hint.startswith("known: kubeadm, ")
