"""Folders that are kept for the record or generated: which are, and what leaves them out."""

import pytest
import yaml

from dslint.render.set_aside import below, exclusion, folders


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("testdata/a.yaml", "testdata"),
        ("deploy/_archived/old/a.yaml", "deploy/_archived"),
        ("deploy/releases/v1/testdata/a.yaml", "deploy/releases"),
        ("manifests/k8s-1.25/a.yaml", "manifests/k8s-1.25"),
        ("charts/x/Golden/a.yaml", "charts/x/Golden"),
        ("rendered.yaml", None),
        ("release/a.yaml", None),
        ("goldenage/a.yaml", None),
        ("/srv/testdata/a.yaml", None),
        ("../testdata/a.yaml", None),
    ],
)
def test_a_folder_is_told_by_its_name(path, folder):
    assert dict(folders([path, path])) == ({folder: 2} if folder else {})


def test_what_to_write_leaves_out_just_these_folders():
    line = exclusion(["a/testdata", "b [x]/golden", *(f"c{number}/rendered" for number in range(5))])
    entries = yaml.safe_load(line.replace(", …", ""))["exclude"]
    assert entries == ["/a/testdata/", "/b \\[x]/golden/", "/c0/rendered/", "/c1/rendered/", "/c2/rendered/"]
    assert line.endswith(", …]")


def test_folders_below_are_found_but_not_hidden_ones(tmp_path):
    for name in ("a/testdata/golden", ".git/testdata", "deprecated", "b"):
        (tmp_path / name).mkdir(parents=True)
    assert sorted(below(str(tmp_path))) == ["a/testdata", "deprecated"]
