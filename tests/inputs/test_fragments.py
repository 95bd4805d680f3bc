import os
from pathlib import Path

import pytest

from dslint.inputs import kustomize
from dslint.inputs.documents import daemon_sets, read
from dslint.inputs.fragments import LABELLED, Fragments
from dslint.inputs.worktree import WorkTree
from dslint.source.text import SourceText
from tests.inputs.build import item
from tests.manifests import START

CORPUS = Path(__file__).parents[3] / "shared" / "corpus-kustomize"
DAEMONSET = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n"
WITH_IMAGE = f"{DAEMONSET}spec: {{template: {{spec: {{containers: [{{name: x, image: y}}]}}}}}}\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return what writes files below a repository and tells what its ds.yaml is."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def build(path="ds.yaml", text=DAEMONSET, **files):
        for name, content in {**files, path: text}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        return fragment(path)

    return build


def fragment(path, fragments=None, *, stdin=False):
    source = SourceText.decode(str(path), Path(path).read_bytes())
    find = (fragments or Fragments(WorkTree())).finder(item(path)._replace(stdin=stdin))
    found = [find(document, ds) for document in read(source) for ds in daemon_sets(document)]
    assert found
    return found[0]


PATCHES = {
    "a path under patches": "patches:\n- path: ds.yaml\n",
    "a path with a dot": "patches:\n- path: ./ds.yaml\n  target: {kind: DaemonSet}\n",
    "a plain entry of the first version's patches": "patches: [ds.yaml]\n",
    "patchesStrategicMerge": "patchesStrategicMerge:\n- other.yaml\n- ds.yaml\n",
    "patchesJson6902": "patchesJson6902:\n- path: ds.yaml\n",
    "a component": "kind: Component\npatches:\n- path: ds.yaml\n",
    "a file with a byte-order mark and a separator": "\ufeff---\npatches:\n- path: ds.yaml\n",
}


@pytest.mark.parametrize("kustomization", PATCHES.values(), ids=PATCHES)
@pytest.mark.parametrize("name", kustomize.KUSTOMIZATIONS)
def test_a_file_that_a_kustomization_lists_as_a_patch_is_one(tree, name, kustomization):
    found = tree(**{name: kustomization})
    assert (found.kind, found.reason) == ("patch", f"listed as a patch in {name}")
    assert found.supplies(("spec", "template"))


def test_a_kustomization_above_lists_patches_too(tree):
    found = tree("patches/node/ds.yaml", **{"kustomization.yaml": "patches:\n- path: patches/node/ds.yaml\n"})
    assert found.kind == "patch"


def test_the_nearest_kustomization_decides(tree):
    files = {"a/kustomization.yaml": "resources: [ds.yaml]\n", "kustomization.yaml": "patches: [{path: a/ds.yaml}]\n"}
    assert tree("a/ds.yaml", **files) is None


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


DIRECTIVES = {
    "$patch": ("spec: {template: {spec: {containers: [{$patch: delete, name: x}]}}}", "$patch"),
    "$retainKeys": ("spec: {updateStrategy: {$retainKeys: [type]}}", "$retainKeys"),
    "$setElementOrder": ("spec: {$setElementOrder/containers: []}", "$setElementOrder/containers"),
    "$deleteFromPrimitiveList": (
        "metadata: {$deleteFromPrimitiveList/finalizers: [x]}",
        "$deleteFromPrimitiveList/finalizers",
    ),
}


@pytest.mark.parametrize(("text", "directive"), DIRECTIVES.values(), ids=DIRECTIVES)
@pytest.mark.parametrize("stdin", [False, True])
def test_a_directive_makes_a_patch_wherever_it_is_read_from(tree, text, directive, stdin):
    tree(text=f"apiVersion: apps/v1\nkind: DaemonSet\n{text}\n")
    found = fragment("ds.yaml", stdin=stdin)
    assert (found.kind, found.reason) == ("patch", f"{directive} is a directive of a strategic merge patch")


def test_a_directive_in_a_value_or_in_another_document_makes_none(tree):
    value = "  annotations: {a: $patch}\n---\n$patch: delete\n"
    assert tree(text=f"{DAEMONSET}{value}") is None


LISTED = {
    "a component beside it": {
        "component/kustomization.yaml": "kind: Component\npatches: [{path: ../shared/ds.yaml}]\n"
    },
    "a folder far away": {"a/b/c/kustomization.yml": "patchesStrategicMerge: [../../../shared/ds.yaml]\n"},
    "one of many": {
        "a/kustomization.yaml": "patches: [{path: ds.yaml}]\n",
        "b/kustomization.yaml": "# patches: ds.yaml\n",
        "c/kustomization.yaml": "patches: [{path: ../shared/ds.yaml, target: {kind: DaemonSet}}]\n",
    },
}


