import os
from pathlib import Path

import pytest

from dslint import Options
from dslint.inputs import documents
from dslint.inputs.unchecked import TEMPLATE, VALUES, NotChecked
from dslint.kube.versions import DEFAULT, KNOWN, NEWEST, OLDEST
from dslint.run import check_paths, check_text
from tests.manifests import MISLABELLED as MANIFEST

OPTIONS = Options(no_config=True, select=("DS0", "DS1"))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name, text):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def found(report):
    return [(f.path, f.rule, *f.at.start) for f in sorted(report.findings, key=lambda one: one.sort_key())]


def test_files_of_a_folder_are_checked_and_counted():
    write("a/agent.yaml", MANIFEST)
    write("b.yaml", f"{MANIFEST}---\n{MANIFEST}")
    write("c.yaml", "kind: ConfigMap\n")
    report = check_paths(["."], OPTIONS)
    assert found(report) == [
        ("a/agent.yaml", "DS101", 7, 30),
        ("b.yaml", "DS101", 7, 30),
        ("b.yaml", "DS101", 17, 30),
    ]
    assert (report.files, report.daemon_sets, report.affected()) == (2, 3, 3)


def test_utf_16_with_a_byte_order_mark_is_read_as_kubectl_reads_it():
    write("a.yaml", MANIFEST.encode("utf-16"))
    report = check_paths(["a.yaml"], OPTIONS)
    assert found(report) == [("a.yaml", "DS101", 7, 30)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_file_in_another_encoding_is_reported_not_passed_over(encoding):
    write("a.yaml", MANIFEST.encode(encoding))
    report = check_paths(["a.yaml"], OPTIONS)
    (finding,) = report.findings
    assert (finding.rule, *finding.at.start) == ("DS001", 1, 1)
    assert finding.message.startswith("kubectl cannot read this file: it is UTF-")


def test_bytes_that_are_not_utf8_are_reported_where_they_stand():
    write("a.yaml", MANIFEST.encode().replace(b"agnet", b"ag\xffet"))
    report = check_paths(["a.yaml"], OPTIONS)
    assert found(report) == [("a.yaml", "DS001", 7, 32)]
    assert report.findings[0].message == "byte 0xff is not UTF-8: kubectl puts U+FFFD in its place"


def test_a_named_file_that_is_not_there_is_an_error_and_the_run_goes_on():
    write("a.yaml", MANIFEST)
    report = check_paths(["gone.yaml", "a.yaml"], OPTIONS)
    assert report.errors == ["cannot read gone.yaml: no such file or directory"]
    assert found(report) == [("a.yaml", "DS101", 7, 30)]


def vanish(monkeypatch, name, error):
    opened = os.open

    def fail(path, *arguments, **more):
        if os.path.basename(os.fspath(path)) == name:
            raise error
        return opened(path, *arguments, **more)

    monkeypatch.setattr(os, "open", fail)


def test_a_file_that_vanishes_during_the_run_does_not_stop_it(monkeypatch):
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    vanish(monkeypatch, "a.yaml", FileNotFoundError(2, "No such file or directory"))
    report = check_paths(["."], OPTIONS)
    assert found(report) == [("b.yaml", "DS101", 7, 30)]
    assert report.skipped == [("a.yaml", "no such file or directory")]
    assert report.errors == []


def test_a_file_below_a_folder_that_may_not_be_read_is_a_finding(monkeypatch):
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    vanish(monkeypatch, "a.yaml", PermissionError(13, "Permission denied"))
    report = check_paths(["."], OPTIONS)
    assert found(report) == [("a.yaml", "DS001", 1, 1), ("b.yaml", "DS101", 7, 30)]
    assert report.findings[0].message == "cannot read this file: permission denied"


def test_a_folder_that_may_not_be_read_is_a_finding_that_calls_it_one(monkeypatch):
    write("locked/a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    real, denied = os.scandir, PermissionError(13, "Permission denied")

    def refuse(folder):
        if os.path.basename(folder) == "locked":
            raise denied
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    vanish(monkeypatch, "locked", denied)
    report = check_paths(["."], OPTIONS, skipped=True)
    assert found(report) == [("b.yaml", "DS101", 7, 30), ("locked", "DS001", 1, 1)]
    assert report.findings[1].message == "cannot read this folder: permission denied"
    assert report.skipped == [("locked", "a folder that cannot be opened: permission denied")]


def test_a_named_file_that_may_not_be_read_is_an_error_and_the_run_goes_on(monkeypatch):
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    vanish(monkeypatch, "a.yaml", PermissionError(13, "Permission denied"))
    report = check_paths(["a.yaml", "b.yaml"], OPTIONS)
    assert report.errors == ["cannot read a.yaml: permission denied"]
    assert found(report) == [("b.yaml", "DS101", 7, 30)]


@pytest.mark.slow
def test_a_file_beyond_the_limit_is_refused_only_if_it_holds_a_daemonset():
    big = b"# " + b"x" * (65 * 1024 * 1024) + b"\n"
    write("data.yaml", big)
    write("manifest.yaml", big + MANIFEST.encode())
    write("small.yaml", MANIFEST)
    report = check_paths(["."], OPTIONS)
    assert found(report) == [("manifest.yaml", "DS001", 1, 1), ("small.yaml", "DS101", 7, 30)]
    assert "larger than 8 MiB" in report.findings[0].message


def test_a_reader_that_breaks_is_reported_and_the_run_goes_on(monkeypatch):
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    read = documents.read
    monkeypatch.setattr(
        documents, "read", lambda source, **more: 1 / 0 if source.path == "a.yaml" else read(source, **more)
    )
    report = check_paths(["."], OPTIONS)
    assert found(report) == [("a.yaml", "DS007", 1, 1), ("b.yaml", "DS101", 7, 30)]
    assert report.errors == ["a.yaml: reading failed with ZeroDivisionError: division by zero"]


def test_a_check_that_breaks_is_reported_and_the_others_speak(monkeypatch):
    from dslint.judge import bind

    load = bind.load
    monkeypatch.setattr(bind, "load", lambda rule: (lambda *_: 1 / 0) if rule.id == "DS102" else load(rule))
    report = check_text(MANIFEST, path="a.yaml", options=OPTIONS)
    assert sorted(f.rule for f in report.findings) == ["DS007", "DS101"]
    assert "missing-selector" in report.errors[0]


def test_templates_are_not_checked_and_say_how_they_are():
    write("chart/Chart.yaml", "name: agent\n")
    for name in ("one", "two"):
        write(f"chart/templates/{name}.yaml", f"{MANIFEST}{{{{ if .Values.x }}}}\n")
    write("other.yaml", f"kind: Service\n---\n# DaemonSet\n{MANIFEST}{{% if x %}}{{{{ y }}}}\n")
    report = check_paths(["."], OPTIONS)
    assert (report.findings, report.notes, report.skipped) == ([], [], [])
    render = "Helm template; check its chart: dslint check chart"
    assert report.not_checked == [
        NotChecked("chart/templates/one.yaml", 1, render),
        NotChecked("chart/templates/two.yaml", 1, render),
        NotChecked("other.yaml", 3, TEMPLATE),
    ]


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


def test_one_path_and_one_word_need_no_list():
    write("a.yaml", MANIFEST)
    assert found(check_paths("a.yaml", Options(no_config=True, select="DS101"))) == [("a.yaml", "DS101", 7, 30)]


def test_bytes_are_no_text():
    with pytest.raises(TypeError, match="check_text takes a text, not bytes"):
        check_text(MANIFEST.encode())


def test_a_range_of_versions_says_for_which_a_finding_holds():
    text = MANIFEST.replace("agnet", "agent").replace("containers:", "hostnameOverride: x\n      containers:")
    report = check_text(text, options=Options(no_config=True, select=("DS109",), kubernetes_version="1.32..1.35"))
    assert [(f.rule, f.versions) for f in report.findings] == [("DS109", ("1.32", "1.33"))]


def test_wrong_types_silence_what_others_say_below_them():
    text = MANIFEST.replace("{app: agnet}", "[app, agnet]")
    report = check_text(text, options=Options(no_config=True, select=("DS101", "DS110")))
    assert [f.rule for f in report.findings] == ["DS110"]


def test_progress_counts_the_files_looked_at():
    write("a.yaml", MANIFEST)
    write("b.yaml", "kind: ConfigMap\n")
    seen = []
    check_paths(["."], OPTIONS, progress=seen.append)
    assert seen == [1, 2]


def test_the_order_of_arguments_does_not_matter():
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    assert found(check_paths(["a.yaml", "b.yaml"], OPTIONS)) == found(check_paths(["b.yaml", "a.yaml"], OPTIONS))


def test_what_holds_for_a_whole_range_of_versions_is_said_once():
    text = MANIFEST.replace("apps/v1", "apps/v7").replace("image:", "nodePort: 1, image:")
    one, many = (
        check_text(text, options=Options(no_config=True, kubernetes_version=it, ignore=("DS5",)))  # of a run as a whole
        for it in (f"1.{DEFAULT}", f"1.{OLDEST}..1.{NEWEST}")
    )
    assert [(f.rule, f.message) for f in many.findings] == [(f.rule, f.message) for f in one.findings]
    assert {"DS101", "DS109", "DS301"} <= {f.rule for f in many.findings}
    assert {len(f.versions or ()) for f in many.findings} == {len(KNOWN)}


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
