import runpy
import shutil

import pytest

from tests.checkout import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_the_screen_has_the_manifest_and_what_is_found_in_it(tmp_path):
    script = runpy.run_path(str(ROOT / "scripts" / "draw_editor.py"))
    shown = script["screen"](tmp_path)
    (line,) = [line for line in shown.splitlines() if "beta.kubernetes.io/os: linux" in line]
    assert "node label beta.kubernetes.io/os is deprecated" in line
    assert max(map(len, shown.splitlines())) == script["COLUMNS"]
    assert "<pre>" in script["html"](shown)


def test_a_screen_is_a_text_of_the_page():
    script = runpy.run_path(str(ROOT / "scripts" / "draw_editor.py"))
    assert "<pre>a &lt;b&gt;</pre>" in script["html"]("a <b>")
