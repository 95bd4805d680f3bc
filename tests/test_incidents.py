"""docs/incidents.md: twelve incidents, each with a manifest that lies in examples/incidents, and what is said of it.

That its consoles show what happens is held by tests/test_docs.py.
"""

import re

import pytest

from dslint import Options
from dslint.run import check_paths
from tests.checkout import ROOT
from tests.markdown import blocks

PAGE = (ROOT / "docs" / "incidents.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "examples" / "incidents"
SECTIONS = PAGE.split("\n## ")[1:]


def test_there_are_twelve_with_a_source_a_manifest_an_output_and_a_limit():
    assert len(SECTIONS) == 12
    for section in SECTIONS:
        title, _, text = section.partition("\n\n")
        assert re.match(r"\[[^\]]+\]\(https://[^)]+\)", text.replace("\n", " ")), title
        assert "```yaml examples/incidents/" in text, title
        assert "```console\n$ dslint check" in text, title
        assert "\n**Where it would not have helped.** " in text, title


def test_each_manifest_of_the_page_lies_among_the_examples_and_no_other():
    shown = {block.info.removeprefix("yaml "): block.body for block in blocks(PAGE) if block.info.startswith("yaml ")}
    assert shown == {f"examples/incidents/{path.name}": path.read_text(encoding="utf-8") for path in EXAMPLES.iterdir()}


@pytest.mark.parametrize(
    ("name", "rule", "place"),
    [
        ("cluster-wide-watch", "DS615", (26, 27)),
        ("master-label-gone", "DS204", (10, 22)),
        ("no-memory-limit", "DS501", (13, 9)),
        ("nodes-never-ready", "DS219", (10, 7)),
        ("killed-under-load", "DS415", (16, 9)),
        ("refused-upgrade", "DS414", (8, 7)),
        ("never-starts-on-fargate", "DS218", (12, 21)),
        ("excludes-nothing", "DS217", (16, 15)),
        ("stuck-surge", "DS402", (8, 31)),
        ("no-logs-since-containerd", "DS307", (16, 45)),
        ("evicted-first", "DS503", (8, 5)),
    ],
)
def test_the_fault_of_each_is_told_where_it_stands(name, rule, place):
    nodes = EXAMPLES / f"{name}-nodes.yaml"
    options = Options(select=(rule,), preview=True, no_config=True, nodes=(str(nodes),) if nodes.exists() else ())
    report = check_paths([str(EXAMPLES / f"{name}.yaml")], options)
    assert [(one.rule, tuple(one.at.start)) for one in report.findings] == [(rule, place)]


def test_of_one_there_is_nothing_to_tell():
    report = check_paths([str(EXAMPLES / "routes-flushed.yaml")], Options(preview=True, no_config=True))
    assert report.findings == []
