import os
import shutil
import subprocess
import sys

import pytest

from tests.browser.chromium import Browser
from tests.browser.server import served
from tests.checkout import ROOT


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Return the folder that the build makes; without npm the test is skipped."""
    out = tmp_path_factory.mktemp("playground") / "out"
    command = [sys.executable, "scripts/build_playground.py", str(out), "--docs", ".."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    last = done.stderr.strip().rpartition("\n")[2]
    if done.returncode and last.startswith("npm "):
        (pytest.fail if os.environ.get("CI") and shutil.which("npm") else pytest.skip)(last)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    one = Browser(tmp_path_factory.mktemp("chromium"))
    yield one
    one.close()


@pytest.fixture(scope="session")
def address(built):
    """Return where the folder is served."""
    with served(built) as found:
        yield found
