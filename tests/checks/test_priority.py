"""DS503: agents without a priority class, by role."""

import pytest

from tests.checks.hits import found, pod

LOGS = "volumes: [{name: v, hostPath: {path: /var/log/containers}}]"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (LOGS, ["critical"]),
        ("hostNetwork: true", ["unknown"]),
        ("serviceAccountName: x", []),
        (f"{LOGS}\npriorityClassName: agents", []),
        (f"{LOGS}\npriority: 1000", []),
    ],
    ids=["a log agent", "of the node", "nothing shows that", "it has one", "it has a priority"],
)
def test_an_agent_of_the_node_without_a_class_is_told(fields, messages):
    hits = found("DS503", pod(fields))
    assert [hit.message for hit in hits] == messages
    assert all((hit.line, hit.column) == (8, 5) for hit in hits)
