"""The tutorial's nginx: the good manifest is clean, and each bad twin has the one mistake that it is there for."""

import pytest

from dslint import Options
from dslint.run import check_paths
from tests.checkout import ROOT

EXAMPLES = ROOT / "examples"
FOUND = {
    "nginx.yaml": [],
    "nginx-deprecated-label.yaml": [("DS302", "warning", 19, 9)],
    "nginx-untolerated.yaml": [("DS203", "warning", 20, 9)],
    "nginx-wrong-selector.yaml": [("DS101", "error", 16, 14)],
}


def check(name):
    return check_paths([str(EXAMPLES / name)], Options(no_config=True))


@pytest.mark.parametrize("name", FOUND)
def test_an_example_has_the_mistake_that_it_shows_and_no_other(name):
    found = [(f.rule, f.severity, f.at.start.line, f.at.start.column) for f in check(name).findings]
    assert found == FOUND[name]


def test_every_example_is_tested():
    assert {path.name for path in EXAMPLES.glob("*.yaml")} == set(FOUND)


def test_the_good_example_is_the_tutorials_case():
    text = (EXAMPLES / "nginx.yaml").read_text(encoding="utf-8")
    for part in ("name: nginx", "namespace: default", "app: nginx", "kubernetes.io/os: linux", "image: nginx:"):
        assert part in text


def test_a_wrong_selector_is_shown_at_both_places():
    (finding,) = check("nginx-wrong-selector.yaml").findings
    assert [(label.start.line, label.start.column, label.pointer) for label in finding.related] == [
        (12, 12, "/spec/selector/matchLabels/app")
    ]
