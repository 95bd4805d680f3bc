"""The names of folders and files, and the words in them."""

import pytest

from dslint.manifest.folders import is_golden, names_in
from dslint.manifest.purpose import purpose

PLACES = {
    "a file alone": ("Agent-DS.yaml", (), set(), "agent-ds.yaml"),
    "folders": ("k8s/old_stuff/ds.yaml", ("k8s", "old_stuff"), {"k8s", "old", "stuff"}, "ds.yaml"),
    "from the root": ("/a/ds.yaml", ("", "a"), {"", "a"}, "ds.yaml"),
    "a path as one name": (
        "copies/a.b__old__ds.yaml",
        ("copies", "a.b", "old"),
        {"copies", "a", "b", "old"},
        "ds.yaml",
    ),
    "of Windows": (r"a\attic\ds.yaml", ("a", "attic"), {"a", "attic"}, "ds.yaml"),
}


@pytest.mark.parametrize(("place", "folders", "words", "name"), PLACES.values(), ids=PLACES)
def test_a_place_has_folders_their_words_and_a_file(place, folders, words, name):
    assert names_in(place) == (folders, words, name)


@pytest.mark.parametrize(
    ("place", "golden"),
    [
        ("golden/ds.yaml", True),
        ("a/__snapshots__/ds.yaml", True),
        ("a____snapshot____ds.yaml", True),
        ("snapshot/ds.yaml", False),
        ("a/my__snapshots.yaml", False),
    ],
)
def test_golden_files_lie_in_folders_that_are_called_so(place, golden):
    assert is_golden(place) is golden


@pytest.mark.parametrize("place", ["archive/ds.yaml", "a/b-old/ds.yaml", "a__deprecated__ds.yaml", "a/ds.bak.yaml"])
def test_what_is_kept_is_idle_wherever_the_word_stands(place):
    assert purpose("apps/v1", "agent", f"repo/{place}", place) == "idle"
