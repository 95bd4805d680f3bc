import json
import os
import stat

import pytest

from dslint.render import FORMATS
from tests.cli.manifests import BAD, GOOD, OLD, POLICY

CLEAN = "Checked 1 DaemonSet in 1 file: no problems.\n"
UNSAFE = "1 fixable with --fix --unsafe-fixes.\n"
FOUND = f"Found 1 problem (1 error) in 1 of 1 DaemonSet.\n{UNSAFE}"
LINE = (
    "bad.yaml:11:21: error[DS101] pod template label app=agnet does not satisfy the selector "
    "(DaemonSet monitoring/agent)\n"
)
NOTHING = "Checked 0 DaemonSets in 0 files: nothing to check.\n"
CONCISE = ("--output-format", "concise")


@pytest.fixture
def bad(tree):
    (tree / "bad.yaml").write_text(BAD)
    return "bad.yaml"


@pytest.fixture
def good(tree):
    (tree / "good.yaml").write_text(GOOD)
    return "good.yaml"


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


def test_output_may_be_json(process, bad, good):
    done = process("check", bad, good, "--output-format", "json", FORCE_COLOR="1")
    data = json.loads(done.out)
    assert done.code == 1
    assert data["summary"]["daemonSets"] == 2
    assert [(one["rule"], one["line"], one["column"]) for one in data["findings"]] == [("DS101", 11, 21)]
    assert "\x1b" not in done.out


def test_json_of_a_clean_run_is_json_too(process, good):
    done = process("check", good, "--output-format", "json")
    assert (done.code, json.loads(done.out)["findings"]) == (0, [])


def test_the_environment_may_choose_the_format_and_the_flag_wins(process, bad):
    assert process("check", bad, DSLINT_OUTPUT_FORMAT="concise").out == LINE
    assert process("check", bad, *CONCISE, DSLINT_OUTPUT_FORMAT="json").out == LINE
    done = process("check", bad, DSLINT_OUTPUT_FORMAT="jsn")
    assert (done.code, done.out) == (2, "")
    assert "did you mean json?" in done.err


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


def test_reports_are_written_besides(dslint, tree, bad):
    done = dslint("check", bad, *CONCISE, "--report", "json=out.json", "--report", "full=out.txt", "--color", "always")
    assert (done.code, done.out) == (1, LINE.replace("error[DS101]", "\x1b[1;31merror[DS101]\x1b[0m"))
    assert json.loads((tree / "out.json").read_text())["findings"][0]["rule"] == "DS101"
    text = (tree / "out.txt").read_text()
    assert text.startswith("error[DS101 unmatched-selector]")
    assert sorted(path.name for path in tree.iterdir()) == [".git", "bad.yaml", "out.json", "out.txt"]


def test_a_report_replaces_the_file_behind_a_link_and_keeps_its_mode(dslint, tree, good):
    target = tree / "real.json"
    target.write_text("old")
    target.chmod(0o640)
    (tree / "link.json").symlink_to(target)
    assert dslint("check", good, "--report", "json=link.json").code == 0
    assert (tree / "link.json").is_symlink()
    assert json.loads(target.read_text())["findings"] == []
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="needs a device file")
def test_a_device_is_written_to_and_never_replaced(dslint, good):
    assert dslint("check", good, "--report", "json=/dev/null").code == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("json", '"json" in --report is not FORMAT=PATH'),
        ("json=", '"json=" in --report is not FORMAT=PATH'),
        ("jsn=x", 'unknown format "jsn" in --report; did you mean json?'),
        ("=x", f'unknown format "" in --report; known are {", ".join(FORMATS)}'),
    ],
)
def test_a_report_that_is_not_understood_is_told_before_anything_is_read(dslint, word, message):
    done = dslint("check", "nowhere.yaml", "--report", word)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0] == f"error: {message}"


def test_a_report_that_cannot_be_written_leaves_nothing_behind(dslint, tree, good):
    done = dslint("check", good, "--report", "json=nowhere/out.json")
    assert done.code == 2
    assert "error: cannot write the report nowhere/out.json: " in done.err
    (tree / "folder").mkdir()
    assert dslint("check", good, "--report", "json=folder").code == 2
    assert sorted(path.name for path in tree.iterdir()) == [".git", "folder", "good.yaml"]


def test_statistics_take_the_place_of_the_findings(dslint, tree, bad):
    assert bad
    (tree / "old.yaml").write_text(OLD)
    done = dslint("check", "--statistics")
    assert done.code == 1
    assert done.out == (
        "1  error    DS101  unmatched-selector     unsafe fix\n1  warning  DS302  deprecated-node-label  fixable\n"
    )
    assert done.err == (
        "Found 2 problems (1 error, 1 warning) in 2 of 2 DaemonSets.\n"
        "1 fixable with --fix, 1 more with --unsafe-fixes.\n"
    )


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


def test_quiet_leaves_the_findings(dslint, bad):
    assert dslint("check", bad, *CONCISE, "-q") == (1, LINE, "")


def test_verbose_tells_which_settings_counted_and_what_was_skipped(dslint, tree):
    (tree / "dslint.yaml").write_text("fail-on: error\n")
    (tree / "good.yaml").write_text(GOOD)
    (tree / "kruise.yaml").write_text(GOOD.replace("apps/v1", "apps.kruise.io/v1alpha1"))
    done = dslint("check", "-v")
    assert "settings from dslint.yaml\n" in done.err
    assert "not checked kruise.yaml:1: a DaemonSet of apps.kruise.io/v1alpha1 is another kind\n" in done.err


