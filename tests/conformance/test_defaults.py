import pytest

from .answers import ask
from .vectors import RECORDED, cases


@pytest.mark.parametrize("case", cases("defaults"))
def test_defaults_are_filled_in_as_by_the_server(case):
    said = ask(case["daemonset"], RECORDED)
    assert said.accepted
    assert said.stored["spec"] == case["expect"]["spec"]
