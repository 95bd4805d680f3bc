"""The guides and the configuration's schema name the versions of dslint/kube/versions.py."""

import importlib.util

import pytest

from dslint.kube.versions import DEFAULT, NEWEST, OLDEST
from tests.checkout import ROOT


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("make_versions", ROOT / "scripts" / "make_versions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_current(script):
    stale = [path for path, text in script.texts().items() if (ROOT / path).read_text(encoding="utf-8") != text]
    assert stale == [], "run: python scripts/make_versions.py"


def test_versions_are_written_over_those_of_before(script):
    exactness = "Versions before 1.7 and after 1.8. The behaviour is verified against 1.8; others"
    assert script.guide("docs/exactness.md", exactness).startswith(f"Versions before 1.{OLDEST} and after 1.{NEWEST}.")
    quickstart = "Without a setting dslint answers for Kubernetes 1.9, as"
    assert script.guide("docs/quickstart.md", quickstart).endswith(f"dslint answers for Kubernetes 1.{DEFAULT}, as")


def test_a_guide_that_has_lost_its_sentence_is_told(script):
    with pytest.raises(SystemExit, match=r"docs/quickstart.md: expected once: Without a setting"):
        script.guide("docs/quickstart.md", "Without a setting dslint answers for some Kubernetes.")
