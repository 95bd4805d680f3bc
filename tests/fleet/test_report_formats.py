"""The example fleet in every format, as it was, and what holds of a large one in all of them."""

import json
import re

import pytest

import dslint
from dslint import Options
from dslint.fleet.member import members
from dslint.fleet.report import KINDS
from dslint.fleet.source import parse
from dslint.render import fleet_html, fleet_json, fleet_markdown, fleet_text
from dslint.render.style import Style
from tests.checkout import ROOT
from tests.fleet.build import FleetReport, hostile, large
from tests.render.pages import Page
from tests.render.samples import HOSTILE

FORMATS = {"html": fleet_html, "json": fleet_json, "md": fleet_markdown, "txt": fleet_text}


def printed(report, form, **more):
    return "".join(FORMATS[form].render(report, Style(), **more))


@pytest.fixture(scope="module")
def example():
    with pytest.MonkeyPatch.context() as here:
        here.chdir(ROOT / "examples" / "fleet")
        names = ("prod-eu", "prod-us", "edge")
        return FleetReport(members(parse([f"clusters/{name}" for name in names]), Options(no_config=True)))


@pytest.mark.parametrize("form", FORMATS)
def test_the_example_is_shown_as_it_was(example, form, golden):
    text = printed(example, form).replace(f"dslint {dslint.__version__}", "dslint VERSION")
    text = text.replace(json.dumps(dslint.__version__), '"VERSION"')
    text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    golden(f"example.{form}", re.sub("'sha256-[^']+'", "'sha256-…'", text))


@pytest.mark.parametrize("form", FORMATS)
def test_a_large_fleet_begins_with_its_differences_and_the_worst_of_each_kind(form):
    report = large()
    text = printed(report, form)
    assert [one.kind for one in report.differences] == sorted((one.kind for one in report.differences), key=KINDS.index)
    worst, where = report.differences[0].agent, text.find
    shown = worst.partition("/")[2]
    assert (report.differences[0].kind, worst) == ("missed", report.titles[0])
    ends = {"html": "Agents in clusters", "json": '"agents": [', "md": "| agent | clusters |", "txt": "AGENT  "}
    assert -1 < where(shown) < where(ends[form])


def test_every_format_has_forty_agents_in_sixty_clusters():
    report = large()
    cells = re.findall(r'<td class="(?:runs|missed|pending|not-selected)"', printed(report, "html"))
    last = "40 agents in 60 clusters: 195 differences, 137 missed, 38 pending; 1 cluster not read."
    assert len(cells) == 40 * 60
    assert last in printed(report, "html")
    markdown = printed(report, "md")
    assert len(markdown) < 60_000
    assert markdown.startswith(f"**{last}**\n")
    assert max(map(len, printed(report, "txt").splitlines())) < 160
    told = json.loads(printed(report, "json"))
    assert [len(told[key]) for key in ("clusters", "agents", "differences")] == [61, 40, 195]


@pytest.mark.parametrize("form", FORMATS)
def test_names_of_others_are_only_texts(form):
    text = printed(hostile(HOSTILE.values()), form)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u202e]", text)
    if form == "html":
        assert re.fullmatch(r"[\n\x20-\x7e]*", text)
        assert not {one["tag"] for one in Page(text).elements} & {"script", "img"}
        assert "<script" not in text
        assert "<b>" not in re.sub(r"<b><bdi>|<b class", "", text)
    if form == "md":
        assert not re.search(r"(?<!\\)(<script|\[click)", text)


def test_a_thousand_clusters_take_as_long_as_they_are_many():
    """Counts steps, not time: what is looked up for a cell does not depend on how many clusters there are."""
    import sys

    def steps(clusters):
        report, count = large(4, clusters), 0

        def step(_frame, event, _argument):
            nonlocal count
            count += event == "call"

        sys.setprofile(step)
        try:
            printed(report, "html")
        finally:
            sys.setprofile(None)
        return count

    assert steps(400) < 4.4 * steps(100)
