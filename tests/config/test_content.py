# ruff: noqa: E501 - a table
import pytest

from dslint.errors import ConfigError
from dslint.kube.versions import DEFAULT, NEWEST, OLDEST

# text, line and column, what stands there, message
MISTAKES = [
    ("ignores: [DS302]\n", (1, 1), "ignores", 'unknown key "ignores"; did you mean "ignore"?'),
    ("\n\nbaseline: x\n", (3, 1), "baseline", 'unknown key "baseline"'),
    ("- DS302\n", (1, 1), "- DS302", "a configuration is a mapping of settings, not a list"),
    ("DS302\n", (1, 1), "DS302", 'a configuration is a mapping of settings, not the text "DS302"'),
    ("select: DS302\n", (1, 9), "DS302", 'select takes a list, not the text "DS302"'),
    ("select:\n", (1, 8), "", "select takes a list, not nothing"),
    ("select: [DS302, 3]\n", (1, 17), "3", "select takes a text, not the number 3"),
    ("select:\n  - DS302\n  - [DS303]\n", (3, 5), "[DS303]", "select takes a text, not a list"),
    ("ignore: ['']\n", (1, 10), "''", "ignore is empty"),
    ("ignore: [DS3O2]\n", (1, 10), "DS3O2", 'unknown rule "DS3O2"; did you mean DS302 (deprecated-node-label)?'),
    ("select: [deprecated-node-lable]\n", (1, 10), "deprecated-node-lable", 'unknown rule "deprecated-node-lable"; did you mean deprecated-node-label?'),
    ("extend-select: [tag:zzzzz]\n", (1, 17), "tag:zzzzz", 'unknown rule "tag:zzzzz"'),
    ("ignore: [DS101, DS001]\n", (1, 17), "DS001", "DS001 cannot be switched off"),
    ("fail-on: warn\n", (1, 10), "warn", 'fail-on is one of error, warning, info, never, not "warn"'),
    ("fail-on: 3\n", (1, 10), "3", 'fail-on is one of error, warning, info, never, not "3"'),
    ("severity: {DS302: fatal}\n", (1, 19), "fatal", 'severity of DS302 is one of error, warning, info, not "fatal"'),
    ("severity:\n  DS999: info\n", (2, 3), "DS999", 'unknown rule "DS999"'),
    ("severity: {DS3: info}\n", (1, 12), "DS3", "severity takes one rule at a time, DS3 names several"),
    ("severity: [DS302]\n", (1, 11), "[DS302]", "severity is a mapping of rules to severities, not a list"),
    (f"kubernetes-version: 1.{OLDEST - 1}\n", (1, 21), f"1.{OLDEST - 1}", f'Kubernetes "1.{OLDEST - 1}" is not known; dslint knows 1.{OLDEST} to 1.{NEWEST}'),
    (f"kubernetes-version: 1.{NEWEST + 1}\n", (1, 21), f"1.{NEWEST + 1}", f'Kubernetes "1.{NEWEST + 1}" is not known; dslint knows 1.{OLDEST} to 1.{NEWEST}'),
    ("kubernetes-version: 1.3\n", (1, 21), "1.3", f'Kubernetes "1.3" is not known; dslint knows 1.{OLDEST} to 1.{NEWEST}'),
    ("kubernetes-version: newest\n", (1, 21), "newest", f'"newest" is not a Kubernetes version such as 1.31 or a range such as 1.28..1.{DEFAULT}'),
    ('kubernetes-version: "1.31..1.28"\n', (1, 21), '"1.31..1.28"', f'"1.31..1.28" is not a Kubernetes version such as 1.31 or a range such as 1.28..1.{DEFAULT}'),
    ("kubernetes-version: [1.31]\n", (1, 21), "[1.31]", "kubernetes-version takes a version such as 1.31, not a list"),
    ("kubernetes-version: true\n", (1, 21), "true", "kubernetes-version takes a version such as 1.31, not true"),
    ("exclude: ['!a']\n", (1, 11), "'!a'", 'glob "!a" is negated: what is excluded stays so'),
    ("exclude: [../a]\n", (1, 11), "../a", 'glob "../a" leaves the folder of the configuration'),
    ("rules: {registry-not-allowed: {alow: []}}\n", (1, 32), "alow", 'unknown option of registry-not-allowed: "alow"; did you mean "allow"?'),
    ("rules: {DS423: {allow: x}}\n", (1, 24), "x", "allow is a list"),
    ("rules: {DS423: {allow: [1]}}\n", (1, 24), "[1]", "allow is a list in which each is a text"),
    ("rules: {DS423: {depth: true}}\n", (1, 24), "true", "depth is a whole number"),
    ("rules: {DS423: {depth: 10}}\n", (1, 24), "10", "depth is at least 1 and at most 9"),
    ("rules: {DS423: {mode: lax}}\n", (1, 23), "lax", "mode is one of strict, lenient"),
    ("rules: {DS302: {depth: 1}}\n", (1, 17), "depth", "DS302 (deprecated-node-label) has no options"),
    ("rules: {DS302: 1}\n", (1, 16), "1", "DS302 is a mapping of options, not the number 1"),
    ("rules: {DS99: {}}\n", (1, 9), "DS99", 'unknown rule "DS99"'),
    ("per-file-ignores:\n  a: DS302\n", (2, 6), "DS302", 'a takes a list, not the text "DS302"'),
    ("per-file-ignores: {'!a': [DS302]}\n", (1, 20), "'!a'", 'glob "!a" is negated: what is excluded stays so'),
    ("per-file-ignores: {a: [DS001]}\n", (1, 24), "DS001", "DS001 cannot be switched off"),
    ("per-file-ignores: {a: [zzzzz]}\n", (1, 24), "zzzzz", 'unknown rule "zzzzz"'),
    ("exceptions: {}\n", (1, 13), "{}", "exceptions takes a list, not a mapping"),
    ("exceptions: [DS302]\n", (1, 14), "DS302", 'an exception is a mapping of rules, a reason and so on, not the text "DS302"'),
    ("exceptions:\n  - rules: [DS302]\n", (2, 5), "rules", "exception without a reason"),
    ("exceptions:\n  - reason: legacy\n", (2, 5), "reason", "exception without rules"),
    ("exceptions: [{rules: [], reason: x}]\n", (1, 15), "rules", "exception without rules"),
    ("exceptions: [{rules: [DS302], reason: ' '}]\n", (1, 39), "' '", "reason is empty"),
    ("exceptions: [{rules: [DS302], reason: 3}]\n", (1, 39), "3", "reason takes a text, not the number 3"),
    ("exceptions: [{rules: [zzzzz], reason: x}]\n", (1, 23), "zzzzz", 'unknown rule "zzzzz"'),
    ("exceptions: [{rules: [DS302], reason: x, til: 2026-12-31}]\n", (1, 42), "til", 'unknown key "til"; did you mean "until"?'),
    ("exceptions: [{rules: [DS302], reason: x, until: 2026-02-30}]\n", (1, 49), "2026-02-30", 'until takes a date such as 2026-12-31, not "2026-02-30"'),
    ("exceptions: [{rules: [DS302], reason: x, until: 20261231}]\n", (1, 49), "20261231", 'until takes a date such as 2026-12-31, not "20261231"'),
    ("exceptions: [{rules: [DS302], reason: x, until: 2026-W01-1}]\n", (1, 49), "2026-W01-1", 'until takes a date such as 2026-12-31, not "2026-W01-1"'),
    ("policies: [nowhere]\n", (1, 12), "nowhere", 'no such folder: "nowhere"'),
    ("preview: 3\n", (1, 10), "3", "preview is true or false, not the number 3"),
    ("require-reason: 'yes'\n", (1, 17), "'yes'", 'require-reason is true or false, not the text "yes"'),
    ("unsuppressible: [zzzzz]\n", (1, 18), "zzzzz", 'unknown rule "zzzzz"'),
    ("ignore: []\nignore: []\n", (2, 1), "ignore", '"ignore" stands twice, first in line 1'),
    ("ignore: []\n---\nignore: []\n", (3, 1), "i", "a second document: a configuration is one"),
    ("extends: [a]\n", (1, 10), "[a]", "extends takes a text, not a list"),
    ("preview: &x 3\nrequire-reason: *x\n", (1, 13), "3", "preview is true or false, not the number 3"),
    ("\ufeffpreview: 3\n", (1, 10), "3", "preview is true or false, not the number 3"),
    ("preview: true\r\nfail-on: x\r\n", (2, 10), "x", 'fail-on is one of error, warning, info, never, not "x"'),
    ("ignore: ['é', \"a\\e[31m\"]\n", (1, 10), "'é'", 'unknown rule "é"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place", "there", "message"), MISTAKES, ids=[text.strip()[:50] for text, *_ in MISTAKES]
)
def test_a_mistake_is_told_with_its_place(project, text, place, there, message):
    project.write("dslint.yaml", text)
    first = project.mistakes()[0]
    assert (first.line, first.column) == place
    assert (first.text, first.message) == (there, message)


def test_all_mistakes_are_told_in_the_order_of_the_text(project):
    project.write("dslint.yaml", "preview: 3\nignore: [zzzzz]\nfail-on: x\nfoo: 1\n")
    assert [(one.line, one.column) for one in project.mistakes()] == [(1, 10), (2, 10), (3, 10), (4, 1)]


def test_escape_sequences_do_not_reach_the_message(project):
    project.write("dslint.yaml", 'ignore: ["a\\e[31mb"]\n"b\\ek": 1\n')
    assert [one.message for one in project.mistakes()] == ['unknown rule "a\\x1b[31mb"', 'unknown key "b\\x1bk"']


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("ignore: [\n", (1, 9), "not YAML: "),
        ("a: b: c\n", (1, 5), "not YAML: "),
        ("a: \x01\n", (1, 4), "not YAML: "),
        ("a: &x [*x]\n", (1, 8), "not YAML: "),
    ],
)
def test_what_is_not_yaml_is_told_with_its_place(project, text, place, said):
    project.write("dslint.yaml", text)
    (one,) = project.mistakes()
    assert (one.line, one.column) == place
    assert one.message.startswith(said)


def test_a_glob_without_quotes_gets_a_hint(project):
    project.write("dslint.yaml", "exclude:\n  - *.yaml\n")
    with pytest.raises(ConfigError) as caught:
        project.settings()
    assert caught.value.hint == "put globs in quotes"


def test_bytes_that_are_not_utf8_are_told_with_their_place(project):
    (project.root / "dslint.yaml").write_bytes(b"ignore:\n  - \xff\n")
    with pytest.raises(ConfigError, match="byte 0xff is not UTF-8") as caught:
        project.settings()
    assert caught.value.source.place(caught.value.span.start) == (2, 5)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}\n"])
def test_an_empty_file_says_nothing(project, text):
    project.write("dslint.yaml", text)
    settings = project.settings()
    assert (settings.fail_on, settings.minors, settings.config_path) == ("warning", (DEFAULT,), "dslint.yaml")


@pytest.mark.parametrize("off", ["off", "false", "none", "never"])
def test_switching_off_by_severity_is_answered_with_ignore(project, off):
    project.write("dslint.yaml", f"severity: {{DS302: {off}}}\n")
    with pytest.raises(ConfigError) as caught:
        project.settings()
    assert caught.value.hint == "to switch it off: ignore: [DS302]"
