"""The script that asks Kubernetes' code, with small programs in the place of those in ``oracle/``."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from itertools import islice

import pytest

from tests.checkout import ROOT

# refuses a text with an exclamation mark, and reads any other as one document
READER = """#!{python}
import json, sys
for line in sys.stdin:
    text = json.loads(line)["text"]
    print(json.dumps({{"documents": None, "error": "no"}} if "!" in text else {{"documents": [text]}}))
"""


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("record_vectors", ROOT / "scripts" / "record_vectors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "1.37").mkdir()
    program = tmp_path / "1.37" / "reader"
    program.write_text(READER.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


@pytest.fixture
def run(script, folder):
    return script.Run(37, script.Oracle(folder / "1.37"), 1, [(ROOT / "examples" / "nginx.yaml").read_text()])


def test_the_same_seed_makes_the_same_inputs(script):
    manifests = script.texts([script.MANIFESTS])
    made = [
        {topic: list(islice(script.Run(37, None, seed, manifests).inputs(topic), 20)) for topic in script.TOPICS}
        for seed in (7, 7, 8)
    ]
    assert made[0] == made[1]
    assert {len(inputs) for inputs in made[0].values()} == {20}
    # those of clusters begin with a list that is written down, whatever the seed
    assert {topic for topic in script.TOPICS if made[0][topic] != made[2][topic]} == set(script.NEWER)


def test_what_differs_is_shrunk_and_counted_by_cause(script, run, monkeypatch):
    monkeypatch.setattr(script.Texts, "make", lambda _: "a: 1\nb: hello!\n")
    run.compare("texts", 3)
    assert dict(run.causes) == {"texts: only Kubernetes refuses the text": 3}
    assert run.smallest("texts: only Kubernetes refuses the text") == "!"


def test_answers_are_recorded_beside_what_was_asked(script, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(script, "VECTORS", tmp_path / "vectors")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script.compare, "SCHEMAS", ROOT / "schemas" / "kubernetes")
    manifest = str(ROOT / "examples")
    assert script.main(["--kubernetes", "1.37", "--oracle", str(folder), "--record", "--texts", "5", manifest]) == 0
    vectors = json.loads(gzip.decompress((tmp_path / "vectors" / "1.37" / "texts.json.gz").read_bytes()))
    assert (vectors["kubernetes"], vectors["topic"], len(vectors["cases"])) == ("1.37", "texts", 5)
    assert all(said == ({"refused": True} if "!" in text else {"documents": [text]}) for text, said in vectors["cases"])


def test_a_program_that_is_not_there_is_told_of(script, tmp_path):
    with pytest.raises(script.OracleError, match=r"build it with oracle/build.sh"):
        script.Oracle(tmp_path).ask("reader", [{"text": "a"}])


def test_objects_use_nearly_every_part_of_the_schema(script):
    schema = script.Schema(script.compare.SCHEMAS / "1.37" / "daemonset.json")
    fields = {field.path for field in schema.fields}
    assert ("spec", "template", "spec", "containers", 0, "livenessProbe", "grpc", "port") in fields
    assert len(fields) > 1000
    parts = {name for path in fields for name in path if isinstance(name, str)}
    used = {name for it in islice(script.Run(37, None, 1, []).inputs("objects"), 2000) for name in names(it)}
    assert len(parts - used) < 0.02 * len(parts)  # by chance some come later


def names(value):
    """Return the names of all fields in a value."""
    if isinstance(value, dict):
        return value.keys() | {name for it in value.values() for name in names(it)}
    return {name for it in value for name in names(it)} if isinstance(value, list) else set()
