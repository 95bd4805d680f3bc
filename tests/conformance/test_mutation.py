import pytest

from .answers import ask, expected, in_vector_words
from .manifests import mutated
from .vectors import RECORDED, cases


@pytest.mark.parametrize("case", cases("mutation"))
def test_mutated_real_manifests_are_judged_as_by_the_server(case):
    manifest = mutated(case["file"], case["document"], case["patch"])
    assert in_vector_words(ask(manifest, RECORDED)) == expected(case["expect"])
