"""What `dslint check` checks, and how it ends."""

import pytest

from tests.cli.manifests import BAD, CONCISE, GOOD, LINE, OLD, POLICY, UNSAFE

CLEAN = "Checked 1 DaemonSet in 1 file: no problems.\n"


FOUND = f"Found 1 problem (1 error) in 1 of 1 DaemonSet.\n{UNSAFE}"


NOTHING = "Checked 0 DaemonSets in 0 files: nothing to check.\n"


def test_a_clean_manifest_ends_with_0_and_one_line_on_standard_error(process, good):
    assert process("check", good) == (0, "", CLEAN)


def test_a_bad_manifest_ends_with_1_its_findings_on_standard_output(process, bad):
    done = process("check", bad)
    assert (done.code, done.err) == (1, FOUND)
    assert done.out.startswith(
        "error[DS101 unmatched-selector]: pod template label app=agnet does not satisfy the selector\n"
        "  --> bad.yaml:11:21  DaemonSet monitoring/agent\n"
        "   |\n"
        " 8 |     matchLabels: {app: agent}\n"
        '   |                        ----- the selector requires "agent"\n'
        "...\n"
        "11 |       labels: {app: agnet}\n"
        "   |                     ^^^^^ found here\n"
        "   |\n"
    )


def test_without_a_path_the_working_directory_is_checked(dslint, bad, good):
    assert bad
    assert good
    done = dslint("check", *CONCISE)
    assert done == (1, LINE, f"Found 1 problem (1 error) in 1 of 2 DaemonSets.\n{UNSAFE}")


@pytest.mark.parametrize(
    "text",
    ["", " \n\n", "---\n", "# a comment\n---\n\n--- \n...\n", "\ufeff---\r\n"],
    ids=["nothing", "blanks", "a separator", "a comment", "a byte-order mark"],
)
def test_a_stream_without_a_document_could_not_be_checked(process, text):
    done = process("check", "-", stdin=text)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        "error: cannot read <stdin>: it has no document; what writes it, such as helm template, "
    )


@pytest.mark.parametrize("text", ["kind: Service\n", "--- {}\n", "# a\nnull\n"])
def test_a_stream_of_other_documents_is_checked(process, text):
    assert process("check", "-", stdin=text) == (0, "", NOTHING)


@pytest.mark.parametrize("words", [("DS2", "DS2"), ("DS302", "deprecated-node-label"), ("DS302,DS303", "DS303,DS302")])
def test_what_is_selected_and_ignored_leaves_nothing_to_run(dslint, bad, words):
    done = dslint("check", bad, "--select", words[0], "--ignore", words[1])
    assert (done.code, done.err) == (2, "error: no rule is left: all that are selected are ignored too\n")


@pytest.mark.parametrize("word", ["ALL", "DEFAULT"])
def test_who_ignores_all_that_is_on_by_default_has_nothing_to_run(dslint, bad, word):
    done = dslint("check", bad, "--ignore", word)
    assert (done.code, done.err) == (2, "error: no rule is left: all that are selected are ignored too\n")


def test_who_ignores_all_and_adds_a_rule_has_that_one(dslint, bad):
    done = dslint("check", bad, "--ignore", "ALL", "--extend-select", "DS101", "--output-format", "concise")
    assert done.code == 1
    assert {line.split("[")[1][:5] for line in done.out.splitlines()} == {"DS101"}


def test_where_there_is_no_daemonset_it_says_so(process, tree):
    (tree / "service.yaml").write_text("kind: Service\n")
    assert process("check", "service.yaml") == (0, "", NOTHING)
    assert process("check", "service.yaml", "--fail-on-empty") == (1, "", NOTHING)
    assert process("check", "service.yaml", "--fail-on-empty", "--exit-zero") == (0, "", NOTHING)


def test_a_path_that_is_not_there_is_a_job_that_cannot_be_done(process):
    done = process("check", "nowhere.yaml", "--exit-zero")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert "nowhere.yaml" in done.err


