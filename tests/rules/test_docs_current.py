"""docs/rules/ is what scripts/make_docs.py makes of the rule files."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUT = ROOT / "docs" / "rules"


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_the_pages_are_current(pages):
    there = {path.name: path.read_text(encoding="utf-8") for path in OUT.iterdir()}
    stale = sorted(name for name in pages.keys() | there.keys() if pages.get(name) != there.get(name))
    assert stale == [], "these pages differ from the rule files; run: python scripts/make_docs.py"


def test_the_index_links_to_every_page(pages):
    assert [name for name in pages if name != "README.md" and f"({name})" not in pages["README.md"]] == []
