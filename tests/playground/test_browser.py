"""The playground in a browser: what it loads, what it shows, and that the keyboard will do."""

import gzip
import json

import pytest

from tests.checkout import ROOT
from tests.render.samples import BAD, GOOD

MOST = 8_000_000  # bytes over the wire
SUMMARY = "document.querySelector('#summary').textContent"
BUSY = "document.querySelector('#busy').textContent"
HOSTILE = (BAD % "agent").replace("agnet", "<img src=x onerror=hacked()>")

pytestmark = pytest.mark.slow  # starts a browser, and Python in it


def text_is(browser, text):
    """Put a text in the place of the manifest, as pasting does."""
    browser.run("(box => { box.focus(); box.select(); })(document.querySelector('#text'))")
    browser.send("Input.insertText", text=text)


def settles(browser, summary):
    """Wait until a summary is shown and nothing goes on."""
    script = (
        f"new Promise(done => {{ const look = () => {SUMMARY} === {json.dumps(summary)} && {BUSY} === '' ? done(true)"
    )
    script += " : setTimeout(look, 20); look(); setTimeout(() => done(false), 60000); })"
    assert browser.run(script), (browser.run(SUMMARY), browser.run(BUSY), browser.complaints)


SHARED = f"# \U0001f433\n{BAD % 'agent'}"
FOUND = "Found 1 problem (1 error) in 1 of 1 DaemonSet."
CLEAN = "Checked 1 DaemonSet in 1 file: no problems."


@pytest.fixture
def page(browser, address):
    browser.open(f"{address}/index.html")
    browser.run("document.querySelector('#profile').value = ''")  # without nodes, whose state some rules tell of
    return browser


def test_it_is_small(built):
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in built.rglob("*") if path.is_file()}
    assert sum(sizes.values()) <= MOST, sizes
    names = {path.name for path in built.rglob("*")}
    assert not {name for name in names if name.endswith((".whl", ".map", ".html")) and name != "index.html"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 420, 1280])
def test_it_opens_with_a_result_and_without_python(browser, address, scheme, width):
    browser.open(f"{address}/index.html", scheme=scheme, width=width)
    assert browser.run(SUMMARY) == "Found 3 problems (1 error, 2 warnings) in 1 of 1 DaemonSet."
    assert browser.run("document.querySelectorAll('.finding').length") == 3
    assert browser.run("document.querySelectorAll('.mark.error, .mark.warning').length") == 3
    assert browser.run("document.querySelectorAll('#coverage .matrix tbody tr').length") == 1
    assert browser.run("document.documentElement.scrollWidth") == width
    assert browser.run("document.body.textContent.includes('never leaves it')") is True
    assert browser.complaints == []
    assert not [url for url in browser.requests if not url.startswith(f"{address}/") or "pyodide" in url]


def test_typing_checks_in_the_page_and_asks_no_other_origin(page, address):
    page.run("document.querySelector('#text').focus()")
    text_is(page, BAD % "agent")
    settles(page, FOUND)
    loaded = list(page.requests)
    assert any("pyodide.asm.wasm" in url for url in loaded)
    assert not [url for url in loaded if not url.startswith((f"{address}/", f"blob:{address}/"))]
    text_is(page, GOOD % "agent")
    settles(page, CLEAN)
    text_is(page, HOSTILE)
    settles(page, "Found 2 problems (2 errors) in 1 of 1 DaemonSet.")
    assert page.run("document.querySelectorAll('#findings img').length") == 0
    assert page.run("typeof hacked") == "undefined"
    assert page.requests == loaded, "once it is loaded it asks for nothing"
    assert page.complaints == []


def refusals(browser):
    return [text for text in browser.complaints if "Content Security Policy" in text and "connect-src" in text]


