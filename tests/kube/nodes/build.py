"""Pods to place: what they ask for in a few words, and a pod of which nothing is left to speak against a node."""

import copy

from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME, NODE_SELECTOR

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def affinity(*terms):
    return {"affinity": {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": list(terms)}}}}


def expression(key, operator, *values):
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


def without(pod, reasons):
    """Return the pod with what the reasons speak of taken away or tolerated."""
    pod = copy.deepcopy(pod)
    for reason in reasons:
        if reason.kind == NODE_NAME:
            del pod["nodeName"]
        elif reason.kind == NODE_SELECTOR:
            del pod["nodeSelector"][reason.unmet[0].key]
        elif reason.kind == NODE_AFFINITY:
            pod.pop("affinity", None)
        else:
            key, value, effect = reason.taint
            added = {"key": key, "operator": "Equal", "value": value, "effect": effect}
            pod["tolerations"] = [*pod.get("tolerations", ()), added]
    return pod
