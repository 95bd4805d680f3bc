import re

from dslint.inputs.unchecked import NotChecked
from dslint.judge.report import Report
from dslint.render.markdown import render
from dslint.render.style import Style
from dslint.run import check_text
from dslint.source.text import SourceText
from tests.render.build import MANIFEST, label, node_label, replace, report, selector, three
from tests.render.samples import BAD, HOSTILE


def text_of(made, **more):
    return "".join(render(made, Style(color=True), **more))


def test_a_comment_looks_as_promised(golden):
    made = three()
    made.not_checked = [NotChecked("charts/a.yaml", 3, "Helm template; check its chart")]
    golden("check.md", text_of(made))


def test_no_finding_is_one_line():
    assert text_of(Report(files=2, daemon_sets=3)) == "**Checked 3 DaemonSets in 2 files: no problems.**\n"


def test_the_worst_come_first():
    source = SourceText("a.yaml", MANIFEST)
    low = replace(node_label(source), at=label(source, "apps/v1"))
    rows = [line for line in text_of(report(low, selector(source))).splitlines() if "| DS" in line]
    assert ["DS101" in row for row in rows] == [True, False]


def test_what_has_no_room_is_counted():
    made = check_text("---\n".join(BAD % f"agent-{number}-{'x' * 40}" for number in range(900)), path="deploy/a.yaml")
    text = text_of(made)
    assert len(text) < 60_000
    rows = text.count("pod template label app=agnet")
    left = re.search(r"Left out, because a comment has no room for it: (\d+) rows of the table", text)
    assert rows + int(left[1]) == 900
    assert "`--report html=PATH`" in text


def test_hostile_names_make_no_markup_and_tell_nobody():
    words = [*(word[:200] for word in HOSTILE.values()), "@somebody", "a|b", "*x* _y_ #1 <!-- -->"]
    source = SourceText("a.yaml", MANIFEST)
    text = text_of(report(*(replace(selector(source), message=word, help=word) for word in words)))
    table = [line for line in text.splitlines() if line.startswith("| **error**")]
    assert len(table) == len(words)
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 5 for line in table)
    assert "@somebody" not in text
    bare = re.sub(r"</?(details|summary|wbr)>", "", text)
    assert not re.search(r"(?<!\\)<", bare)


def test_what_could_not_be_done_comes_first():
    text = text_of(Report(errors=["cannot read a_b.yaml"]))
    assert text.splitlines()[2:] == [
        "This is not all, because something could not be done:",
        "",
        r"- cannot read a\_b.yaml",
    ]


def test_suppressed_findings_are_shown_on_request():
    source = SourceText("a.yaml", MANIFEST)
    made = report(suppressed=[(selector(source), "OPS-17")])
    assert "DS101" not in text_of(made)
    assert "(suppressed: OPS-17)" in text_of(made, suppressed=True)
