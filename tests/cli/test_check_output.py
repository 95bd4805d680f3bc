"""What `dslint check` prints and writes: formats, reports, and how much of what is found."""

import json
import os
import stat
import subprocess
import sys

import pytest

from dslint.render import FORMATS
from dslint.tables import FORMATS as TABLES
from tests.cli.manifests import BAD, CONCISE, GOOD, LINE, OLD
from tests.cli.process import LIMIT, environment


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


def test_in_a_job_of_github_no_name_becomes_a_command(process, tree):
    (tree / "::error title=x::y.yaml").write_text(BAD.replace("agnet", "'##[error]x'"))
    for words in (CONCISE, ()):
        there = process("check", ".", *words, GITHUB_ACTIONS="true")
        here = process("check", ".", *words)
        assert "##[error]x" in here.out
        assert "##[" not in there.out
        assert not any(line.lstrip().startswith("::") for line in (there.out + there.err).splitlines())
        assert there.out.replace(r"##\x5b", "##[").replace(r"\x3a", ":") == here.out


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
        ("=x", f'unknown format "" in --report; known are {", ".join((*FORMATS, *TABLES))}'),
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


def test_quiet_leaves_the_findings(dslint, bad):
    assert dslint("check", bad, *CONCISE, "-q") == (1, LINE, "")


def test_verbose_tells_which_settings_counted_and_what_was_skipped(dslint, tree):
    (tree / "dslint.yaml").write_text("fail-on: error\n")
    (tree / "good.yaml").write_text(GOOD)
    (tree / "kruise.yaml").write_text(GOOD.replace("apps/v1", "apps.kruise.io/v1alpha1"))
    done = dslint("check", "-v")
    assert "settings from dslint.yaml\n" in done.err
    assert "not checked kruise.yaml:1: a DaemonSet of apps.kruise.io/v1alpha1 is another kind\n" in done.err


def test_verbose_lists_what_was_passed_over_and_why(process, tree):
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True, timeout=60, env=environment())
    for name in ("agent", "x-old", ".hidden/a", "build/a", "vendor/a/b", "local"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / f"{name}.yaml").write_text(GOOD)
    (tree / ".gitignore").write_text("build/\n/local.yaml\n")
    (tree / "dslint.yaml").write_text("exclude:\n- vendor/\n- '*-old.yaml'\n")
    (tree / "current").symlink_to("build")
    (tree / "gone\x1b.yaml").symlink_to("nowhere")
    done = process("check", "-v", ".")
    assert done.code == 0
    assert [line for line in done.err.splitlines() if line.startswith("skipped ")] == [
        "skipped .hidden: a hidden folder (--no-ignore looks at it)",
        "skipped build: ignored by Git (--no-ignore looks at it)",
        "skipped current: a link to a folder, which is not followed",
        "skipped gone\\x1b.yaml: a link that leads nowhere: no such file or directory",
        "skipped local.yaml: ignored by Git (--no-ignore looks at it)",
        'skipped vendor: excluded by "vendor/" (dslint.yaml:2)',
        'skipped x-old.yaml: excluded by "*-old.yaml" (dslint.yaml:3)',
    ]
    assert "skipped" not in process("check", ".").err


def test_verbose_lists_a_hundred_of_what_was_passed_over_and_counts_the_others(dslint, tree):
    (tree / "dslint.yaml").write_text("exclude: ['*-old.yaml']\n")
    for number in range(103):
        (tree / f"{number:03}-old.yaml").write_text(GOOD)
    lines = dslint("check", "-v", ".").err.splitlines()
    told = [line for line in lines if "-old.yaml: excluded by " in line]
    assert (len(told), told[-1].partition(":")[0]) == (100, "skipped 099-old.yaml")
    assert lines[lines.index(told[-1]) + 1] == "... and 3 more"


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


def test_to_show_and_to_lift_suppressions_contradict_each_other(dslint, tree):  # noqa: ARG001
    done = dslint("check", "--show-suppressed", "--no-suppressions")
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "error: --show-suppressed and --no-suppressions contradict each other",
    )


def test_a_placeholder_of_many_files_is_told_once(dslint, tree):
    for number in range(7):
        (tree / f"{number}.yaml").write_text(GOOD.replace("namespace: monitoring", "namespace: $NAMESPACE"))
    done = dslint("check")
    assert (done.code, done.out.count("error["), done.out.count("$NAMESPACE is a placeholder")) == (1, 1, 1)
    assert [line for line in done.out.splitlines() if ":::" in line or "also:" in line] == [
        *(f" ::: {number}.yaml:5:14" for number in (1, 2, 3)),
        "  = also: the same in 3 more places",
    ]


def test_folders_that_are_kept_for_the_record_are_told_in_one_place(dslint, tree):
    """Not in silence: they are counted, the exit code is theirs too, and who names one or wants all sees them."""
    for name in ("deploy/a.yaml", "testdata/b.yaml", "testdata/c.yaml", "charts/golden/d.yaml"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(BAD)
    where = "3 problems in folders or files that are often kept for the record or generated: testdata, charts/golden\n"
    cure = "  = help: to see them name a folder, or add -v\n"
    cure += "  = help: to leave them out: exclude: [/testdata/, /charts/golden/]\n\n"
    done = dslint("check")
    assert (done.code, done.out.count("error["), done.out.endswith(where + cure)) == (1, 1, True)
    assert "Found 4 problems (4 errors) in 4 of 4 DaemonSets.\n" in done.err
    for words, shown in ((["-v"], 4), (["-q"], 4), (["testdata"], 2), ([".", "testdata/b.yaml"], 2)):
        done = dslint("check", *words)
        assert (done.code, done.out.count("error[")) == (1, shown), words
    (tree / "deploy" / "a.yaml").unlink()
    done = dslint("check")
    assert (done.code, done.out) == (1, where + cure)


def test_a_large_run_says_how_to_leave_out_folders_that_are_kept_for_the_record(dslint, tree):
    for number in range(51):
        folder = tree / ("deploy" if number % 2 else "src/testdata")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.yaml").write_text(BAD)
    told = "26 of them are in folders or files that are often kept for the record or generated; to leave these out: "
    done = dslint("check", *CONCISE)
    assert done.err.endswith(f"{told}exclude: [/src/testdata/]\n")
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


def test_no_format_is_imported_that_is_not_asked_for(tree, bad):
    code = (
        "import sys; from dslint.cli.program import main\n"
        "try: main(['check', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print(*(name for name in sys.modules if name.startswith('dslint.render.')), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, bad],
        cwd=tree,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "dslint.render.full" in loaded
    assert not loaded & {f"dslint.render.{name}" for name in FORMATS if name != "full"}
