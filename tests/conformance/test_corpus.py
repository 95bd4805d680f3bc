import pytest

from .answers import ask, expected, in_vector_words
from .manifests import manifest
from .vectors import RECORDED, corpus_cases


@pytest.mark.parametrize("case", corpus_cases("corpus_verdicts"))
def test_real_manifests_are_judged_as_by_the_server(case):
    got = in_vector_words(ask(manifest(case["file"], case["document"]), RECORDED), details=False)
    want = expected(case["expect"])
    if "decodeError" in want:  # these vectors do not record its text
        assert (got["valid"], "decodeError" in got) == (False, True)
        return
    got["errors"] = sorted({tuple(error) for error in got["errors"]})  # they list each field and reason once
    del got["strict"], want["strict"]  # nor unknown fields
    want["errors"] = [tuple(error) for error in want["errors"]]
    assert got == want
