"""What a Flux HelmRelease takes from other objects: values in the order of Flux, and the chart itself."""

import base64
import shutil

import pytest

from dslint.inputs.rendering.flux_values import typed
from tests.rendering.fleet import RELEASE, found, packed, run
from tests.rendering.made import write

FROM = RELEASE + "  valuesFrom:\n"
CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: %s, namespace: logging}
data:
  values.yaml: |
    # moves
    tag: %s
"""
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: agent}\n"
AGENT = "  - {kind: ConfigMap, name: agent}\n"


def values_of(report):
    return [one[2] for one in found(report)]


def test_values_of_a_config_map_decide_and_are_told_at_their_line(fleet, run_dslint):
    write(fleet, {"prod/agent.yaml": FROM + AGENT, "prod/values.yaml": CONFIG_MAP % ("agent", "latest")})
    report = run(run_dslint, fleet, "prod/agent.yaml")
    assert found(report) == [
        (
            "charts/agent/templates/a.yaml:15",
            "logging/agent",
            ["charts/agent/values.yaml:1", "prod/values.yaml:7"],
        )
    ]
    assert report["notChecked"] == []


@pytest.mark.parametrize(
    ("words", "count"),
    [(("latest", "1.4"), 0), (("1.4", "latest"), 1)],
    ids=["the first is not the last", "the last counts"],
)
def test_the_latest_reference_counts(fleet, run_dslint, words, count):
    documents = "---\n".join(CONFIG_MAP % one for one in zip(("one", "two"), words, strict=True))
    release = FROM + "  - {kind: ConfigMap, name: one}\n  - {kind: ConfigMap, name: two}\n"
    write(fleet, {"prod.yaml": f"{release}---\n{documents}"})
    assert len(run(run_dslint, fleet, "prod.yaml")["findings"]) == count


def test_what_stands_in_the_release_counts_for_more(fleet, run_dslint):
    write(fleet, {"prod.yaml": f"{FROM}{AGENT}  values: {{tag: 1.5}}\n---\n{CONFIG_MAP % ('agent', 'latest')}"})
    assert run(run_dslint, fleet, "prod.yaml")["findings"] == []


HELD = {
    "literal block": ("stringData:\n  values.yaml: |\n    tag: latest\n", ["prod.yaml:21"]),
    "folded block": ("stringData:\n  values.yaml: >\n    tag: latest\n", ["prod.yaml:21"]),
    "in quotes": ("stringData: {values.yaml: 'tag: latest'}\n", ["prod.yaml:19"]),
    "with escapes": ('stringData: {values.yaml: "tag: l\\x61test"}\n', []),
    "Base64": (f"data: {{values.yaml: {base64.b64encode(b'tag: latest').decode()}}}\n", []),
}


@pytest.mark.parametrize(("data", "places"), HELD.values(), ids=HELD)
def test_a_place_of_a_value_is_told_only_where_it_stands_there(fleet, run_dslint, data, places):
    write(fleet, {"prod.yaml": f"{FROM}  - {{kind: Secret, name: agent}}\n---\n\n{SECRET}{data}"})
    assert values_of(run(run_dslint, fleet, "prod.yaml")) == [["charts/agent/values.yaml:1", *places]]


def test_a_config_map_that_a_kustomization_makes_of_a_file_is_known(fleet, run_dslint):
    kustomization = "resources: [agent.yaml]\nconfigMapGenerator:\n- name: agent\n  files: [values.yaml=mine.yaml]\n"
    write(fleet, {"prod/agent.yaml": FROM + AGENT, "prod/mine.yaml": "\ntag: latest\n"})
    write(fleet, {"prod/kustomization.yaml": kustomization})
    assert values_of(run(run_dslint, fleet, "prod/agent.yaml")) == [["charts/agent/values.yaml:1", "prod/mine.yaml:2"]]


@pytest.mark.parametrize(
    ("reference", "count"),
    [
        ("{kind: ConfigMap, name: agent, valuesKey: tag, targetPath: tag}", 1),
        ("{kind: ConfigMap, name: agent, valuesKey: tag, targetPath: other.tag}", 0),
        ("{kind: ConfigMap, name: none, optional: true}", 0),
    ],
    ids=["one value", "one value elsewhere", "optional"],
)
def test_a_value_for_a_path_and_what_is_optional(fleet, run_dslint, reference, count):
    config_map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: agent}\ndata: {tag: latest}\n"
    write(fleet, {"prod.yaml": f"{FROM}  - {reference}\n---\n{config_map}"})
    report = run(run_dslint, fleet, "prod.yaml")
    assert (len(report["findings"]), report["notChecked"]) == (count, [])


LEFT = {
    "not there": (AGENT, "", "its values come from the ConfigMap agent, which is not beside it"),
    "in another namespace": (AGENT, (CONFIG_MAP % ("agent", "1")).replace("logging", "x"), "which is not beside it"),
    "another key": ("  - {kind: ConfigMap, name: agent, valuesKey: x}\n", CONFIG_MAP % ("agent", "1"), "has no x"),
    "encrypted": ("  - {kind: Secret, name: agent}\n", SECRET + "data: {}\nsops: {mac: x}\n", "is encrypted"),
    "twice": (AGENT, f"{CONFIG_MAP % ('agent', '1')}---\n{CONFIG_MAP % ('agent', '2')}", "there are several objects"),
    "a path with an index": (
        "  - {kind: ConfigMap, name: agent, targetPath: 'a[0]'}\n", CONFIG_MAP % ("agent", "1"), "more than names",
    ),
    "a list for a path": (
        "  - {kind: ConfigMap, name: agent, valuesKey: k, targetPath: a}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: agent}\ndata: {k: 'a,b'}\n", "more than one text",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "objects", "why"), LEFT.values(), ids=LEFT)
def test_values_that_are_not_known_are_a_reason(fleet, run_dslint, reference, objects, why):
    write(fleet, {"prod.yaml": f"{FROM}{reference}---\n{objects}"})
    report = run(run_dslint, fleet, "prod.yaml")
    ((path, line, reason),) = [(one["path"], one["line"], one["reason"]) for one in report["notChecked"]]
    assert (path, line) == ("prod.yaml", 1)
    assert reason.startswith("the chart of this HelmRelease, since ")
    assert why in reason
    assert report["findings"] == []


def test_files_of_values_stand_in_the_place_of_the_charts_own(fleet, run_dslint):
    template = fleet / "charts/agent/templates/a.yaml"
    template.write_text(template.read_text().replace("{{ .Values.tag }}", "{{ .Values.tag | default `latest` }}"))
    release = RELEASE.replace("      version: 0.1.0\n", "      valuesFiles: [prod.yaml]\n")
    write(fleet, {"flux/prod.yaml": release, "prod.yaml": "image: registry.example/other\n"})
    report = run(run_dslint, fleet, "flux/prod.yaml")
    assert values_of(report) == [["prod.yaml:1"]]


REFERRED = RELEASE.replace(RELEASE[RELEASE.index("  chart:") :], "  chartRef: {kind: %s, name: agent}\n")
HELM_CHART = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: agent}
spec: {chart: ./charts/%s, sourceRef: {kind: GitRepository, name: fleet}}
"""
OCI = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: agent}
spec: {url: oci://registry.example/charts/agent, ref: {tag: 0.1.0}}
"""


def test_a_helm_chart_leads_to_a_chart_of_the_tree(fleet, run_dslint):
    release = f"{REFERRED % 'HelmChart'}  values: {{tag: latest}}\n"
    write(fleet, {"prod/agent.yaml": release, "prod/chart.yaml": HELM_CHART % "agent"})
    report = run(run_dslint, fleet, "prod/agent.yaml")
    assert [one[:2] for one in found(report)] == [("charts/agent/templates/a.yaml:15", "logging/agent")]
    assert report["notChecked"] == []


PACKED = {
    "an OCI artifact by its tag": ("OCIRepository", OCI, "vendor/agent-0.1.0.tgz"),
    "a chart of a Helm repository": (
        "HelmChart",
        (HELM_CHART % "agent").replace("./charts/agent,", "agent, version: 0.1.0,").replace("GitR", "HelmR"),
        "charts/agent-0.1.0.tgz",
    ),
    "an archive in a Git repository": (
        "HelmChart",
        (HELM_CHART % "agent").replace("./charts/agent", "./packages/any.tgz"),
        "packages/any.tgz",
    ),
}


@pytest.mark.parametrize(("kind", "source", "archive"), PACKED.values(), ids=PACKED)
def test_a_chart_reference_leads_to_an_archive_of_the_tree(fleet, run_dslint, kind, source, archive):
    release = f"{REFERRED % kind}  values: {{tag: latest}}\n"
    data = packed(fleet / "charts/agent")
    shutil.rmtree(fleet / "charts/agent")
    write(fleet, {"prod/agent.yaml": release, "prod/source.yaml": source, archive: data})
    report = run(run_dslint, fleet, "prod/agent.yaml")
    assert [one[:2] for one in found(report)] == [(f"{archive}/templates/a.yaml:15", "logging/agent")]
    assert [places[-1] for *_, places in found(report)] == ["prod/agent.yaml:8"]
    assert report["notChecked"] == []


@pytest.mark.parametrize(
    ("kind", "objects", "why"),
    [
        ("HelmChart", "", "the HelmChart agent that it refers to is not beside it"),
        ("HelmChart", HELM_CHART % "other", "the chart ./charts/other is not in this tree"),
        ("OCIRepository", OCI, "the chart agent-0.1.0.tgz is not in this tree"),
        ("OCIRepository", OCI.replace("tag: 0.1.0", "semver: 0.x"), "the OCIRepository agent names no version"),
    ],
)
def test_a_chart_that_is_elsewhere_is_a_reason(fleet, run_dslint, kind, objects, why):
    write(fleet, {"prod.yaml": f"{REFERRED % kind}---\n{objects}"})
    ((line, reason),) = [(one["line"], one["reason"]) for one in run(run_dslint, fleet, "prod.yaml")["notChecked"]]
    assert line == 1
    assert why in reason


TYPED = {
    "true": True, "False": False, "null": None, "0": 0, "12": 12, "-3": -3, "+4": 4, "007": "007", "1.5": "1.5",
    "9223372036854775808": "9223372036854775808", "": "", "x": "x", "12\n": "12\n", "-": "-", "1_0": "1_0",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), TYPED.items())
def test_a_value_for_a_path_is_what_helm_takes_it_for(text, value):
    assert (typed(text), type(typed(text))) == (value, type(value))
