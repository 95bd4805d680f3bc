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


def test_there_is_a_page_for_every_rule_and_no_other(pages):
    assert sorted(path.name for path in OUT.iterdir()) == sorted(pages)


def test_the_pages_are_current(pages):
    stale = [name for name, text in pages.items() if (OUT / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run: python scripts/make_docs.py"


def test_the_index_links_to_every_page(pages):
    assert [name for name in pages if name != "README.md" and f"({name})" not in pages["README.md"]] == []
