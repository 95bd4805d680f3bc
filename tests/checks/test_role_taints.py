"""DS219: agents that are kept off the nodes that they make ready."""

import pytest

from tests.checks.hits import at_marks, hits, pod

READY = "- {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoSchedule}\n"
SEEN = '- {key: node.cloudprovider.kubernetes.io/uninitialized, value: "true", effect: NoSchedule}\n'
OTHER = "- {key: CriticalAddonsOnly, operator: Exists}\n"
EVICTED = "- {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}\n"


def agent(name, path="", tolerations="", host="true"):
    text = f"hostNetwork: {host}\ncontainers:\n- {{name: {name}, image: registry.example/{name}:1.4}}\n"
    text += f"volumes: [{{name: v, hostPath: {{path: {path}}}}}]\n" if path else ""
    return text + (f"§tolerations:\n{tolerations}" if tolerations else "")


NET = "/etc/cni/net.d"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (agent("flannel", NET, OTHER), ["found"]),
        (agent("flannel", NET, EVICTED), ["found"]),
        (agent("flannel", NET + "/", OTHER), ["found"]),
        (agent("kube-proxy", tolerations=OTHER), ["found"]),
        (agent("cloud-controller-manager", tolerations=SEEN), ["cloud"]),
        (agent("cloud-controller-manager", tolerations=READY), ["cloud"]),
        (agent("flannel", NET, READY.replace("§", "")).replace("§", ""), []),
        (agent("flannel", NET, "- {operator: Exists, effect: NoSchedule}\n").replace("§", ""), []),
        (agent("flannel", NET, OTHER, host="false").replace("§", ""), []),
        (agent("flannel", "/opt/cni/bin", OTHER).replace("§", ""), []),
        (agent("multus", NET, OTHER).replace("§", ""), []),
        (agent("kube-vip", tolerations=OTHER).replace("§", ""), []),
        (agent("cloud-controller-manager", tolerations=READY + SEEN).replace("§", ""), []),
        (agent("fluent-bit", "/var/log", OTHER).replace("§", ""), []),
    ],
    ids=[
        "a network plugin",
        "tolerated for eviction alone",
        "a slash behind the path",
        "kube-proxy",
        "a cloud controller for new nodes alone",
        "a cloud controller for nodes that are not ready alone",
        "tolerated",
        "all tolerated",
        "not in the network of the node",
        "binaries alone",
        "a plugin that comes second",
        "addresses of Services",
        "a cloud controller with both",
        "another agent",
    ],
)
def test_an_agent_that_makes_nodes_ready_must_get_there(fields, messages):
    assert at_marks("DS219", fields) == messages


def test_what_shows_the_role_is_a_second_place_and_what_lacks_is_named():
    [(ds, hit)] = hits("DS219", pod(agent("flannel", NET)))
    assert [ds.source.place(note.field.span().start) for note in hit.notes] == [(13, 44)]
    assert hit.absence
    assert hit.params["taints"] == "node.kubernetes.io/not-ready:NoSchedule"
    assert hit.params["keys"] == "node.kubernetes.io/not-ready and node-role.kubernetes.io/control-plane"


def test_a_stated_role_is_enough():
    text = pod("dnsPolicy: Default").replace("{name: agent}", "{name: agent, annotations: {dslint.dev/role: cni}}", 1)
    assert [hit.message for _, hit in hits("DS219", text)] == ["found"]


def test_an_agent_that_no_node_gets_ready_by_is_told_that_and_not_that_control_planes_are_missed_too():
    text = pod(agent("flannel", NET).replace("§", ""))
    assert hits("DS201", text) == []
    assert [hit.message for _, hit in hits("DS201", text, selected=frozenset({"DS201"}))] == ["found"]
