import re

from dslint.finding import Finding
from dslint.manifest.daemonset import ObjectName
from dslint.render.concise import render
from dslint.render.style import Style
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from tests.render.build import MANIFEST, node_label, replace, report, selector, three


def test_each_finding_is_one_line_in_the_shape_of_a_compilers_message(golden):
    golden("concise.txt", "".join(render(three(), Style())))
    assert next(iter(render(three(), Style()))) == (
        "deploy/node-agent.yaml:17:14: error[DS101] pod template label app=agnet does not satisfy the selector "
        "(DaemonSet monitoring/node-agent)\n"
    )


def test_colour_adds_nothing_but_colour():
    text = "".join(render(three(), Style(color=True)))
    assert text.startswith("deploy/node-agent.yaml:17:14: \x1b[1;31merror[DS101]\x1b[0m pod")
    assert re.sub(r"\x1b\[[0-9;]*m", "", text) == "".join(render(three(), Style()))


def test_a_finding_about_the_text_names_no_object():
    source = SourceText("a.yaml", "a: 1\r\nb: \t:")
    made = report(Finding("DS001", "unreadable-yaml", "error", "a tab", Location(source, Span(9, 10), "", "")))
    assert "".join(render(made, Style())) == "a.yaml:2:4: error[DS001] a tab\n"


def test_suppressed_findings_say_so():
    source = SourceText("a.yaml", MANIFEST)
    made = report(suppressed=[(selector(source), ""), (node_label(source), "old clusters")])
    assert "".join(render(made, Style())) == ""
    first, second = "".join(render(made, Style(), suppressed=True)).splitlines()
    assert first.endswith("(DaemonSet monitoring/node-agent) (suppressed)")
    assert second.endswith("(DaemonSet monitoring/node-agent) (suppressed: old clusters)")


def test_hostile_text_stays_on_its_line_and_reaches_the_terminal_as_escapes():
    source = SourceText("a\n\x1b[2J.yaml", MANIFEST)
    evil = replace(
        selector(source), object=ObjectName(None, "DaemonSet", None, "x\x1b]0;owned\x07\r\n"), message="a\nb"
    )
    text = "".join(render(report(evil), Style()))
    assert text == r"a\n\x1b[2J.yaml:17:14: error[DS101] a b (DaemonSet x\x1b]0;owned\x07\r\n)" + "\n"
