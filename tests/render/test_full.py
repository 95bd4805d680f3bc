import re

import pytest

from dslint.finding import Finding
from dslint.manifest.daemonset import ObjectName
from dslint.render.block import span_of
from dslint.render.full import render
from dslint.render.style import Style
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from tests.render.build import AGENT, MANIFEST, label, node_label, replace, report, selector, three, unpinned

PLAIN = Style()


def shown(*findings, style=PLAIN):
    return "".join(render(report(*findings), style))


def finding(*at, about=None):
    return Finding("DS999", "a-rule", "error", "something is wrong", at[0], related=at[1:], object=about)


def test_findings_of_each_severity_look_as_designed(golden):
    golden("full.txt", "".join(render(three(), PLAIN)))


def test_colour_marks_severity_and_frame_only(golden):
    golden("full-color.txt", "".join(render(three(), Style(color=True))))
    plain = "".join(render(three(), PLAIN))
    assert re.sub(r"\x1b\[[0-9;]*m", "", "".join(render(three(), Style(color=True)))) == plain


def test_no_finding_is_no_output():
    assert shown() == ""


def test_same_words_about_several_places_of_an_object_share_a_header(golden):
    source = SourceText("a.yaml", MANIFEST)
    pair = [unpinned(source, "registry.example/agent:1.4"), unpinned(source, "registry.example/shipper")]
    golden("full-merged.txt", shown(*pair))
    other = replace(pair[1], object=AGENT._replace(name="other"))
    assert shown(pair[0], other).count("warning[DS402") == 2
    assert shown(pair[0], replace(pair[1], message="another")).count("warning[DS402") == 2
    assert shown(*[replace(one, object=None) for one in pair]).count("warning[DS402") == 2


def test_places_in_two_files_are_shown_one_after_the_other(golden):
    source = SourceText("deploy/ds.yaml", MANIFEST)
    other = SourceText("deploy/priority.yaml", "kind: PriorityClass\nmetadata:\n  name: node-agnet\n")
    related = (label(other, "node-agnet", "this is the only one there is"),)
    golden("full-two-files.txt", shown(replace(selector(source), related=related)))


def test_crlf_does_not_reach_the_output():
    source = SourceText("a.yaml", MANIFEST.replace("\n", "\r\n"))
    text = shown(selector(source))
    assert "\r" not in text
    assert text == shown(selector(SourceText("a.yaml", MANIFEST)))


def test_carets_stand_under_what_they_mark_after_tabs_and_wide_characters(golden):
    lines = (
        'tab: "\tmarked"',
        'wide: "日本語 marked"',
        'combining: "e\u0301e\u0301 marked"',
        'emoji: "🐳 marked"',
        'joined: "\u200dmarked"',
        'no-break: "\u00a0marked"',
        '"Größe": marked',
    )
    text = "\n".join(lines)
    source = SourceText("a.yaml", text)
    found = [finding(label(source, "marked", "here", nth=number)) for number in range(len(lines))]
    golden("full-columns.txt", shown(*found))


def test_marked_wide_characters_get_two_carets_each():
    source = SourceText("a.yaml", "a: 日本x")
    assert shown(finding(label(source, "日本"))).splitlines()[3:5] == ["1 | a: 日本x", "  |    ^^^^"]


def test_two_places_on_a_line_get_their_own_labels(golden):
    source = SourceText("a.yaml", "selector: {app: one, tier: two, zone: three}\n")
    marks = (label(source, "three", "the third"), label(source, "one", "the first"), label(source, "two", "the second"))
    golden("full-one-line.txt", shown(finding(*marks)))


def test_a_place_within_another_keeps_its_carets():
    source = SourceText("a.yaml", "selector: {app: one}\n")
    marks = (label(source, "one", "inner"), label(source, "{app: one}", "outer"))
    assert shown(finding(*marks)).splitlines()[3:7] == [
        "1 | selector: {app: one}",
        "  |           ------^^^- outer",
        "  |                 |",
        "  |                 inner",
    ]


