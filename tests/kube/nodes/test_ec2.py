"""What Karpenter reckons that an instance type has, against the page of its own documentation."""

import pytest

from dslint.inventory.karpenter import instance_types
from dslint.kube.nodes.ec2 import GROUP, allocatable, read_setup

# website/content/en/docs/reference/instance-types.md of aws/karpenter-provider-aws: with AL2023, nothing configured
DOCUMENTED = [
    ("a1.medium", "940m", "1392Mi", "8", "a", "1", "arm64"),
    ("c5.large", "1930m", "3114Mi", "29", "c", "5", "amd64"),
    ("c7a.medium", "940m", "1451Mi", "8", "c", "7", "amd64"),
    ("m5.large", "1930m", "6903Mi", "29", "m", "5", "amd64"),
    ("m5.24xlarge", "95690m", "355262Mi", "737", "m", "5", "amd64"),
    ("m7i-flex.large", "1930m", "6903Mi", "29", "m", "7", "amd64"),
    ("p5.48xlarge", "191450m", "1938410Mi", "100", "p", "5", "amd64"),
    ("t3.nano", "1930m", "74Mi", "4", "t", "3", "amd64"),
    ("t4g.small", "1930m", "1359Mi", "11", "t", "4", "arm64"),
    ("x2gd.medium", "940m", "14653Mi", "8", "x", "2", "arm64"),
]


@pytest.mark.parametrize("row", DOCUMENTED, ids=[row[0] for row in DOCUMENTED])
def test_a_type_has_what_the_documentation_of_karpenter_says(row):
    name, cpu, memory, pods, category, generation, arch = row
    one, labels = instance_types()[name]
    reckoned = allocatable(one, read_setup({"amiFamily": "AL2023"}))
    assert {key: str(amount) for key, amount in reckoned.items()} == {"cpu": cpu, "memory": memory, "pods": pods}
    assert labels["kubernetes.io/arch"] == arch
    assert (labels[f"{GROUP}/instance-category"], labels[f"{GROUP}/instance-generation"]) == (category, generation)


def test_the_table_has_each_type_once_and_no_empty_one():
    found = instance_types()
    assert len(found) > 1300
    assert all(one.cpu > 0 and one.memory > 0 and one.pods > 0 for one, _ in found.values())
