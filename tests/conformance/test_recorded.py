"""The answers that ``scripts/record_vectors.py`` has recorded, of every version that can be asked, against dslint's."""

import gzip
import json
import re
import sys
from itertools import islice
from pathlib import Path

import pytest

from dslint.kube.versions import VERIFIED
from tests.checkout import ROOT

sys.path.append(str(ROOT / "scripts"))

from record_vectors import MANIFESTS, NEWER, SEED, Run, texts
from vectors import compare


def topic(path):
    return path.name.partition(".")[0]


FOLDER = Path(__file__).parent / "vectors"
PROGRAM = {
    "objects": "strategy",
    "updates": "strategy",
    "placements": "placement",
    "texts": "reader",
    "daemonsets": "cluster",
    "rollouts": "cluster",
}
PROGRAMS = ["strategy", "placement", "reader", "cluster"]
ALL = sorted(path for path in FOLDER.glob("*/*.json.gz") if topic(path) in PROGRAM)
FILES = [path for path in ALL if topic(path) in NEWER]
BATCH = 250
# vector that dslint answers otherwise -> why; a line about one that is answered alike fails
REASONS = {
    ("1.34", "texts", 869): "1.e3 alone behind a JSON object, which is no object: kubectl refuses it one step later",
}


def load(path):
    return json.loads(gzip.decompress(path.read_bytes()))


def batches():
    for path in FILES:
        count = len(load(path)["cases"])
        for start in range(0, count, BATCH):
            yield pytest.param(path, start, id=f"{path.parent.name} {topic(path)} {start}")


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
    assert {topic(path) for path in ALL if path.parent.name == f"1.{VERIFIED}"} == set(PROGRAM)


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name} {topic(path)}")
def test_the_inputs_of_vectors_are_those_that_their_seed_makes(path):
    vectors = load(path)
    run = Run(int(vectors["kubernetes"].rpartition(".")[2]), None, SEED, texts([MANIFESTS]))
    made = [json.dumps(it, sort_keys=True) for it in islice(run.inputs(vectors["topic"]), 200)]
    recorded = [json.dumps(given, sort_keys=True) for given, _ in vectors["cases"]]
    kept = [it for it in made if it in recorded]  # of some, Kubernetes has nothing to say
    assert kept == recorded[: len(kept)]
    assert len(kept) > 15


def test_vectors_of_a_version_are_small():
    sizes = {folder.name: sum(path.stat().st_size for path in folder.iterdir()) for folder in FOLDER.iterdir()}
    assert {name for name, size in sizes.items() if size > 3_000_000} == set()


def test_the_guide_counts_what_is_recorded_and_says_by_which_program_and_when():
    guide = (ROOT / "docs" / "exactness.md").read_text(encoding="utf-8")
    cell = r" ([\d,]*) \|"
    rows = re.findall(rf"^\| (1\.\d+) \|[^|]*\|[^|]*\|{cell * 4} (\d{{4}}-\d\d-\d\d) \|$", guide, re.MULTILINE)
    told = {version: ([int(it.replace(",", "") or 0) for it in counts], day) for version, *counts, day in rows}
    recorded = {}
    for path in ALL:
        vectors = load(path)
        counts, day = recorded.setdefault(vectors["kubernetes"], ([0] * len(PROGRAMS), ""))
        counts[PROGRAMS.index(PROGRAM[topic(path)])] += len(vectors["cases"])
        recorded[vectors["kubernetes"]] = (counts, max(day, vectors["recorded"]))
    assert told == recorded
