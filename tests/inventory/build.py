"""Objects that describe nodes, and the nodes that are read of them."""

import json

from dslint.inventory.nodes import read_nodes
from dslint.source.text import SourceText


def pool(name="general", labels=None, **spec):
    template = {"metadata": {"labels": labels or {}}, "spec": spec}
    return {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": name},
        "spec": {"template": template},
    }


def requirement(key, operator, *values):
    return {"key": key, "operator": operator, "values": list(values)}


def read(*values):
    return read_nodes(SourceText.of("nodes.yaml", json.dumps({"kind": "List", "items": values})))


ARM = requirement("kubernetes.io/arch", "In", "arm64")
