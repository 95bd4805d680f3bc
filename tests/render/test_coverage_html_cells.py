"""The cells of the page of coverage: what each says, where it leads, and that it is what the model says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dslint.coverage.describe import by_harm
from dslint.coverage.totals import of_row
from tests.coverage.build import covered, explained
from tests.kube.nodes.strategies import fleets, pods
from tests.render.pages import PAGES, Page, intent_of, large, meant, ordinary, page


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


def test_without_intents_nothing_is_said_of_them():
    text = page(ordinary()).partition("</head>")[2]
    assert "unwanted" not in text
    assert "spared" not in text
    legend = Page(page(meant())).all("ul", "legend")[0]["text"]
    assert "unwanted a pod where none is meant to run" in legend
    assert "spared no pod, and none is meant to run" in legend


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


def test_one_cell_in_full_has_every_condition():
    coverage = explained(ordinary(), node="gpu-1", daemon_set="gpu-plugin")
    card = Page(page(coverage)).by_id("c1-1")["text"]
    for one in coverage.rows[0].conditions(0):
        assert one.text in card
        assert one.detail in card
    assert "yesaccelerator In [nvidia-a100, nvidia-h100]" in card.replace(" yes", "yes").replace("\n", "")
    assert "taint nvidia.com/gpu=true:NoSchedule not tolerated examples/coverage/daemonsets.yaml:86:7" in card