def test_another_origin_cannot_be_reached_from_the_page_or_its_worker(page):
    asks = "fetch('http://localhost:1/').then(() => 'reached', () => 'refused')"
    assert page.run(asks) == "refused"
    before = len(refusals(page))
    assert before
    worker = f"new Worker(URL.createObjectURL(new Blob([`{asks}.then(postMessage)`])))"
    assert page.run(f"new Promise(done => {{ {worker}.onmessage = ({{data}}) => done(data); }})") == "refused"
    assert len(refusals(page)) > before


def test_the_page_answers_while_its_worker_is_busy(page):
    large = json.dumps("---\n".join(BAD % f"agent-{number}" for number in range(400)))
    page.run(
        f"(box => {{ box.value = {large}; box.dispatchEvent(new Event('input')); }})(document.querySelector('#text'))"
    )
    waits = "new Promise(done => { let worst = 0, last = performance.now(), n = 0; const tick = () => {"
    waits += "const now = performance.now(); worst = Math.max(worst, now - last); last = now;"
    waits += (
        f"({SUMMARY}.startsWith('Found 400') || n++ > 30000) ? done([worst, n]) : setTimeout(tick, 5); }}; tick(); }})"
    )
    worst, ticks = page.run(waits)
    assert ticks > 20, "it took no time at all: nothing is shown by this"
    assert ticks < 30000
    took = page.run("performance.now()")
    assert worst < took / 2


def test_marks_stand_under_what_they_are_about(page):
    """Compare with where the browser itself draws the characters."""
    text_is(page, (BAD % "agent").replace("labels:", "annotations: {a: '\U0001f433\t日本'}, labels:"))
    settles(page, FOUND)
    assert page.run("document.querySelector('.mark.error').textContent") == "agnet"
    line = "document.querySelector('#text').value.split('\\n')[6]"
    width = (
        f"(row => {{ const probe = document.createElement('span'); probe.textContent = {line}.split('agnet')[0];"
        "const line = row.cloneNode(false); line.append(probe); row.after(line);"
        "const wide = probe.getBoundingClientRect().width; line.remove(); return wide; })"
        "(document.querySelector('#marks .row'))"
    )
    offset = (
        "(mark => mark.getBoundingClientRect().left - mark.parentElement.getBoundingClientRect().left)"
        "(document.querySelector('.mark.error'))"
    )
    assert page.run(offset) == pytest.approx(page.run(width), abs=0.5)
    page.run("document.querySelector('#text').setSelectionRange(0, 0)")
    page.send("Input.insertText", text="# one more line\n")
    assert page.becomes(
        "document.querySelector('.mark.error').parentElement.style.getPropertyValue('--line')", value="7"
    )
    settles(page, FOUND)


def test_a_fix_is_shown_before_it_is_made_and_can_be_undone(page):
    text_is(page, BAD % "agent")
    settles(page, FOUND)
    page.run("document.querySelector('[data-fix=\"0\"]').focus()")
    page.press("Enter")
    assert page.becomes("document.querySelector('#dialog').open", value=True)
    assert (
        page.run("document.querySelector('#difference .added').textContent")
        == "+    metadata: {labels: {app: agent}}\n"
    )
    page.press("Escape")
    assert page.becomes("document.querySelector('#dialog').open", value=False)
    assert "agnet" in page.run("document.querySelector('#text').value")
    page.run("document.querySelector('[data-fix=\"all\"]').click()")
    assert page.becomes("document.querySelector('#dialog').open", value=True)
    page.run("document.querySelector('#apply').focus()")
    page.press("Enter")
    settles(page, CLEAN)
    assert page.run("document.querySelector('#text').value") == (BAD % "agent").replace("agnet", "agent")
    page.run("document.execCommand('undo')")
    assert page.run("document.querySelector('#text').value") == BAD % "agent"
    settles(page, FOUND)


def test_the_example_can_be_fixed_at_once(page):
    page.run("document.querySelector('[data-fix=\"safe\"]').click()")
    shown = "new Promise(done => { const look = () => document.querySelector('#dialog').open ? done(true)"
    assert page.run(f"{shown} : setTimeout(look, 20); look(); }})") is True
    assert page.run("document.querySelectorAll('#difference .added').length") == 3


