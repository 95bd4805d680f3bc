import os

import pytest

from dslint.inputs.fragments import LABELLED, Fragments
from dslint.inputs.worktree import WorkTree
from tests.inputs.build import DAEMONSET, WITH_IMAGE, fragment, item
from tests.manifests import START

LABELS = {
    "commonLabels": "commonLabels: {app: agent}\n",
    "labels that reach selectors": "labels:\n- pairs: {app: agent}\n  includeSelectors: true\n",
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_a_base_gets_selector_and_labels_from_its_kustomization_and_nothing_else(tree, labels):
    found = tree(**{"kustomization.yaml": f"resources: [ds.yaml]\n{labels}"})
    assert (found.kind, found.reason) == ("base", "completed with the labels of kustomization.yaml")
    assert [found.supplies(path) for path in LABELLED] == [True, True]
    assert found.supplies(("spec", "selector", "matchLabels", "app"))
    assert not found.supplies(("spec",))
    assert not found.supplies(("spec", "template", "spec", "containers"))


def test_a_base_gets_labels_from_a_kustomization_above_that_lists_its_folder(tree):
    files = {
        "base/kustomization.yaml": "resources:\n- ds.yaml\n",
        "kustomization.yaml": "bases:\n- ./base/\ncommonLabels: {app: agent}\n",
    }
    assert tree("base/ds.yaml", **files).reason == "completed with the labels of kustomization.yaml"


WHOLE = {
    "no kustomization": {},
    "a kustomization that does not list it": {"kustomization.yaml": "patches: [{path: other.yaml}]\n"},
    "a resource without labels": {"kustomization.yaml": "resources: [ds.yaml]\n"},
    "labels that do not reach selectors": {
        "kustomization.yaml": "resources: [ds.yaml]\nlabels:\n- pairs: {app: agent}\n- includeSelectors: true\n"
    },
    "labels for other files": {"kustomization.yaml": "resources: [other.yaml]\ncommonLabels: {app: agent}\n"},
    "empty labels": {"kustomization.yaml": "resources: [ds.yaml]\ncommonLabels: {}\n"},
    "a folder named templates that is no chart": {},
}


@pytest.mark.parametrize("files", WHOLE.values(), ids=WHOLE)
def test_without_outside_evidence_a_manifest_without_a_selector_is_no_fragment(tree, files):
    assert tree(text=WITH_IMAGE, **files) is None
    assert tree("templates/ds.yaml", WITH_IMAGE) is None


ACTION = f"{DAEMONSET}  namespace: '{{{{ .Release.Namespace }}}}'\n"


@pytest.mark.parametrize("path", ["chart/templates/ds.yaml", "chart/templates/node/linux/ds.yaml"])
def test_what_lies_below_the_templates_of_a_chart_is_a_template_where_it_has_an_action(tree, path):
    assert tree(path, **{"chart/Chart.yaml": "name: x\n"}) is None
    assert tree(path, f"{{{{ x }}}}: 1\n---\n{DAEMONSET}---\na: '{{{{ x }}}}'\n") is None
    found = tree(path, ACTION)
    assert (found.kind, found.reason) == ("template", "a template of the Helm chart chart")


@pytest.mark.parametrize("path", ["chart/ds.yaml", "chart/crds/ds.yaml", "chart/charts/templates/ds.yaml"])
def test_other_files_of_a_chart_are_manifests(tree, path):
    assert tree(path, ACTION, **{"chart/Chart.yaml": "name: x\n"}) is None


SELECTED = "spec: {selector: {matchLabels: {a: b}}}\n"


STREAMS = {
    "a rendered template": ("chart/templates/ds.yaml", "spec: {selector: {matchLabels: {a: b}}}\n", None),
    "rendered, with braces of its own": (
        "chart/templates/ds.yaml",
        f"{SELECTED}x: '{{{{ .Name }}}} {{{{json .}}}}'\n",
        None,
    ),
    "a template as it is": ("chart/templates/ds.yaml", "x: '{{ .Values.x }}'\n", "template"),
    "a template with an include": ("chart/templates/ds.yaml", "x: '{{- include \"x\" . }}'\n", "template"),
    "what a kustomization makes of a patch": ("patch.yaml", "spec: {selector: {matchLabels: {a: b}}}\n", None),
    "a patch in an editor": ("patch.yaml", "spec: {template: {}}\n", "patch"),
    "the whole of a base": ("base.yaml", "spec: {selector: {matchLabels: {a: b}}}\n", None),
    "a base in an editor": ("base.yaml", "spec: {template: {}}\n", "base"),
    "what has the name of an assertion": ("assert.yaml", WITH_IMAGE.removeprefix(DAEMONSET), None),
}


@pytest.mark.parametrize(("path", "more", "kind"), STREAMS.values(), ids=STREAMS)
def test_a_text_on_standard_input_is_no_fragment_for_its_name(tree, path, more, kind):
    kustomization = "resources: [base.yaml]\npatches: [{path: patch.yaml}]\ncommonLabels: {a: b}\n"
    tree(path, DAEMONSET + more, **{"chart/Chart.yaml": "name: x\n", "kustomization.yaml": kustomization})
    found = fragment(path, stdin=True)
    assert (found and found.kind) == kind


def test_a_chart_around_the_working_directory_is_seen(tree, monkeypatch, tmp_path):
    tree("chart/templates/ds.yaml", ACTION, **{"chart/Chart.yaml": "name: x\n"})
    monkeypatch.chdir(tmp_path / "chart" / "templates")
    assert fragment("ds.yaml").reason == f"a template of the Helm chart {tmp_path}/chart"


def test_the_disk_is_not_asked_before_a_daemonset_is_found_and_each_folder_once(tree, monkeypatch):
    whole = WITH_IMAGE.replace("{template", "{selector: {matchLabels: {a: b}}, template")
    tree("a/b/ds.yaml", whole, **{"a/b/other.yaml": whole, "kustomization.yaml": "resources: [a]\n"})
    asked = []
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest, **more: asked.append(path) or real(path, *rest, **more))
    fragments = Fragments(WorkTree())
    fragments.finder(item("a/b/ds.yaml"))
    assert asked == []
    fragment("a/b/ds.yaml", fragments)
    once = [path for path in asked if "kustomization" in str(path).lower()]
    assert len(once) == len(set(once)) > 0
    asked.clear()
    fragment("a/b/other.yaml", fragments)
    assert [path for path in asked if "kustomization" in str(path).lower()] == []


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
spec: {postBuild: {substituteFrom: [{kind: Secret, name: cluster}]}}
"""


VARIABLES = START + '      containers: [{name: b, image: "a:${TAG:=1}"}]\n'


def test_variables_that_flux_fills_in_are_parameters(tree):
    found = tree("apps/ds.yaml", VARIABLES, **{"flux/apps.yaml": FLUX})
    assert (found.kind, found.reason) == ("parameters", "Flux fills in its variables, as flux/apps.yaml says")
    assert found.fills("a:${TAG:=1}")
    assert not found.fills("$(POD_IP)")
    assert tree("apps/other.yaml", START + "      containers: [{name: b, image: b}]\n") is None


TERRAFORM = """\
resource "kubectl_manifest" "agent" {
  yaml_body = templatefile("${path.module}/k8s/ds.yaml", { TAG = "1" })
}
"""


@pytest.mark.parametrize("module", ["agent.tf", "k8s/main.tf"])
def test_values_that_a_module_of_terraform_fills_in_are_parameters(tree, module):
    found = tree("k8s/ds.yaml", VARIABLES, **{module: TERRAFORM})
    name = os.path.basename(module)
    assert (found.kind, found.reason) == ("parameters", f"Terraform fills in its values, as {name} says")
    assert found.fills("registry.example/a:${lower(tag)}")
    assert not found.fills("$${HOME}")
    assert found.judged({"port": "${port}", "image": "a:${TAG}"}, ()) == {"image": "a:${TAG}"}


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("agent.tf", TERRAFORM.replace("/ds.yaml", "/other-ds.yaml").replace("k8s/", "")),
        ("agent.tf", TERRAFORM.replace("templatefile", "file")),
        ("agent.tf.txt", TERRAFORM),
        ("other/agent.tf", TERRAFORM),
    ],
    ids=["another template", "a plain file", "no module", "a module elsewhere"],
)
def test_without_such_a_module_values_are_what_they_are(tree, module, text):
    assert tree("k8s/ds.yaml", VARIABLES, **{module: text}) is None


@pytest.mark.parametrize("other", [FLUX.replace("postBuild", "patches"), FLUX.replace("toolkit.fluxcd", "config.k8s")])
def test_without_such_a_kustomization_of_flux_variables_are_what_they_are(tree, other):
    assert tree("apps/ds.yaml", VARIABLES, **{"flux/apps.yaml": other}) is None
