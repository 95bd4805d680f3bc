import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dslint
from dslint.coverage.describe import by_harm
from dslint.coverage.totals import of_row
from dslint.errors import InputError
from dslint.kube.values.quantity import parse
from dslint.source.text import SourceText, Span
from tests.coverage.build import covered, explained
from tests.kube.nodes.strategies import fleets, pods
from tests.render.pages import HOSTILE, Page, hostile, intent_of, is_table, large, meant, ordinary, page

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


PAGES = {
    "ordinary": ordinary,
    "meant": meant,
    "large": lambda: large(12, 14, 40),
    "hostile": hostile,
    "one-node": lambda: explained(ordinary(), node="gpu-1"),
    "one-daemonset": lambda: explained(ordinary(), daemon_set="log-shipper"),
}


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


def _cells_are_those_of(coverage, found):
    rows = found.rows()
    assert len(rows) == len(coverage.rows)
    for row, cells in zip(by_harm(coverage), rows, strict=True):
        head, missed, _, _, *verdicts = cells
        bill = of_row(coverage, row)
        assert f"{bill.running:,} of {coverage.nodes.size:,}" in head["text"]
        assert missed["text"] == f"{bill.tally.missed:,}"
        for column, cell in zip(coverage.columns, verdicts, strict=True):
            word = coverage.cell(row, column)
            kind = word.replace(" ", "-")
            assert cell["class"] == kind
            assert cell["text"].startswith(word)
            links = [one for one in found.all("a") if one["inside"][-1] is cell]
            assert len(links) == 1 or kind == "runs"
            for link in links:
                card = found.by_id(link["href"][1:])
                assert kind in card["class"].split()
                for obstacle in row.obstacles(column.first):
                    if not coverage.explain:  # conditions have words of their own
                        assert obstacle.message in link["title"]
                        assert obstacle.message in card["text"]
                        assert str(obstacle.place) in card["text"]
                    if obstacle.remedy is not None and word == "missed":
                        assert obstacle.remedy.yaml.rstrip("\n") in card["text"]


@pytest.mark.parametrize("name", ["ordinary", "large", "one-node", "one-daemonset"])
def test_every_cell_says_what_happens_and_leads_to_all_the_reasons(name):
    coverage = PAGES[name]()
    _cells_are_those_of(coverage, Page(page(coverage)))


@given(st.lists(pods, min_size=1, max_size=3), fleets, st.booleans())
@settings(max_examples=60)
def test_whatever_is_asked_for_every_cell_has_its_verdict(specs, nodes, explain):
    coverage = covered(nodes, *specs)
    coverage.explain = explain
    _cells_are_those_of(coverage, Page(page(coverage)))


def _cells(found, number):
    return found.rows()[number][4:]


def _card(found, cell):
    (link,) = [one for one in found.all("a") if one["inside"][-1] is cell]
    return link, found.by_id(link["href"][1:])


def test_every_cell_says_whether_it_is_meant():
    coverage = meant()
    found = Page(page(coverage))
    seen = set()
    for number, row in enumerate(by_harm(coverage)):
        for column, cell in zip(coverage.columns, _cells(found, number), strict=True):
            word = row.cell(column.first)
            seen.add(word)
            assert cell["text"] == word
            assert cell["class"] == word.replace(" ", "-")
            if word != "runs":
                _, card = _card(found, cell)
                assert cell["class"] in card["class"].split()
                assert ("Not meant to run there:" in card["text"]) is (word in {"unwanted", "spared"})
                assert all(obstacle.message in card["text"] for obstacle in row.obstacles(column.first))
    assert seen == {"runs", "missed", "not selected", "unwanted", "spared"}


def test_the_card_of_what_is_not_meant_has_place_and_reason_and_advises_nothing():
    found = Page(page(meant()))
    link, unwanted = _card(found, _cells(found, 0)[0])
    assert link["title"] == "not wanted: dslint.yaml:2:14: only <GPU> logs"
    assert "only <GPU> logs dslint.yaml:2:14" in unwanted["text"]
    _, spared = _card(found, _cells(found, 1)[0])
    assert "dslint.yaml:3:14" in spared["text"]
    assert "add to" not in spared["text"]
    assert "add to" in _card(found, _cells(found, 1)[2])[1]["text"]


def test_one_reason_with_two_expectations_is_two_cards():
    coverage = ordinary(intent_of("gpu-plugin", "node/worker-1"))
    found = Page(page(coverage))
    number = [row.title for row in by_harm(coverage)].index("kube-system/gpu-plugin")
    cells = _cells(found, number)
    (missed,) = [cell for cell in cells if cell["text"] == "missed"]
    link, card = _card(found, missed)
    alike = [
        _card(found, cell) for cell in cells if cell is not missed and _card(found, cell)[0]["title"] == link["title"]
    ]
    assert [(one[1]["class"], one[1]["id"] == card["id"]) for one in alike] == [("card spared", False)]
    assert card["class"] == "card missed"


