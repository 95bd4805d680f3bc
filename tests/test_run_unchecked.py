"""What of a text counts as a DaemonSet and is judged, in whole or in part, and what is named as not checked."""

import os
from pathlib import Path

import pytest

from dslint import Options
from dslint.inputs.unchecked import TEMPLATE, VALUES, NotChecked
from dslint.run import check_paths, check_text
from tests.files import found, write
from tests.manifests import MISLABELLED as MANIFEST

OPTIONS = Options(no_config=True, select=("DS0", "DS1"))

pytestmark = pytest.mark.usefixtures("folder")


def test_templates_are_not_checked_and_say_how_they_are():
    write("chart/Chart.yaml", "name: agent\n")
    for name in ("one", "two"):
        write(f"chart/templates/{name}.yaml", f"{MANIFEST}{{{{ if .Values.x }}}}\n")
    write("other.yaml", f"kind: Service\n---\n# DaemonSet\n{MANIFEST}{{% if x %}}{{{{ y }}}}\n")
    report = check_paths(["."], OPTIONS)
    assert (report.findings, report.notes, report.skipped) == ([], [], [])
    render = "Helm template; check its chart, which helm renders: dslint check chart"
    assert report.not_checked == [
        NotChecked("chart/templates/one.yaml", 1, render),
        NotChecked("chart/templates/two.yaml", 1, render),
        NotChecked("other.yaml", 3, TEMPLATE),
    ]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("{{- if .Values.agent }}\n", "{{- end }}\n"),
        ('{{define "a"}}x{{end}}\n---\n', ""),
        ("{% if agent %}\n", "{% endif %}{{ x }}\n"),
        ("\n {{- with .Values }}\n", "{{- end }}\n"),
    ],
    ids=["a condition", "a definition before", "Jinja", "blanks before"],
)
def test_a_template_that_begins_with_an_action_is_no_json(before, behind):
    write("agent.yaml", f"{before}{MANIFEST}extra: {{{{ labels }}}}\n{behind}")
    (one,) = check_paths(["agent.yaml"], OPTIONS).not_checked
    assert (one.path, one.reason) == ("agent.yaml", TEMPLATE)


def test_of_a_template_only_what_may_hold_a_daemonset_is_named():
    account = "kind: ServiceAccount\nmetadata: {{{{ .Values.names }}}}{}\n".format
    texts = (
        account(""),
        account(" # for the DaemonSet"),
        "kind: {{ .Values.kind }}\n# or DaemonSet\n",
        "kind: List\nitems:\n- {{ .x }}\n- kind: DaemonSet\n",
        "kind: DaemonSet\nmetadata: {{ .Values.names }}\n",
    )
    write("chart/Chart.yaml", "name: agent\n")
    write("chart/templates/all.yaml", "---\n".join(texts))
    write("chart/templates/account.yaml", texts[0])
    report = check_paths(["."], OPTIONS)
    assert [(one.path, one.line) for one in report.not_checked] == [
        ("chart/templates/all.yaml", line) for line in (7, 10, 15)
    ]


def test_values_of_helm_are_no_manifest_and_nothing_is_changed_in_them():
    from dslint.fix import Fixer

    text = "kind: DaemonSet\nnodeSelector: {beta.kubernetes.io/os: linux}\nspec: {selector: 1}\n"
    write("prod.yaml", text)
    fixer = Fixer(unsafe=True)
    report = check_paths(["."], Options(no_config=True), fixer=fixer)
    assert (report.findings, report.not_checked) == ([], [NotChecked("prod.yaml", 1, VALUES)])
    assert (report.files, report.daemon_sets, fixer.files) == (0, 0, 0)
    assert Path("prod.yaml").read_text() == text


def test_a_daemonset_of_another_group_is_not_checked():
    report = check_text(MANIFEST.replace("apps/v1", "apps.kruise.io/v1alpha1"), path="a.yaml", options=OPTIONS)
    assert report.findings == []
    assert report.not_checked == [NotChecked("a.yaml", 1, "a DaemonSet of apps.kruise.io/v1alpha1 is another kind")]


