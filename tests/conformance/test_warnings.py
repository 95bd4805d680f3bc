import pytest

from .answers import ask
from .vectors import RECORDED, cases


@pytest.mark.parametrize("case", cases("warnings", where={"op": "create"}))
def test_new_daemonsets_are_warned_of_word_for_word(case):
    said = ask(case["daemonset"], RECORDED)
    assert sorted(warning.text for warning in said.warnings) == case["expect"]["warnings"]
    assert said.accepted == case["expect"]["valid"]
