import os

import pytest

from dslint.inventory import load, profiles
from tests.conformance.vectors import SHARED

FOLDER = os.path.dirname(profiles.__file__)


def test_every_file_is_a_profile():
    assert {f"{name}.yaml" for name in profiles.NAMES} == {
        name for name in os.listdir(FOLDER) if name.endswith(".yaml")
    }


@pytest.mark.parametrize("name", profiles.NAMES)
def test_a_profile_has_nodes_and_says_where_they_are_known_from(name):
    text = profiles.profile(name).text
    assert text.startswith("# ")
    assert "\n# Sources: " in text
    inventory = load([f"profile:{name}"])
    assert inventory.nodes.size >= 3
    assert inventory.notes == ()
    assert all(group.allocatable for group in inventory.nodes.groups)


@pytest.mark.parametrize("name", profiles.NAMES)
def test_a_profile_has_the_nodes_that_kubernetes_was_asked_about(name):
    path = SHARED / "kubernetes" / "nodes" / f"{name}.yaml"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    assert load([f"profile:{name}"]).nodes.groups == load([str(path)]).nodes.groups