def test_what_is_not_wanted_and_may_wait_has_both_behind_its_cell():
    coverage = large(27, 6, 12, intents=[intent_of("agent-0", "pool/pool-01-m5-large")])
    found = Page(page(coverage))
    number = [row.title for row in by_harm(coverage)].index("ops/agent-0")
    first, second = _cells(found, number)[:2]
    assert (first["class"], first["text"]) == ("unwanted", "unwanted, may stay Pending")
    assert (second["class"], second["text"]) == ("runs", "runs"), "it is wanted there, and gets its port"
    link, card = _card(found, first)
    assert link["title"].startswith("not wanted: dslint.yaml:2:14; ops/agent-26 asks for host port")
    assert "Not meant to run there:" in card["text"]
    assert "The scheduler adds:" in card["text"]


def test_only_what_is_wanted_counts_as_missed():
    found = Page(page(meant()))
    assert [one["text"] for one in found.all("dd")][:5] == ["16", "4 of 13 wanted", "1", "7", "9"]
    assert [(row[0]["text"].partition("/")[2][:11], row[1]["text"]) for row in found.rows()] == [
        ("log-shipper", "2"),
        ("gpu-plugin0", "2"),
        ("node-export", "0"),
    ]
    heads = [one["text"] for one in found.all("th") if _is_of(one, "pools")]
    assert heads[:7] == ["pool", "nodes", "pods", "missed", "unwanted", "not selected", "spared"]
    pools = [[cell["text"] for cell in row][:7] for row in found.rows("list")][4:]
    assert pools == [
        ["control-plane", "3", "6", "0", "3", "0", "3"],
        ["worker", "5", "8", "0", "4", "1", "6"],
        ["gpu", "2", "2", "4", "0", "0", "0"],
    ]
    shown = [one["text"] for one in found.all("summary")]
    assert "runs on 7 of 10 nodes, 2 missed, 2 wanted, 7 unwanted, 1 spared" in shown[0]


def _is_of(element, heading):
    return any(up.get("aria-labelledby") == heading for up in element["inside"])


def test_a_row_that_is_all_as_meant_can_be_left_out():
    found = Page(page(ordinary(intent_of("node-exporter", "linux"))))
    assert [row[0]["inside"][-1].get("class") for row in found.rows()] == [None, None, "full"]


def test_the_rows_that_hurt_most_come_first_and_say_why_without_a_click():
    coverage = large(30, 17, 200)
    missed = [int(row[1]["text"].replace(",", "")) for row in Page(page(coverage)).rows()]
    assert missed == sorted(missed, reverse=True)
    why = [one["text"] for one in Page(page(ordinary())).all("a", "why")]
    assert why == ["taint nvidia.com/gpu=true:NoSchedule is not tolerated"] * 2


def test_without_intents_nothing_is_said_of_them(example):
    text = page(example).partition("</head>")[2]
    assert "unwanted" not in text
    assert "spared" not in text
    legend = Page(page(meant())).all("ul", "legend")[0]["text"]
    assert "unwanted a pod where none is meant to run" in legend
    assert "spared no pod, and none is meant to run" in legend


@pytest.mark.parametrize("kind", ["unwanted"])
def test_what_is_not_meant_is_readable_in_either_scheme(kind):
    css = Page(page(meant())).all("style")[0]["text"]
    blocks = [dict(re.findall(r"--([\w-]+): (#\w{6})", one)) for one in re.findall(r":root {(.*?)}", css, re.DOTALL)]
    both = [block for block in blocks if kind in block]
    assert len(both) == 2
    assert all(contrast(block[f"{kind}-text"], block[kind]) >= 4.5 for block in both)


def test_what_the_scheduler_adds_changes_no_verdict_and_stands_behind_the_cell():
    coverage = large(27, 6, 12)
    found = Page(page(coverage))
    number = [row.title for row in by_harm(coverage)].index("ops/agent-0")
    first = _cells(found, number)
    assert first[0]["text"] == "runs, may stay Pending"
    (link,) = [one for one in found.all("a") if one["inside"][-1] is first[0]]
    assert link["title"].startswith("ops/agent-26 asks for host port 9100/TCP too")
    assert "The scheduler adds:" in found.by_id(link["href"][1:])["text"]
    assert "but the scheduler may leave the pod Pending" in found.all("ul", "legend")[0]["text"]


def test_one_cell_in_full_has_every_condition(example):
    coverage = explained(example, node="gpu-1", daemon_set="gpu-plugin")
    card = Page(page(coverage)).by_id("c1-1")["text"]
    for one in coverage.rows[0].conditions(0):
        assert one.text in card
        assert one.detail in card
    assert "yesaccelerator In [nvidia-a100, nvidia-h100]" in card.replace(" yes", "yes").replace("\n", "")
    assert "taint nvidia.com/gpu=true:NoSchedule not tolerated examples/coverage/daemonsets.yaml:86:7" in card


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
        ["control-plane", "3", "6", "0", "3", "1.05", "792Mi"],
        ["worker", "5", "8", "0", "7", "1.4", "1,056Mi"],
        ["gpu", "2", "2", "4", "0", "0.2", "128Mi"],
    ]


def test_amounts_that_are_rounded_or_put_into_another_unit_are_exact_behind_it():
    found = Page(page(large(6, 3, 12)))
    exact = [(one["text"], one["title"]) for one in found.all("abbr")]
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
