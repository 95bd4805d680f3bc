# ruff: noqa: E501 - tables
import pytest

from dslint.config import Options, Origin, Resolver
from dslint.errors import ConfigError, UsageError
from dslint.finding import Finding
from dslint.kube.versions import DEFAULT, KNOWN, NEWEST, OLDEST
from dslint.manifest.daemonset import ObjectName
from dslint.phrases import MOST_PROPOSED
from dslint.source.location import Location
from dslint.source.text import SourceText, Span


def finding(rule="DS302", path="a.yaml", name="agent", namespace="monitoring"):
    about = ObjectName("apps/v1", "DaemonSet", namespace, name)
    at = Location(SourceText(path, "x"), Span(0, 1), "", "")
    return Finding(rule=rule, name="", severity="warning", message="", at=at, object=about)


def test_without_any_word_the_defaults_hold(project, on):
    settings = project.settings()
    assert on(settings) == {"DS001", "DS101", "DS302", "DS303"}
    assert (settings.minors, settings.fail_on, settings.preview) == ((DEFAULT,), "warning", False)
    assert (settings.require_reason, settings.suppressions, settings.config_path) == (False, True, None)
    assert (settings.severity, settings.notes, settings.unsuppressible) == ({}, (), frozenset())
    assert settings.origins["kubernetes-version"] == Origin(f"1.{DEFAULT}", "default")
    assert settings.origins["fail-on"] == Origin("warning", "default")


SELECTIONS = [
    ("select: [DS302]", {}, {"DS302"}),
    ("select: []", {}, set()),
    ("ignore: [DS302]", {}, {"DS101", "DS303"}),
    ("extend-select: [DS423]", {}, {"DS101", "DS302", "DS303", "DS423"}),
    ("select: [DS3]\nignore: [old-node-label]", {}, {"DS303"}),
    ("", {"select": ("DS601", "DS302")}, {"DS601", "DS302"}),
    ("", {"select": ("DS601, DS302",)}, {"DS601", "DS302"}),
    ("", {"ignore": ("deprecated",)}, {"DS101"}),
    ("select: [DS101]\nextend-select: [DS423]", {"select": ("DS302",)}, {"DS302"}),
    ("ignore: [DS302]", {"select": ("DS3",)}, {"DS303"}),
    ("ignore: [DS302]", {"select": ("DS302",)}, {"DS302"}),
    ("ignore: [DS302]", {"extend_select": ("DS302",)}, {"DS101", "DS302", "DS303"}),
    ("ignore: [DS302]", {"ignore": ("DS303",)}, {"DS101"}),
    ("extend-select: [DS423]", {"ignore": ("DS423",)}, {"DS101", "DS302", "DS303"}),
]


@pytest.mark.parametrize(("text", "options", "expected"), SELECTIONS)
def test_words_select_rules(project, on, text, options, expected):
    project.write("dslint.yaml", text)
    assert on(project.settings(**options)) == expected | {"DS001"}


def test_kinds_that_become_a_daemonset_are_added_with_their_parts(project):
    project.write("base.yaml", "kinds:\n  a/v1/B: {podSpec: /x}\n  a/v1/C: {}\n")
    project.write("dslint.yaml", "extends: base.yaml\nkinds:\n  a/v1/B: {tolerations: /spec/t, podTemplate: /y}\n")
    settings = project.settings("a.yaml")
    assert {name: maker.parts for name, maker in settings.makers.items()} == {
        "a/v1/B": {"tolerations": "/spec/t", "podTemplate": "/y"},
        "a/v1/C": {},
    }
    assert settings.origins["kinds.a/v1/B"].where == "dslint.yaml:3"


def test_roles_are_stated_with_their_places_and_a_stronger_file_comes_last(project):
    project.write("base.yaml", "roles:\n  agent: [cni]\n  a/*: [csi]\n")
    project.write("dslint.yaml", "extends: base.yaml\nroles:\n  agent: [metrics, log-shipper]\n")
    settings = project.settings()
    assert [tuple(entry) for entry in settings.roles] == [
        ("a/*", ("csi",), "base.yaml:3"),
        ("agent", ("metrics", "log-shipper"), "dslint.yaml:3"),
    ]
    assert settings.origins["roles.agent"] == Origin(["metrics", "log-shipper"], "dslint.yaml:3")


