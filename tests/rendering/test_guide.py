"""docs/rendering.md begins with what a real Helm gives for docs/chart-example/agent."""

import shutil

import pytest

from tests.checkout import ROOT
from tests.markdown import blocks, replay

GUIDE = ROOT / "docs" / "rendering.md"


@pytest.mark.usefixtures("renderers")
def test_the_guide_shows_what_becomes_of_the_example(tmp_path, request):
    shutil.copytree(ROOT / "docs/chart-example/agent", tmp_path / "charts/agent")
    text = GUIDE.read_text(encoding="utf-8")
    first = next(blocks(text))
    assert (first.info, first.body.count("$ ")) == ("text", 1)
    real = replay(first.body, tmp_path)
    if request.config.getoption("--update-golden"):
        GUIDE.write_text(text[: first.start] + real + text[first.end :], encoding="utf-8")
    else:
        assert first.body == real
