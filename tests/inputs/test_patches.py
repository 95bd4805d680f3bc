"""Which manifests are patches: parts of a DaemonSet that stands elsewhere."""

import os
from pathlib import Path

import pytest

from dslint.inputs import kustomize
from dslint.inputs.documents import daemon_sets, read
from dslint.inputs.fragments import Fragments
from dslint.inputs.worktree import WorkTree
from dslint.source.text import SourceText
from tests.inputs.build import DAEMONSET, WITH_IMAGE, fragment, item
from tests.manifests import START

CORPUS = Path(__file__).parents[3] / "shared" / "corpus-kustomize"


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


def test_what_a_program_names_and_gives_images_is_a_part(tree):
    part = "kind: DaemonSet\nspec: {template: {spec: {containers: [{name: a, args: [b]}, {name: c}]}}}\n"
    assert tree("ds.yaml", part).reason == "without name, selector and image: a program sets them"
    assert tree("ds.yaml", part.replace(", {name: c}", "")) is None
    assert tree("ds.yaml", part.replace("args: [b]", "args: [b], image: b")) is None


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
