import pytest

from tests.checks.hits import at_marks


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("§serviceAccount: agent", ["alias"]),
        ("serviceAccount: agent\nserviceAccountName: agent", []),
        ("§serviceAccount: other\nserviceAccountName: agent", ["twice"]),
        ("serviceAccountName: agent", []),
        ("serviceAccount: ''", []),
        ("volumes:\n- {name: v, §azureFile: {secretName: s, shareName: n}}", ["csi"]),
        ("volumes:\n- name: v\n  §flexVolume: {driver: d}", ["flex"]),
        ("volumes:\n- {name: v, emptyDir: {}}", []),
        ("initContainers: [{name: i, lifecycle: {preStop: {§tcpSocket: {port: 1}}}}]", ["hook"]),
        ("initContainers: [{name: i, lifecycle: {preStop: {exec: {command: [a]}}}}]", []),
    ],
)
def test_deprecated_field(fields, messages):
    assert at_marks("DS304", fields) == messages