def test_a_group_that_no_custom_resource_can_have_is_a_mistake():
    report = check_text(MANIFEST.replace("apps/v1", "app/v1"), options=Options(no_config=True, select=("DS301",)))
    assert [(f.message, *f.at.start) for f in report.findings] == [("app/v1 has no DaemonSet", 1, 13)]


PARAMETERS = """\
apiVersion: template.openshift.io/v1
kind: Template
parameters: [{name: APP}, {name: MAX}, {name: NODES}]
objects:
- apiVersion: apps/v1
  kind: DaemonSet
  metadata: {name: "${APP}"}
  spec:
    selector: {matchLabels: {app: "${APP}"}}
    updateStrategy: {rollingUpdate: {maxUnavailable: "${{MAX}}"}}
    template:
      metadata: {labels: {app: agent}}
      spec:
        nodeSelector: ${{NODES}}
        containers:
        - {name: "${OTHER}", image: "x:${APP}", env: [{name: "${APP}", val: x}],
          resources: {requests: {memory: 1Gi}, limits: {memory: "${MAX}Mi"}}}
"""


def test_what_a_parameter_fills_in_is_not_judged_and_all_else_is():
    report = check_text(PARAMETERS, path="a.yaml", options=OPTIONS)
    assert found(report) == [("a.yaml", "DS111", 16, 18), ("a.yaml", "DS109", 16, 72)]
    assert (report.daemon_sets, report.not_checked) == (1, [])


def test_a_parameter_that_fills_in_a_string_is_one():
    text = PARAMETERS.replace("updateStrategy: {rollingUpdate: {maxUnavailable: ", "minReadySeconds: ").replace(
        '}}"}}', '}}"'
    )
    assert "DS110" not in [f.rule for f in check_text(text, options=OPTIONS).findings]
    text = text.replace("${{MAX}}", "${MAX}")
    (one,) = [f for f in check_text(text, options=OPTIONS).findings if f.rule == "DS110"]
    assert (one.message, *one.at.start) == ("minReadySeconds is a string, not a whole number", 10, 22)


COLLECTOR = """\
apiVersion: {group}/v1beta1
kind: {kind}
metadata: {{name: otel, namespace: logs}}
spec:
  mode: daemonset
  tolerations:
  - {{key: node-role.kubernetes.io/master, operator: Exist}}  # one letter is missing
  nodeSelector: {{beta.kubernetes.io/os: linux}}
"""


def test_what_an_operator_takes_over_is_checked_like_a_part_and_never_changed():
    from dslint.fix import Fixer

    text = COLLECTOR.format(group="opentelemetry.io", kind="OpenTelemetryCollector")
    write("a.yaml", text)
    fixer = Fixer(unsafe=True)
    report = check_paths(["."], Options(no_config=True), fixer=fixer)
    assert found(report) == [("a.yaml", "DS112", 7, 53), ("a.yaml", "DS302", 8, 18)]
    assert [f.at.pointer for f in report.findings if f.rule == "DS112"] == ["/spec/tolerations/0/operator"]
    assert {str(f.object) for f in report.findings} == {"OpenTelemetryCollector logs/otel"}
    assert [(one.path, one.line) for one in report.not_checked] == [("a.yaml", 1)]
    assert (report.daemon_sets, report.parts, report.files) == (0, 1, 1)
    assert Path("a.yaml").read_text() == text


def test_a_configuration_adds_kinds_that_become_a_daemonset():
    text = COLLECTOR.format(group="example.com", kind="Agent")
    write("a.yaml", text)
    write("b/a.yaml", text)
    write("b/dslint.yaml", "kinds:\n  example.com/v1beta1/Agent: {podSpec: /spec}\n")
    report = check_paths(["."])
    assert {f.path for f in report.findings} == {"b/a.yaml"}
    assert {(f.rule, f.at.pointer) for f in report.findings} >= {("DS112", "/spec/tolerations/0/operator")}
    assert check_text(text, path="b/x.yaml").findings
    assert not check_text(text, path="x.yaml").findings