def test_a_decision_names_the_place_it_comes_from(project):
    project.write("deploy/dslint.yaml", "fail-on: info\nextend-select:\n  - DS423\nignore: [DS302]\n")
    selection = project.settings("deploy/a.yaml", extend_select=("DS601",)).selection
    assert selection.decision("DS423").reason == "DS423 (deploy/dslint.yaml:3)"
    assert selection.decision("DS302").reason == "DS302 (deploy/dslint.yaml:4)"
    assert selection.decision("DS601").reason == "DS601 in --extend-select"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"select": ("DS1O1",)}, 'unknown rule "DS1O1" in --select; did you mean DS101 (unmatched-selector)?'),
        ({"ignore": ("unmatched-selecter",)}, 'unknown rule "unmatched-selecter" in --ignore; did you mean unmatched-selector?'),
        ({"extend_select": ("x",)}, 'unknown rule "x" in --extend-select'),
        ({"ignore": ("DS001",)}, "DS001 cannot be switched off in --ignore"),
        ({"fail_on": "warn"}, '"warn" in --fail-on is not one of error, warning, info, never; did you mean warning?'),
        ({"severity": {"DS302": "bad"}}, '"bad" in --severity is not one of error, warning, info'),
        ({"severity": {"DS999": "info"}}, 'unknown rule "DS999" in --severity'),
        ({"kubernetes_version": "1.99"}, f'Kubernetes "1.99" is not known; dslint knows 1.{OLDEST} to 1.{NEWEST} (--kubernetes-version)'),
        ({"exclude": ("!x",)}, 'glob "!x" in --exclude is negated: what is excluded stays so'),
    ],
)  # fmt: skip
def test_a_wrong_option_is_told(project, options, message):
    with pytest.raises(UsageError) as caught:
        project.settings(**options)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "minors", "shown"),
    [
        ("1.31", (31,), "1.31"),
        ("1.30", (30,), "1.30"),
        ('"1.30"', (30,), "1.30"),
        ("v1.28.4", (28,), "v1.28.4"),
        ("1.28..1.30", (28, 29, 30), "1.28..1.30"),
        (f"1.{OLDEST}..1.{NEWEST}", tuple(KNOWN), f"1.{OLDEST}..1.{NEWEST}"),
    ],
)
def test_the_target_version_is_read_as_written(project, text, minors, shown):
    project.write("dslint.yaml", f"kubernetes-version: {text}\n")
    settings = project.settings()
    assert settings.minors == minors
    assert settings.origins["kubernetes-version"] == Origin(shown, "dslint.yaml:1")


def test_the_command_line_wins_over_the_file(project):
    project.write(
        "dslint.yaml",
        "kubernetes-version: 1.31\nfail-on: error\npreview: true\nrequire-reason: true\nseverity: {DS302: error, DS303: error}\n",
    )
    settings = project.settings(
        kubernetes_version="1.28..1.29", fail_on="info", preview=False, severity={"deprecated-node-label": "info"}
    )
    assert (settings.minors, settings.fail_on, settings.preview, settings.require_reason) == (
        (28, 29),
        "info",
        False,
        True,
    )
    assert settings.severity == {"DS302": "info", "DS303": "error"}
    assert settings.origins["kubernetes-version"] == Origin("1.28..1.29", "--kubernetes-version")
    assert settings.origins["fail-on"] == Origin("info", "--fail-on")
    assert settings.origins["preview"] == Origin(False, "--preview")
    assert settings.origins["require-reason"] == Origin(True, "dslint.yaml:4")
    assert settings.origins["severity.DS303"] == Origin("error", "dslint.yaml:5")


def test_options_of_rules_go_over_their_defaults(project):
    project.write("dslint.yaml", "rules:\n  registry-not-allowed:\n    allow: [registry.example]\n")
    settings = project.settings()
    assert settings.options == {"DS423": {"allow": ["registry.example"], "depth": 3, "mode": "strict"}}
    assert settings.origins["rules.registry-not-allowed.allow"] == Origin(["registry.example"], "dslint.yaml:3")
    assert project.settings(no_config=True).options["DS423"]["allow"] == []


def test_excludes_are_relative_to_the_file_that_names_them(project):
    project.write("deploy/dslint.yaml", "exclude: [/vendor, '*.gen.yaml']\n")
    settings = project.settings("deploy/a.yaml", exclude=("deploy/old",))
    root = project.root
    assert [
        settings.excludes(str(root / path))
        for path in (
            "deploy/vendor/a.yaml",
            "vendor/a.yaml",
            "deploy/x/b.gen.yaml",
            "deploy/old/a.yaml",
            "deploy/a.yaml",
        )
    ] == [True, False, True, True, False]
    assert settings.excludes("deploy/vendor/a.yaml")


def test_per_file_ignores_drop_findings_silently(project):
    project.write("deploy/dslint.yaml", "per-file-ignores:\n  '/legacy/': [DS3]\n  b.yaml: [ALL]\n")
    excused = project.settings("deploy/a.yaml").excused
    assert excused(finding("DS302", "deploy/legacy/a.yaml")) == ""
    assert excused(finding("DS303", "deploy/legacy/a.yaml")) == ""
    assert excused(finding("DS101", "deploy/legacy/a.yaml")) is None
    assert excused(finding("DS302", "deploy/a.yaml")) is None
    assert excused(finding("DS302", "legacy/a.yaml")) is None
    assert excused(finding("DS101", "deploy/b.yaml")) == ""
    assert excused(finding("DS001", "deploy/b.yaml")) is None


