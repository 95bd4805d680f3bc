"""Nodes and DaemonSets to update in tests."""

from dslint.kube.nodes.classes import Nodes, read_node_group

PORT = [{"containerPort": 80, "hostPort": 80}]
TIMED = {"image": "i", "readinessProbe": {"httpGet": {"port": 80}, "initialDelaySeconds": 20}}
SURGE = {"rollingUpdate": {"maxUnavailable": 0, "maxSurge": 2}}


def node(name, status="True", cpu="4", taints=(), **labels):
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/os": "linux", **labels}},
        "spec": {"taints": list(taints)},
        "status": {
            "allocatable": {"cpu": cpu, "memory": "8Gi", "pods": "20"},
            "conditions": [{"type": "Ready", "status": status}],
        },
    }


def nodes(count, *others):
    return Nodes([read_node_group(one) for one in (*(node(f"n{number}") for number in range(count)), *others)])


def daemon_set(strategy=None, name="a", ready_after=0, image="i", ports=(), cpu=None, **pod):
    container = {"name": "c", "image": image, "ports": list(ports)}
    if cpu:
        container["resources"] = {"requests": {"cpu": cpu}}
    pod = {"tolerations": [{"operator": "Exists"}], "containers": [container], **pod}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "minReadySeconds": ready_after,
            "updateStrategy": strategy or {"rollingUpdate": {"maxUnavailable": 2}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod},
        },
    }
