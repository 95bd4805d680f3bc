"""What is read of kustomizations, whatever they hold."""

import os

import pytest

from dslint.inputs import kustomize
from tests.inputs.build import WITH_IMAGE

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
