import pytest

from tests.checks.hits import found, pod


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
