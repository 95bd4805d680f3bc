"""The published schema and our own reading agree: each is the other's oracle."""

import json
import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from dslint.config import Options, Resolver, keys
from dslint.errors import ConfigError
from dslint.kube.data.platforms import PLATFORMS
from dslint.kube.versions import KNOWN, NEWEST, OLDEST
from dslint.resources import folder
from dslint.source.tree import parse, plain
from tests.config.mistakes import MISTAKES

with open(os.path.join(folder("schemas"), "config.schema.json"), encoding="utf-8") as file:
    SCHEMA = json.load(file)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker(["date"]))
KEYS = [key.name for key in keys.KEYS]

GOOD = [
    "",
    "{}",
    "select: []",
    "select: [DS302, tag:deprecated, DS3, ALL]\nignore: [deprecated-node-label]\nextend-select: [DEFAULT]",
    "fail-on: never",
    "preview: yes\nrequire-reason: no",
    *(f"kubernetes-version: 1.{minor}" for minor in KNOWN),
    *(f"kubernetes-version: '1.{minor}'" for minor in KNOWN),
    "kubernetes-version: v1.31.4-eks-2",
    f"kubernetes-version: 1.{OLDEST}..1.{NEWEST}",
    "kubernetes-version: 1.30 .. 1.30",
    "exclude: [a, 'b/', '/c/**/*.yaml', 'a..b', '**']",
    "severity: {DS302: info, unmatched-selector: warning}",
    "rules: {DS423: {allow: [a], depth: 2, mode: lenient}}",
    "per-file-ignores: {'*.yaml': [DS302], b/: []}",
    "exceptions: []",
    "exceptions: [{rules: [DS302], reason: x}]",
    "exceptions: [{rules: [DS302], reason: x, until: 2024-02-29, names: [a], namespaces: ['b*'], paths: [c/]}]",
    "unsuppressible: [DS101]",
]
# what only those can know who know the rules, the files and YAML itself
KNOWLEDGE = (
    "unknown rule", "cannot be switched off", "unknown option", "has no options", "is a list", "is a whole number",
    "is at least", "mode is one of", "no such folder", "names several", "stands twice", "a second document",
)  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_both_accept(project, text):
    project.write("dslint.yaml", text)
    project.settings()
    assert [error.message for error in VALIDATOR.iter_errors(plain(parse(text).root))] == []


@pytest.mark.parametrize(("text", "message"), [(text, message) for text, _, _, message in MISTAKES])
def test_both_refuse_but_for_what_takes_knowledge(text, message):
    # YAML reads 1.30 as 1.3: the schema cannot tell the two apart
    accepted = any(part in message for part in KNOWLEDGE) or text == "kubernetes-version: 1.3\n"
    if "second document" in message or "stands twice" in message:
        text = text.partition("\n")[0]
    assert VALIDATOR.is_valid(plain(parse(text).root)) is accepted


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


WORDS = st.sampled_from(
    ["DS302", "DS3", "ALL", "zzzzz", "DS001", "a/b", "*", "!a", "..", "", "1.31", "2026-12-31", "info"]
)
SCALARS = st.one_of(
    WORDS, st.none(), st.booleans(), st.integers(-3, 40), st.sampled_from([1.31, 1.5]), st.text(max_size=4)
)
NAMES = st.one_of(
    st.sampled_from([*KEYS, "rules", "reason", "until", "paths", "names", "DS302", "DS423", "allow", "depth"]),
    WORDS,
    st.text(max_size=3),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)
CONFIGS = st.one_of(st.dictionaries(st.one_of(st.sampled_from(KEYS), NAMES), VALUES, max_size=4), VALUES)


@profile(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONFIGS)
@example({"extends": "\x1b"})
def test_whatever_a_file_says_it_is_settled_or_refused_with_a_place(project, config):
    text = json.dumps(config)
    project.write("dslint.yaml", text)
    try:
        settings = Resolver(Options()).settings_for("a.yaml")
    except ConfigError as error:
        for one in (error, *error.others):
            assert one.source is not None
            assert one.span is not None
            assert 0 <= one.span.start <= one.span.end <= len(one.source.text) + 1
            assert one.message.isprintable()
    else:
        assert VALIDATOR.is_valid(config)
        assert settings.selection.on()
        assert settings.options
        settings.excludes("x/y.yaml")


@profile(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_whatever_bytes_a_file_holds_it_is_settled_or_refused(project, data):
    for name in ("x.yaml", "x.toml"):
        (project.root / name).write_bytes(b"[tool.dslint]\n" + data if name == "x.toml" else data)
        with suppress(ConfigError):
            Resolver(Options(config=name)).settings_for("a.yaml")


def test_the_schema_knows_every_platform():
    assert SCHEMA["$defs"]["platform"]["enum"] == list(PLATFORMS)
