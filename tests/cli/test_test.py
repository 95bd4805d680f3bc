from tests.cli.manifests import POLICY


def test_the_examples_of_policies_are_run(dslint, tree, policies):
    assert dslint("test", "policies") == (0, "", "2 examples passed.\n")
    assert dslint("test").code == 2
    (tree / "dslint.yaml").write_text("policies: [policies]\n")
    assert dslint("test") == (0, "", "2 examples passed.\n")
    (policies / "ACME001-team.yaml").write_text(POLICY.replace("  # <- ACME001", "").replace("agent\n", "b\n", 1))
    done = dslint("test", "policies")
    assert done.code == 1
    assert done.out.startswith("policies/ACME001-team.yaml:")
    assert done.err == "1 of 2 examples failed.\n"
