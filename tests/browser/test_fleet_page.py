"""The page of ``dslint fleet`` as a browser shows it: forty agents in sixty clusters, and names of others."""

import pytest

from dslint.render.fleet_html import render
from dslint.render.style import Style
from tests.browser.pages import assert_calm
from tests.fleet.build import hostile, large
from tests.render.samples import HOSTILE

pytestmark = pytest.mark.slow  # starts a browser

PAGES = {
    "large": large,
    "few": lambda: large(6, 3),
    "hostile": lambda: hostile(HOSTILE.values()),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, make in PAGES.items():
        (folder / f"{name}.html").write_text("".join(render(make(), Style())), encoding="ascii")
    return {name: folder / f"{name}.html" for name in PAGES}


def box(selector):
    """Return a script for the place of an element in the window, as left, top, right and bottom."""
    return f"(e => [e.left, e.top, e.right, e.bottom])(document.querySelector({selector!r}).getBoundingClientRect())"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 420, 1280])
def test_a_page_opens_without_complaint_loads_nothing_and_never_scrolls_sideways(browser, files, name, scheme, width):
    assert_calm(browser, files[name], scheme, width)
    assert browser.run("document.querySelectorAll('script, img').length") == 0


@pytest.mark.parametrize("width", [420, 1280])
def test_differences_come_first_and_of_each_kind_some_are_in_sight(browser, files, width):
    browser.open(files["large"], width=width)
    heads = browser.run("[...document.querySelectorAll('h2')].map(e => e.textContent)")
    assert heads == ["Differences between clusters", "Agents in clusters", "Clusters"]
    kinds = browser.run("[...document.querySelectorAll('h3')].map(e => e.firstChild.textContent.trim())")
    assert kinds == [
        "Misses nodes in some clusters",
        "Stays Pending in some clusters",
        "Is not in all clusters",
        "Has findings in some clusters only",
        "Runs in several versions",
    ]
    assert browser.run("[...document.querySelectorAll('.gap li')].filter(e => e.checkVisibility()).length") == 5 * 6
    browser.run("document.querySelector('.behind summary').click()")
    assert browser.run("[...document.querySelectorAll('.gap li')].filter(e => e.checkVisibility()).length") == 63


@pytest.mark.parametrize("width", [420, 1280])
def test_heads_of_the_matrix_stay_in_sight_while_it_scrolls(browser, files, width):
    browser.open(files["large"], width=width)
    browser.run("document.querySelector('.tall').scrollIntoView()")
    corner = browser.run(box(".matrix thead th:first-child"))
    browser.run("document.querySelector('.tall').scrollTo(700, 500)")
    assert browser.run(box(".matrix thead th:first-child")) == corner
    head, first = (
        browser.run(box(".matrix thead th:nth-child(30)")),
        browser.run(box(".matrix tbody tr:nth-child(20) th")),
    )
    assert (head[1], head[3]) == (corner[1], corner[3])
    assert (first[0], first[2]) == (corner[0], corner[2])


@pytest.mark.parametrize(("width", "least"), [(420, 4), (1280, 17)])
def test_so_many_clusters_are_in_sight_at_once_and_the_worst_come_first(browser, files, width, least):
    browser.open(files["large"], width=width)
    seen = browser.run(
        "(all => { const right = document.querySelector('.tall').getBoundingClientRect().right;"
        " return [...all].filter(e => e.getBoundingClientRect().right <= right).length })"
        "(document.querySelectorAll('.matrix thead th:not(.sum):not(:first-child)'))"
    )
    assert seen >= least
    hurt = (
        "[...document.querySelectorAll('.matrix tbody tr')].map(row => row.querySelectorAll('td.sum')[0].textContent)"
    )
    missed = [int(one) for one in browser.run(hurt)]
    assert missed == sorted(missed, reverse=True)
    assert len(missed) == 40


@pytest.mark.parametrize("width", [420, 1280])
@pytest.mark.parametrize("name", ["large", "few"])
def test_no_text_in_the_matrix_is_larger_than_its_cell(browser, files, name, width):
    browser.open(files[name], width=width)
    wide = browser.run(
        "[...document.querySelectorAll('.matrix th, .matrix td')].filter(e => e.checkVisibility()"
        " && e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    )
    assert wide == []


def test_a_head_leads_to_its_cluster(browser, files):
    browser.open(files["few"])
    browser.run("document.querySelector('.matrix thead a').focus()")
    named = browser.run("document.activeElement.textContent")
    browser.press("Enter")
    assert browser.becomes("document.querySelector(':target th')?.textContent", named)


def test_what_hostile_names_say_is_not_done(browser, files):
    browser.open(files["hostile"])
    assert browser.run("document.body.textContent.includes('</script><script>hacked()</script>')") is True
    assert browser.run("typeof hacked") == "undefined"
    assert browser.run("[...document.querySelectorAll('b')].every(e => e.firstElementChild || e.className)") is True
