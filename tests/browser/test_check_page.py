"""The page of ``dslint check`` as a browser shows it."""

import json

import pytest

from dslint.render.html import render
from dslint.render.style import Style
from dslint.run import check_text
from tests.browser.pages import assert_calm
from tests.render.samples import BAD, HOSTILE

pytestmark = pytest.mark.slow  # starts a browser

OLD = BAD.replace("containers:", "nodeSelector: {beta.kubernetes.io/os: linux}\n      containers:")


def hostile():
    for word in HOSTILE.values():
        quoted = json.dumps(word[:300], ensure_ascii=word.isascii())
        yield (BAD % "agent").replace("name: agent,", f"name: {quoted},").replace("agnet", quoted)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = {"ordinary": [OLD % "first", BAD % "second"], "hostile": hostile()}
    for name, documents in made.items():
        report = check_text("---\n".join(documents), path="deploy/agent.yaml")
        (folder / f"{name}.html").write_text("".join(render(report, Style())), encoding="ascii")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", ["ordinary", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 480, 1280])
def test_a_page_opens_without_complaint_loads_nothing_and_never_scrolls_sideways(browser, files, name, scheme, width):
    assert_calm(browser, files[name], scheme, width)


def visible(browser):
    return browser.run("[...document.querySelectorAll('.finding')].filter(e => e.offsetParent !== null).length")


def test_words_and_severities_narrow_down_what_is_seen(browser, files):
    browser.open(files["ordinary"])
    assert visible(browser) == 3
    browser.run("document.querySelector('#show-warning').click()")
    assert visible(browser) == 2
    browser.run("document.querySelector('#show-warning').click()")
    browser.run(
        "(box => { box.value = 'FIRST beta'; box.dispatchEvent(new Event('input')); })"
        "(document.querySelector('#filter input'))"
    )
    assert visible(browser) == 1
    assert browser.run("document.querySelectorAll('article:not([hidden])').length") == 1
    assert browser.run("document.querySelector('#left').textContent") == "1 of 3"


def test_without_its_script_it_can_be_read_whole(browser, files):
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.send("Page.navigate", url=files["ordinary"].as_uri())
        assert browser.becomes("document.querySelectorAll('.finding pre').length", 3)
        assert browser.run("document.querySelector('#filter').hidden") is True
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
