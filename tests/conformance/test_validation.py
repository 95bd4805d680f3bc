import pytest

from .answers import ask, expected, in_vector_words
from .vectors import RECORDED, cases


@pytest.mark.parametrize("case", cases("validation", where={"op": "create"}))
def test_new_daemonsets_are_judged_as_by_the_server(case):
    got, want = in_vector_words(ask(case["daemonset"], RECORDED)), expected(case["expect"])
    got.pop("warnings", None)  # not recorded in these vectors
    want.pop("warnings", None)
    assert got == want