@pytest.mark.parametrize(
    ("words", "covered"),
    [
        ("DS302", {"DS302"}),
        ("old-node-label", {"DS302"}),
        ("DS3", {"DS302", "DS303"}),
        ("tag:deprecated", {"DS302", "DS303"}),
        ("DEFAULT", {"DS101", "DS302", "DS303"}),
        ("ALL", {"DS101", "DS302", "DS303", "DS423", "DS601"}),
        ("DS", {"DS101", "DS302", "DS303", "DS423", "DS601"}),
    ],
)
def test_words_of_an_exception_cover_rules(project, words, covered):
    project.write("dslint.yaml", f"exceptions: [{{rules: [{words}], reason: why}}]\n")
    settings = project.settings()
    ids = [rule.id for rule in settings.rules]
    assert {rule for rule in ids if settings.excused(finding(rule)) == "why"} == covered


EXCEPTIONS = [
    ("names: [agent]", {}, True),
    ("names: ['ag*']", {}, True),
    ("names: [gent, other]", {}, False),
    ("names: [agent]", {"name": None}, False),
    ("namespaces: [monitoring]", {}, True),
    ("namespaces: [default]", {"namespace": None}, False),
    ("paths: [deploy/]", {"path": "deploy/x/a.yaml"}, True),
    ("paths: [deploy/]", {}, False),
    ("paths: ['*.yaml'], names: [other]", {}, False),
    ("paths: ['*.yaml'], names: [agent], namespaces: [monitoring]", {}, True),
    ("until: 2026-11-24", {}, True),
    ("until: '2027-01-01'", {}, True),
    ("until: 2026-11-23", {}, False),
]


@pytest.mark.parametrize(("scope", "about", "holds"), EXCEPTIONS)
def test_an_exception_holds_within_its_scope(project, scope, about, holds):
    project.write("dslint.yaml", f"exceptions: [{{rules: [DS302], reason: ' tracked ', {scope}}}]\n")
    assert project.settings().excused(finding(**about)) == ("tracked" if holds else None)


def test_an_exception_that_has_ended_is_noted(project):
    project.write(
        "dslint.yaml", "fail-on: error\nexceptions:\n  - rules: [DS302]\n    reason: x\n    until: 2026-11-23\n"
    )
    assert project.settings().notes == ("dslint.yaml:3: the exception for DS302 ended on 2026-11-23",)


def test_what_cannot_be_suppressed_is_never_excused(project):
    project.write(
        "dslint.yaml",
        "unsuppressible: [DS302]\nper-file-ignores: {'*': [DS3]}\nexceptions: [{rules: [DS3], reason: x}]\n",
    )
    settings = project.settings()
    assert settings.unsuppressible == {"DS302"}
    assert settings.excused(finding("DS302")) is None
    assert settings.excused(finding("DS303")) == ""


def test_without_suppressions_nothing_is_excused(project):
    project.write("dslint.yaml", "per-file-ignores: {'*': [DS302]}\nexceptions: [{rules: [DS303], reason: x}]\n")
    settings = project.settings(suppressions=False)
    assert [settings.excused(finding(rule)) for rule in ("DS302", "DS303")] == [None, None]


def test_a_file_goes_over_the_one_it_extends(project, on):
    project.write(
        "base/dslint.yaml",
        "select: [DS1, DS3]\nignore: [DS303]\nfail-on: error\nkubernetes-version: 1.30\nexclude: [gen/, /own/]\n"
        "severity: {DS302: info, DS303: info}\nrules: {DS423: {depth: 5, mode: lenient}}\n"
        "exceptions: [{rules: [DS101], reason: base, paths: [x/]}]\n",
    )
    project.write(
        "team/dslint.yaml",
        "extends: ../base/dslint.yaml\nextend-select: [DS601]\nignore: [DS302]\nfail-on: info\nexclude: [old/]\n"
        "severity: {DS303: error}\nrules: {DS423: {depth: 7}}\n",
    )
    settings = project.settings("team/a.yaml")
    assert on(settings) == {"DS001", "DS101", "DS601"}
    assert (settings.fail_on, settings.minors, settings.config_path) == ("info", (30,), "team/dslint.yaml")
    assert settings.severity == {"DS302": "info", "DS303": "error"}
    assert settings.options["DS423"] == {"allow": [], "depth": 7, "mode": "lenient"}
    assert settings.origins["kubernetes-version"].where == "base/dslint.yaml:4"
    assert settings.excludes("base/gen/a.yaml")
    assert settings.excludes("team/old/a.yaml")
    assert settings.excludes("team/gen/a.yaml")
    assert settings.excludes("base/own/a.yaml")
    assert not settings.excludes("team/own/a.yaml")
    assert settings.excused(finding("DS101", "base/x/a.yaml")) == "base"


