import pytest

import dslint
from dslint.catalogue.index import load_rules
from dslint.finding import Setting
from dslint.render.sarif import message, render
from dslint.render.style import Style
from dslint.run import check_text
from dslint.source.text import SourceText
from tests.render.build import MANIFEST, node_label, report, selector, three
from tests.render.oracles import sarif


def run_of(made, **more):
    return sarif("".join(render(made, Style(color=True), **more)))


def test_a_log_looks_as_promised(golden):
    golden("sarif.json", "".join(render(three(), Style(color=True))).replace(dslint.__version__, "VERSION"))
    first = run_of(three())["results"][0]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "deploy/node-agent.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 17, "startColumn": 14, "endLine": 17, "endColumn": 19},
    }
    assert first["relatedLocations"] == [
        {
            "id": 1,
            "message": {"text": 'the selector requires "agent"'},
            "physicalLocation": {
                "artifactLocation": {"uri": "deploy/node-agent.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 11, "startColumn": 12, "endLine": 11, "endColumn": 17},
            },
        }
    ]


def test_rules_come_with_their_page_and_severity():
    known = {rule.id: rule for rule in load_rules()}
    (rule,) = run_of(check_text(MANIFEST, path="a.yaml", options=only("DS101")))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"]) == ("DS101", known["DS101"].name)
    assert rule["help"]["markdown"].startswith("# DS101 unmatched-selector")
    assert "```yaml\n" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"] == {"tags": list(known["DS101"].tags)}


def only(*rules):
    from dslint.config import Options

    return Options(select=rules)


def test_a_fix_replaces_what_json_says_it_does():
    (result,) = run_of(check_text(MANIFEST, path="a.yaml", options=only("DS302")))["results"]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "a.yaml"
    assert fix["description"]["text"].endswith("(safe)")
    (replacement,) = change["replacements"]
    assert replacement["deletedRegion"]["startLine"] == 23
    assert "kubernetes.io/os" in replacement["insertedContent"]["text"]


def test_what_is_suppressed_says_where_that_is_said():
    source = SourceText("a.yaml", MANIFEST)
    made = report(suppressed=[(selector(source), "OPS-17"), (node_label(source), Setting(""))])
    assert run_of(made)["results"] == []
    first, second = run_of(made, suppressed=True)["results"]
    assert first["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "OPS-17"}]
    assert second["suppressions"] == [{"kind": "external", "status": "accepted"}]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a[0](1)", r"a[0\](1)"), ("{0} {", "{{0}} {{"), ("plain [x] text", "plain [x] text")],
    ids=["a link", "an argument", "brackets"],
)
def test_a_message_is_neither_link_nor_argument(text, shown):
    assert message(text) == shown


def test_a_published_page_is_linked(monkeypatch):
    monkeypatch.setattr(dslint, "DOCS_URL", "https://docs.example")
    run = run_of(check_text(MANIFEST, path="a.yaml", options=only("DS101")))
    assert run["results"][0]["hostedViewerUri"] == "https://docs.example/rules/unmatched-selector/"
    assert run["tool"]["driver"]["rules"][0]["helpUri"] == "https://docs.example/rules/unmatched-selector/"
    assert run["tool"]["driver"]["informationUri"] == "https://docs.example"
