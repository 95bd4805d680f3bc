import pytest

from dslint.kube.nodes.hostports import host_ports

SPEC = ("spec", "template", "spec")


def pod(*ports, **more):
    return {"containers": [{"name": "a", "ports": list(ports)}], **more}


def only(spec):
    (port,) = host_ports(spec)
    return port


def test_a_host_port_knows_its_place():
    port = only(pod({"containerPort": 80}, {"containerPort": 90, "hostPort": 9100, "protocol": "UDP"}))
    assert str(port) == "9100/UDP"
    assert port.at == (*SPEC, "containers", 0, "ports", 1, "hostPort")


def test_under_host_network_a_declared_port_is_a_host_port():
    port = only(pod({"containerPort": 9100}, hostNetwork=True))
    assert (str(port), port.at[-1]) == ("9100/TCP", "containerPort")


def test_of_init_containers_only_those_that_keep_running_count():
    ports = [{"containerPort": 1, "hostPort": 1}]
    spec = {"initContainers": [{"ports": ports}, {"ports": ports, "restartPolicy": "Always"}]}
    assert only(spec).at[:5] == (*SPEC, "initContainers", 1)


CLASHES = [
    ({}, {}, True),
    ({"protocol": "TCP"}, {"protocol": "UDP"}, False),
    ({"hostPort": 9101}, {}, False),
    ({"hostIP": "10.0.0.1"}, {}, True),
    ({"hostIP": "10.0.0.1"}, {"hostIP": "0.0.0.0"}, True),  # noqa: S104 - nothing is bound
    ({"hostIP": "10.0.0.1"}, {"hostIP": "10.0.0.2"}, False),
    ({"hostIP": "::"}, {"hostIP": "10.0.0.2"}, False),
]


@pytest.mark.parametrize(("one", "other", "clash"), CLASHES)
def test_two_pods_clash_over_port_protocol_and_address(one, other, clash):
    first, second = (only(pod({"containerPort": 80, "hostPort": 9100, **more})) for more in (one, other))
    assert first.clashes(second) is clash
    assert second.clashes(first) is clash
