"""Messages about two places tell which containers they are in, and are never cut."""

import pytest

from dslint.run import check_text
from tests.manifests import START

DAEMON_SET = f"{START}      volumes: [{{name: v, emptyDir: {{}}}}]\n"
LONG = "agent-that-collects-the-metrics-of-every-other-process-on-nodes"


def said(rule, containers):
    report = check_text(DAEMON_SET + "".join(f"      {line}\n" for line in containers.splitlines()))
    return [
        (
            one.message,
            (one.at.start.line, one.at.start.column),
            [(it.start.line, it.start.column) for it in one.related],
        )
        for one in report.findings
        if one.rule == rule
    ]


@pytest.mark.parametrize(
    ("rule", "containers", "message", "place", "other"),
    [
        pytest.param(
            "DS114",
            """\
containers:
- {name: one, image: "i:1", ports: [{containerPort: 80, hostPort: 80}]}
- {name: two, image: "i:1", ports: [{containerPort: 81, hostPort: 80}]}""",
            "hostPort 80 is used twice in container one and in container two",
            (12, 73),
            (11, 73),
            id="host port",
        ),
        pytest.param(
            "DS114",
            """\
containers:
- {name: one, image: "i:1"}
- {name: one, image: "i:2"}""",
            "container name one is used twice in containers[0] and in containers[1]",
            (12, 16),
            (11, 16),
            id="name",
        ),
        pytest.param(
            "DS114",
            """\
containers:
- {name: one, image: "i:1", volumeMounts: [{name: v, mountPath: /a}, {name: v, mountPath: /a, readOnly: true}]}""",
            "mountPath /a is used twice in container one",
            (11, 97),
            (11, 71),
            id="mount path",
        ),
        pytest.param(
            "DS399",
            f"""\
initContainers:
- {{name: {LONG}, image: "i:1", restartPolicy: Always, ports: [{{containerPort: 80, name: m}}]}}
containers:
- {{name: {LONG[::-1]}, image: "i:1", ports: [{{containerPort: 81, name: m}}]}}""",
            f'port name of container {LONG[::-1]}: duplicate port name "m" with ports[0] of init container {LONG}, '
            f"services and probes that select ports by name will use ports[0] of init container {LONG}",
            (13, 129),
            (11, 152),
            id="names as long as they may be",
        ),
        pytest.param(
            "DS399",
            """\
containers:
- {name: one, image: "i:1", env: [{name: A, value: a}, {name: A, value: b}]}""",
            'env variable of container one: hides previous definition of "A", which may be dropped when using apply',
            (11, 62),
            (11, 41),
            id="env",
        ),
    ],
)
def test_the_containers_are_named(rule, containers, message, place, other):
    assert said(rule, containers) == [(message, place, [other])]


def test_a_long_word_in_a_sentence_is_cut_as_a_value_is():
    ((message, _, _),) = said(
        "DS399",
        f"""\
containers:
- {{name: one, image: "i:1", env: [{{name: A{"a" * 5000}, value: a}}, {{name: A{"a" * 5000}, value: b}}]}}""",
    )
    assert message.startswith('env variable of container one: hides previous definition of "Aaaa')
    assert "…aaa" in message
    assert message.endswith('", which may be dropped when using apply')
    assert len(message) < 200
