"""Policies are found in folders; their ids and names are their own."""

import pytest

from dslint import policy
from dslint.errors import InputError, RuleFileError

from .policies import write


def test_a_policy_says_no_more_than_it_must(tmp_path):
    (rule,) = policy.load([write(tmp_path, "podSpec", {})])
    assert (rule.id, rule.default, rule.status, rule.since, rule.tags, rule.fix) == (
        "ACME001", True, "stable", "", ("policy",), "none",
    )  # fmt: skip


def test_policies_come_in_order_of_folder_and_file_name(tmp_path):
    for folder, number in (("b", 2), ("b", 1), ("a", 3)):
        write(tmp_path / folder, "podSpec", {}, id=f"ACME{number}", name=f"rule-{number}")
    (tmp_path / "b" / "README.md").write_text("no rule")
    (tmp_path / "b" / ".hidden.yaml").write_text("no rule")
    found = policy.load([str(tmp_path / "b"), str(tmp_path / "a"), str(tmp_path)])
    assert [rule.id for rule in found] == ["ACME1", "ACME2", "ACME3"]


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"name": "unmatched-selector"}, (3, 10), "unmatched-selector is taken by dslint"),
        ({"aliases": ["missing-selector"]}, None, "missing-selector is taken by dslint"),
    ],
    ids=["name", "alias"],
)
def test_the_names_of_dslints_own_rules_are_taken(tmp_path, changes, place, message):
    with pytest.raises(RuleFileError) as caught:
        policy.load([write(tmp_path, "podSpec", {}, **changes)])
    assert caught.value.message == message
    found = caught.value.source.place(caught.value.span.start)
    assert place is None or found == place


def test_two_policies_of_one_id_are_told_with_both_files(tmp_path):
    first, second = write(tmp_path / "a", "podSpec", {}), write(tmp_path / "b", "podSpec", {}, name="another")
    with pytest.raises(RuleFileError) as caught:
        policy.load([first, second])
    assert caught.value.message == f"ACME001 is taken by {first}/ACME001.yaml"
    assert caught.value.source.path == f"{second}/ACME001.yaml"
    assert caught.value.source.place(caught.value.span.start) == (2, 8)


def test_a_file_below_the_working_directory_is_named_from_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (rule,) = policy.load([write(tmp_path / "policies", "podSpec", {})])
    assert rule.path == "policies/ACME001.yaml"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        policy.load([str(tmp_path / "nowhere")])


def test_a_folder_without_rule_files_is_an_error_rather_than_a_clean_result(tmp_path):
    with pytest.raises(InputError, match="no rule file"):
        policy.load([str(tmp_path)])


def test_a_rule_with_a_check_of_its_own_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_text(
        'id: DS950\nname: a\nsummary: a\nseverity: info\ndefault: true\nstatus: stable\nsince: "0.1"\ntags: [a]\n'
        "rationale: a\nmessages: {found: a}\nfix: none\nreferences: [https://kubernetes.io/]\ncheck: python:os.system\n"
    )
    with pytest.raises(RuleFileError) as caught:
        policy.load([str(tmp_path)])
    assert caught.value.message == "a rule with a check is dslint's own; a policy has a target and a schema or cel"
    assert caught.value.source.place(caught.value.span.start) == (1, 5)
