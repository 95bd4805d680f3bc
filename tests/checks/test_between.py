"""Rules about all DaemonSets of a run: DS702 and DS505, with their places, whatever the order of the files."""

import itertools

import pytest

from tests.checks.runs import found, manifest


def port(number, more=""):
    return f"ports:\n  - {{containerPort: 80, hostPort: {number}{more}}}"


CLASH = [
    (
        "b.yaml",
        13,
        45,
        "b",
        "host port 9100/TCP is also taken by monitoring/a, on the same nodes",
        [("a.yaml", 13, 45, "monitoring/a takes 9100/TCP here")],
    )
]


def test_two_files_clash_at_both_places_in_whatever_order_they_come(tmp_path):
    files = {"a.yaml": manifest("a", port(9100)), "b.yaml": manifest("b", port(9100))}
    assert found(tmp_path, files) == CLASH
    assert found(tmp_path, dict(reversed(files.items()))) == CLASH


def test_a_file_alone_has_no_clash(tmp_path):
    assert found(tmp_path, {"a.yaml": manifest("a", port(9100))}) == []


def test_two_documents_of_one_file_clash(tmp_path):
    text = manifest("a", port(9100)) + "---\n" + manifest("b", port(9100))
    (one,) = found(tmp_path, {"a.yaml": text})
    assert one[:4] == ("a.yaml", 27, 45, "b")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("ports: &it [{containerPort: 80, hostPort: 80}]", "ports: *it"),
        ("ports: [{containerPort: 80, hostPort: 80}]", "ports: [{containerPort: 80, !!binary aG9zdFBvcnQ=: 80}]"),
        ("ports: [{containerPort: 80, hostPort: 80}]", 'ports: [{containerPort: 80, "h\\x6fstPort": 80}]'),
    ],
    ids=["an alias", "a tag", "an escape"],
)
def test_a_port_is_seen_however_it_is_written(tmp_path, first, then):
    items = "".join(
        "- " + manifest(name, text).replace("\n", "\n  ").rstrip() + "\n" for name, text in (("a", first), ("b", then))
    )
    (one,) = found(tmp_path, {"a.yaml": f"apiVersion: v1\nkind: List\nitems:\n{items}"})
    assert one[3:5] == ("b", "host port 80/TCP is also taken by monitoring/a, on the same nodes")


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (manifest("a", port(1)), manifest("b", port(2)), 0),
        (manifest("a", port(1, ", protocol: UDP")), manifest("b", port(1)), 0),
        (manifest("a", port(1, ", hostIP: 10.0.0.1")), manifest("b", port(1, ", hostIP: 10.0.0.2")), 0),
        (manifest("a", port(1, ", hostIP: 10.0.0.1")), manifest("b", port(1)), 1),
        (manifest("a", "ports: [{containerPort: 1}]", "hostNetwork: true"), manifest("b", port(1)), 1),
        (manifest("a", "ports: [{containerPort: 1}]"), manifest("b", port(1)), 0),
        (manifest("a", port(1)), manifest("a", port(1)), 0),
        (manifest("a", port(1)), manifest("a", port(1), namespace=""), 0),
        (manifest("a", port(1)), manifest("a", port(1), namespace="other"), 0),
        (manifest("a", port(1)) + "---\n" + manifest("a", port(1), namespace="other"), manifest("b", port(2)), 1),
        (manifest("a", port(1), "nodeSelector: {x: one}"), manifest("b", port(1), "nodeSelector: {x: two}"), 0),
        (manifest("a", port(1), "nodeSelector: {x: one}"), manifest("b", port(1), "nodeSelector: {x: one}"), 1),
        (manifest("a", port(1)), manifest("b", port(1)) + "---\n" + manifest("c", port(1)), 2),
    ],
)
def test_ports_clash_by_number_protocol_address_and_nodes(tmp_path, one, other, clashes):
    assert len(found(tmp_path, {"a.yaml": one, "b.yaml": other})) == clashes


def test_one_agent_under_two_names_is_installed_once(tmp_path):
    """The same image in one namespace, in different files; who runs both is told by the file or the namespace."""
    one = manifest("a", port(9100))
    variant = manifest("a-arm", port(9100)).replace("registry.example/a-arm:1.4", "other.example/a-arm64:2.0")
    assert found(tmp_path, {"a.yaml": one, "b.yaml": variant}) == []
    (tmp_path / "b.yaml").unlink()
    for files in (
        {"a.yaml": f"{one}---\n{variant}"},
        {"a.yaml": one, "b.yaml": variant.replace("monitoring", "other")},
        {"a.yaml": one, "b.yaml": variant.replace("a-arm64", "b")},
        {"a.yaml": one, "b.yaml": variant, "c.yaml": manifest("c", port(9100))},
    ):
        clash = found(tmp_path, files)
        assert [(path, line, column) for path, line, column, *_ in clash] == [
            (list(files)[-1], 13 if len(files) > 1 else 27, 45)
        ]


