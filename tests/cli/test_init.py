import os
from pathlib import Path

import pytest


def test_init_writes_a_configuration_that_is_valid_and_changes_nothing(dslint, tree):
    before = dslint("config").out.splitlines()
    assert dslint("init") == (0, "", "Wrote dslint.yaml.\n")
    after = dslint("config").out.splitlines()
    assert after[0] == "config file               dslint.yaml"
    assert [line.split()[:2] for line in after[1:]] == [line.split()[:2] for line in before[1:]]
    assert (tree / "dslint.yaml").read_text().lstrip().startswith("#")


@pytest.mark.parametrize("name", ["dslint.yaml", ".dslint.yaml"])
def test_init_never_overwrites(dslint, tree, name):
    (tree / name).write_text("fail-on: error\n")
    done = dslint("init")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {name} is there already\n")
    assert [path.name for path in tree.iterdir() if path.name != ".git"] == [name]
    assert (tree / name).read_text() == "fail-on: error\n"


def test_what_is_to_be_shared_names_no_path_of_this_machine(dslint, tree):
    dslint("init")
    text = (tree / "dslint.yaml").read_text()
    assert text.startswith("# ")
    assert "site-packages" not in text
    assert str(Path(__file__).parents[2]) not in text


def test_editors_find_the_schema_on_the_site_by_the_first_line(dslint, tree, monkeypatch):
    monkeypatch.setattr("dslint.DOCS_URL", "https://docs.example/dslint")
    dslint("init")
    first = (tree / "dslint.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=https://docs.example/dslint/schemas/config.schema.json"


def test_settings_in_pyproject_are_not_contradicted_by_a_second_file(dslint, tree):
    (tree / "pyproject.toml").write_text("[tool.dslint]\nfail-on = 'error'\n")
    told = "error: pyproject.toml has settings of dslint already\nhelp: run dslint config\n"
    assert dslint("init") == (2, "", told)
    assert not (tree / "dslint.yaml").exists()
    (tree / "pyproject.toml").write_text("[tool.other]\n")
    assert dslint("init").code == 0


def test_init_looks_at_what_is_there(dslint, tree, monkeypatch):
    (tree / "dslint.yaml").write_text("fail-on: error\n")
    deploy = tree / "deploy"
    for chart in ("agent", "charts/other"):
        (deploy / chart / "templates").mkdir(parents=True)
        (deploy / chart / "Chart.yaml").write_text("name: x\n")
    (deploy / ".pre-commit-config.yaml").write_text("repos: []\n")
    monkeypatch.chdir(deploy)
    assert dslint("init").err.splitlines() == [
        "Wrote dslint.yaml.",
        "note: ../dslint.yaml no longer counts below this folder; to keep its settings: extends: FILE",
        "note: there is a .pre-commit-config.yaml: dslint has hooks for it",
        *(
            f"note: {chart} is a Helm chart, which is checked where it is named: dslint check {chart}"
            for chart in ("agent", "charts/other")
        ),
    ]


def test_init_points_at_folders_that_are_kept_for_the_record(dslint, tree):
    (tree / "deploy" / "_archived").mkdir(parents=True)
    assert "to leave them out: exclude: [/deploy/_archived/]\n" in dslint("init").err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_the_place_of_the_configuration_of_hooks_holds_nothing_up(process, tree):
    os.mkfifo(tree / ".pre-commit-config.yaml")
    done = process("init")
    assert (done.code, done.err) == (0, "Wrote dslint.yaml.\n")
