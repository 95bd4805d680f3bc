"""Coverages to test with: DaemonSets of plain pod specs, and fleets of plain nodes."""

import json

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.select import only_daemon_set, only_node
from dslint.manifest.cluster import Cluster


def manifest(spec, name="agent", namespace=None):
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    template = {"metadata": {"labels": {"app": name}}, "spec": spec}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": metadata,
        "spec": {"selector": {"matchLabels": {"app": name}}, "template": template},
    }


def covered(nodes, *specs, sources=(), **more):
    """Return the coverage of DaemonSets named a, b, c … with these pod specs."""
    text = "\n".join(json.dumps(manifest(spec, name)) for spec, name in zip(specs, "abcdefgh", strict=False))
    return cover(read_daemon_sets(text, "ds.json").daemon_sets, Cluster(nodes, sources), **more)


def explained(coverage, node=None, daemon_set=None):
    """Return the part of a coverage that is about one node, one DaemonSet or both, to be explained."""
    cluster = coverage.cluster if node is None else only_node(coverage.cluster, node)
    part = cover([row.ds for row in coverage.rows], cluster, minor=coverage.minor, explain=True)
    return part if daemon_set is None else only_daemon_set(part, daemon_set)