POOLS = """\
pools:
  - {name: one, count: 2, labels: {x: one}}
  - {name: two, count: 3, labels: {x: two}}
  - {name: none, count: 0}
"""


@pytest.mark.parametrize(
    ("selector", "where"),
    [
        ("", "on 5 nodes (one …)"),
        ("nodeSelector: {x: one}", "on 2 nodes (one …)"),
        ("nodeSelector: {x: three}", None),
        ("nodeName: two", "on 3 nodes (two …)"),
    ],
)
def test_nodes_tell_exactly_whether_they_meet(tmp_path, selector, where):
    files = {"a.yaml": manifest("a", port(1)), "b.yaml": manifest("b", port(1), selector)}
    messages = [f"host port 1/TCP is also taken by monitoring/a, {where}"] if where else []
    assert [one[4] for one in found(tmp_path, files, config=POOLS)] == messages


def test_a_comment_at_either_place_suppresses_a_clash_and_is_never_unused(tmp_path):
    ignored = port(9100) + "  # dslint: ignore[DS702] one of the two only"
    for names in itertools.permutations("ab"):
        files = {f"{names[0]}.yaml": manifest(names[0], ignored), f"{names[1]}.yaml": manifest(names[1], port(9100))}
        assert found(tmp_path, files) == []
        assert found(tmp_path, files, "DS004") == []
        assert len(found(tmp_path, files, suppressions=False)) == 1
    assert found(tmp_path, {"a.yaml": manifest("a", ignored)}, "DS004") == []


@pytest.mark.parametrize(
    ("config", "clashes"),
    [
        ("exceptions: [{rules: [DS702], names: [a], reason: x}]", 0),
        ("exceptions: [{rules: [DS702], names: [b], reason: x}]", 0),
        ("exceptions: [{rules: [DS702], names: [c], reason: x}]", 1),
        ("per-file-ignores: {a.yaml: [DS702]}", 0),
        ("ignore: [DS702]", 0),
        ("severity: {DS702: info}", 1),
    ],
)
def test_exceptions_cover_either_daemon_set(tmp_path, config, clashes):
    files = {"a.yaml": manifest("a", port(9100)), "b.yaml": manifest("b", port(9100))}
    assert len(found(tmp_path, files, config=config)) == clashes


def test_parts_of_manifests_clash_with_nothing(tmp_path):
    (tmp_path / "kustomization.yaml").write_text("patches: [{path: b.yaml}]\n")
    assert found(tmp_path, {"a.yaml": manifest("a", port(1)), "b.yaml": manifest("b", port(1))}) == []


def request(cpu, memory="0"):
    return f"resources:\n  requests: {{cpu: {cpu}, memory: {memory}}}"


BUDGET = """\
pools:
  - {name: small, count: 3}
  - {name: large, count: 2, labels: {size: large}}
budget:
  node: {cpu: 500m, memory: 1Gi}
  pools:
    large: {cpu: 600m}
"""


def test_what_all_request_of_a_node_is_held_against_its_budget(tmp_path):
    files = {
        "a.yaml": manifest("a", request("300m", "64Mi")),
        "b.yaml": manifest("b", request("250m", "1Gi"), "nodeSelector: {size: large}"),
        "c.yaml": manifest("c", request("100m")),
    }
    assert found(tmp_path, files, "DS505", BUDGET) == [
        (
            "a.yaml",
            8,
            5,
            "a",
            "DaemonSets request 650m of cpu on large and 1 more, over the budget of 600m",
            [
                ("dslint.yaml", 7, 13, "the budget"),
                ("b.yaml", 8, 5, "monitoring/b requests 250m"),
                ("c.yaml", 8, 5, "monitoring/c requests 100m"),
            ],
        ),
        (
            "b.yaml",
            8,
            5,
            "b",
            "DaemonSets request 1088Mi of memory on large and 1 more, over the budget of 1Gi",
            [("dslint.yaml", 5, 21, "the budget"), ("a.yaml", 8, 5, "monitoring/a requests 64Mi")],
        ),
    ]


def test_what_is_exactly_the_budget_is_within_it(tmp_path):
    files = {"a.yaml": manifest("a", request("300m")), "b.yaml": manifest("b", request("200m"))}
    assert found(tmp_path, files, "DS505", BUDGET) == []


def test_variants_of_one_daemon_set_count_once(tmp_path):
    files = {"a.yaml": manifest("a", request("300m")), "b.yaml": manifest("a", request("300m"))}
    assert found(tmp_path, files, "DS505", BUDGET) == []


def test_without_nodes_there_is_no_budget(tmp_path):
    files = {"a.yaml": manifest("a", request("3"))}
    assert found(tmp_path, files, "DS505", "budget: {node: {cpu: 1}}") == []
    assert len(found(tmp_path, files, "DS505", "budget: {node: {cpu: 1}}", nodes=("profile:kubeadm",))) == 1
