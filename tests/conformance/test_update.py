import pytest

from dslint.kube.apiserver.update import update

from .answers import decoder, expected
from .vectors import RECORDED, cases


def change(case):
    new, old = (decoder(RECORDED).decode(case[name]) for name in ("daemonset", "oldDaemonset"))
    assert not new.errors
    return update(new.object, old.object, RECORDED)


@pytest.mark.parametrize("case", cases("validation", where={"op": "update"}))
def test_changes_are_judged_as_by_the_server(case):
    said, expect = change(case), case["expect"]
    assert sorted([error.field, error.reason, error.detail] for error in said.errors) == expected(expect)["errors"]
    assert (not said.errors) == expect["valid"]
    assert (said.template_changed, said.generation_bumped) == (expect["templateChanged"], expect["generationBumped"])


@pytest.mark.parametrize("case", cases("warnings", where={"op": "update"}))
def test_changes_of_the_template_are_warned_of_word_for_word(case):
    said = change(case)
    assert sorted(warning.text for warning in said.warnings) == case["expect"]["warnings"]
    assert (not said.errors) == case["expect"]["valid"]
