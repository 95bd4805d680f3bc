"""DaemonSets below the root of other objects: which are named, where and with what to do; what is no such thing."""

import pytest

from dslint.inputs.documents import daemon_sets, read
from dslint.manifest.daemonset import DaemonSet
from dslint.source.text import SourceText

ONE = "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: x}, spec: {}}"
TEXT = "apiVersion: apps/v1\nkind: DaemonSet\n"


def told(text):
    """Return what a text holds: names of DaemonSets, line and reason of what is not checked."""
    found = [one for document in read(SourceText.of("x.yaml", text)) for one in daemon_sets(document)]
    return [one.name.name if isinstance(one, DaemonSet) else (one.line, one.reason) for one in found]


STRUCTURE = "a DaemonSet inside an object of kind {}; give it a file of its own"
AS_TEXT = "the text of a DaemonSet inside an object of kind {}; give it a file of its own"
IN_KUSTOMIZATION = "the text of a DaemonSet in a kustomization; check what it builds: dslint check FOLDER"
NESTED = {
    "a ManifestWork": (
        f"kind: ManifestWork\nspec:\n  workload:\n    manifests:\n    - kind: Service\n    - {ONE}\n    - {ONE}\n",
        [(6, STRUCTURE.format("ManifestWork")), (7, STRUCTURE.format("ManifestWork"))],
    ),
    "text in a ConfigMap": (
        "kind: ConfigMap\ndata:\n  ds.yaml: |\n    apiVersion: apps/v1\n    kind: DaemonSet\n  b: DaemonSet\n",
        [(3, AS_TEXT.format("ConfigMap"))],
    ),
    "JSON text in a ConfigMap": (
        'kind: ConfigMap\ndata:\n  x: \'{"kind": "DaemonSet", "apiVersion": "apps/v1"}\'\n',
        [(3, AS_TEXT.format("ConfigMap"))],
    ),
    "an item of a list": (
        f'items:\n- kind: ConfigMap\n  data: {{x: "{TEXT.encode("unicode_escape").decode()}"}}\n- {ONE}\n',
        [(3, AS_TEXT.format("ConfigMap")), "x"],
    ),
    "a patch in a kustomization": (
        "kind: Kustomization\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: DaemonSet\n",
        [(3, IN_KUSTOMIZATION)],
    ),
    "below an object without a kind": (
        f"a:\n- {ONE}\n",
        [(2, "a DaemonSet inside another object; give it a file of its own")],
    ),
    "a patch in a transformer of kustomize": (
        "apiVersion: builtin\nkind: PatchTransformer\npatch: |\n  apiVersion: apps/v1\n  kind: DaemonSet\n  spec: {}\n",
        [(3, IN_KUSTOMIZATION)],
    ),
    "a patch in a kustomization without a kind": (
        "patchesStrategicMerge:\n- |\n  apiVersion: apps/v1\n  kind: DaemonSet\n",
        [(2, IN_KUSTOMIZATION)],
    ),
    "a task of a playbook": (
        f"- hosts: all\n  tasks:\n  - k8s: {{definition: {ONE}}}\n",
        [(3, "a DaemonSet inside another object; give it a file of its own")],
    ),
    "what a test applies, not what it expects": (
        f"kind: Test\nspec:\n  try:\n  - assert: {{resource: {ONE}}}\n  - apply:\n      resource: {ONE}\n",
        [(6, STRUCTURE.format("Test"))],
    ),
    "one and its alias": (f"kind: X\na: &a {ONE}\nb: *a\n", [(2, STRUCTURE.format("X"))]),
}


@pytest.mark.parametrize(("text", "expected"), NESTED.values(), ids=NESTED)
def test_a_daemonset_below_the_root_is_named_with_what_to_do(text, expected):
    assert told(text) == expected


NONE = {
    "a reference": "kind: X\nspec: {targetRef: {apiVersion: apps/v1, kind: DaemonSet, name: x}}\n",
    "the kinds of a policy": "kind: ClusterPolicy\nspec: {match: {kinds: [DaemonSet], kind: DaemonSet, spec: {}}}\n",
    "one of another group": "kind: X\na: {apiVersion: apps.kruise.io/v1, kind: DaemonSet, spec: {}}\n",
    "prose": "kind: X\na: |\n  set kind: DaemonSet or\n  apiVersion: apps/v1\n",
    "an example in what is no object": "examples:\n- |\n  apiVersion: apps/v1\n  kind: DaemonSet\n",
    "its own annotation": f"{TEXT}metadata: {{name: own, annotations: {{last: '{ONE}'}}}}\n",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_only_speaks_of_one_is_not_named(text):
    assert [one for one in told(text) if one != "own"] == []


TEMPLATE = """\
apiVersion: {version}
kind: Template
parameters: [{{name: A}}, {{name: B_1, value: "1"}}, {{}}]
objects:
- kind: Service
- apiVersion: apps/v1
  kind: DaemonSet
  metadata: {{name: in}}
- kind: List
  items: [{one}]
"""


@pytest.mark.parametrize("version", ["v1", "template.openshift.io/v1"])
def test_the_objects_of_an_openshift_template_are_looked_at_in_place(version):
    (document,) = read(SourceText.of("x.yaml", TEMPLATE.format(version=version, one=ONE)))
    found = list(daemon_sets(document))
    assert [(ds.name.name, ds.root.pointer, ds.is_whole) for ds in found] == [
        ("in", "/objects/1", True),
        ("x", "/objects/2/items/0", True),
    ]
    fills = found[1].fragment.fills
    filled = ["${A}", "x-${B_1}.y", "${{A}}"]
    assert [fills(text) for text in [*filled, "${C}", "$A", "a${{A}}", "{{A}}", "${AB}", ""]] == [True] * 3 + [
        False
    ] * 6


def test_the_objects_of_another_template_are_below_its_root():
    text = TEMPLATE.format(version="example.com/v1", one=ONE)
    assert told(text) == [(10, STRUCTURE.format("Template"))]