def test_a_place_of_several_lines_is_shown_by_its_first_and_its_last(golden):
    source = SourceText("a.yaml", "args: [a,\n  b,\n  c,\n  d]\nnext: x\n")
    golden("full-several-lines.txt", shown(finding(label(source, "[a,\n  b,\n  c,\n  d]\n", "this list"))))


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("spec:\n  marked: x\n", "spec:"),
        ("items:\n- marked: x\n", "items:"),
        ("- name: agent\n  marked: x\n", "- name: agent"),
        ("before: x\nmarked: x\n", None),
        ("- before\n- marked\n", None),
        ("  # a comment\n    marked: x\n", None),
        ("---\n  marked: x\n", None),
        ("spec:\n\n  marked: x\n", None),
        ("marked: x\n", None),
    ],
    ids=["parent", "list", "item", "sibling", "item above", "comment", "separator", "blank", "first line"],
)
def test_the_line_above_is_shown_where_it_names_what_the_place_belongs_to(text, context):
    source = SourceText("a.yaml", text)
    lines = shown(finding(label(source, "marked"))).splitlines()
    number = text[: text.index("marked")].count("\n") + 1
    before = lines[lines.index(f"{number} | {text.splitlines()[number - 1]}") - 1]
    assert before == (f"{number - 1} | {context}" if context else "  |")


