import os

import pytest

from dslint.config import Options, Resolver
from dslint.config.locate import Locator
from dslint.errors import ConfigError, UsageError


@pytest.mark.parametrize("name", ["dslint.yaml", ".dslint.yaml", "pyproject.toml"])
def test_the_nearest_file_above_counts(project, name):
    text = '[tool.dslint]\nfail-on = "error"\n' if name.endswith("toml") else "fail-on: error\n"
    project.write(f"deploy/{name}", text)
    project.write("dslint.yaml", "fail-on: info\n")
    near = project.settings("deploy/apps/agent/a.yaml")
    assert (near.fail_on, near.config_path) == ("error", f"deploy/{name}")
    assert project.settings("other/a.yaml").fail_on == "info"


def test_a_nearer_file_hides_the_others_entirely(project):
    project.write("dslint.yaml", "preview: true\n")
    project.write("deploy/dslint.yaml", "fail-on: error\n")
    assert project.settings("deploy/a.yaml").preview is False


def test_files_under_one_configuration_share_their_settings(project):
    project.write("dslint.yaml", "fail-on: info\n")
    resolver = Resolver(Options())
    assert resolver.settings_for("x/a.yaml") is resolver.settings_for("y/z/b.yaml")
    assert resolver.settings_for(str(project.root / "x/a.yaml")) is resolver.settings_for("x/")


def test_two_files_in_one_folder_are_a_mistake_that_names_both(project):
    project.write("dslint.yaml", "")
    project.write(".dslint.yaml", "")
    with pytest.raises(ConfigError, match=r"has both dslint\.yaml and \.dslint\.yaml"):
        project.settings()


@pytest.mark.parametrize("name", ["dslint.yml", ".dslint.yml"])
def test_a_name_that_would_not_be_read_is_a_mistake_and_not_silence(project, name):
    project.write(name, "fail-on: info\n")
    with pytest.raises(ConfigError, match=rf"{name} would not be read") as error:
        project.settings("a.yaml")
    assert error.value.hint == f"rename it to {name[:-3]}yaml"


def test_a_pyproject_without_the_table_is_passed_over(project):
    project.write("dslint.yaml", "fail-on: info\n")
    project.write("sub/pyproject.toml", '[project]\nname = "dslint-config"\n')
    project.write("broken/pyproject.toml", "[project\n")
    assert project.settings("sub/a.yaml").fail_on == "info"
    assert project.settings("broken/a.yaml").fail_on == "info"


@pytest.mark.parametrize("marker", ["folder", "file"])
def test_the_way_up_ends_at_the_root_of_a_repository(project, marker):
    project.write("dslint.yaml", "fail-on: info\n")
    if marker == "folder":
        (project.root / "inner/.git").mkdir(parents=True)
    else:
        project.write("inner/.git", "gitdir: elsewhere\n")
    assert project.settings("inner/x/a.yaml").config_path is None
    project.write("inner/dslint.yaml", "fail-on: error\n")
    assert project.settings("inner/x/a.yaml").fail_on == "error"


def test_the_way_up_ends_at_home(project, monkeypatch):
    monkeypatch.setenv("HOME", str(project.root / "home"))
    project.write("dslint.yaml", "fail-on: info\n")
    assert project.settings("home/x/a.yaml").config_path is None
    project.write("home/dslint.yaml", "fail-on: error\n")
    assert project.settings("home/x/a.yaml").fail_on == "error"


def test_what_is_no_regular_file_is_no_configuration(project):
    (project.root / "dslint.yaml").mkdir()
    os.mkfifo(project.root / ".dslint.yaml")
    assert project.settings().config_path is None


def test_each_folder_is_looked_at_once(project, monkeypatch):
    seen = []
    real = os.path.isfile
    monkeypatch.setattr(os.path, "isfile", lambda path: seen.append(path) or real(path))
    locator = Locator()
    for number in range(1000):
        locator.nearest(str(project.root / "a" / "b"))
        locator.nearest(str(project.root / "a" / "c"))
        assert number == 0 or len(seen) == 4 * 5


def test_the_file_that_is_named_counts_for_everything(project):
    project.write("dslint.yaml", "fail-on: info\n")
    project.write("ci/strict.yaml", "fail-on: error\nexclude: [x]\n")
    settings = project.settings("deploy/a.yaml", config="ci/strict.yaml")
    assert (settings.fail_on, settings.config_path) == ("error", "ci/strict.yaml")


def test_the_environment_may_name_it(project, monkeypatch):
    project.write("dslint.yaml", "fail-on: info\n")
    project.write("other.yaml", "fail-on: error\n")
    monkeypatch.setenv("DSLINT_CONFIG", "other.yaml")
    assert project.settings().fail_on == "error"
    assert project.settings(config="dslint.yaml").fail_on == "info"
    assert project.settings(no_config=True).fail_on == "warning"
    monkeypatch.setenv("DSLINT_CONFIG", "")
    assert project.settings().fail_on == "info"


def test_no_config_means_none(project):
    project.write("dslint.yaml", "nonsense: true\n")
    settings = project.settings(no_config=True)
    assert (settings.fail_on, settings.config_path) == ("warning", None)


def test_naming_one_and_wanting_none_is_a_mistake(project):
    with pytest.raises(UsageError, match="--config and --no-config"):
        project.settings(config="x.yaml", no_config=True)


def test_a_named_file_that_is_not_there_is_told(project):
    with pytest.raises(ConfigError, match=r"cannot read x\.yaml: no such file or directory"):
        project.settings(config="x.yaml")


def test_a_named_pyproject_needs_the_table(project):
    project.write("pyproject.toml", "[tool.other]\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml has no table \[tool\.dslint\]"):
        project.settings(config="pyproject.toml")


@pytest.mark.parametrize(("name", "text"), [("dslint.yaml", ""), ("pyproject.toml", "[tool.dslint]\n")])
def test_a_huge_file_is_no_configuration(project, name, text):
    project.write(name, text + "#" * (1024 * 1024 + 1))
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        project.settings()


def test_a_huge_pyproject_of_others_is_passed_over(project):
    project.write("pyproject.toml", "# dslint\n" + "#" * (1024 * 1024 + 1))
    assert project.settings().config_path is None
