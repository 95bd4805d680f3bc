import pytest

from dslint import Options, check_text, fix_text
from tests.checks.hits import at_marks, found, pod


@pytest.mark.parametrize(
    ("plugin", "minor", "message"),
    [
        ("glusterfs: {endpoints: e, path: p}", 25, "deprecated"),
        ("glusterfs: {endpoints: e, path: p}", 26, "found"),
        ("flocker: {datasetName: d}", 25, "found"),
        ("rbd: {monitors: [m], image: i}", 30, "deprecated"),
        ("rbd: {monitors: [m], image: i}", 31, "found"),
        ("gitRepo: {repository: r}", 32, "deprecated"),
        ("gitRepo: {repository: r}", 33, "disabled"),
        ("storageos: {volumeName: v}", 36, "found"),
        ("nfs: {server: s, path: /p}", 36, None),
    ],
)
def test_removed_volume_plugin(plugin, minor, message):
    text = pod(f"volumes:\n- name: data\n  {plugin}")
    assert found("DS305", text, minor) == ([(message, 12, 9)] if message else [])


UNUSED = "containers: [{name: a, image: r.example/a:1, volumeMounts: [{name: v, mountPath: /v}]}]\nvolumes:\n"


@pytest.mark.parametrize(
    ("volumes", "messages"),
    [
        ("- name: v\n- name: §w\n", ["found"]),
        ("- name: v\n", []),
        ("- name: v\n- name: 3\n", []),
    ],
    ids=["one of two", "mounted", "no name"],
)
def test_a_volume_that_nothing_mounts_is_told(volumes, messages):
    assert at_marks("DS805", UNUSED + volumes) == messages


def test_all_volumes_that_nothing_mounts_are_told_and_removed_at_once():
    text = pod("containers: [{name: a, image: r.example/a:1}]\nvolumes:\n- name: v\n- name: w\ndnsPolicy: Default\n")
    [one] = check_text(text, options=Options(select=["DS805"])).findings
    assert (one.message, one.at.start.line, one.at.start.column) == ("volume that no container mounts: v, w", 12, 15)
    assert fix_text(text, options=Options(select=["DS805"])).text == text.replace(
        "      volumes:\n      - name: v\n      - name: w\n", ""
    )