@pytest.mark.parametrize("files", LISTED.values(), ids=LISTED)
@pytest.mark.parametrize("repository", [True, False])
def test_a_patch_is_one_wherever_a_kustomization_of_the_tree_lists_it(tree, tmp_path, files, repository):
    tree("shared/ds.yaml", WITH_IMAGE, **files)
    if not repository:
        (tmp_path / ".git").rmdir()
    found = fragment("shared/ds.yaml", Fragments(WorkTree(), ["."]))
    assert (found.kind, found.reason) == ("patch", f"listed as a patch in {max(files)}")
    Path("shared/ds.yaml").write_text(WITH_IMAGE.replace("{template", "{selector: {matchLabels: {a: b}}, template"))
    assert fragment("shared/ds.yaml", Fragments(WorkTree(), ["."])) is None


def test_kustomizations_are_looked_for_in_the_tree_once_and_only_for_what_may_be_a_patch(tree, monkeypatch):
    tree("ds.yaml", WITH_IMAGE, **{"a/kustomization.yaml": "patches: [{path: ../ds.yaml}]\n", "b.yaml": WITH_IMAGE})
    looked = []
    real = WorkTree.list
    monkeypatch.setattr(WorkTree, "list", lambda *args, **more: looked.append(args[1]) or real(*args, **more))
    fragments = Fragments(WorkTree())
    assert [fragment(name, fragments) is None for name in ("ds.yaml", "b.yaml")] == [False, True]
    assert looked == [os.getcwd()]


@pytest.mark.parametrize("stdin", [False, True])
def test_without_selector_and_image_below_a_kustomization_it_is_a_patch(tree, stdin):
    tree("a/ds.yaml", DAEMONSET, **{"kustomization.yaml": "resources: [other.yaml]\n"})
    found = fragment("a/ds.yaml", stdin=stdin)
    assert (found.kind, found.reason) == ("patch", "without selector and image, below kustomization.yaml")
    tree("a/ds.yaml", WITH_IMAGE)
    assert fragment("a/ds.yaml", stdin=stdin) is None
    tree("a/ds.yaml", DAEMONSET, **{"kustomization.yaml": "resources: [a/ds.yaml]\n"})
    assert fragment("a/ds.yaml", stdin=stdin) is None
    Path("kustomization.yaml").unlink()
    assert fragment("a/ds.yaml", stdin=stdin) is None


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("config/speaker-patch.yaml", "patch"),
        ("patches/ds.yaml", "patches"),
        ("deploy/overlays/dev/always_pull.yaml", "overlays"),
        ("deploy__overlay__cdi.yaml", "overlay"),
        ("dispatch/ds.yaml", None),
        ("base/ds.yaml", None),
    ],
)
def test_a_name_tells_a_patch_where_more_than_the_selector_is_missing(tree, path, word):
    reason = word and f"called {word}, and lacks more than the selector"
    labelled = WITH_IMAGE.replace("{template: {", "{template: {metadata: {labels: {a: b}}, ")
    selecting = WITH_IMAGE.replace("{template: {", "{selector: {matchLabels: {a: b}}, template: {")
    for text in (DAEMONSET, WITH_IMAGE, labelled.replace("image: y", "args: [y]")):
        found = tree(path, text)
        assert (found and found.reason) == reason
    assert (tree(path, labelled), tree(path, selecting)) == (None, None)


def test_what_lacks_selector_labels_and_image_was_never_whole(tree):
    """Each of the three alone, and two of them, may have been forgotten."""
    part = "kind: DaemonSet\nmetadata: {name: x}\nspec: {template: {spec: {containers: [{name: a, args: [b]}]}}}\n"
    assert tree("ds.yaml", part).reason == "without selector, labels of its pods and image"
    for others in (
        part.replace("args: [b]", "image: b"),
        part.replace("{spec: {con", "{metadata: {labels: {a: b}}, spec: {con"),
        part.replace("{template", "{selector: {matchLabels: {a: b}}, template"),
        part.replace("name: x", ""),
        "kind: DaemonSet\nmetadata: {name: x}\nspec: {template: {spec: {}}}\n",
    ):
        assert tree("ds.yaml", others) is None


