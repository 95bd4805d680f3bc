import pytest
import yaml

from tests.cli.manifests import POLICY

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")


@pytest.mark.usefixtures("policies")
def test_policies_of_a_folder_are_written_as_policies_of_the_cluster(dslint):
    done = dslint("export", "policies")
    kinds = [(one["kind"], one["metadata"]["name"]) for one in yaml.safe_load_all(done.out)]
    name = yaml.safe_load(POLICY)["name"]
    assert kinds == [("ValidatingAdmissionPolicy", name), ("ValidatingAdmissionPolicyBinding", name)]
    assert (done.code, done.err) == (0, "1 rule exported.\n")
    assert dslint("export", "--policies", "policies").out == done.out


@pytest.mark.usefixtures("policies")
def test_the_configuration_names_the_policies_and_rules_that_are_on_leave_too(dslint, tree):
    (tree / "dslint.yaml").write_text("policies: [policies]\n")
    done = dslint("export", "--audit")
    found = list(yaml.safe_load_all(done.out))
    assert {one["metadata"]["name"] for one in found} >= {yaml.safe_load(POLICY)["name"], "dslint-pinned-to-one-node"}
    assert {tuple(one["spec"]["validationActions"]) for one in found if one["kind"].endswith("Binding")} == {("Audit",)}
    assert "not exported, no expression decides exactly as " in done.err


def test_a_rule_without_a_twin_is_listed_and_nothing_else_is_written(dslint):
    done = dslint("export", "--rules", "DS203")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "not exported, no expression decides exactly as 1 rule: selected-but-untolerated\n0 rules exported.\n"
    )


@pytest.mark.parametrize("words", [["--warn", "--enforce"], ["--rules", "nothing"], ["no-such-folder"]])
def test_what_is_wrong_with_the_command_line_is_told(dslint, words):
    done = dslint("export", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
