"""Rules that leave as policies of the cluster: what is written is what the API server takes, the rest is named."""

import json

import pytest
import yaml as pyyaml

from dslint.catalogue.index import contents, load_rules
from dslint.config import Options, Resolver
from dslint.export import export, yaml
from dslint.run import check_paths
from tests.checkout import ROOT
from tests.policy.policies import TEXT

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
EXAMPLES = str(ROOT / "examples" / "policies")


def exported(action=None, *, own=False, **options):
    return export(Resolver(Options(no_config=True, preview=True, **options)).settings_for("./"), action, own=own)


def names(found):
    return [policy["metadata"]["name"] for policy, _ in found.objects]


def test_own_policies_leave_under_their_names_with_a_binding_each():
    found = exported(own=True, policies=(EXAMPLES,))
    assert {"agent-without-team", "image-from-elsewhere"} <= set(names(found))
    assert found.left_out == []
    for policy, binding in found.objects:
        assert binding["spec"]["policyName"] == policy["metadata"]["name"]
        assert policy["spec"]["matchConstraints"]["resourceRules"][0]["resources"] == ["daemonsets"]


@pytest.mark.parametrize(
    ("action", "actions"),
    [(None, [["Warn"], ["Deny"]]), ("Audit", [["Audit"]] * 2), ("Deny", [["Deny"]] * 2), ("Warn", [["Warn"]] * 2)],
)
def test_the_severity_or_the_command_line_says_what_the_cluster_does(action, actions):
    found = exported(action, policies=(EXAMPLES,), select=("ACME001", "ACME002"))
    by_name = {binding["metadata"]["name"]: binding["spec"]["validationActions"] for _, binding in found.objects}
    assert [by_name["agent-without-team"], by_name["image-from-elsewhere"]] == actions


def test_every_rule_with_a_twin_can_leave():
    twins = {rule.id: rule.name for rule in load_rules() if "twin" in contents(rule.path)}
    found = exported(select=tuple(twins))
    assert (sorted(names(found)), found.left_out, found.without) == (
        sorted(f"dslint-{name}" for name in twins.values()),
        [],
        [],
    )
    assert len(twins) >= 8


def test_rules_without_a_twin_are_listed_and_what_the_server_refuses_anyway_is_not():
    found = exported(select=("DS203", "DS211", "DS101"))
    assert names(found) == ["dslint-pinned-to-one-node"]
    assert [rule.id for rule in found.without] == ["DS203"]


def test_what_is_written_is_read_back_and_finds_what_the_rule_finds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "".join(yaml(exported(own=True, policies=(EXAMPLES,))))
    (tmp_path / "policies.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "agent.yaml").write_text(TEXT, encoding="utf-8")
    assert len(list(pyyaml.safe_load_all(text))) == 2 * text.count("kind: ValidatingAdmissionPolicy\n")
    there = check_paths(["agent.yaml", "policies.yaml"], Options(no_config=True, select=("policy",)))
    here = check_paths(["agent.yaml"], Options(no_config=True, select=("tag:policy", "ACME"), policies=(EXAMPLES,)))
    assert there.errors == []
    assert {one.name for one in there.findings} == {one.name for one in here.findings} != set()
    assert {one.severity for one in there.findings} == {one.severity for one in here.findings}


def test_a_schema_that_the_server_sees_otherwise_is_left_out_with_the_place(tmp_path):
    rule = {
        "id": "ACME009",
        "name": "pulled-rarely",
        "summary": "s",
        "severity": "error",
        "messages": {"found": "no"},
        "target": "container",
        "schema": {"properties": {"imagePullPolicy": {"const": "Always"}}},
    }
    (tmp_path / "a.yaml").write_text(json.dumps(rule), encoding="utf-8")
    ((left, reason),) = exported(own=True, policies=(str(tmp_path),)).left_out
    assert left.id == "ACME009"
    assert reason.endswith("containers.imagePullPolicy is left out")