def test_a_stream_is_checked_under_the_name_it_is_given(process):
    done = process("check", "-", *CONCISE, stdin=BAD)
    assert (done.code, done.out) == (1, LINE.replace("bad.yaml", "<stdin>"))
    done = process("check", "-", *CONCISE, "--stdin-filename", "deploy/a.yaml", stdin=BAD)
    assert (done.code, done.out) == (1, LINE.replace("bad.yaml", "deploy/a.yaml"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 1),
        (("--fail-on", "error"), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "never"), 0),
        (("--exit-zero",), 0),
        (("--ignore", "DS302,DS399"), 0),
        (("--ignore", "DS3,DS1"), 0),
        (("--select", "deprecated-node-label"), 1),
        (("--select", "DS101"), 0),
        (("--select", "DS101", "--extend-select", "tag:deprecated"), 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_fails_and_what_is_shown_are_two_settings(dslint, tree, arguments, code):
    (tree / "old.yaml").write_text(OLD)
    done = dslint("check", *CONCISE, *arguments)
    assert done.code == code
    hidden = "--ignore" in arguments or arguments == ("--select", "DS101")
    assert ("old.yaml:14:9: warning[DS302]" in done.out) is not hidden


def test_each_configuration_says_itself_what_fails(dslint, tree):
    for name in ("lenient", "strict"):
        (tree / name).mkdir()
        (tree / name / "old.yaml").write_text(OLD)
    (tree / "lenient" / "dslint.yaml").write_text("fail-on: error\n")
    assert dslint("check", "lenient").code == 0
    assert dslint("check", "lenient", "strict").code == 1
    assert dslint("check", "lenient", "--fail-on", "warning").code == 1
    assert dslint("check", "lenient", "--no-config").code == 1


def test_an_unknown_rule_is_told_with_what_was_meant(process, bad):
    done = process("check", bad, "--select", "DS1O1", "--exit-zero")
    assert (done.code, done.out) == (2, "")
    assert done.err == 'error: unknown rule "DS1O1" in --select; did you mean DS101 (unmatched-selector)?\n'


def test_a_mistake_in_the_configuration_is_shown_where_it_stands(process, tree, good):
    (tree / "dslint.yaml").write_text("# ours\nignores: [DS302]\n")
    done = process("check", good)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith('error: dslint.yaml:2:1: unknown key "ignores"; did you mean "ignore"?\n  |\n')
    assert "2 | ignores: [DS302]\n  | ^^^^^^^\n" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--statistics", "--output-format", "json"),
        ("--quiet", "--verbose"),
        ("--config", "x.yaml", "--no-config"),
        ("--unsafe-fixes",),
        ("--exit-non-zero-on-fix",),
        ("--diff", "--fix-only"),
        ("--diff", "--interactive"),
        ("--interactive", "-"),
        ("--add-ignores", " "),
        ("--add-ignores", "bad.yaml"),
        ("--add-ignores", "-q"),
        ("--add-ignores", "a\nb"),
        ("--add-ignores", "why", "--no-suppressions"),
        ("--baseline", "x"),
        ("--since", "HEAD"),
        ("--kubernetes-version", "2.0"),
        ("--fail-on", "eror"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_options_that_make_no_sense_are_refused(dslint, bad, arguments):
    done = dslint("check", bad, *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")


def test_excluded_files_are_checked_when_named_unless_told_otherwise(dslint, tree, bad):
    (tree / "dslint.yaml").write_text("exclude: [bad.yaml]\n")
    assert dslint("check").code == 0
    assert dslint("check", bad).code == 1
    assert dslint("check", bad, "--force-exclude").code == 0


def test_own_policies_take_part(dslint, tree, good):
    (tree / "policies").mkdir()
    (tree / "policies" / "ACME001-team.yaml").write_text(POLICY)
    done = dslint("check", good, *CONCISE, "--policies", "policies")
    assert (done.code, done.out) == (
        1,
        "good.yaml:3:1: warning[ACME001] no team is named (DaemonSet monitoring/agent)\n",
    )


def test_a_check_that_crashes_ends_with_2_and_the_rest_is_reported(dslint, bad, monkeypatch):
    from dslint.judge import bind

    load = bind.load

    def loaded(rule):
        return _crash if rule.id == "DS503" else load(rule)

    monkeypatch.setattr(bind, "load", loaded)
    done = dslint("check", bad, *CONCISE, "--exit-zero", "-q")
    assert done.code == 2
    assert "error[DS007]" in done.out
    assert LINE in done.out
    assert done.err.startswith("error: bad.yaml: the check of DS503 (missing-priority-class) failed")


def _crash(*_):
    raise RuntimeError("no")


def test_standard_input_twice_is_told_by_what_was_said_twice(dslint, tree):  # noqa: ARG001
    twice = "error: - stands twice, but standard input can be read once only\nhelp: leave out one -\n"
    assert dslint("check", "-", "-") == (2, "", twice)
    nodes = "error: standard input can be read once only\nhelp: give --nodes a file\n"
    assert dslint("check", "-", "--nodes", "-") == (2, "", nodes)


@pytest.mark.parametrize("command", ["check", "coverage"])
def test_a_name_for_a_stream_that_nobody_reads_is_refused(dslint, tree, command):
    (tree / "a.yaml").write_text(GOOD)
    message = "error: --stdin-filename names the stream that - reads, but no path is -\nhelp: add -\n"
    assert dslint(command, "a.yaml", "--stdin-filename", "x.yaml") == (2, "", message)


def test_a_path_above_the_working_directory_is_shown_as_typed(dslint, tree, monkeypatch):
    (tree / "deploy").mkdir()
    (tree / "deploy" / "a.yaml").write_text(BAD)
    (tree / "here").mkdir()
    monkeypatch.chdir(tree / "here")
    for typed in ("../deploy/a.yaml", "../deploy", "..", "../deploy/../deploy/"):
        done = dslint("check", typed, "--output-format", "concise", "-q")
        assert done.out.startswith("../deploy/a.yaml:11:21: error[DS101]")
    absolute = str(tree / "deploy" / "a.yaml")
    assert dslint("check", absolute, "--output-format", "concise", "-q").out.startswith(f"{absolute}:11:21: ")


HELM = """\
NAME: agent
STATUS: pending-install
HOOKS:
MANIFEST:
---
# Source: agent/templates/daemonset.yaml
{}
NOTES:
1. Get the pods: kubectl get pods
"""


def test_what_helm_prints_for_people_behind_manifests_is_no_part_of_them(process):
    done = process("check", "-", stdin=HELM.format(GOOD))
    assert (done.code, done.out, done.err) == (0, "", "Checked 1 DaemonSet in 1 file: no problems.\n")
    done = process("check", "-", "--output-format", "concise", stdin=HELM.format(BAD))
    assert [line.split()[1] for line in done.out.splitlines()] == ["error[DS101]"]
    own = process("check", "-", "--output-format", "concise", stdin=f"{GOOD}NOTES:\n")
    assert "DaemonSet has no field NOTES" in own.out  # nobody has rendered this


def test_a_file_of_nodes_that_is_not_there_is_told_at_its_place_in_the_configuration(dslint, tree):
    (tree / "a.yaml").write_text(GOOD)
    (tree / "dslint.yaml").write_text("fail-on: error\nnodes: nope.json\n")
    done = dslint("check", "a.yaml")
    assert (done.code, done.err) == (
        2,
        "error: dslint.yaml:2: cannot read nope.json: no such file or directory\n",
    )
    assert dslint("coverage", "a.yaml").err == done.err
    assert (
        dslint("check", "a.yaml", "--nodes", "no.json").err == "error: cannot read no.json: no such file or directory\n"
    )
    (tree / "dslint.yaml").write_text("nodes: profile:ekz\n")
    told = dslint("check", "a.yaml").err.splitlines()[0]
    assert told == 'error: dslint.yaml:1: unknown profile "ekz"; did you mean profile:eks?'


def test_a_table_of_nodes_and_an_empty_file_are_told_with_the_cure(dslint, tree):
    (tree / "a.yaml").write_text(GOOD)
    (tree / "nodes.txt").write_text("NAME   STATUS   ROLES    AGE   VERSION\nn1     Ready    <none>   5d    v1.31.0\n")
    cure = "help: kubectl get nodes -o json prints what is needed\n"
    table = "error: nodes.txt holds the table that kubectl get nodes prints, not the nodes\n"
    assert dslint("check", "a.yaml", "--nodes", "nodes.txt") == (2, "", table + cure)
    (tree / "nodes.txt").write_text("")
    assert dslint("check", "a.yaml", "--nodes", "nodes.txt") == (2, "", f"error: nodes.txt holds no Node\n{cure}")


def test_nodes_in_utf_16_as_powershell_writes_them_are_read(dslint, tree):
    (tree / "a.yaml").write_text(GOOD)
    node = '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "labels": {"kubernetes.io/os": "linux"}}}'
    (tree / "nodes.json").write_bytes(node.encode("utf-16"))
    assert dslint("check", "a.yaml", "--nodes", "nodes.json").code == 0
