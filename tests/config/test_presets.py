"""The presets that ``extends`` may name: which rules they turn on, what goes over them, what the guide says of them."""

import json

import pytest

from dslint.catalogue.index import load_rules
from dslint.catalogue.selection import known_words
from dslint.config import Options, Origin, Resolver, keys
from dslint.config import settings as module
from dslint.config.presets import PRESETS
from tests.checkout import ROOT

GUIDE = ROOT / "docs" / "configuration.md"
SCHEMA = ROOT / "schemas" / "config.schema.json"


def test_a_preset_is_named_like_a_file(project, on):
    project.write("dslint.yaml", "extends: dslint:security\n")
    assert on(project.settings()) == {"DS001", "DS601"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extends: dslint:recommended\n", {"DS001", "DS101", "DS302", "DS303"}),
        ("extends: dslint:strict\n", {"DS001", "DS101", "DS302", "DS303", "DS423", "DS601"}),
        ("extends: dslint:strict\nignore: [DS3]\n", {"DS001", "DS101", "DS423", "DS601"}),
        ("extends: dslint:strict\nselect: [DS302]\n", {"DS001", "DS302"}),
        ("extends: dslint:security\nextend-select: [DS302]\n", {"DS001", "DS601", "DS302"}),
    ],
)
def test_what_a_file_says_goes_over_its_preset(project, on, text, expected):
    project.write("dslint.yaml", text)
    assert on(project.settings()) == expected


def test_other_settings_of_a_preset_hold_until_a_file_says_otherwise(project):
    project.write("dslint.yaml", "extends: dslint:strict\nfail-on: error\n")
    settings = project.settings()
    assert (settings.preview, settings.require_reason, settings.fail_on) == (True, True, "error")
    assert settings.origins["preview"] == Origin(True, "dslint:strict")
    assert settings.origins["fail-on"] == Origin("error", "dslint.yaml:2")


def test_a_file_that_is_extended_may_build_on_a_preset(project, on):
    project.write("base.yaml", "extends: dslint:strict\nignore: [DS101]\n")
    project.write("dslint.yaml", "extends: base.yaml\nignore: [DS3]\n")
    settings = project.settings()
    assert on(settings) == {"DS001", "DS423", "DS601"}
    assert settings.selection.decision("DS101").reason == "DS101 (base.yaml:2)"


def test_a_decision_names_the_preset_it_comes_from(project):
    project.write("dslint.yaml", "extends: dslint:strict\n")
    assert project.settings().selection.decision("DS423").reason == "ALL (dslint:strict)"


def test_a_slip_in_the_name_of_a_preset_is_told_at_its_place(project):
    project.write("dslint.yaml", "fail-on: error\nextends: dslint:secure\n")
    message = 'unknown preset "dslint:secure"; did you mean "dslint:security"?'
    assert project.mistakes() == [(2, 10, "dslint:secure", message)]


@pytest.fixture
def real(monkeypatch):
    """The rules of the catalogue instead of the few of these tests."""
    monkeypatch.setattr(module, "load_rules", load_rules)

    def chosen(project, preset):
        project.write("dslint.yaml", f"extends: {preset}\n")
        return {rule.id for rule in Resolver(Options()).settings_for("a.yaml").selection.on()}

    return chosen


def test_recommended_is_what_runs_without_a_configuration(project, real):
    default = {rule.id for rule in Resolver(Options(no_config=True)).settings_for("a.yaml").selection.on()}
    assert real(project, "dslint:recommended") == default


def test_strict_is_every_rule(project, real):
    assert real(project, "dslint:strict") == {rule.id for rule in load_rules() if rule.status != "deprecated"}


def test_security_is_every_rule_about_security(project, real):
    about = {rule.id for rule in load_rules() if "security" in rule.tags or rule.id.startswith("DS0")}
    assert real(project, "dslint:security") == about
    assert {rule.id for rule in load_rules() if rule.id.startswith("DS6")} <= about


def test_api_only_is_what_the_server_says(project, real):
    said = {rule.id for rule in load_rules() if rule.id.startswith(("DS0", "DS1"))} | {"DS301", "DS399"}
    assert real(project, "dslint:api-only") == said


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_keys_and_words_that_there_are(name):
    settings = PRESETS[name].settings
    assert set(settings) <= {key.name for key in keys.KEYS}
    assert set(settings.get("select", ())) <= known_words(load_rules())


def test_the_guide_and_the_schema_have_every_preset():
    rows = [
        f"| `{name}` | {preset.description} | "
        + ", ".join(f"`{key}: {json.dumps(value)}`".replace('"', "") for key, value in preset.settings.items())
        + " |\n"
        for name, preset in PRESETS.items()
    ]
    assert "|---|---|---|\n" + "".join(rows) + "\n" in GUIDE.read_text(encoding="utf-8")
    named = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]["base"]["anyOf"][0]
    assert named == {"enum": list(PRESETS)}
