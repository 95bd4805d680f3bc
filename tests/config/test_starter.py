import pytest

from dslint.config.starter import init_text, write_config
from dslint.errors import ConfigError


def test_the_starter_changes_nothing(project):
    before = project.settings(no_config=True)
    project.write("dslint.yaml", init_text())
    after = project.settings()
    assert (after.minors, after.fail_on, after.exclude, after.exceptions) == (before.minors, before.fail_on, (), ())
    assert after.selection.on() == before.selection.on()


def test_its_commented_example_holds_too(project):
    lines = init_text().splitlines()
    start = lines.index("# exceptions:")
    project.write("dslint.yaml", "\n".join([*lines[:start], *(line.removeprefix("# ") for line in lines[start:])]))
    (one,) = project.settings().exceptions
    assert (one.words, one.names, one.until) == (("deprecated-node-label",), ("legacy-agent",), "2027-06-30")


def test_it_is_written_once(project):
    path = write_config(".")
    assert (project.root / "dslint.yaml").read_text() == init_text()
    with pytest.raises(ConfigError, match="is there already"):
        write_config(".")
    assert path == "./dslint.yaml"


@pytest.mark.parametrize(("name", "text"), [(".dslint.yaml", "x"), ("pyproject.toml", "[tool.dslint]\n")])
def test_it_is_not_written_beside_another(project, name, text):
    project.write(name, text)
    with pytest.raises(ConfigError, match=f"{name} is there already"):
        write_config(".")
    assert not (project.root / "dslint.yaml").exists()


@pytest.mark.usefixtures("project")
def test_a_folder_that_is_not_there_is_told():
    with pytest.raises(ConfigError, match=r"cannot write nowhere/dslint\.yaml: no such file"):
        write_config("nowhere")
