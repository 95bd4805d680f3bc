"""A Flux HelmRelease and an Argo CD Application: their charts are rendered as the tool would, where they are here."""

import json
import os

import pytest

from tests.rendering.fleet import ARGO, FLUX, RELEASE, TEMPLATE, found, packed, run
from tests.rendering.made import CHART, write


def test_values_of_a_helm_release_decide_and_are_told_at_their_line(fleet, run_dslint):
    write(fleet, {"clusters/prod/agent.yaml": RELEASE + "  values:\n    # moves\n    tag: latest\n"})
    report = run(run_dslint, fleet, "clusters/prod/agent.yaml")
    assert found(report) == [
        (
            "charts/agent/templates/a.yaml:15",
            "logging/agent",
            ["charts/agent/values.yaml:1", "clusters/prod/agent.yaml:14"],
        )
    ]
    assert report["notChecked"] == []
    assert report["findings"][0]["related"][-1]["message"] == (
        "rendered: HelmRelease logging/agent in clusters/prod/agent.yaml"
    )


def test_files_of_values_and_the_target_of_a_helm_release_count(fleet, run_dslint):
    release = RELEASE.replace(
        "      version: 0.1.0\n", "      valuesFiles: [charts/agent/values.yaml, env/prod.yaml]\n"
    )
    write(fleet, {"clusters/prod.yaml": release + "  targetNamespace: agents\n", "env/prod.yaml": "tag: latest\n"})
    ((place, name, values),) = found(run(run_dslint, fleet, "clusters/prod.yaml"))
    assert (place, name) == ("charts/agent/templates/a.yaml:15", "agents/agents-agent")
    assert "env/prod.yaml:1" in values


@pytest.mark.parametrize(
    "lines",
    [
        "      valuesObject: {tag: latest}",
        "      values: |\n        tag: latest",
        "      parameters: [{name: tag, value: latest}]",
        "      valueFiles: [../../env/prod.yaml]",
        "      releaseName: agent\n      valueFiles: [values.yaml, ../../env/prod.yaml]",
        "      ignoreMissingValueFiles: true\n      valueFiles: [none.yaml, ../../env/prod.yaml]",
    ],
)
def test_an_application_is_rendered_with_what_it_says(fleet, run_dslint, lines):
    write(fleet, {"apps/agent.yaml": ARGO % lines, "env/prod.yaml": "tag: latest\n"})
    report = run(run_dslint, fleet, "apps/agent.yaml")
    assert [one[:2] for one in found(report)] == [("charts/agent/templates/a.yaml:15", "logging/agent")]
    assert report["notChecked"] == []


def test_parameters_are_texts_where_it_says_so(fleet, run_dslint):
    text = TEMPLATE.replace("{{ .Values.tag }}", '{{ kindOf .Values.tag | eq "string" | ternary "latest" "1" }}')
    write(fleet / "charts/agent", {"templates/a.yaml": text})
    for force, count in (("true", 1), ("false", 0)):
        line = f"      parameters: [{{name: tag, value: '1', forceString: {force}}}]"
        write(fleet, {"apps/agent.yaml": ARGO % line})
        assert len(run(run_dslint, fleet, "apps/agent.yaml")["findings"]) == count


def test_a_chart_in_an_archive_is_rendered(fleet, run_dslint):
    release = (FLUX % "agent").replace("GitRepository", "HelmRepository") + "  values: {tag: latest}\n"
    write(fleet, {"vendor/agent-0.1.0.tgz": packed(fleet / "charts/agent"), "clusters/prod.yaml": release})
    report = run(run_dslint, fleet, "clusters/prod.yaml")
    assert [one[:2] for one in found(report)] == [("vendor/agent-0.1.0.tgz/templates/a.yaml:15", "logging/agent")]


def test_releases_of_one_chart_share_a_finding(fleet, run_dslint):
    for name in ("prod", "test"):
        write(fleet, {f"clusters/{name}.yaml": RELEASE + "  values: {tag: latest}\n"})
    (one,) = run(run_dslint, fleet, "--render", ".")["findings"]
    assert [other["message"] for other in one["related"] if other["role"] == "rendered"] == [
        "rendered: HelmRelease logging/agent in clusters/prod.yaml",
        "rendered: HelmRelease logging/agent in clusters/test.yaml",
    ]


@pytest.mark.parametrize(
    "text",
    [
        FLUX % "./charts/other",
        FLUX % "https://charts.example/agent",
        FLUX % "../../outside",
        (FLUX % "agent").replace("GitRepository", "HelmRepository"),
        RELEASE + "  valuesFrom: [{kind: ConfigMap, name: agent}]\n",
        RELEASE + "  postRenderers: [{kustomize: {images: [{name: a, newTag: b}]}}]\n",
        ARGO % "      fileParameters: [{name: a, path: b}]",
        (ARGO % "      releaseName: a").replace("charts/agent", "charts/none"),
        ARGO % "      valueFiles: [none.yaml]",
    ],
)
def test_others_are_named_as_not_checked(fleet, run_dslint, text):
    write(fleet, {"clusters/prod.yaml": text})
    report = run(run_dslint, fleet, "clusters/prod.yaml")
    assert report["findings"] == []
    assert [(one["path"], one["line"]) for one in report["notChecked"]] == [("clusters/prod.yaml", 1)]


LAUGHS = "".join(
    f"    a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9) if number else 'x'}]\n" for number in range(9)
)
UNREAD = {
    "a bomb of aliases": (RELEASE + "  values:\n" + LAUGHS, 19, "its aliases expand to more than 200,000 values"),
    "a bomb in an application": (
        ARGO % "      valuesObject:\n" + LAUGHS.replace("    a", "        a"),
        18,
        "its aliases expand to more than 200,000 values",
    ),
    "no YAML": (RELEASE + "  values: {a: [}\n", 12, "no value before }"),
    "a document that is too large": (
        RELEASE + "  values:\n    a: |\n" + "      x\n" * (9 << 17),
        1,
        "it is larger than 8 MiB",
    ),
}


