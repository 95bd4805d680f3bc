"""Fixes of values that a release of a GitOps tool has: made in its file, where all environments agree."""

import json

import pytest

from tests.rendering.fleet import ARGO, RELEASE, TEMPLATE
from tests.rendering.made import write

SELECTOR = "      nodeSelector:\n        {{- toYaml .Values.nodeSelector | nindent 8 }}\n"
OLD = "beta.kubernetes.io/os: linux"
FROM = RELEASE + "  valuesFrom: [{kind: ConfigMap, name: one}, {kind: ConfigMap, name: two}]\n---\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata:\n  values.yaml: |\n    %s\n"


@pytest.fixture
def selecting(fleet):
    """Return a tree whose chart takes its node selector from values, and has none itself."""
    write(
        fleet, {"charts/agent/templates/a.yaml": TEMPLATE.replace("      containers:", f"{SELECTOR}      containers:")}
    )
    return fleet


def check(run_dslint, folder, *more, path="prod.yaml"):
    return run_dslint(folder, "check", path, "--no-config", "--select", "DS302", *more)


PLACES = {
    "values of a HelmRelease": RELEASE + f"  values:\n    nodeSelector:\n      {OLD} # kept\n  interval: 5m\n",
    "values in braces": RELEASE + f"  values: {{nodeSelector: {{{OLD}}}}} # kept\n",
    "values as text": ARGO % f"      values: |\n        # kept\n        nodeSelector: {{{OLD}}}",
    "values in quotes": ARGO % f'      values: "nodeSelector: {{{OLD}}}"',
    "values as an object": ARGO % f"      valuesObject:\n        nodeSelector: {{{OLD}}}",
    "the second ConfigMap": FROM
    + CONFIG_MAP % ("one", "tag: 1.5")
    + "---\n"
    + CONFIG_MAP % ("two", f"nodeSelector: {{{OLD}}}"),
}


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES)
def test_a_value_is_fixed_where_it_stands_in_the_file(selecting, run_dslint, text):
    write(selecting, {"prod.yaml": text})
    done = check(run_dslint, selecting, "--fix")
    assert (done.code, done.err.startswith("Fixed ")) == (0, True)
    assert (selecting / "prod.yaml").read_text() == text.replace("beta.kubernetes.io", "kubernetes.io")


def test_the_place_of_a_fix_is_told_in_the_file(selecting, run_dslint):
    write(selecting, {"prod.yaml": PLACES["values of a HelmRelease"]})
    (one,) = json.loads(check(run_dslint, selecting, "--output-format", "json").out)["findings"]
    assert (one["path"], one["fix"]["path"]) == ("charts/agent/templates/a.yaml", "prod.yaml")
    (edit,) = one["fix"]["edits"]
    assert edit == {"line": 14, "column": 7, "endLine": 14, "endColumn": 28, "text": "kubernetes.io/os"}
    assert "-      beta.kubernetes.io/os: linux # kept\n+      kubernetes.io/os: linux # kept\n" in (
        check(run_dslint, selecting, "--diff").out
    )


def test_values_that_stand_nowhere_as_they_are_stay(selecting, run_dslint):
    text = ARGO % f'      values: "nodeSelector:\\n  {OLD}\\n"'
    write(selecting, {"prod.yaml": text})
    (one,) = json.loads(check(run_dslint, selecting, "--output-format", "json").out)["findings"]
    assert (one["fix"], bool(one["fixHeldBack"])) == (None, True)
    assert check(run_dslint, selecting, "--fix").code == 1
    assert (selecting / "prod.yaml").read_text() == text


OTHER = f"{RELEASE}  values: {{tag: 1.5, nodeSelector: {{{OLD}}}}}\n".replace("name: agent", "name: other", 1)
BRACES = PLACES["values in braces"]


@pytest.mark.parametrize(
    "files",
    [{"apps/one.yaml": BRACES, "apps/other.yaml": OTHER}, {"apps/both.yaml": f"{BRACES}---\n{OTHER}"}],
    ids=["in two files", "in one file"],
)
def test_releases_with_a_defect_in_values_of_their_own_are_one_finding_and_left_alone(selecting, run_dslint, files):
    write(selecting, files)
    done = check(run_dslint, selecting, "--render", "--output-format", "json", path="apps")
    (one,) = json.loads(done.out)["findings"]
    assert len([other for other in one["related"] if other["role"] == "rendered"]) == 2
    assert (one["fix"], one["fixHeldBack"]) == (None, "its environments take different changes")


def test_a_value_that_is_used_elsewhere_too_is_left_alone(selecting, run_dslint):
    more = (
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {x: {{ toJson .Values.nodeSelector | quote }}}\n"
    )
    write(selecting, {"charts/agent/templates/c.yaml": more, "prod.yaml": PLACES["values as text"]})
    assert check(run_dslint, selecting, "--fix").code == 1
    assert (selecting / "prod.yaml").read_text() == PLACES["values as text"]