def test_suppressions_can_be_shown_and_overruled(dslint, tree):
    text = OLD.replace("os: linux", "os: linux  # dslint: ignore[DS302] old clusters")
    (tree / "old.yaml").write_text(text)
    hidden = dslint("check", *CONCISE)
    assert hidden == (0, "", "Checked 1 DaemonSet in 1 file: no problems; 1 suppressed.\n")
    shown = dslint("check", *CONCISE, "--show-suppressed")
    assert (shown.code, shown.err) == (0, hidden.err)
    assert shown.out.startswith("old.yaml:14:9: warning[DS302] ")
    assert shown.out.endswith(" (suppressed: old clusters)\n")
    data = json.loads(dslint("check", "--output-format", "json", "--show-suppressed").out)
    assert [one["suppression"] for one in data["findings"]] == [{"reason": "old clusters"}]
    assert dslint("check", *CONCISE, "--no-suppressions").code == 1


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
    from dslint.judge import engine

    load = engine.load

    def loaded(rule):
        return _crash if rule.id == "DS302" else load(rule)

    monkeypatch.setattr(engine, "load", loaded)
    done = dslint("check", bad, *CONCISE, "--exit-zero", "-q")
    assert done.code == 2
    assert "error[DS007]" in done.out
    assert LINE in done.out
    assert done.err.startswith("error: bad.yaml: the check of DS302 (deprecated-node-label) failed")


def _crash(*_):
    raise RuntimeError("no")


SCREEN = ("", "Checked 1 DaemonSet in 1 file: no errors or warnings; 1 info not shown: --min-severity info.\n")


@pytest.mark.parametrize(
    ("config", "arguments", "shown"),
    [
        pytest.param("", (), False, id="an info is counted"),
        pytest.param("", ("--min-severity", "info"), True, id="the option shows it"),
        pytest.param("min-severity: info\n", (), True, id="so does the key"),
        pytest.param("min-severity: info\n", ("--min-severity", "warning"), False, id="the option goes over the key"),
        pytest.param("", ("--fail-on", "info"), True, id="what fails a run is shown"),
        pytest.param("fail-on: info\n", (), True, id="by the key too"),
        pytest.param("", ("--fail-on", "info", "--min-severity", "warning"), False, id="unless one says otherwise"),
        pytest.param("", ("--select", "DS302"), True, id="nothing but infos is selected"),
        pytest.param("", ("--select", "DS302,DS101"), False, id="not infos alone"),
    ],
)
def test_infos_are_shown_where_they_count_and_json_holds_them_always(dslint, tree, config, arguments, shown):
    (tree / "dslint.yaml").write_text(f"severity: {{DS302: info}}\n{config}")
    (tree / "a.yaml").write_text(OLD)
    done = dslint("check", *CONCISE, *arguments, "a.yaml")
    assert done.out.startswith("a.yaml:") if shown else (done.out, done.err.partition("\n")[0] + "\n") == SCREEN
    assert ("not shown" in done.err) is not shown
    assert (dslint("check", *arguments, "a.yaml").out != "") is shown
    assert (dslint("check", "--statistics", *arguments, "a.yaml").out != "") is shown
    report = json.loads(dslint("check", "--output-format", "json", *arguments, "a.yaml").out)
    assert (report["summary"]["infos"], len(report["findings"])) == (1, 1)


def test_an_error_can_be_all_that_is_shown(dslint, tree):
    (tree / "a.yaml").write_text(OLD)
    done = dslint("check", *CONCISE, "--min-severity", "error", "a.yaml")
    assert (done.code, done.out) == (1, "")
    assert "no errors; 1 warning not shown: --min-severity warning." in done.err


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


def test_to_show_and_to_lift_suppressions_contradict_each_other(dslint, tree):  # noqa: ARG001
    done = dslint("check", "--show-suppressed", "--no-suppressions")
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "error: --show-suppressed and --no-suppressions contradict each other",
    )


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


def test_a_large_run_says_how_to_leave_out_folders_that_are_kept_for_the_record(dslint, tree):
    for number in range(51):
        folder = tree / ("deploy" if number % 2 else "old/testdata")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.yaml").write_text(BAD)
    told = "26 of them are in folders that are often kept for the record or generated; to leave these out: "
    done = dslint("check", *CONCISE)
    assert done.err.endswith(f"{told}exclude: [/old/testdata/]\n")
    (tree / "dslint.yaml").write_text(done.err.rpartition("out: ")[2])
    done = dslint("check", *CONCISE)
    assert done.err.startswith("Found 25 problems (25 errors) in 25 of 25 DaemonSets.\n")
    assert "kept for the record" not in done.err


def test_annotations_go_to_standard_output_and_a_readable_log_beside(process, bad):
    done = process("check", bad, "--output-format", "github")
    assert done.code == 1
    assert done.out.startswith(
        "::error file=bad.yaml,line=11,endLine=11,col=21,endColumn=26,title=DS101 unmatched-selector::"
    )
    assert done.err.startswith(LINE)
    quiet = process("check", bad, "--output-format", "github", "-q")
    assert (quiet.out, quiet.err) == (done.out, "")


def test_one_run_writes_every_format(dslint, tree, bad):
    wanted = [word for name in FORMATS for word in ("--report", f"{name}=out/{name}")]
    (tree / "out").mkdir()
    assert dslint("check", bad, *CONCISE, *wanted).out == LINE
    assert {path.name for path in (tree / "out").iterdir()} == set(FORMATS)
    assert all("DS101" in path.read_text() for path in (tree / "out").iterdir())