def test_of_two_names_of_one_rule_the_nearer_file_counts(project):
    project.write("base.yaml", "severity: {DS302: error, deprecated-node-label: error}\n")
    project.write("dslint.yaml", "extends: base.yaml\nseverity: {DS302: info}\n")
    settings = project.settings()
    assert settings.severity == {"DS302": "info"}
    assert settings.origins["severity.DS302"] == Origin("info", "dslint.yaml:2")


def test_a_select_replaces_that_of_the_extended_file(project, on):
    project.write("base.yaml", "select: [DS101]\nignore: [DS302]\n")
    project.write("dslint.yaml", "extends: base.yaml\nselect: [DS3, DS302]\n")
    assert on(project.settings()) == {"DS001", "DS302", "DS303"}


def test_a_pyproject_can_be_extended(project):
    project.write("pyproject.toml", "[tool.dslint]\nfail-on = 'error'\n")
    project.write("sub/dslint.yaml", "extends: ../pyproject.toml\n")
    assert project.settings("sub/a.yaml").fail_on == "error"


def test_a_circle_of_files_is_told_at_the_one_that_closes_it(project):
    project.write("dslint.yaml", "extends: sub/b.yaml\n")
    project.write("sub/b.yaml", "preview: true\nextends: ../dslint.yaml\n")
    with pytest.raises(ConfigError) as caught:
        project.settings()
    error = caught.value
    assert error.message == "extends itself: dslint.yaml -> sub/b.yaml -> dslint.yaml"
    assert (error.source.path, *error.source.place(error.span.start)) == ("sub/b.yaml", 2, 10)


def test_an_extended_file_that_is_not_there_is_told_where_it_is_named(project):
    project.write("dslint.yaml", "preview: true\nextends: nowhere.yaml\n")
    (one,) = project.mistakes()
    assert (one.line, one.column, one.message) == (2, 10, "cannot read nowhere.yaml: no such file or directory")


def test_mistakes_of_an_extended_file_stand_in_that_file(project):
    project.write("dslint.yaml", "extends: base.yaml\npreview: 3\n")
    project.write("base.yaml", "\nignore: [zzzzz]\n")
    with pytest.raises(ConfigError) as caught:
        project.settings()
    found = [(one.source.path, *one.source.place(one.span.start)) for one in (caught.value, *caught.value.others)]
    assert found == [("base.yaml", 2, 10), ("dslint.yaml", 2, 10)]


def test_a_very_long_chain_of_files_is_read(project):
    for number in range(1500):
        project.write(f"{number}.yaml", f"extends: {number + 1}.yaml\n")
    project.write("1500.yaml", "fail-on: error\n")
    assert project.settings(config="0.yaml").fail_on == "error"


def test_policies_are_relative_to_the_file_and_add_up(project, monkeypatch, on):
    from dslint import policy
    from dslint.catalogue.rule import Rule

    asked = []
    rule = {
        "id": "ACME1", "name": "from-policy", "summary": "x", "severity": "error", "default": True, "status": "stable",
        "since": "", "tags": ["policy"], "messages": {"found": "x"}, "target": "container", "schema": {},
    }  # fmt: skip
    monkeypatch.setattr(policy, "load", lambda dirs, *_: asked.append(tuple(dirs)) or [Rule(rule, "x.yaml")])
    project.write("deploy/policies/x.yaml", "")
    project.write("deploy/dslint.yaml", "policies: [./policies]\nseverity: {from-policy: info}\n")
    settings = project.settings("deploy/a.yaml", policies=("more",))
    assert "ACME1" in on(settings)
    assert settings.severity == {"ACME1": "info"}
    assert asked == [(str(project.root / "deploy/policies"), str(project.root / "more"))]


def test_of_a_configuration_with_very_many_wrong_rules_words_are_proposed_for_the_first(tmp_path):
    words = "".join(f"- deprecated-node-lable{number}\n" for number in range(MOST_PROPOSED + 10))
    (tmp_path / "dslint.yaml").write_text(f"ignore:\n{words}")
    with pytest.raises(ConfigError) as caught:
        Resolver(Options(config=str(tmp_path / "dslint.yaml"))).settings_for("a.yaml")
    told = [one.message for one in (caught.value, *caught.value.others)]
    assert ["did you mean deprecated-node-label?" in one for one in told] == [True] * MOST_PROPOSED + [False] * 10
