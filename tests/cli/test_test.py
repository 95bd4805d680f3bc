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


def test_results_are_written_as_junit(dslint, tree, policies):
    done = dslint("test", "policies", "--output-format", "junit", "--report", "junit=report.xml")
    assert (done.code, done.err) == (0, "2 examples passed.\n")
    assert done.out == (tree / "report.xml").read_text()
    assert f'<testsuite name="{policies.name}/ACME001-team.yaml" tests="2" failures="0"' in done.out


def test_a_report_in_another_format_is_refused(dslint):
    assert dslint("test", "policies", "--report", "sarif=x").err.startswith('error: unknown format "sarif" in --report')
    assert dslint("test", "policies", "--report", "jsonl=x").err.startswith("error: jsonl in --report is for findings")
