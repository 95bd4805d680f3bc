"""The page of ``dslint coverage`` as a browser shows it."""

import pytest

from dslint.coverage.totals import of_row
from tests.checkout import ROOT
from tests.render.pages import described, hostile, large, meant, ordinary, page

PAGES = {"ordinary": ordinary, "large": large, "hostile": hostile, "meant": meant, "described": described}
WIDTHS = (320, 390, 768, 1280, 1920)

pytestmark = pytest.mark.slow  # starts a browser


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return the pages as files, by name."""
    folder = tmp_path_factory.mktemp("pages")
    for name, make in PAGES.items():
        (folder / f"{name}.html").write_text(page(make()), encoding="ascii")
    return {name: folder / f"{name}.html" for name in PAGES}


def box(selector):
    """Return a script for the place of an element in the window, as left, top, right and bottom."""
    return f"(e => [e.left, e.top, e.right, e.bottom])(document.querySelector({selector!r}).getBoundingClientRect())"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_without_complaint_and_loads_nothing_but_itself(browser, files, name, scheme):
    browser.open(files[name], scheme=scheme)
    assert browser.run("document.querySelectorAll('.matrix tbody tr').length") == len(PAGES[name]().rows)
    assert browser.run("getComputedStyle(document.querySelector('.matrix td.not-selected')).backgroundColor") == {
        "light": "rgb(236, 239, 242)",
        "dark": "rgb(34, 42, 51)",
    }.get(scheme)
    assert browser.run("document.querySelector('#filter').hidden") is False, "the script did not run"
    assert browser.complaints == []
    assert browser.requests == [files[name].as_uri()]


def test_what_hostile_names_say_is_not_done(browser, files):
    browser.open(files["hostile"])
    assert browser.run("typeof hacked") == "undefined"
    assert browser.run("document.querySelectorAll('img, b, script').length") == 1
    assert browser.run("document.body.textContent.includes('</script><script>hacked()</script>')") is True
    assert browser.complaints == []


def test_what_is_not_the_pages_own_would_be_refused(browser, files, tmp_path):
    """Hold the policy, and that the test would notice: the same page with a script and an image in it."""
    text = files["ordinary"].read_text().replace("</main>", "<script>var hacked = 1</script><img src='x.png'></main>")
    (tmp_path / "broken.html").write_text(text)
    browser.open(tmp_path / "broken.html")
    assert browser.run("typeof hacked") == "undefined"
    assert len(browser.complaints) == 2
    assert all("Content Security Policy" in text for text in browser.complaints)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_itself_never_scrolls_sideways(browser, files, name, width):
    browser.open(files[name], width=width)
    assert browser.run("innerWidth") == width
    assert browser.run("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 1280])
def test_the_heads_of_the_matrix_stay_in_sight(browser, files, width):
    browser.open(files["large"], width=width)
    browser.run("document.querySelector('.tall').scrollIntoView()")
    before = browser.run(box(".matrix thead th:nth-child(1)")), browser.run(box(".matrix tbody tr:nth-child(1) td"))
    browser.run("document.querySelector('.tall').scrollTo(200, 400)")
    corner, cell = (
        browser.run(box(".matrix thead th:nth-child(1)")),
        browser.run(box(".matrix tbody tr:nth-child(1) td")),
    )
    assert corner == before[0]
    assert cell[:2] == [before[1][0] - 200, before[1][1] - 400]
    head, first = (
        browser.run(box(".matrix thead th:nth-child(9)")),
        browser.run(box(".matrix tbody tr:nth-child(30) th")),
    )
    foot, frame = browser.run(box(".matrix tfoot tr:last-child td")), browser.run(box(".tall"))
    assert (head[1], head[3]) == (corner[1], corner[3])
    assert (first[0], first[2]) == (corner[0], corner[2])
    assert foot[3] == pytest.approx(frame[3], abs=2)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_cell_shows_its_card_beside_the_matrix(browser, files, scripts, width):
    browser.send("Emulation.setScriptExecutionDisabled", value=not scripts)
    try:
        browser.open(files["large"], width=width, height=900)
        assert browser.run("document.querySelector('#filter').hidden") is not scripts
        browser.run("document.querySelector('.matrix td.missed a').focus()")
        card = browser.run("document.activeElement.hash")
        assert browser.run(f"document.querySelector('{card}').checkVisibility()") is False, "it is folded away at first"
        before = browser.run("scrollY")
        browser.press("Enter")
        assert browser.becomes("document.activeElement.id", card[1:])
        assert browser.becomes("document.querySelector('.shown') !== null", value=scripts)
        left, top, right, bottom = browser.run(box(card))
        assert browser.run(f"document.querySelector('{card} h4').checkVisibility()") is True
        assert (left >= 0, top >= 0, right <= width, bottom <= 900) == (True, True, True, True)
        assert (right - left, bottom - top) > (300, 100)
        assert browser.run("scrollY") == before, "the matrix stays where it is"
        browser.press("Tab")
        assert browser.becomes("document.activeElement.className", "close")
        browser.press("Enter")
        assert browser.becomes(f"getComputedStyle(document.querySelector('{card}')).position", "relative")
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)


def test_escape_closes_a_card_and_goes_back_to_its_cell(browser, files):
    browser.open(files["ordinary"])
    browser.run("document.querySelector('a[href=\"#m2-2\"]').focus()")
    shown = "[...document.querySelectorAll('.shown')].map(a => a.hash).join()"
    browser.press("Enter")
    assert browser.becomes("document.activeElement.id", "m2-2")
    assert browser.becomes(shown, "#m2-2")
    browser.press("Escape")
    assert browser.becomes("document.querySelector(':target')", None)
    assert browser.becomes("document.activeElement.hash", "#m2-2")
    assert browser.becomes(shown, "")


def test_all_that_can_be_used_is_reached_with_the_keyboard(browser, files):
    browser.open(files["ordinary"])
    reached = []
    for _ in range(80):
        browser.press("Tab")
        where = "(e => e.hash || e.id || e.getAttribute('aria-labelledby') || e.tagName)(document.activeElement)"
        reached.append(browser.run(where))
    cells = browser.run("[...document.querySelectorAll('.matrix tbody a')].map(a => a.hash)")
    assert [one for one in reached if one in cells][: len(cells)] == cells
    assert {"missing", "INPUT", "matrix", "groups", "pools", "SUMMARY", "#g1"} <= set(reached)


def test_rows_can_be_left_out(browser, files):
    browser.open(files["large"])
    rows = "[...document.querySelectorAll('.matrix tbody tr')].filter(row => row.checkVisibility())"
    coverage = large()
    full = sum(not any(of_row(coverage, row).tally.hurts) for row in coverage.rows)
    assert 0 < full < 40
    browser.run("document.querySelector('#missing').click()")
    assert browser.run(f"{rows}.length") == 40 - full
    browser.run("document.querySelector('#missing').click()")
    browser.run("document.querySelector('#filter input').focus()")
    browser.send("Input.insertText", text="OPS/agent-3")
    left = browser.run(f"{rows}.map(row => row.cells[0].querySelector('bdi').textContent)")
    assert sorted(left) == ["ops/agent-3", *(f"ops/agent-{number}" for number in range(30, 40))]


def test_print_shows_everything_on_white(browser, files):
    browser.open(files["large"], scheme="dark", width=1050)
    features = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.send("Emulation.setEmulatedMedia", media="print", features=features)
    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.run("document.querySelector('.card').checkVisibility({contentVisibilityAuto: true})") is True
    assert (
        browser.run("document.querySelector('.tall').scrollHeight - document.querySelector('.tall').clientHeight") == 0
    )
    assert (
        browser.run("[...document.querySelectorAll('*')].every(e => getComputedStyle(e).position != 'sticky')") is True
    )


def test_the_picture_in_the_guide_is_taken_from_the_page(browser, files, tmp_path, request):
    """Take it; a picture is for people to look at, so what can be held is that it is there and of this page's size."""
    browser.open(files["ordinary"], fragment="m2-1", width=1200, height=960)
    assert browser.becomes("document.querySelector('.shown')?.hash", "#m2-1")
    taken = browser.screenshot(tmp_path / "coverage.png").read_bytes()
    kept = ROOT / "docs" / "coverage.png"
    if request.config.getoption("--update-golden"):
        kept.write_bytes(taken)
    assert taken[:24] == kept.read_bytes()[:24]
    assert len(taken) > 20_000


def test_seventeen_groups_fit_beside_what_they_cost(browser, tmp_path):
    file = tmp_path / "wide.html"
    file.write_text(page(large(30, 17, 2000)), encoding="ascii")
    browser.open(file, width=1280)
    assert browser.run("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.tall'))") == 0
    sums = browser.run("[...document.querySelectorAll('.matrix thead .sum')].map(e => e.textContent).join()")
    assert sums == "missed,CPU,memory"


def test_the_heads_sort_the_rows(browser, files):
    browser.open(files["ordinary"])
    names = "[...document.querySelectorAll('.matrix tbody tr')].map(e => e.dataset.name.split('/')[1]).join()"
    assert browser.run(names) == "log-shipper,gpu-plugin,node-exporter"
    for key, order in {
        "name": "gpu-plugin,log-shipper,node-exporter",
        "cpu": "log-shipper,node-exporter,gpu-plugin",
        "harm": "log-shipper,gpu-plugin,node-exporter",
    }.items():
        browser.run(f"document.querySelector('[data-sort={key}]').click()")
        assert browser.run(names) == order
        assert browser.run("document.querySelectorAll('.matrix [aria-sort]').length") == 1
