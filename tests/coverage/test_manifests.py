import json

import pytest

from dslint.config import Options
from dslint.coverage import load_daemon_sets, read_daemon_sets
from tests.coverage.build import manifest


def one(name):
    return json.dumps(manifest({}, name))


@pytest.fixture
def tree(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(*paths):
    return load_daemon_sets(paths, Options(no_config=True))


def names(found):
    return [ds.name.name for ds in found.daemon_sets]


def test_daemon_sets_come_in_the_order_of_files_and_documents(tree):
    (tree / "b.yaml").write_text(f"{one('b1')}\n---\nkind: Service\n---\n{one('b2')}\n".replace("{", "{ ", 1))
    (tree / "a.json").write_text(json.dumps({"kind": "List", "items": [json.loads(one("a1")), json.loads(one("a2"))]}))
    assert names(load(".")) == ["a1", "a2", "b1", "b2"]
    assert names(load("b.yaml", "a.json")) == ["b1", "b2", "a1", "a2"]


def test_what_cannot_be_read_is_an_error_with_its_place_and_the_others_are_read(tree):
    (tree / "a.yaml").write_text("kind: DaemonSet\n x: [\n")
    (tree / "b.yaml").write_bytes(b"kind: DaemonSet\nx: \xff\n")
    (tree / "c.yaml").write_text("kind: DaemonSet\nmetadata: {}\n--- x\n")
    (tree / "d.json").write_text(one("d"))
    found = load(".")
    assert names(found) == [None, "d"]
    told = [(error.source.path, *error.source.place(error.span.start), error.message) for error in found.errors]
    assert told == [
        ("a.yaml", 2, 2, "a line is indented deeper than the one above allows"),
        ("b.yaml", 2, 4, "byte 0xff is not UTF-8"),
        ("c.yaml", 3, 1, "kubectl does not read on here"),
    ]


@pytest.mark.usefixtures("tree")
def test_a_path_that_is_not_there_is_an_error_beside_the_others(tree):
    (tree / "a.json").write_text(one("a"))
    found = load("gone.yaml", "a.json")
    assert names(found) == ["a"]
    assert [error.message for error in found.errors] == ["cannot read gone.yaml: no such file or directory"]


def test_what_does_not_run_as_it_stands_is_left_out_with_a_note(tree):
    (tree / "base").mkdir()
    (tree / "base" / "kustomization.yaml").write_text("resources: [ds.json]\npatches: [{path: patch.yaml}]\n")
    (tree / "base" / "ds.json").write_text(one("whole"))
    (tree / "base" / "patch.yaml").write_text(one("part"))
    (tree / "chart" / "templates").mkdir(parents=True)
    (tree / "chart" / "Chart.yaml").write_text("name: x\n")
    (tree / "chart" / "templates" / "ds.yaml").write_text("kind: DaemonSet\nspec: {{ .Values.x }}\n")
    (tree / "other.yaml").write_text("apiVersion: apps.kruise.io/v1alpha1\nkind: DaemonSet\n")
    found = load(".")
    assert names(found) == ["whole"]
    assert found.errors == []
    assert found.notes == [
        "base/patch.yaml: skipped, listed as a patch in base/kustomization.yaml",
        "chart/templates/ds.yaml: skipped, Helm template; check its chart, which helm renders: dslint check chart",
        "other.yaml: skipped, a DaemonSet of apps.kruise.io/v1alpha1 is another kind",
    ]


def test_a_text_is_read_under_a_name():
    found = read_daemon_sets(one("x"), "<stdin>")
    assert [(ds.source.path, ds.name.name) for ds in found.daemon_sets] == [("<stdin>", "x")]