def test_a_literal_template_of_a_chart_is_judged_whole_and_one_with_an_action_in_part():
    write("chart/Chart.yaml", "name: agent\n")
    write("chart/templates/literal.yaml", MANIFEST)
    write(
        "chart/templates/action.yaml",
        MANIFEST.replace("  selector: {matchLabels: {app: agent}}\n", "  y: {z: '{{ a }}'}\n"),
    )
    report = check_paths(["."], OPTIONS)
    assert found(report) == [
        ("chart/templates/action.yaml", "DS109", 5, 3),
        ("chart/templates/literal.yaml", "DS101", 7, 30),
    ]
    assert [one.path for one in report.not_checked] == ["chart/templates/action.yaml"]


def test_a_key_in_parentheses_hides_nothing_but_what_it_stands_in():
    status = "status: {(x): 1, numberReady: a}\n"
    report = check_text(MANIFEST + status, path="a.yaml", options=OPTIONS)
    assert found(report) == [("a.yaml", "DS101", 7, 30)]
    container = MANIFEST.replace("image:", "(image): x, imag:")
    assert found(check_text(container + "x: 1\n", path="a.yaml", options=OPTIONS)) == [
        ("a.yaml", "DS101", 7, 30),
        ("a.yaml", "DS109", 10, 1),
    ]


def test_a_value_in_parentheses_is_of_whatever_type_in_an_assertion(tmp_path):
    (tmp_path / "chainsaw-test.yaml").write_text("kind: Test\n")
    text = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nstatus:\n  numberReady: ($nodes)\n"
    (tmp_path / "assert-agent.yaml").write_text(text)
    (tmp_path / "agent.yaml").write_text(text)
    report = check_paths([str(tmp_path)], Options(no_config=True, select=("DS110",)))
    assert [(os.path.basename(one.path), one.at.start.line) for one in report.findings] == [("agent.yaml", 5)]


CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
ARGS = MANIFEST.replace("image:", "args: ['--tag={{.Name}}'], image:")
# text, then rule and place of each finding
UNREAD = {
    "a wrong indent, and an action elsewhere": (f"{ARGS}     hostPID: true\n", [("DS001", 10, 6)]),
    "a wrong indent, and an action in a comment": (
        f"# {{{{ x }}}}\n{MANIFEST}     hostPID: true\n",
        [("DS001", 11, 6)],
    ),
    "behind three dots": (f"{CONFIG_MAP}...\n{MANIFEST}", [("DS001", 5, 1)]),
    "in escapes behind three dots": (f'{CONFIG_MAP}...\nkind: "\\x44aemonSet"\n', [("DS001", 5, 1)]),
    "behind a first line that is indented deeper": (f"  a: b\n{MANIFEST}", [("DS001", 2, 1)]),
    "behind an object between lone CRs": (f"{CONFIG_MAP}---\n{MANIFEST}".replace("\n", "\r"), [("DS001", 5, 1)]),
    "in the line of a separator": (f"{CONFIG_MAP}--- # c\r{MANIFEST.replace(chr(10), chr(13))}", [("DS001", 5, 1)]),
    "one, as unreadable": ("kind: DaemonSet\nx: [\n", [("DS001", 2, 4)]),
    "something else behind three dots": (f"{CONFIG_MAP}...\n{CONFIG_MAP}", []),
}


@pytest.mark.parametrize(("text", "expected"), UNREAD.values(), ids=UNREAD)
def test_a_daemonset_that_kubectl_does_not_read_is_never_passed_over(text, expected):
    report = check_text(text, options=Options(no_config=True, select=("DS0",)))
    assert [(one.rule, *one.at.start) for one in report.findings] == expected
    assert (report.files, report.failing, report.not_checked) == (len(expected), len(expected), [])


def test_a_template_is_counted_among_what_is_not_checked():
    report = check_text(f"{CONFIG_MAP}---\n{MANIFEST}{{{{- if x }}}}\n", path="a.yaml", options=OPTIONS)
    assert (report.findings, report.not_checked) == ([], [NotChecked("a.yaml", 5, TEMPLATE)])


def test_text_behind_a_separator_is_told_as_that_with_a_placeholder_in_it_too():
    report = check_text(f"{MANIFEST}---${{X}}a: b\n", path="a.yaml", options=OPTIONS)
    assert report.errors == []
    (one,) = [finding for finding in report.findings if finding.rule == "DS001"]
    assert (one.message_key, one.at.start) == ("separator", (MANIFEST.count("\n") + 1, 1))