def test_the_keyboard_reaches_everything(page):
    seen = []
    page.run("document.body.focus()")
    for _ in range(60):
        page.press("Tab")
        seen.append(page.run("document.activeElement.id || document.activeElement.textContent.trim().slice(0, 20)"))
        if seen[-1] == "text":
            break
    assert seen[-1] == "text"
    assert {"example", "version", "profile", "infos", "share"} <= set(seen)
    page.press("Tab")
    assert page.run("document.activeElement.id") != "text", "Tab leaves the editor"
    nameless = (
        "[...document.querySelectorAll('input, select, textarea, button')].filter(e => !(e.labels?.length"
        " || e.textContent.trim() || e.ariaLabel)).map(e => e.outerHTML)"
    )
    assert page.run(nameless) == []


def test_f8_goes_from_finding_to_finding(page):
    where = "(box => box.value.slice(0, box.selectionStart).split('\\n').length)(document.querySelector('#text'))"
    page.run("(box => { box.focus(); box.setSelectionRange(0, 0); })(document.querySelector('#text'))")
    lines = []
    for _ in range(4):
        for kind in ("keyDown", "keyUp"):
            page.send("Input.dispatchKeyEvent", type=kind, key="F8", code="F8", windowsVirtualKeyCode=119)
        lines.append(page.run(where))
    assert lines == [13, 16, 18, 13]


def test_a_link_brings_everything_back_and_is_not_sent(page, address):
    nodes = (ROOT / "examples" / "coverage" / "nodes.yaml").read_text("utf-8")
    text_is(page, SHARED)
    given = f"box.value = {json.dumps(nodes)}; box.dispatchEvent(new Event('input'));"
    page.run(f"(box => {{ {given} }})(document.querySelector('#nodes'))")
    page.run("document.querySelector('#version').value = '1.30'")
    page.run("document.querySelector('#share').click()")
    assert page.becomes("document.querySelector('#link').value.includes('#s=')", value=True)
    link = page.run("document.querySelector('#link').value")
    page.open(link.split("#")[0], fragment=link.split("#")[1])
    assert page.becomes("document.querySelector('#text').value", SHARED)
    assert page.run("document.querySelector('#version').value") == "1.30"
    assert page.run("document.querySelector('#nodes').value") == nodes
    settles(page, "Found 1 problem (1 error) in 1 of 1 DaemonSet.")
    assert page.run("document.querySelector('#coverage').textContent.includes('gpu')") is True
    assert not [url for url in page.requests if link.split("#")[1] in url.partition("#")[0]]
    page.open(f"{address}/index.html", fragment="s=AAAA")
    assert page.becomes(f"{BUSY}.startsWith('This link cannot be read')", value=True)


def test_a_rule_can_be_tried_from_its_page(page, address):
    page.open(f"{address}/index.html", fragment="example=uncovered-nodes")
    settles(page, FOUND)
    assert page.run("document.querySelector('.finding h3').textContent") == "error DS220 uncovered-nodes"
    assert page.run("document.querySelector('#coverage .matrix') !== null") is True


def test_rules_can_be_switched_off_and_on(page):
    text_is(page, BAD % "agent")
    settles(page, FOUND)
    page.run("document.querySelector('#rules input[value=DS101]').click()")
    settles(page, CLEAN)
    assert page.run("document.querySelector('#rules-state').textContent") == "1 fewer than the default ones"
    page.run("document.querySelector('[data-rules=default]').click()")
    settles(page, FOUND)


def test_what_nests_too_deep_is_told_and_the_page_goes_on(page):
    text_is(page, "kind: DaemonSet\na: " + "[" * 5000 + "]" * 5000)
    assert page.becomes(f"({SUMMARY} + {BUSY}).length > 0 && !{BUSY}.includes('…')", value=True)
    text_is(page, BAD % "agent")
    settles(page, FOUND)
