"""``--report jsonl=…`` and ``--report parquet=…`` as people give them."""

import json
import sys

import pytest

from tests.checkout import ROOT

CLUSTERS = ROOT / "examples" / "fleet" / "clusters"
ALL = {"findings.jsonl", "placement.jsonl", "daemonsets.jsonl", "nodes.jsonl", "tables.json"}
US = str(CLUSTERS / "prod-us" / "agents.yaml")
NODES = str(CLUSTERS / "prod-us" / "nodes.yaml")


def names(folder):
    return {path.name for path in folder.iterdir()}


def rows(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_file_gets_the_findings(dslint, tree, bad):
    done = dslint("check", bad, "--report", "jsonl=out.jsonl")
    assert done.code == 1
    found = rows(tree / "out.jsonl")
    assert next((row["rule"], row["line"], row["daemonset"]) for row in found) == ("DS101", 11, "agent")


@pytest.mark.parametrize("folder", ["new/", "there", "deep/er/"])
def test_a_folder_gets_all_four(dslint, tree, folder):
    (tree / "there").mkdir()
    assert dslint("check", US, "--nodes", NODES, "--report", f"jsonl={folder}").code == 0  # advice about examples
    assert names(tree / folder) == ALL
    assert len(rows(tree / folder / "placement.jsonl")) == 12
    assert len(rows(tree / folder / "nodes.jsonl")) == 4


def test_both_commands_write_the_same_tables(dslint, tree):
    dslint("check", US, "--nodes", NODES, "--report", "jsonl=a/")
    assert dslint("coverage", US, "--nodes", NODES, "--report", "jsonl=b/").code == 0
    for name in ALL:
        assert (tree / "a" / name).read_bytes() == (tree / "b" / name).read_bytes()


def test_coverage_writes_the_placement_to_a_file_and_its_own_formats(dslint, tree):
    done = dslint("coverage", US, "--nodes", NODES, "--report", "jsonl=p.jsonl", "--report", "json=c.json")
    assert {row["state"] for row in rows(tree / "p.jsonl")} == {"runs", "missed", "not_selected"}
    assert json.loads((tree / "c.json").read_text())["version"] == 1
    assert done.out.startswith("GROUP")


def test_without_a_daemon_set_the_tables_are_there_and_empty(dslint, tree):
    (tree / "other.yaml").write_text("kind: ConfigMap\n")
    assert dslint("check", "other.yaml", "--report", "jsonl=t/").code == 0
    assert names(tree / "t") == ALL
    assert {name: (tree / "t" / name).read_text() for name in ALL - {"tables.json"}} == dict.fromkeys(
        ALL - {"tables.json"}, ""
    )


def test_a_stream_is_in_every_table(process, tree):
    text = (CLUSTERS / "edge" / "agents.yaml").read_text()
    done = process("check", "-", "--nodes", NODES, "--report", "jsonl=t/", stdin=text)
    assert done.code == 1
    assert [row["daemonset"] for row in rows(tree / "t" / "daemonsets.jsonl")] == ["node-exporter", "log-shipper"]
    assert rows(tree / "t" / "findings.jsonl")


def test_what_is_fixed_is_in_the_tables_as_it_is_then(dslint, tree):
    (tree / "a.yaml").write_text((CLUSTERS / "edge" / "agents.yaml").read_text())
    dslint("check", "a.yaml", "--fix", "--report", "jsonl=t/")
    assert "DS302" not in {row["rule"] for row in rows(tree / "t" / "findings.jsonl")}


def test_what_is_suppressed_is_among_the_findings_where_it_is_asked_for(dslint, tree):
    image = "        image: registry.example/log-shipper:latest"
    text = (CLUSTERS / "edge" / "agents.yaml").read_text()
    text = text.replace(image, f"        # dslint: ignore[DS420] moves on purpose\n{image}")
    (tree / "a.yaml").write_text(text)
    dslint("check", "a.yaml", "--report", "jsonl=f.jsonl")
    assert {row["suppressed"] for row in rows(tree / "f.jsonl")} == {False}
    dslint("check", "a.yaml", "--report", "jsonl=f.jsonl", "--show-suppressed")
    (one,) = [row for row in rows(tree / "f.jsonl") if row["suppressed"]]
    assert (one["rule"], one["suppression"]) == ("DS420", "moves on purpose")


def test_without_pyarrow_it_is_told_how_to_install_it(dslint, tree, good, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    done = dslint("check", good, "--report", "parquet=t")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: parquet is written by pyarrow, which is not installed\nhelp: pip install 'daemonset-lint[fleet]'\n"
    )
    assert not (tree / "t").exists()


@pytest.mark.parametrize(
    ("command", "words", "told"),
    [
        ("check", ["--report", "jsonl"], '"jsonl" in --report is not FORMAT=PATH'),
        ("check", ["--report", "parque=t"], 'unknown format "parque" in --report; did you mean parquet?'),
        ("coverage", ["--report", "sarif=t"], 'unknown format "sarif" in --report'),
        ("check", ["--report", "parquet=good.yaml"], "parquet tables go to a folder, and good.yaml is a file"),
        ("check", ["--report", "jsonl=t/", "--nodes", "-"], "a folder of tables takes the nodes twice"),
        ("check", ["--report", "jsonl=absent/f.jsonl"], "cannot write the tables absent/f.jsonl: no such file"),
    ],
    ids=["no path", "misspelt", "not of coverage", "a file", "stdin", "no folder"],
)
@pytest.mark.usefixtures("good")
def test_what_cannot_be_done_is_told(dslint, command, words, told):
    pytest.importorskip("pyarrow")
    done = dslint(command, "good.yaml", *words)
    assert done.code == 2
    assert f"error: {told}" in done.err


def test_a_start_does_not_load_what_writes_parquet(process, good):
    done = process("check", good, "-q", PYTHONPROFILEIMPORTTIME="1")
    assert "dslint.render.summary" in done.err
    assert "pyarrow" not in done.err
    assert "dslint.tables.rows" not in done.err