def test_a_name_above_the_repository_tells_nothing(tmp_path, tree):
    inner = "patches/repository/ds.yaml"
    tree(inner)
    (tmp_path / "patches" / "repository" / ".git").mkdir()
    assert fragment(inner) is None


def test_nothing_above_the_top_of_the_repository_is_read(tree):
    listed = {"kustomization.yaml": "patches: [{path: inner/ds.yaml}]\n"}
    assert tree("inner/ds.yaml", **listed).kind == "patch"
    os.mkdir("inner/.git")
    assert fragment("inner/ds.yaml") is None


BROKEN = {
    "not YAML": b"patches: [\n",
    "not UTF-8": b"patches:\n- path: ds.yaml\n\xff\n",
    "UTF-16 without a byte-order mark": "patches:\n- path: ds.yaml\n".encode("utf-16-le"),
    "empty": b"",
    "a list": b"- patches\n",
    "lists of the wrong type": b"patches: {path: ds.yaml}\nresources: ds.yaml\nlabels: x\ncommonLabels: [a]\n",
    "entries of the wrong type": b"patches: [1, null, [ds.yaml], {path: 1}]\nlabels: [1, {pairs: 1}]\n",
    "NUL in a name": b'patches: ["ds.yaml\\0"]\n',
    "an alias bomb": b"patches: [{path: ds.yaml}]\na0: &a0 [x]\n"
    + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n + 1, n + 1, n, n) for n in range(40)),
    "deeper than anything": b"patches: " + b"[" * 10_000,
    "larger than any": b"patches:\n- path: ds.yaml\n" + b"#" * kustomize.LARGEST,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_kustomization_that_makes_no_sense_is_passed_over(tree, tmp_path, content):
    (tmp_path / "kustomization.yaml").write_bytes(content)
    assert tree(text=WITH_IMAGE) is None


def test_a_pipe_in_the_place_of_a_kustomization_does_not_block(tree):
    os.mkfifo("kustomization.yaml")
    assert tree(text=WITH_IMAGE) is None


