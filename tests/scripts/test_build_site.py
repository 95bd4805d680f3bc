"""The documentation site: built strictly and without a network, whole, and nothing in it of another origin."""

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from urllib.parse import unquote, urlsplit

import pytest

from dslint.catalogue.index import contents, load_rules
from tests.browser.chromium import Browser
from tests.browser.server import served
from tests.checkout import ROOT

pytestmark = pytest.mark.slow  # builds the site, starts a browser

LOADED = {
    "link": "href",
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "use": "href",
}
SHOWN = ("", "quickstart/", "rules/", "rules/unmatched-selector/", "coverage/", "configuration/")


class Page(HTMLParser):
    """What a page points at, and what it loads."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.ids, self.words = [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids |= {found[key] for key in ("id", "name") if key in found}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if found.get(LOADED.get(tag)) and found.get("rel") not in ("canonical", "next", "prev"):
            self.loaded.append(found[LOADED[tag]])

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder that the build makes, with an empty page in the place of the playground."""
    if find_spec("zensical") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("zensical is not there: pip install zensical==0.0.73")
    folder = tmp_path_factory.mktemp("site")
    (folder / "playground").mkdir()
    (folder / "playground" / "index.html").write_text("<title>playground</title>", encoding="ascii")
    command = [sys.executable, "scripts/build_site.py", str(folder / "out"), "--playground", str(folder / "playground")]
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **nowhere}, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def pages(site):
    return {
        path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def test_no_page_loads_anything_of_another_origin(site, pages):
    assert len(pages) > 200
    found = {(name, target) for name, page in pages.items() for target in page.loaded if urlsplit(target).netloc}
    assert found == set()
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert styles
    assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)]*", styles) == []


def test_every_link_and_every_anchor_is_there(site, pages):
    broken = []
    for name, page in pages.items():
        for target in (*page.links, *page.loaded):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or name == "404.html":
                continue
            path = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
            )
            whole = site / path
            if whole.is_dir():
                path, whole = posixpath.normpath(f"{path}/index.html"), whole / "index.html"
            anchor = "" if path.startswith("try/") else unquote(parts.fragment)
            if not whole.is_file() or (anchor and anchor not in pages[path].ids):
                broken.append((name, target))
    assert broken == []


def test_no_fence_is_left_in_the_text_of_a_page(pages):
    assert [name for name, page in pages.items() if "```" in "".join(page.words)] == []


def test_every_rule_has_a_page_under_its_name_an_address_under_its_id_and_its_example_to_try(pages):
    for rule in load_rules():
        page = pages[f"rules/{rule.name}/index.html"]
        assert f"../{rule.name}/" in pages[f"rules/{rule.id}/index.html"].links
        tried = f"../../try/#example={rule.name}" in page.links
        assert tried == any("bad" in example for example in contents(rule.path).get("examples", ()))


def test_the_pages_of_rules_lead_to_each_other(pages):
    links = set(pages["rules/unmatched-selector/index.html"].links)
    assert {f"../{rule.name}/" for rule in load_rules() if rule.name != "unmatched-selector"} <= links


def test_the_schemas_stand_under_their_names(site):
    for path in (ROOT / "schemas").glob("*.json"):
        assert (site / "schemas" / path.name).read_bytes() == path.read_bytes()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    one = Browser(tmp_path_factory.mktemp("chromium"))
    yield one
    one.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [420, 1280])
@pytest.mark.parametrize("page", SHOWN)
def test_a_page_loads_nothing_from_elsewhere_and_does_not_scroll_sideways(browser, site, page, width, scheme):
    with served(site) as address:
        browser.open(f"{address}/{page}", width=width, scheme=scheme)
        assert browser.becomes("document.body.dataset.mdColorScheme", {"light": "default", "dark": "slate"}.get(scheme))
        assert browser.run("document.documentElement.scrollWidth") <= width
        assert browser.complaints == []
        assert not [url for url in browser.requests if not url.startswith((f"{address}/", "data:", "blob:"))]


def test_the_search_finds_a_rule_and_asks_nobody_else(browser, site):
    index = json.loads((site / "search.json").read_text(encoding="utf-8"))
    assert any("unmatched-selector" in json.dumps(item) for item in index["items"])
    with served(site) as address:
        browser.open(f"{address}/")
        inside = "[...document.querySelectorAll('*')].find(one => one.shadowRoot)?.shadowRoot"
        browser.run("document.querySelector('button.md-search__button').click()")
        assert browser.becomes(f"{inside}?.querySelector('input') != null", value=True)
        browser.run(f"{inside}.querySelector('input').focus()")
        browser.send("Input.insertText", text="unmatched-selector")
        found = (
            f"[...{inside}.querySelectorAll('[role=listbox] a')].some(one => one.href.includes('unmatched-selector'))"
        )
        assert browser.becomes(found, value=True)
        assert not [url for url in browser.requests if not url.startswith((f"{address}/", "data:", "blob:"))]


def test_a_broken_link_ends_the_build(tmp_path):
    """Hold that strict means strict: the same build of a copy with a link that leads nowhere."""
    if find_spec("zensical") is None:
        pytest.skip("zensical is not there: pip install zensical==0.0.73")
    for name in ("docs", "dslint", "rules", "schemas", "scripts", "oracle", "examples", ".github"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "vectors"))
    for name in ("mkdocs.yml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "Dockerfile"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    with (tmp_path / "docs" / "limits.md").open("a", encoding="utf-8") as page:
        page.write("\n[nowhere](nowhere.md)\n")
    command = [sys.executable, str(tmp_path / "scripts" / "build_site.py"), str(tmp_path / "out"), "--playground", "x"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 1
    assert "limits.md" in done.stdout + done.stderr
    assert not (tmp_path / "out").exists()
