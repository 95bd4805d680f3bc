from dslint.render.junit import render
from dslint.render.style import Style
from dslint.source.text import SourceText
from tests.render.build import AGENT, MANIFEST, node_label, replace, report, selector, three, toleration
from tests.render.oracles import junit


def fates(root):
    """Return what became of each case."""
    return {(case.get("classname"), case.get("name")): [child.tag for child in case] for case in root.iter("testcase")}


def test_suites_look_as_promised(golden):
    golden("junit.xml", "".join(render(failing(three()), Style(color=True))))


def failing(made):
    made.findings = [one._replace(fails=one.severity != "info") for one in made.findings]
    return made


def test_a_rule_fails_for_an_object_and_one_that_fails_nothing_passes_with_its_words():
    made = failing(three())
    root = junit("".join(render(made, Style())))
    name = "DaemonSet monitoring/node-agent"
    assert fates(root) == {
        (name, "DS101 unmatched-selector"): ["failure"],
        (name, "DS202 retired-master-toleration"): ["failure"],
        (name, "DS302 deprecated-node-label"): ["system-out"],
    }
    assert root.get("failures") == "2"


def test_one_rule_and_object_is_one_case():
    source = SourceText("a.yaml", MANIFEST)
    twin = replace(selector(source), message="and another")
    root = junit("".join(render(failing(report(selector(source), twin)), Style())))
    assert root.get("tests") == "1"
    assert len(root.find(".//failure").text.splitlines()) == 4


def test_a_clean_object_passes_so_that_dashboards_show_totals():
    source = SourceText("a.yaml", MANIFEST)
    clean = AGENT._replace(name="clean")
    made = failing(report(selector(source), objects=[("a.yaml", 0, AGENT), ("a.yaml", 1, clean)]))
    assert fates(junit("".join(render(made, Style())))) == {
        ("DaemonSet monitoring/node-agent", "DS101 unmatched-selector"): ["failure"],
        ("DaemonSet monitoring/clean", "no findings"): [],
    }


def test_what_is_suppressed_is_skipped_with_its_reason_where_it_is_asked_for():
    source = SourceText("a.yaml", MANIFEST)
    made = report(suppressed=[(toleration(source), "OPS-17"), (node_label(source), "")])
    assert "".join(render(made, Style())).count("testcase") == 0
    root = junit("".join(render(made, Style(), suppressed=True)))
    assert [one.get("message") for one in root.iter("skipped")] == ["OPS-17", "suppressed"]