def test_an_unreadable_kustomization_is_passed_over(tree, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    assert tree(**{"kustomization.yaml": "patches: [ds.yaml]\n"}) is None


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


ASSERTIONS = {
    "a plain key": "status:\n  (numberReady > `0`): true\n",
    "a quoted key": 'spec:\n  template:\n    spec:\n      containers:\n      - "(name)": x\n',
    "a single-quoted key with a space behind": "metadata:\n  '(length(labels))' : 2\n",
    "a key at the top": "(x): 1\n",
}


LEFT_OUT = [
    ("status",),
    ("spec", "template", "spec", "containers", 0),
    ("metadata",),
    ("(x)",),
]
SURROUNDINGS = {
    "a test beside it": ("ds.yaml", "", {"chainsaw-test.yaml": "x: y\n"}, "beside chainsaw-test.yaml"),
    "another test beside it": ("t/ds.yaml", "", {"t/chainsaw-test.yml": "x: y\n"}, "beside chainsaw-test.yml"),
    "a test in the same file": ("ds.yaml", "kind: Test\n---\n", {}, "beside a Test"),
    "the name assert": ("01-assert.yaml", "", {}, "01-assert.yaml is the name of an assertion"),
    "the name errors": ("ds-errors.yaml", "", {}, "ds-errors.yaml is the name of an assertion"),
}


@pytest.mark.parametrize("text", ASSERTIONS.values(), ids=ASSERTIONS)
@pytest.mark.parametrize("around", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_a_key_in_parentheses_makes_an_assertion_where_the_surroundings_say_so(tree, around, text):
    name, before, files, reason = around
    found = tree(name, f"{before}apiVersion: apps/v1\nkind: DaemonSet\n{text}", **files)
    assert (found.kind, found.is_whole) == ("assertion", False)
    assert reason in found.reason


@pytest.mark.parametrize(("text", "path"), list(zip(ASSERTIONS.values(), LEFT_OUT, strict=True)), ids=ASSERTIONS)
def test_elsewhere_only_what_a_key_in_parentheses_stands_in_is_left_out(tree, text, path):
    files = {"b/chainsaw-test.yaml": "x: y\n", "a/assert.yaml": "x: y\n"}
    found = tree("a/terror.yaml", f"apiVersion: apps/v1\nkind: DaemonSet\n{text}", **files)
    assert (found.kind, found.is_whole) == ("expression", True)
    assert found.left_out == (path,)
    assert found.leaves_out((*path, "x"))
    assert not found.leaves_out(path[:-1])
    assert not found.supplies(path)


def test_the_name_of_an_assertion_and_no_selector_make_one(tree):
    assert tree("01-assert.yaml").kind == "assertion"
    assert tree("01-assert.yaml", f"{DAEMONSET}spec: {{selector: {{matchLabels: {{a: b}}}}}}\n") is None


def test_parentheses_in_values_and_other_documents_make_none(tree):
    value = 'metadata:\n  annotations:\n    a: "(x): y"\n    "(b) c": (d)\n---\n(e): f\n'
    assert tree(text=f"apiVersion: apps/v1\nkind: DaemonSet\n{value}") is None


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


GCP = "kubernetes-sigs__gcp-compute-persistent-disk-csi-driver__kubernetes"
KINDS = {
    "Mellanox__k8s-rdma-shared-dev-plugin__k8s/overlay/cdi.yaml": "patch",
    "jtblin__kube2iam__kustomize/overlays/psp_calico/daemonset.yaml": "patch",
    f"{GCP}/overlays/dev/node_always_pull.yaml": "patch",
    f"{GCP}/overlays/noauth-debug/node-overlay.yaml": "patch",
    "metallb__metallb__config/frr-k8s-external/speaker-patch.yaml": "patch",
    "metallb__metallb__config/frr-k8s/speaker-patch.yaml": "patch",
    "metallb__metallb__config/frr/speaker-patch.yaml": "patch",
    "metallb__metallb__config/prometheus-frr-k8s/speaker-patch.yaml": "patch",
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"{CORPUS} is not here")
def test_in_real_trees_exactly_the_patches_are_fragments():
    fragments = Fragments(WorkTree())
    found = {}
    for path in sorted(CORPUS.rglob("*.y*ml")):
        source = SourceText.decode(str(path), path.read_bytes())
        find = fragments.finder(item(path))
        for document in read(source):
            for ds in daemon_sets(document):
                one = find(document, ds)
                found[str(path.relative_to(CORPUS))] = one and one.kind
    assert {path: kind for path, kind in found.items() if kind} == KINDS
    assert len(found) == 15


NO_IMAGES = START + '      containers: [{name: a}, {name: b, image: ""}]\n'


def test_several_containers_without_any_image_get_them_from_a_program(tree):
    found = tree("assets/ds.yaml", NO_IMAGES)
    assert (found.kind, found.reason) == ("base", "none of 2 containers has an image")
    containers = ("spec", "template", "spec", "containers")
    assert found.supplies((*containers, 1, "image"))
    assert not found.supplies((*containers, 1, "resources"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{name: a}, {name: b, image: ""}', "{name: a}"),
        ('image: ""', "image: c"),
        ("  selector: {matchLabels: {app: agent}}\n", ""),
        ("{name: a}", "{command: [a]}"),
    ],
    ids=["one container", "an image", "no selector", "no name"],
)
def test_an_image_that_may_have_been_forgotten_is_missing(tree, old, new):
    assert tree("assets/ds.yaml", NO_IMAGES.replace(old, new)) is None


@pytest.mark.parametrize(
    ("second", "kind"),
    [(", {name: y, image: z}", "patch"), (", {name: y, command: [z]}", None), ("", None)],
    ids=["names and images", "a command too", "one container, which may be all of it"],
)
def test_what_says_nothing_of_its_pods_but_several_images_is_a_patch(tree, second, kind):
    found = tree("dev/ds.yaml", WITH_IMAGE.replace("]", f"{second}]"))
    assert (found and found.kind) == kind


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
spec: {postBuild: {substituteFrom: [{kind: Secret, name: cluster}]}}
"""
VARIABLES = NO_IMAGES.replace("{name: a}, ", "").replace('""', '"a:${TAG:=1}"')


def test_variables_that_flux_fills_in_are_parameters(tree):
    found = tree("apps/ds.yaml", VARIABLES, **{"flux/apps.yaml": FLUX})
    assert (found.kind, found.reason) == ("parameters", "Flux fills in its variables, as flux/apps.yaml says")
    assert found.fills("a:${TAG:=1}")
    assert not found.fills("$(POD_IP)")
    assert tree("apps/other.yaml", NO_IMAGES.replace("{name: a}, ", "").replace('""', "b")) is None


@pytest.mark.parametrize("other", [FLUX.replace("postBuild", "patches"), FLUX.replace("toolkit.fluxcd", "config.k8s")])
def test_without_such_a_kustomization_of_flux_variables_are_what_they_are(tree, other):
    assert tree("apps/ds.yaml", VARIABLES, **{"flux/apps.yaml": other}) is None