def test_what_lies_between_two_places_is_left_out_unless_it_is_one_line():
    source = SourceText("a.yaml", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n")
    marks = [label(source, text) for text in ("a", "c", "f")]
    assert shown(finding(*marks)).splitlines()[3:] == [
        "1 | a: 1",
        "  | ^",
        "2 | b: 2",
        "3 | c: 3",
        "  | -",
        "...",
        "6 | f: 6",
        "  | -",
        "  |",
        "  = more: dslint explain DS999",
        "",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("before", [0, 30, 500, 5000])
@pytest.mark.parametrize("after", [0, 30, 5000])
@pytest.mark.parametrize("fill", ["x", "日", "\x1b"], ids=["narrow", "wide", "escaped"])
def test_a_long_line_is_cut_around_the_place(width, before, after, fill):
    source = SourceText("a.yaml", fill * before + "marked" + fill * after)
    text = shown(finding(label(source, "marked")), style=Style(width=width))
    line, carets = text.splitlines()[3:5]
    from dslint.render.columns import _cells

    assert sum(_cells(line)[1]) <= width
    ahead = sum(_cells(line[: line.index("marked")])[1])
    assert carets.index("^") == ahead
    assert carets.count("^") == len("marked")
    assert line.endswith("...") != line.endswith("".join(_cells("marked" + fill * after)[0]))


def test_a_place_wider_than_the_screen_is_cut_itself():
    source = SourceText("a.yaml", "a: " + "y" * 500)
    line, carets = shown(finding(label(source, "y" * 500, "here")), style=Style(width=40)).splitlines()[3:5]
    assert line == "1 | a: " + "y" * 27 + "..."
    assert carets == "  |    " + "^" * 27 + " here"


def test_hostile_text_reaches_the_terminal_as_escapes(golden):
    evil = "\x1b[2J\x1b]0;owned\x07\u202e\x9b31m\x7f"
    source = SourceText(f"{evil}.yaml", f'name: "{evil} agent"\n# {evil}\n')
    other = SourceText(f"other{evil}", f"{evil}: agent")
    hostile = Finding(
        rule="DS999",
        name="a-rule",
        severity="error",
        message=f"message {evil}\nsecond line",
        at=label(source, "agent", f"label {evil}"),
        object=ObjectName("apps/v1", "DaemonSet", evil, evil),
        related=(label(other, "agent", f"related {evil}"),),
        why=f"why {evil}",
        help=f"help {evil}",
        origin=evil,
        server_text=f"server {evil}",
    )
    made = report(suppressed=[(hostile, f"reason {evil}")])
    text = "".join(render(made, PLAIN, suppressed=True))
    assert all(char.isprintable() or char == "\n" for char in text)
    golden("full-hostile.txt", text)


@pytest.mark.parametrize(
    ("text", "span", "line"),
    [
        ("a: 1\n", Span(5, 6), "2 |"),
        ("a: 1", Span(4, 5), "1 | a: 1"),
        ("a: 1\nb\n", Span(4, 5), "1 | a: 1"),
    ],
    ids=["behind the last line", "at the end", "at a line's end"],
)
def test_a_place_where_nothing_stands_gets_one_caret(text, span, line):
    source = SourceText("a.yaml", text)
    lines = shown(finding(Location(source, span, "here", ""))).splitlines()
    assert lines[3] == line
    assert lines[4].count("^") == 1


def test_without_text_there_is_no_snippet():
    source = SourceText("big.yaml", "")
    assert shown(finding(Location(source, Span(0, 1), "", ""))) == (
        "error[DS999 a-rule]: something is wrong\n --> big.yaml:1:1\n  = more: dslint explain DS999\n\n"
    )


def test_the_template_that_helm_names_is_shown_as_origin():
    source = SourceText("<stdin>", MANIFEST)
    text = shown(replace(node_label(source), origin="agent/templates/daemonset.yaml"))
    arrow = "  --> <stdin>:23:9  DaemonSet monitoring/node-agent  (from agent/templates/daemonset.yaml)"
    assert text.splitlines()[1] == arrow


def test_suppressed_findings_are_shown_on_request_with_their_reason():
    source = SourceText("a.yaml", MANIFEST)
    made = report(suppressed=[(node_label(source), "until OPS-17"), (selector(source), "")])
    assert "".join(render(made, PLAIN)) == ""
    text = "".join(render(made, PLAIN, suppressed=True))
    assert "   = suppressed: until OPS-17\n" in text
    assert "   = suppressed: without a reason\n" in text


def test_very_many_findings_on_a_terminal_end_with_their_numbers():
    source = SourceText("a.yaml", "a\n" * 51)
    many = [finding(label(source, "a", nth=number)) for number in range(51)]
    assert "51  error    DS999  a-rule\n" in shown(*many, style=Style(terminal=True))
    assert "51  error" not in shown(*many)
    assert "50  error" not in shown(*many[:50], style=Style(terminal=True))


def test_findings_come_in_the_order_of_the_text_whatever_order_they_were_found_in():
    made = three()
    backwards = report(*reversed(made.findings))
    assert "".join(render(backwards, PLAIN)) == "".join(render(made, PLAIN))


@pytest.mark.parametrize(
    ("versions", "text"),
    [
        (("1.36",), "1.36"),
        (("1.30", "1.31", "1.32"), "1.30 to 1.32"),
        (("1.25", "1.30", "1.31"), "1.25, 1.30 to 1.31"),
    ],
)
def test_neighbouring_versions_are_a_range(versions, text):
    assert span_of(versions) == text


TERMINAL = Style(width=60, terminal=True)


def test_among_many_findings_why_and_more_are_told_once_for_each_rule():
    source = SourceText("a.yaml", MANIFEST)
    few = [replace(selector(source), object=AGENT._replace(name=f"a{number}"), why="it fails") for number in range(10)]
    text = shown(*few)
    assert (text.count("= why: it fails"), text.count("= more: dslint explain DS101")) == (10, 10)
    many = [*few, replace(few[0], object=AGENT, why="another reason"), replace(node_label(source), why="it fails")]
    text = shown(*many)
    assert (text.count("= why: it fails"), text.count("= why: another reason")) == (2, 1)
    assert (text.count("= more: dslint explain DS101"), text.count("= more: dslint explain DS302")) == (1, 1)
    assert text.count("= fix") == shown(*few[:1]).count("= fix") * 11 + shown(node_label(source)).count("= fix")


def test_a_label_goes_on_below_itself_or_stands_where_it_has_room():
    source = SourceText("a.yaml", f"a: marked\n{'b: ' + 'x' * 40}marked\n")
    words = "words that say much about what is marked here and why"
    beside = shown(finding(label(source, "marked", words)), style=TERMINAL).splitlines()
    assert beside[3:6] == [
        "1 | a: marked",
        "  |    ^^^^^^ words that say much about what is marked here",
        "  |           and why",
    ]
    below = shown(finding(label(source, "marked", words, nth=1)), style=TERMINAL).splitlines()
    assert below[4:8] == [
        f"  | {' ' * 43}^^^^^^",
        f"  | {' ' * 43}|",
        f"  |    {words}",
        "  |",
    ]
    assert max(map(len, beside + below)) <= 60
    assert f"^^^^^^ {words}" in shown(finding(label(source, "marked", words, nth=1)))


def test_what_leads_to_other_labels_goes_past_a_label_of_several_lines():
    source = SourceText("a.yaml", "selector: {app: one, tier: two}\n")
    words = "words that say much about what is marked here"
    marks = (label(source, "two", words), label(source, "one", "the first"))
    assert shown(finding(*marks), style=TERMINAL).splitlines()[3:8] == [
        "1 | selector: {app: one, tier: two}",
        "  |                 ---        ^^^ words that say much about",
        "  |                 |              what is marked here",
        "  |                 |",
        "  |                 the first",
    ]


def test_what_does_not_fit_beside_a_place_stands_below_it_and_no_place_is_broken():
    source = SourceText("d/" * 40 + "a.yaml", MANIFEST)
    text = shown(replace(selector(source), origin="agent/templates/daemonset.yaml"), style=TERMINAL)
    at = text.splitlines().index(f"  --> {source.path}:17:14")
    assert text.splitlines()[at + 1 : at + 3] == [
        "      DaemonSet monitoring/node-agent",
        "      (from agent/templates/daemonset.yaml)",
    ]
