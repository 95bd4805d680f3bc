"""One row of the table is a key: reading, merging, showing, the guide and the schema follow from it."""

import importlib.util
import json

import pytest
from jsonschema import Draft202012Validator

from dslint.cli import main
from dslint.config import Options, Origin, keys
from dslint.config.keys import Key, strongest, union
from dslint.config.shapes import SHAPES
from tests.checkout import ROOT

GUIDE = ROOT / "docs" / "configuration.md"
SCHEMA = ROOT / "schemas" / "config.schema.json"


@pytest.fixture(scope="module")
def make_docs():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def _strict(monkeypatch):
    """A boolean key that dslint does not have."""
    row = Key("strict", "boolean", strongest, "whether [doubt](doubt.md) is an `error`", default=False)
    monkeypatch.setattr(keys, "KEYS", (*keys.KEYS, row))


@pytest.fixture
def _owners(monkeypatch):
    """A list that dslint does not have."""
    monkeypatch.setattr(keys, "KEYS", (*keys.KEYS, Key("owners", "rules", union, "whose rules these are")))


@pytest.mark.usefixtures("_strict")
def test_a_new_key_has_its_default(project):
    settings = project.settings()
    assert settings.merged["strict"].value is False
    assert settings.origins["strict"] == Origin(False, "default")


@pytest.mark.usefixtures("_strict")
def test_a_new_key_is_read_with_its_place(project):
    project.write("dslint.yaml", "fail-on: error\nstrict: true\n")
    settings = project.settings()
    assert settings.merged["strict"].value is True
    assert settings.origins["strict"] == Origin(True, "dslint.yaml:2")


@pytest.mark.usefixtures("_strict")
@pytest.mark.parametrize(
    ("text", "place", "there", "message"),
    [
        ("strict: 3", (1, 9), "3", "strict is true or false, not the number 3"),
        ("strickt: true", (1, 1), "strickt", 'unknown key "strickt"; did you mean "strict"?'),
    ],
    ids=["a wrong value", "a slip in its name"],
)
def test_mistakes_with_a_new_key_are_told(project, text, place, there, message):
    project.write("dslint.yaml", text)
    assert project.mistakes() == [(*place, there, message)]


@pytest.mark.usefixtures("_strict")
def test_the_nearest_file_decides_about_a_new_key(project):
    project.write("base.yaml", "strict: true\n")
    project.write("dslint.yaml", "extends: base.yaml\n")
    assert project.settings().origins["strict"] == Origin(True, "base.yaml:1")
    project.write("dslint.yaml", "extends: base.yaml\nstrict: false\n")
    assert project.settings().origins["strict"] == Origin(False, "dslint.yaml:2")


@pytest.mark.usefixtures("_strict")
def test_an_option_of_the_same_name_wins_over_the_files(project, monkeypatch):
    project.write("dslint.yaml", "strict: true\n")
    monkeypatch.setattr(Options, "strict", False, raising=False)
    settings = project.settings()
    assert settings.merged["strict"].value is False
    assert settings.origins["strict"] == Origin(False, "--strict")


@pytest.mark.usefixtures("_owners")
def test_a_new_list_adds_up_and_its_words_are_checked(project):
    project.write("base.yaml", "owners: [DS302]\n")
    project.write("dslint.yaml", "extends: base.yaml\nowners: [DS101, DS3]\n")
    settings = project.settings()
    assert settings.merged["owners"].value == ("DS302", "DS101", "DS3")
    assert settings.origins["owners"] == Origin(("DS302", "DS101", "DS3"), "base.yaml:1, dslint.yaml:2")
    project.write("dslint.yaml", "owners: [DS302, zzzzz]\n")
    assert project.mistakes() == [(1, 17, "zzzzz", 'unknown rule "zzzzz"')]


@pytest.mark.usefixtures("_strict")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "strict                    false    default"),
        ("strict: yes\n", "strict                    true     dslint.yaml:1"),
    ],
    ids=["by default", "as the file says"],
)
def test_the_command_shows_a_new_key(project, capsys, text, line):
    project.write("dslint.yaml", text)
    with pytest.raises(SystemExit) as caught:
        main(["config"])
    assert caught.value.code == 0
    assert line in capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("_strict")
def test_the_guide_has_a_row_for_a_new_key(make_docs):
    before = GUIDE.read_text(encoding="utf-8")
    after = make_docs.with_keys(before)
    assert after == before.replace(
        "\n\n```yaml\nkubernetes-version",
        "\n| `strict` | whether [doubt](doubt.md) is an `error` | `false` |\n\n```yaml\nkubernetes-version",
    )
    assert after != before


@pytest.mark.usefixtures("_strict")
def test_the_schema_has_a_property_for_a_new_key(make_docs):
    schema = json.loads(make_docs.with_properties(SCHEMA.read_text(encoding="utf-8")))
    assert schema["properties"]["strict"] == {
        "description": "whether doubt is an error",
        "$ref": "#/$defs/boolean",
        "default": False,
    }
    validator = Draft202012Validator(schema)
    assert [validator.is_valid({"strict": value}) for value in (True, False, 3, "yes")] == [True, True, False, False]


def test_the_guide_and_the_schema_are_current(make_docs):
    hint = "run: python scripts/make_docs.py"
    for path, renewed in ((GUIDE, make_docs.with_keys), (SCHEMA, make_docs.with_properties)):
        text = path.read_text(encoding="utf-8")
        assert renewed(text) == text, hint
    page = ROOT / "docs" / "rights.md"
    assert page.read_text(encoding="utf-8") == make_docs.rights_page(), hint


def test_every_shape_has_a_reader_and_a_definition_and_a_use():
    definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    used = {key.shape for key in keys.KEYS}
    assert used == set(SHAPES)
    assert used - set(definitions) == set()


def test_an_option_is_that_of_a_key_or_of_the_run():
    of_the_run = {"config", "no_config", "suppressions", "no_ignore", "force_exclude", "stdin_filename"}
    of_the_run |= {"render_here", "values", "set_values", "release_name", "namespace", "kube_version", "api_versions"}
    of_the_run |= {"allow_network"}
    assert set(Options._fields) - of_the_run <= {key.name.replace("-", "_") for key in keys.KEYS}
