import pytest

from dslint.finding import Finding
from dslint.inputs.unchecked import NotChecked
from dslint.judge.report import Report
from dslint.render import statistics
from dslint.render.style import Style
from dslint.render.summary import closing, render
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from tests.render.build import AGENT, MANIFEST, node_label, replace, report, selector, three, toleration

SOURCE = SourceText("a.yaml", MANIFEST)
BROKEN = Finding("DS001", "unreadable-yaml", "error", "m", Location(SOURCE, Span(0, 1), "", ""))
OTHER = replace(toleration(SOURCE), object=AGENT._replace(name="other"))
TEMPLATE = NotChecked("chart/a.yaml", 3, "a template")
LOW = replace(node_label(SOURCE), shown=False)
HIDDEN = (node_label(SOURCE), "a reason")


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (Report(), "Checked 0 DaemonSets in 0 files: nothing to check."),
        (Report(files=1, daemon_sets=1), "Checked 1 DaemonSet in 1 file: no problems."),
        (Report(files=9, daemon_sets=14), "Checked 14 DaemonSets in 9 files: no problems."),
        (
            Report(files=9, daemon_sets=14, suppressed=[HIDDEN]),
            "Checked 14 DaemonSets in 9 files: no problems; 1 suppressed.",
        ),
        (Report(files=3, daemon_sets=1, parts=2), "Checked 1 DaemonSet and 2 parts of one in 3 files: no problems."),
        (Report(files=1, parts=1), "Checked 1 part of a DaemonSet in 1 file: no problems."),
        (
            report(selector(SOURCE), daemon_sets=0, parts=1),
            "Found 1 problem (1 error) in 1 of 1 part of a DaemonSet.",
        ),
        (Report(not_checked=[TEMPLATE]), "Checked 0 DaemonSets in 0 files; 1 not checked (-v lists them)."),
        (
            Report(files=9, daemon_sets=14, suppressed=[HIDDEN], not_checked=[TEMPLATE, TEMPLATE]),
            "Checked 14 DaemonSets in 9 files; 1 suppressed; 2 not checked (-v lists them).",
        ),
        (
            report(selector(SOURCE), daemon_sets=14, not_checked=[TEMPLATE]),
            "Found 1 problem (1 error) in 1 of 14 DaemonSets; 1 not checked (-v lists them).",
        ),
        (report(selector(SOURCE), daemon_sets=14), "Found 1 problem (1 error) in 1 of 14 DaemonSets."),
        (
            report(selector(SOURCE), toleration(SOURCE), OTHER, daemon_sets=14, suppressed=[HIDDEN]),
            "Found 3 problems (1 error, 2 warnings) in 2 of 14 DaemonSets; 1 suppressed.",
        ),
        (
            report(node_label(SOURCE), node_label(SOURCE), daemon_sets=1),
            "Found 2 problems (2 infos) in 1 of 1 DaemonSet.",
        ),
        (
            report(LOW, LOW, daemon_sets=1),
            "Checked 1 DaemonSet in 1 file: no errors or warnings; 2 infos not shown: --min-severity info.",
        ),
        (
            report(LOW, replace(toleration(SOURCE), shown=False), daemon_sets=1),
            "Checked 1 DaemonSet in 1 file: no errors; 1 warning and 1 info not shown: --min-severity info.",
        ),
        (
            report(selector(SOURCE), LOW, daemon_sets=14, suppressed=[HIDDEN]),
            "Found 1 problem (1 error) in 1 of 14 DaemonSets; 1 info not shown: --min-severity info; 1 suppressed.",
        ),
        (report(BROKEN, daemon_sets=0), "Found 1 problem (1 error) in 1 file."),
        (report(BROKEN, BROKEN, daemon_sets=0), "Found 2 problems (2 errors) in 1 file."),
        (report(BROKEN, selector(SOURCE), daemon_sets=1), "Found 2 problems (2 errors) in 1 of 1 DaemonSet."),
    ],
)
def test_the_closing_line_counts_in_words(made, line):
    assert closing(made) == f"{line}\n"


def test_the_closing_line_goes_on_below_where_a_terminal_is_narrow():
    made = report(selector(SOURCE), LOW, daemon_sets=14, suppressed=[HIDDEN])
    lines = "".join(render(made, Style(width=80, terminal=True))).splitlines()
    assert lines[:2] == [
        "Found 1 problem (1 error) in 1 of 14 DaemonSets; 1 info not shown:",
        "  --min-severity info; 1 suppressed.",
    ]
    assert closing(made) in "".join(render(made, Style()))


def test_statistics_count_by_rule_the_most_frequent_first():
    made = report(*[node_label(SOURCE)] * 11, selector(SOURCE), toleration(SOURCE))
    assert "".join(statistics.render(made, Style())) == (
        "11  info     DS302  deprecated-node-label\n"
        " 1  error    DS101  unmatched-selector\n"
        " 1  warning  DS202  retired-master-toleration\n"
    )


def test_statistics_of_nothing_are_nothing():
    assert list(statistics.render(report(), Style())) == []


def test_statistics_colour_the_severity():
    assert "\x1b[1;31merror  \x1b[0m" in "".join(statistics.render(three(), Style(color=True)))


def test_beside_the_findings_stand_failures_notes_and_on_request_what_was_skipped():
    made = Report(
        errors=["a.yaml: the check of DS101 failed"],
        notes=["charts: skipped\x1b[2J", "charts: skipped\x1b[2J"],
        skipped=[("big.yaml", "larger than 64 MiB")],
        fragments=[("patch.yaml", "listed as a patch")],
        configs=["deploy/dslint.yaml"],
    )
    error, note, *more, last, time = render(made, Style(), verbose=True, seconds=1.234)
    assert error == "error: a.yaml: the check of DS101 failed\n"
    assert note == "note: charts: skipped\\x1b[2J\n"
    assert time == "Took 1.23 s.\n"
    assert more == [
        "settings from deploy/dslint.yaml\n",
        "skipped big.yaml: larger than 64 MiB\n",
        "patch.yaml: only what it contains was checked: listed as a patch\n",
    ]
    assert last == "Checked 0 DaemonSets in 0 files: nothing to check.\n"
    assert list(render(made, Style())) == [error, note, last]
    assert list(render(made, Style(), quiet=True)) == [error]


def test_what_was_not_checked_is_told_once_for_each_reason_and_listed_on_request():
    others = [TEMPLATE._replace(path="b.yaml"), TEMPLATE._replace(path="c.yaml", line=9)]
    made = Report(not_checked=[TEMPLATE, NotChecked("d.yaml", 1, "another\x1b"), *others])
    assert list(render(made, Style())) == [
        "note: chart/a.yaml:3 and 2 more are not checked: a template\n",
        "note: d.yaml:1 is not checked: another\\x1b\n",
        "Checked 0 DaemonSets in 0 files; 4 not checked (-v lists them).\n",
    ]
    assert list(render(made, Style(), verbose=True))[:-1] == [
        "not checked chart/a.yaml:3: a template\n",
        "not checked d.yaml:1: another\\x1b\n",
        "not checked b.yaml:3: a template\n",
        "not checked c.yaml:9: a template\n",
        "Checked 0 DaemonSets in 0 files; 4 not checked.\n",
    ]
    assert list(render(made, Style(), quiet=True)) == []