@pytest.mark.parametrize(("text", "line", "why"), UNREAD.values(), ids=UNREAD)
@pytest.mark.parametrize("path", ["clusters", "clusters/prod.yaml"])
def test_a_release_that_cannot_be_read_is_named_at_its_line(fleet, run_dslint, text, line, why, path):
    write(fleet, {"clusters/prod.yaml": text})
    report = run(run_dslint, fleet, path)
    ((there, reason),) = [((one["path"], one["line"]), one["reason"]) for one in report["notChecked"]]
    assert there == ("clusters/prod.yaml", line)
    assert f", since it cannot be read: {why}; render it: " in reason
    assert report["findings"] == []


def test_an_application_of_plain_manifests_that_cannot_be_read_is_no_chart(fleet, run_dslint):
    write(fleet, {"clusters/prod.yaml": ARGO[: ARGO.index("    helm:")] + "    directory: {a: [}\n"})
    assert run(run_dslint, fleet, "clusters/prod.yaml")["notChecked"] == []


def test_a_release_that_is_no_text_is_a_finding(fleet, run_dslint):
    write(fleet, {"clusters/prod.yaml": RELEASE.encode() + b"# \xff\n"})
    done = run_dslint(fleet, "check", "clusters", "--no-config", "--output-format", "json")
    assert [(one["rule"], one["line"], one["column"]) for one in json.loads(done.out)["findings"]] == [("DS001", 12, 3)]


def test_a_file_whose_releases_are_too_many_to_be_rendered_is_told_and_named(fleet, run_dslint):
    write(fleet, {"clusters/prod.yaml": RELEASE + "---\n# much\n" + "# x\n" * (1 << 18)})
    done = run_dslint(fleet, "check", "clusters/prod.yaml", "--no-config")
    assert "the charts that clusters/prod.yaml names are not rendered: it is larger than 1 MiB" in done.err
    assert "clusters/prod.yaml:1 is not checked: the chart of this HelmRelease" in done.err


def test_values_that_helm_does_not_read_are_told_by_their_own_name(fleet, run_dslint):
    release = RELEASE.replace("      version: 0.1.0\n", "      valuesFiles: [env/prod.yaml]\n")
    write(fleet, {"clusters/prod.yaml": release, "env/prod.yaml": LAUGHS.replace("    a", "a")})
    done = run_dslint(fleet, "check", "clusters/prod.yaml", "--no-config", "--output-format", "json")
    ((message, path, line),) = [(one["message"], one["path"], one["line"]) for one in json.loads(done.out)["findings"]]
    assert "failed to parse env/prod.yaml" in message
    assert (path, line) == ("env/prod.yaml", 1)


def test_a_folder_of_releases_and_a_hook_start_no_renderer(fleet, run_dslint, monkeypatch):
    write(fleet, {"clusters/prod.yaml": RELEASE, "bin/helm": f"#!/bin/sh\ntouch {fleet}/started\n"})
    (fleet / "bin/helm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{fleet}/bin:{os.environ['PATH']}")
    for words in (("clusters",), (".",), ("--force-exclude", "clusters/prod.yaml")):
        report = run(run_dslint, fleet, *words)
        assert "clusters/prod.yaml" in {one["path"] for one in report["notChecked"]}
    assert not (fleet / "started").exists()
    run(run_dslint, fleet, "clusters/prod.yaml")
    assert (fleet / "started").exists()


@pytest.mark.usefixtures("no_renderers")
def test_without_helm_it_is_told(tmp_path, run_dslint):
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"charts/agent/Chart.yaml": CHART, "prod.yaml": RELEASE})
    done = run_dslint(tmp_path, "check", "prod.yaml", "--no-config")
    assert "the charts that prod.yaml names are not rendered: helm is not on the PATH" in done.err
    assert "prod.yaml:1 is not checked" in done.err


def test_a_release_that_cannot_be_rendered_is_a_finding_and_the_others_go_on(fleet, run_dslint):
    bad = RELEASE + "  values: {image: [a], tag: {{b}}}\n"
    write(fleet, {"clusters/bad.yaml": bad.replace("{{b}}", "1")})
    write(fleet / "charts/agent", {"templates/b.yaml": '{{ if kindIs "slice" .Values.image }}{{ fail "no" }}{{ end }}'})
    write(fleet, {"clusters/prod.yaml": RELEASE + "  values: {tag: latest}\n"})
    report = run(run_dslint, fleet, "--render", "clusters")
    assert {one["rule"] for one in report["findings"]} == {"DS001", "DS420"}


@pytest.mark.parametrize("data", [b"", b"no archive", b"\x1f\x8b\x08\x00broken"], ids=["empty", "text", "broken"])
def test_what_is_no_archive_is_a_message(fleet, run_dslint, data):
    release = (FLUX % "agent").replace("GitRepository", "HelmRepository")
    write(fleet, {"vendor/agent-0.1.0.tgz": data, "clusters/prod.yaml": release})
    done = run_dslint(fleet, "check", "clusters/prod.yaml", "--no-config")
    assert "it is no archive of a chart" in done.out + done.err
    assert done.code in (1, 2)


def test_coverage_shows_a_release(fleet, run_dslint):
    write(fleet, {"clusters/prod.yaml": RELEASE})
    done = run_dslint(fleet, "coverage", "clusters/prod.yaml", "--nodes", "profile:kubeadm", "--no-config")
    assert "logging/agent (HelmRelease logging/agent in clusters/prod.yaml)" in done.out
    assert "skipped" not in done.err
