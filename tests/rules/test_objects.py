"""Objects beside a DaemonSet: which kinds rules read, and that each of these can be declared in a configuration."""

import pytest

from dslint.catalogue.index import load_rules
from dslint.kube.data.objects import CLUSTER_KINDS, NAMESPACE, NAMESPACED_KINDS

KINDS = {one.kind for one in (*CLUSTER_KINDS.values(), *NAMESPACED_KINDS.values(), NAMESPACE)}
RULES = [rule for rule in load_rules() if rule.reads]
# of a platform, which stand among the manifests or nowhere
OF_PLATFORMS = {"SecurityContextConstraints"}


def test_each_kind_is_read_by_a_rule():
    read = {kind for rule in load_rules() for kind in (*rule.reads, *rule.reads_in_preview)}
    assert read >= KINDS


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_what_a_rule_reads_can_be_declared(rule):
    assert set(rule.reads) <= KINDS | OF_PLATFORMS


def test_config_maps_which_most_trees_are_full_of_are_read_in_preview_alone():
    assert [one.id for one in RULES if "ConfigMap" in one.reads and one.status == "stable"] == []
