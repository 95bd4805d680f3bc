"""The numbers of docs/exactness.md are those of the vectors."""

import re
from pathlib import Path

import pytest

from .disagreements import REASONS
from .vectors import OWN, VECTORS, load

ROW = re.compile(r"^\| `(?P<name>\w+)` \|.*\| (?P<alike>\d+) of (?P<all>\d+) \|$", re.MULTILINE)
GUIDE = Path(__file__).parents[2] / "docs" / "exactness.md"
ROWS = [found.groups() for found in ROW.finditer(GUIDE.read_text(encoding="utf-8"))]


def vectors(name):
    files = [folder / f"{stem}.json" for folder in (OWN, VECTORS) for stem in (name, f"{name}_vectors")]
    return [case for file in files if file.exists() for case in load(file)]


@pytest.mark.skipif(not VECTORS.exists(), reason="most vectors are beside the checkout")
@pytest.mark.parametrize(("name", "alike", "of"), ROWS, ids=[name for name, *_ in ROWS])
def test_the_guide_counts_the_vectors_and_those_that_agree(name, alike, of):
    known = vectors(name)
    names = [str(case.get("id") or f"{case['file']}#{case['document']}") for case in known]
    assert int(of) == len(known)
    assert int(alike) == len(known) - sum(one in REASONS for one in names)


def test_the_guide_counts_every_kind_of_vectors():
    files = [path for folder in (OWN, VECTORS) for path in folder.glob("*.json")]
    assert {name for name, *_ in ROWS} >= {path.stem.removesuffix("_vectors") for path in files}
