"""dslint in Pyodide says what it says here, to the last byte; under Node, with the npm package alone."""

import json
import os
import shutil
import subprocess

import pytest

from dslint.catalogue.example import complete
from dslint.catalogue.index import contents, load_rules
from tests.checkout import ROOT
from tests.playground.reports import reports

SHARED = ROOT.parent / "shared"
FOLDERS = ("corpus", "corpus-helm", "corpus-kustomize")
SAMPLE = 60  # of the first; DSLINT_PYODIDE=all takes every file of all

pytestmark = pytest.mark.slow  # starts Node and Python in it


def corpus():
    every = os.environ.get("DSLINT_PYODIDE") == "all"
    folders = FOLDERS if every else FOLDERS[:1]
    found = (path for folder in folders for path in (SHARED / folder).rglob("*") if path.is_file())
    paths = sorted(path for path in found if path.suffix in {".yaml", ".yml", ".json"})
    step = 1 if every else max(1, len(paths) // SAMPLE)
    for path in paths[::step]:
        yield str(path.relative_to(SHARED)), path.read_text(encoding="utf-8", errors="replace")


def examples():
    for rule in load_rules():
        for number, example in enumerate(contents(rule.path).get("examples", ())):
            for kind in ("bad", "good", "fixed"):
                if kind in example:
                    yield f"{rule.id}/{number}/{kind}", complete(example[kind], example.get("target")).text


def of_pyodide(built, texts, folder):
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not there")
    script, code = ROOT / "tests" / "playground" / "reports.mjs", ROOT / "tests" / "playground" / "reports.py"
    (folder / "texts.json").write_text(json.dumps(texts), encoding="ascii")
    command = [node, str(script), str(built), str(code), str(folder / "texts.json")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=1200)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("source", [examples, corpus], ids=["the examples of the rules", "the corpus"])
def test_reports_are_identical(built, source, tmp_path):
    if source is corpus and not SHARED.is_dir():
        pytest.skip("the corpus is not there, in ../shared beside the checkout")
    texts = dict(source())
    assert len(texts) >= SAMPLE
    theirs, ours = of_pyodide(built, texts, tmp_path), json.loads(reports(json.dumps(texts)))
    assert sum(len(json.loads(one)["findings"]) for one in ours.values()) > len(texts) / 2
    assert {name for name in texts if theirs[name] != ours[name]} == set()
