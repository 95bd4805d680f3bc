"""What cannot be mapped is told as such: at the file that is known, with the rendered line beside it."""

import json

import pytest

from tests.rendering.made import BASE, CHART, DAEMON_SET, VALUES, chart, packed, write


def related(finding):
    return [(one["role"], one["message"]) for one in finding["related"]]


@pytest.mark.usefixtures("renderers")
def test_a_template_of_a_packed_chart_is_told_at_its_line_in_the_archive(tmp_path, dslint_json):
    files = {"templates/daemonset.yaml": DAEMON_SET % "    a: b", "values.yaml": VALUES}
    write(tmp_path / "agent", {"Chart.yaml": CHART, "charts/sub-0.1.0.tgz": packed(**files)})
    (found,) = dslint_json(tmp_path, "check", "agent", "--no-config", "--select", "DS302")["findings"]
    assert (found["path"], found["line"]) == ("agent/charts/sub-0.1.0.tgz/templates/daemonset.yaml", 17)
    assert related(found) == [("rendered", "rendered: default values")]
    assert (found["fix"], found["fixHeldBack"]) == (None, "it stands in no file that can be changed by itself")


OVER = {
    "its own": ("", "agent/charts/sub-0.1.0.tgz/values.yaml:2"),
    "of the chart around": ("sub:\n  selector: {beta.kubernetes.io/os: linux}\n", "agent/values.yaml:2"),
}  # fmt: skip


@pytest.mark.usefixtures("renderers")
@pytest.mark.parametrize(("values", "place"), OVER.values(), ids=OVER)
def test_the_value_of_a_packed_chart_is_told_where_it_is_set(tmp_path, dslint_json, values, place):
    text = DAEMON_SET.replace(
        "        beta.kubernetes.io/os: linux", "        {{- toYaml .Values.selector | nindent 8 }}"
    )
    own = "image: a\nselector: {beta.kubernetes.io/os: linux}\n" if not values else "image: a\nselector: {}\n"
    archive = packed(**{"templates/daemonset.yaml": text % "    a: b", "values.yaml": own})
    write(tmp_path / "agent", {"Chart.yaml": CHART, "values.yaml": values, "charts/sub-0.1.0.tgz": archive})
    (found,) = dslint_json(tmp_path, "check", "agent", "--no-config", "--select", "DS302")["findings"]
    assert [f"{one['path']}:{one['line']}" for one in found["related"] if one["role"] == "values"] == [place]


@pytest.mark.usefixtures("renderers")
@pytest.mark.parametrize("data", [b"", b"no archive", b"\x1f\x8b\x08\x00x"], ids=["empty", "text", "broken"])
def test_a_packed_chart_that_cannot_be_read_is_a_message_of_helm(tmp_path, run_dslint, data):
    write(tmp_path / "agent", chart("plain") | {"charts/sub-0.1.0.tgz": data})
    done = run_dslint(tmp_path, "check", "agent", "--no-config")
    assert done.code == 2
    assert "cannot render agent: " in done.err


@pytest.mark.usefixtures("renderers")
def test_letters_of_marks_in_a_chart_leave_it_unmapped(tmp_path, dslint_json):
    write(tmp_path / "agent", chart("plain") | {"templates/x.yaml": "# \ua500\ua501\na: b\n"})
    (found,) = dslint_json(tmp_path, "check", "agent", "--no-config", "--select", "DS302")["findings"]
    assert (found["path"], found["line"], found["column"]) == ("agent/templates/daemonset.yaml", 1, 1)
    assert related(found) == [("rendered", f"rendered here; the line of {found['path']} is not known: default values")]


@pytest.mark.usefixtures("renderers")
def test_what_a_patch_in_a_kustomization_sets_is_told_there(tmp_path, dslint_json):
    change = {
        "op": "replace",
        "path": "/spec/template/spec/containers/0/image",
        "value": "registry.example/agent:latest",
    }
    patch = json.dumps([change])
    kustomization = f"resources: [agent.yaml]\npatches:\n- target: {{kind: DaemonSet}}\n  patch: '{patch}'\n"
    write(tmp_path / "prod", {"agent.yaml": BASE, "kustomization.yaml": kustomization})
    (found,) = dslint_json(tmp_path, "check", "prod", "--no-config", "--select", "DS420")["findings"]
    assert (found["path"], found["line"]) == ("prod/kustomization.yaml", 4)
    assert kustomization.splitlines()[3][found["column"] - 1 : found["endColumn"] - 1].strip('"') == change["value"]


def test_a_chart_that_prints_nothing_is_no_mistake(tmp_path, renderers, run_check):  # noqa: ARG001 - on the PATH
    write(tmp_path / "agent", {"Chart.yaml": CHART, "templates/a.yaml": "{{ if .Values.x }}a: b{{ end }}\n"})
    done = run_check(tmp_path, "agent")
    assert done.code == 0
    assert json.loads(done.out)["findings"] == []
