"""What a configuration of a stranger may show: nothing that lies outside of its repository, or of its folder."""

import os

import pytest

from dslint.config.territory import is_above, is_inside, top_of
from dslint.errors import ConfigError


def test_the_territory_is_the_repository_or_else_the_folder(project):
    assert top_of(str(project.root / "a" / "b" / "dslint.yaml")) == str(project.root)
    assert top_of("/nowhere/a/dslint.yaml") == "/nowhere/a"


@pytest.mark.parametrize(
    ("path", "inside", "above"),
    [("a/x", True, False), (".", False, False), ("..", False, True), ("../other", False, False), ("/", False, True)],
)
def test_what_is_inside_and_what_is_above(project, path, inside, above):
    config = str(project.root / "a" / "dslint.yaml")
    path = os.path.normpath(project.root / path)
    assert (is_inside(path, config), is_above(path, config)) == (inside, above)


@pytest.fixture
def secret(tmp_path, monkeypatch):
    """Return a file outside of the repository that is the working directory, with what nobody should see."""
    (tmp_path / "outside").mkdir()
    path = tmp_path / "outside" / "secret.yaml"
    path.write_text("TOKEN=hunter2\n")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repo")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "TOKEN=hunter2\n",
        "hunter2: hunter2\n",
        "ignore: [hunter2]\n",
        "a: [hunter2\n",
        "hunter2: \x01\n",
        "a: b: hunter2\n",
    ],
)
@pytest.mark.parametrize("way", ["up", "absolute", "link"])
def test_a_file_outside_is_told_with_its_place_and_no_word_of_it(secret, project_at, text, way):
    secret.write_text(text)
    os.symlink(secret, "base.yaml")
    named = {"up": "../outside/secret.yaml", "absolute": str(secret), "link": "base.yaml"}[way]
    error = project_at(f"extends: {named}\n")
    assert error.source is None
    assert "hunter2" not in f"{error.message}{error.hint}"
    shown = "base.yaml" if way == "link" else str(secret)
    assert error.message.startswith(f"{shown}:1:")
    assert error.message.endswith(": something is wrong here")
    assert error.hint == f"its text is not shown, since the file lies outside of {os.getcwd()}"


def test_a_configuration_that_is_a_link_out_is_not_shown_unless_it_is_named(secret, project_at):
    os.symlink(secret, "dslint.yaml")
    assert "hunter2" not in project_at(None).message
    assert "hunter2" in project_at(None, config="dslint.yaml").message


def test_a_file_inside_is_shown_with_its_mistake(secret, project_at):
    os.mkdir("sub")
    with open("sub/base.yaml", "w", encoding="utf-8") as file:
        file.write("hunter2: 1\n")
    error = project_at("extends: sub/base.yaml\n")
    assert (error.message, error.source.path) == ('unknown key "hunter2"', "sub/base.yaml")
    assert secret.exists()


@pytest.fixture
def project_at(monkeypatch):
    """Return what is wrong with a configuration in the working directory."""
    from dslint.config import Options, Resolver

    monkeypatch.delenv("DSLINT_CONFIG", raising=False)

    def error(text, **options):
        if text is not None:
            with open("dslint.yaml", "w", encoding="utf-8") as file:
                file.write(text)
        with pytest.raises(ConfigError) as caught:
            Resolver(Options(**options)).settings_for(os.path.abspath("a.yaml"))
        return caught.value

    return error


@pytest.mark.parametrize("word", ["/", "..", "../..", "link"])
def test_a_folder_of_policies_above_the_repository_is_refused(secret, project_at, word):
    os.symlink("/", "link")
    error = project_at(f"policies: [{word}]\n")
    assert error.message == f'"{word}" holds more than policies: name a folder of them'
    assert error.source.place(error.span.start) == (1, 12)
    assert secret.exists()
