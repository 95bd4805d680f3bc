"""Measure how long the first check of the playground takes: from the first key, at which Python is loaded, to findings.

Usage: ``python bench/playground.py [--rounds 5]``, in an environment where dslint's tests run, with npm and Chromium.
Each round is a browser of its own with nothing in its cache; then come checks in one that is warm. The times are those
of the clock: run it on a quiet machine. Exit code 1 if the limit is exceeded.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import Browser  # noqa: E402 - the checkout is no package that is installed
from tests.browser.server import served  # noqa: E402
from tests.render.samples import BAD  # noqa: E402

LIMIT = 3000
FOUND = "Found 1 problem (1 error) in 1 of 1 DaemonSet."
TYPED = """
new Promise(done => {{
  const box = document.querySelector('#text'), summary = document.querySelector('#summary');
  summary.textContent = '';
  const begun = performance.now();
  const look = () => summary.textContent === {found} ? done(performance.now() - begun) : setTimeout(look, 2);
  box.value = {text};
  box.dispatchEvent(new Event('input'));
  look();
}})
"""


def check(browser: Browser, name: str) -> float:
    """Put a manifest into the page, and return the milliseconds until what is found in it stands there."""
    return float(browser.run(TYPED.format(found=json.dumps(FOUND), text=json.dumps(BAD % name))))


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    first: list[float] = []
    later: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        build = [sys.executable, "scripts/build_playground.py", str(out), "--docs", ".."]
        subprocess.run(build, cwd=ROOT, check=True, timeout=600)
        with served(out) as address:
            for number in range(rounds):
                browser = Browser(Path(folder, f"home-{number}"))
                browser.open(f"{address}/index.html")
                browser.run("document.querySelector('#profile').value = ''")
                first.append(check(browser, "agent"))
                later += [check(browser, f"agent-{count}") for count in range(5)]
                browser.close()
    print(f"first check  median {median(first):6.0f} ms  most {max(first):6.0f} ms  (limit {LIMIT})")
    print(f"later checks median {median(later):6.0f} ms  most {max(later):6.0f} ms")
    return int(median(first) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
