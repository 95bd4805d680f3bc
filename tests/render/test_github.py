from dslint.finding import Finding
from dslint.judge.report import Report
from dslint.render.github import inert, log, render
from dslint.render.style import Style
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from tests.render.build import MANIFEST, label, replace, report, selector, three
from tests.render.oracles import github


def many(**numbers):
    source = SourceText("a.yaml", "x: 1\n")
    for severity, number in numbers.items():
        for count in range(number):
            at = Location(source, Span(0, 1), "", "/x")
            yield Finding("X1", "x", severity, f"{severity} {count}", at)


def test_annotations_look_as_promised(golden):
    golden("github.txt", "".join(render(three(), Style(color=True))))


def test_the_worst_come_first_and_no_more_than_github_shows():
    held = github("".join(render(Report(many(info=12, warning=11, error=30)), Style())))
    assert [word for word, _, _ in held] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert held[-1][2] == (
        "20 more errors and 1 more warning and 3 more infos found no room among the annotations; "
        "the log of this step has all of them"
    )


def test_what_fits_is_not_talked_about():
    held = github("".join(render(Report(many(info=9, warning=10, error=10)), Style())))
    assert len(held) == 29
    assert not any("found no room" in message for _, _, message in held)


def test_properties_and_data_are_escaped_as_the_runner_reads_them():
    source = SourceText("a,b:c%0A.yaml", MANIFEST)
    text = "".join(render(report(replace(selector(source), message="50% of a,b:c\nx %0D")), Style()))
    assert text.startswith("::error file=a%2Cb%3Ac%250A.yaml,line=17,endLine=17,col=14,endColumn=19,title=DS101 ")
    assert "::50%25 of a,b:c x %250D (DaemonSet" in text
    ((_, facts, message),) = github(text)
    assert facts["file"] == "a,b:c%0A.yaml"
    assert message.startswith("50% of a,b:c x %0D (DaemonSet monitoring/node-agent)\nhelp: set the label")


def test_a_stretch_of_several_lines_has_no_columns():
    source = SourceText("a.yaml", MANIFEST)
    ((_, facts, _),) = github(
        "".join(render(report(replace(selector(source), at=label(source, "agnet\n    spec"))), Style()))
    )
    assert (facts["line"], facts["endLine"], facts.get("col")) == ("17", "18", None)


def test_the_log_has_every_finding_and_no_command():
    source = SourceText("::stop-commands::x.yaml", MANIFEST)
    text = "".join(log(report(replace(selector(source), message="##[add-mask]agent ::error::x")), Style()))
    assert text == (
        r"\x3a:stop-commands::x.yaml:17:14: error[DS101] ##\x5badd-mask]agent ::error::x "
        "(DaemonSet monitoring/node-agent)\n"
    )


def test_lines_without_a_command_stay_as_they_are():
    lines = ["a ::error::b\n", "\n", "  text\n", ": :\n"]
    assert list(inert(lines)) == lines
    assert list(inert(["  ::debug::x\n"])) == ["  \\x3a:debug::x\n"]
