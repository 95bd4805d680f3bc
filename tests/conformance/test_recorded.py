"""The answers that ``scripts/record_vectors.py`` has recorded, of every version that can be asked, against dslint's."""

import gzip
import json
import re
import sys
from pathlib import Path

import pytest

from dslint.kube.versions import VERIFIED
from tests.checkout import ROOT

sys.path.append(str(ROOT / "scripts"))

from vectors import compare

FOLDER = Path(__file__).parent / "vectors"
FILES = sorted(FOLDER.glob("*/*.json.gz"))
BATCH = 250
# vector that dslint answers otherwise -> why; a line about one that is answered alike fails
REASONS = {
    (
        "1.35",
        "texts",
        398,
    ): "one long text and no object: kubectl refuses it later, dslint names the key without a space",
    (
        "1.37",
        "texts",
        963,
    ): "a value that JSON has not, in a part that a second key replaces: kubectl never looks at it",
}


def load(path):
    return json.loads(gzip.decompress(path.read_bytes()))


def batches():
    for path in FILES:
        count = len(load(path)["cases"])
        for start in range(0, count, BATCH):
            yield pytest.param(path, start, id=f"{path.parent.name} {path.name.partition('.')[0]} {start}")


@pytest.mark.parametrize(("path", "start"), list(batches()))
def test_dslint_answers_as_kubernetes_did(path, start):
    vectors = load(path)
    minor = int(vectors["kubernetes"].rpartition(".")[2])
    different = []
    for number, (given, said) in enumerate(vectors["cases"][start : start + BATCH], start):
        # through JSON, as what was recorded
        own = json.loads(json.dumps(compare.words(vectors["topic"], given, minor)))
        if (own != said) != ((vectors["kubernetes"], vectors["topic"], number) in REASONS):
            different.append((given, compare.differences(said, own) if isinstance(said, dict) else own))
    assert different == []


def test_the_version_that_is_verified_has_been_recorded():
    topics = {path.name.partition(".")[0] for path in FOLDER.glob(f"1.{VERIFIED}/*.json.gz")}
    assert topics == {"objects", "placements", "texts", "updates"}


def test_vectors_of_a_version_are_small():
    sizes = {folder.name: sum(path.stat().st_size for path in folder.iterdir()) for folder in FOLDER.iterdir()}
    assert {name for name, size in sizes.items() if size > 3_000_000} == set()


def test_the_guide_counts_what_is_recorded():
    guide = (ROOT / "docs" / "exactness.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (1\.\d+) \|.*\| ([\d,]+) \| (\d{4}-\d\d-\d\d) \|$", guide, re.MULTILINE)
    told = {version: (int(count.replace(",", "")), day) for version, count, day in rows}
    recorded = {}
    for path in FILES:
        vectors = load(path)
        count, _ = recorded.get(vectors["kubernetes"], (0, ""))
        recorded[vectors["kubernetes"]] = (count + len(vectors["cases"]), vectors["recorded"])
    assert told == recorded
