import json

import pytest

from tests.checks.hits import at_marks, hits
from tests.conformance.vectors import cases


@pytest.mark.parametrize("case", cases("podcreation", has="note"))
def test_each_error_of_the_pods_is_reported_once(case):
    reported = [hit.server_text for _, hit in hits("DS412", json.dumps(case["daemonset"], indent=1))]
    errors = [f"{error['field']}: {error['detail']}".strip() for error in case["expect"]["podErrors"]]
    if "serviceAccountName is not set" in "".join(errors):  # the vectors ran without the admission plugin that sets it
        errors = []
    assert [text and text.partition(":")[0] for text in reported] == [error.partition(":")[0] for error in errors]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        pytest.param(
            "hostNetwork: true\ncontainers:\n- {name: a, image: i, ports: [{containerPort: 80}]}\n"
            "- {name: b, image: i, ports: [{containerPort: §80}]}",
            ["port"],
            id="one host port in two containers",
        ),
        pytest.param(
            "containers:\n- {name: a, image: i, ports: [{containerPort: 80}]}\n"
            "- {name: b, image: i, ports: [{containerPort: 80}]}",
            [],
            id="without hostNetwork each has its own",
        ),
        pytest.param("containers: [{name: a, image: §' i'}]", ["blanks"], id="blanks around an image"),
        pytest.param("nodeName: §n1\nschedulingGates: [{name: example.com/wait}]", ["found"], id="any other error"),
        pytest.param("containers: [{name: a}]", [], id="what the server rejects at once is another rule's business"),
    ],
)
def test_rejected_pods(fields, messages):
    assert at_marks("DS412", fields) == messages
