from dslint.finding import Setting
from dslint.render.gitlab import render
from dslint.render.style import Style
from dslint.source.text import SourceText
from tests.render.build import MANIFEST, node_label, report, selector, three
from tests.render.oracles import gitlab


def test_issues_look_as_promised(golden):
    text = "".join(render(three(), Style(color=True)))
    golden("gitlab.json", text)
    assert gitlab(text)[0] == {
        "description": "pod template label app=agnet does not satisfy the selector (DaemonSet monitoring/node-agent)",
        "check_name": "DS101 unmatched-selector",
        "fingerprint": "26c3df807d592b4fadcd2d825a778295",
        "severity": "major",
        "location": {
            "path": "deploy/node-agent.yaml",
            "positions": {"begin": {"line": 17, "column": 14}, "end": {"line": 17, "column": 19}},
        },
    }


def test_each_severity_has_its_word():
    assert [one["severity"] for one in gitlab("".join(render(three(), Style())))] == ["major", "minor", "info"]


def test_what_is_suppressed_is_no_issue():
    source = SourceText("a.yaml", MANIFEST)
    made = report(selector(source), suppressed=[(node_label(source), Setting("why"))])
    assert len(gitlab("".join(render(made, Style(), suppressed=True)))) == 1
