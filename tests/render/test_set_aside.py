"""Folders that are kept for the record or generated: which are, and what leaves them out."""

import pytest
import yaml

from dslint.render.set_aside import SHOWN, below, exclusion, folder_of, folders


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("testdata/a.yaml", "testdata"),
        ("deploy/_archived/old/a.yaml", "deploy/_archived"),
        ("deploy/releases/v1/testdata/a.yaml", "deploy/releases"),
        ("manifests/k8s-1.9/a.yaml", "manifests/k8s-1.9"),
        ("manifests/kubernetes-1.24/a.yaml", "manifests/kubernetes-1.24"),
        ("manifests/k8s-1.25/a.yaml", None),
        ("chart/__snapshots__/a.yaml", "chart/__snapshots__"),
        ("chart/.snapshots/a.yaml", "chart/.snapshots"),
        ("src/vendor/k8s.io/a.yaml", "src/vendor"),
        ("test/fixtures/a.yaml", "test/fixtures"),
        ("charts/x/Golden/a.yaml", "charts/x/Golden"),
        ("rendered.yaml", None),
        ("release/a.yaml", None),
        ("goldenage/a.yaml", None),
        ("/srv/testdata/a.yaml", None),
        ("../testdata/a.yaml", None),
        ("_old/a.yaml", "_old"),
        ("deploy/legacy/a.yaml", "deploy/legacy"),
        ("deploy/v1.30.2/a.yaml", "deploy/v1.30.2"),
        ("deploy/v1/a.yaml", None),
        ("gold/a.yaml", None),
        ("a/plugin-extensions-v1beta1.yml", "a/plugin-extensions-v1beta1.yml"),
        ("a/weave-k8s-1.8.yaml", "a/weave-k8s-1.8.yaml"),
        ("a/agent-k8s-1.30.yaml", None),
        ("a/csi-old.yaml", "a/csi-old.yaml"),
        ("old.yml", "old.yml"),
        ("a/golden-gate.yaml", None),
        ("a/older.yaml", None),
        ("a/nginx-deprecated-label.yaml", None),
        ("a/legacy-agent.yaml", "a/legacy-agent.yaml"),
        ("a/agent-v1beta1-kafka.yaml", "a/agent-v1beta1-kafka.yaml"),
        ("deprecated/csi-old.yaml", "deprecated"),
        ("chart/__snapshot__/a.yaml", "chart/__snapshot__"),
        ("chart__.snapshots__full.yaml", "chart__.snapshots__full.yaml"),
        ("a/kube_old/a.yaml", "a/kube_old"),
        ("a/old_kube/a.yaml", "a/old_kube"),
        ("a/attic/a.yaml", "a/attic"),
        ("a/archive__kube_old__agent.yaml", "a/archive__kube_old__agent.yaml"),
        ("a/kube__agent__old.yaml", "a/kube__agent__old.yaml"),
        ("a/kube__agent.yaml", None),
        ("a/older_kube/a.yaml", None),
        ("a/legacy-agents/a.yaml", None),
        ("a/helm-releases/a.yaml", None),
    ],
)
def test_a_folder_or_file_is_told_by_its_name(path, folder):
    assert dict(folders([path, path])) == ({folder: 2} if folder else {})


@pytest.mark.parametrize(
    ("path", "named", "folder"),
    [
        ("a/testdata/b/c.yaml", (".",), "a/testdata"),
        ("a/testdata/b/c.yaml", ("a",), "a/testdata"),
        ("a/testdata/b/c.yaml", ("a/testdata",), ""),
        ("a/testdata/b/c.yaml", (".", "a/testdata"), ""),
        ("a/testdata/b/c.yaml", (".", "a/testdata/b/c.yaml"), ""),
        ("a/testdata/golden/c.yaml", ("a/testdata",), "a/testdata/golden"),
        ("/srv/testdata/c.yaml", ("/srv",), "/srv/testdata"),
        ("/srv/testdata/c.yaml", ("/srv/testdata/",), ""),
        ("../testdata/c.yaml", ("..",), "../testdata"),
        ("<stdin>", ("-",), ""),
        ("a/csi-old.yaml", ("a",), "a/csi-old.yaml"),
        ("a/csi-old.yaml", ("a/csi-old.yaml",), ""),
    ],
)
def test_what_was_named_is_meant_whatever_it_is_called(path, named, folder):
    assert folder_of(path, named) == folder


def test_what_to_write_leaves_out_just_these_folders():
    line = exclusion(["a/testdata", "b [x]/golden", *(f"c{number}/rendered" for number in range(SHOWN))])
    entries = yaml.safe_load(line.replace(", …", ""))["exclude"]
    assert entries == ["/a/testdata/", "/b \\[x]/golden/", *(f"/c{number}/rendered/" for number in range(SHOWN - 2))]
    assert line.endswith(", …]")
    assert exclusion(["a/csi-old.yaml"]) == "exclude: [/a/csi-old.yaml]"


@pytest.mark.parametrize(
    ("name", "beside", "told"),
    [
        ("agent-1.8.yaml", "agent-1.9.yaml", True),
        ("deploy__agent-v1.8.yaml", "deploy__agent-v1.16.yaml", True),
        ("agent-1.9.yaml", "agent-1.8.yaml", False),
        ("agent-1.8.yaml", "other-1.9.yaml", False),
        ("agent-1.24.yaml", "agent-1.30.yaml", False),
        ("agent-1.8.yaml", "agent.yaml", False),
    ],
)
def test_a_file_for_an_old_cluster_is_kept_where_one_for_a_later_is_beside_it(tmp_path, name, beside, told):
    for one in (name, beside):
        (tmp_path / one).touch()
    path = str(tmp_path / name)
    assert folder_of(path, (str(tmp_path),)) == (path if told else "")
    assert folder_of(path, (path,)) == ""


def test_folders_below_are_found_but_not_hidden_ones(tmp_path):
    for name in ("a/testdata/golden", ".git/testdata", "deprecated", "b"):
        (tmp_path / name).mkdir(parents=True)
    assert sorted(below(str(tmp_path))) == ["a/testdata", "deprecated"]
