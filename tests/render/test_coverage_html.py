"""The page of coverage as a whole: well formed, safe, readable, current."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest

import dslint
from dslint.errors import InputError
from dslint.kube.values.quantity import parse
from dslint.source.text import SourceText, Span
from tests.coverage.build import covered
from tests.render.pages import HOSTILE, PAGES, Page, hostile, is_table, large, meant, ordinary, page

TAGS = """
html head meta title style body svg symbol path circle rect use header h1 p dl div dt dd small span main section h2 h3
h4 ul li label input table thead tbody tfoot tr th td a bdi code wbr br abbr pre details summary article aside script
button
"""


ATTRIBUTES = """
lang charset http-equiv content name class id tabindex role title href aria-hidden aria-label aria-labelledby scope
colspan hidden type size dir viewbox d cx cy r width height preserveaspectratio open
type disabled data-sort data-name data-harm data-cpu data-memory aria-sort
"""


@pytest.fixture(scope="module")
def example():
    return ordinary()


@pytest.mark.parametrize(("name", "file"), [("ordinary", "coverage.html"), ("meant", "coverage_intent.html")])
def test_the_page_is_as_it_was(name, file, golden):
    text = page(PAGES[name]()).replace(f"dslint {dslint.__version__}", "dslint VERSION")
    for part in ("style", "script"):
        text = re.sub(rf"<{part}>.*?</{part}>", f"<{part}></{part}>", text, flags=re.DOTALL)
    golden(file, re.sub("'sha256-[^']+'", "'sha256-…'", text))


def test_the_same_coverage_is_the_same_page():
    assert page(large(8, 6, 60)) == page(large(8, 6, 60))


@pytest.fixture(scope="module", params=PAGES)
def made(request):
    coverage = PAGES[request.param]()
    return coverage, page(coverage)


def test_a_page_is_well_formed_and_nothing_in_it_is_more_than_text(made):
    _, text = made
    found = Page(text)
    assert {one["tag"] for one in found.elements} <= set(TAGS.split())
    named = {key for one in found.elements for key in one} - {"tag", "text", "in", "inside"}
    assert named <= set(ATTRIBUTES.split())
    assert re.fullmatch(r"[\n\x20-\x7e]*", text)
    assert [one["tag"] for one in found.elements if one["tag"] in {"script", "style", "title"}] == [
        "title",
        "style",
        "script",
    ]


def test_a_page_loads_nothing(made):
    _, text = made
    found = Page(text)
    links = [one["href"] for one in found.elements if "href" in one]
    assert links
    assert all(link.startswith("#") for link in links)
    css = found.all("style")[0]["text"]
    assert "url(" not in css
    assert "@import" not in css
    assert "fetch" not in found.all("script")[0]["text"]


def test_every_link_leads_somewhere_and_ids_are_unique(made):
    _, text = made
    found = Page(text)
    ids = [one["id"] for one in found.elements if "id" in one]
    assert len(ids) == len(set(ids))
    links = {one["href"][1:] for one in found.elements if "href" in one} - {"closed"}
    assert links <= set(ids)
    assert {one["aria-labelledby"] for one in found.elements if "aria-labelledby" in one} <= set(ids)


def test_a_page_says_what_it_is_to_those_who_do_not_see_it(made):
    _, text = made
    found = Page(text)
    assert found.all("html")[0]["lang"] == "en"
    assert re.fullmatch(r"(?s).+: \d+ DaemonSets? on \d+ nodes? - dslint coverage", found.all("title")[0]["text"])
    assert all(one.get("scope") in {"col", "row"} for one in found.all("th"))
    assert all(one["aria-hidden"] == "true" for one in found.all("svg"))
    levels = [int(one["tag"][1]) for one in found.elements if re.fullmatch("h[1-6]", one["tag"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    boxes = found.all("div", "box")
    assert len(boxes) == 3
    assert all((one["tabindex"], one["role"]) == ("0", "region") for one in boxes)


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else(example):
    found = Page(page(example))
    (policy,) = [one["content"] for one in found.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts == {
        "default-src": "'none'",
        "style-src": digest(found.all("style")[0]["text"]),
        "script-src": digest(found.all("script")[0]["text"]),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def digest(text):
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("kind", ["unwanted"])
def test_what_is_not_meant_is_readable_in_either_scheme(kind):
    css = Page(page(meant())).all("style")[0]["text"]
    blocks = [dict(re.findall(r"--([\w-]+): (#\w{6})", one)) for one in re.findall(r":root {(.*?)}", css, re.DOTALL)]
    both = [block for block in blocks if kind in block]
    assert len(both) == 2
    assert all(contrast(block[f"{kind}-text"], block[kind]) >= 4.5 for block in both)


def test_the_totals_are_those_of_the_model(example):
    found = Page(page(example))
    tiles = [one["text"] for one in found.all("dd")]
    assert tiles == ["16", "4 of 20 wanted", "10", "10 in 4 groups", "2.65", "1,976Mi"]
    foot = [one["text"] for one in found.all("td") if "tfoot" in one["in"] and is_table(one["inside"][-3], "matrix")]
    assert foot[:5] == ["", "2", "2", "1", "0"]
    assert foot[6:10] == ["0.35", "0.35", "0.1", "0"]
    assert foot[11:15] == ["264Mi", "264Mi", "64Mi", "0"]
    lists = [[cell["text"] for cell in row] for row in found.rows("list")]
    assert lists[2][:3] == ["gpu", "2", "gpu-1, gpu-2"]
    assert lists[4:] == [
        ["control-plane", "3", "6", "0", "3", "1.05", "792Mi", "9", "2", "2"],
        ["worker", "5", "8", "0", "7", "1.4", "1,056Mi", "9", "2", "2"],
        ["gpu", "2", "2", "4", "0", "0.2", "128Mi", "1", "1", "1"],
    ]
    behind = {one["title"] for one in found.all("abbr") if " of " in one["title"]}
    assert "gpu-1: cpu 0.1 of 32 (1 %), memory 0.062Gi of 256Gi (1 %), pods 1 of 110 (1 %)" in behind


def test_amounts_that_are_rounded_or_put_into_another_unit_are_exact_behind_it():
    found = Page(page(large(6, 3, 12)))
    exact = [(one["text"], one["title"]) for one in found.all("abbr") if " of " not in one["title"]]
    assert exact
    for shown, title in exact:
        value, factor = shown.replace(",", ""), 1
        if value.endswith("Mi"):
            value, factor = value[:-2], 1024**2
        assert float(value) * factor == pytest.approx(parse(title).milli_value() / 1000, rel=0.001)


def test_hostile_names_are_shown_and_are_nothing_else():
    found = Page(page(hostile()))
    shown = found.all("html")[0]["text"]
    for word in HOSTILE[:4]:
        assert word in shown
    assert r"\x00\x1b[31m\u202egnp.\u2066\ud800\r\n<b>" in shown
    assert [one["text"] for one in found.all("bdi", "ds")] == [
        f"{word}/{word}" for word in [*HOSTILE[:4], r"\x00\x1b[31m\u202egnp.\u2066\ud800\r\n<b>", *HOSTILE[5:]]
    ]


def test_what_could_not_be_read_is_said_first(example):
    source = SourceText("deploy/<b>.yaml", "a: b\nc: [\n")
    error = InputError("the list does not <end>", source=source, span=Span(8, 9))
    found = Page(page(example, errors=[error, InputError("gone")]))
    (box,) = found.all("aside")
    assert [one["text"] for one in found.all("li") if box in one["inside"]] == [
        "deploy/<b>.yaml:2:4 the list does not <end>",
        "gone",
    ]


def test_without_a_daemon_set_there_is_nothing_to_run():
    coverage = covered(ordinary().nodes)
    found = Page(page(coverage))
    assert found.all("table") == []
    assert found.all("main")[0]["text"] == "There is no DaemonSet: nothing to run."


@pytest.mark.slow
def test_five_thousand_nodes_are_as_many_columns_as_there_are_kinds_of_them():
    small, many = page(large(40, 30, 240)), page(large(40, 30, 5010))
    assert len(Page(many).rows()[0]) == 34
    assert len(many) < 1.1 * len(small) < 1_000_000


# source: the Web Content Accessibility Guidelines 2.2, contrast ratio, and 4.5:1 for text (1.4.3)


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


PAIRS = [(text, ground) for ground in ("page", "panel") for text in ("text", "quiet", "link", "missed-text")]


PAIRS += [(f"{kind}-text", kind) for kind in ("runs", "never", "missed", "unselected")] + [
    ("text", "line"),
    ("link", "line"),
]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_in_either_scheme(example, text, ground):
    css = Page(page(example)).all("style")[0]["text"]
    blocks = re.findall(r":root {(.*?)}", css, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in blocks[:2])
    assert set(light) == set(dark)
    assert contrast(light[text], light[ground]) >= 4.5
    assert contrast(dark[text], dark[ground]) >= 4.5
