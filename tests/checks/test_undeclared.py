"""DS708: ports of the node that pods listen on without declaring them."""

import pytest

from tests.checks.runs import found, manifest

HOST = "hostNetwork: true"
LINUX = "nodeSelector: {kubernetes.io/os: linux}"
LISTENS = "args: [--metrics-bind-address=:9101]"


def told(tmp_path, *texts, **options):
    options = options or {"select": ("DS708",), "preview": True}
    return found(tmp_path, {"a.yaml": "---\n".join(texts)}, "DS708", **options)


@pytest.mark.parametrize(
    ("container", "pod", "ports"),
    [
        (LISTENS, HOST, "9101"),
        (LISTENS, "", None),
        (f"{LISTENS}\nports: [{{containerPort: 9101}}]", HOST, None),
        ("args: [--web.listen-address, '127.0.0.1:9101']", HOST, "9101"),
        ("args: [--health-port=9101]", HOST, "9101"),
        ("args: [--server-metrics=example.org:9101]", HOST, None),
        ("args: [--metrics-refresh-period=240]", HOST, None),
        ("livenessProbe: {httpGet: {path: /, port: 9101}}", HOST, "9101"),
        ("livenessProbe: {httpGet: {path: /, port: http}}", HOST, None),
        ("livenessProbe: {httpGet: {path: /, port: 9101, host: example.org}}", HOST, None),
        ("args: [--port=9101]\nlivenessProbe: {tcpSocket: {port: 9102}}", HOST, "9102, 9101"),
    ],
    ids=[
        "an argument", "its own network", "declared", "two arguments", "a port alone", "of another host", "a period",
        "a probe", "a name", "a probe of another host", "both",
    ],
)  # fmt: skip
def test_a_port_that_nobody_declares_is_told(tmp_path, container, pod, ports):
    assert [one[4] for one in told(tmp_path, manifest("agent", container, pod))] == (
        [f"host port {ports} is taken without being declared"] if ports else []
    )


def test_the_place_is_that_of_the_argument(tmp_path):
    [one] = told(tmp_path, manifest("agent", LISTENS, HOST))
    assert one[1:3] == (13, 18)


@pytest.mark.parametrize(
    ("container", "pod", "told_of"),
    [
        (LISTENS, HOST, ["one", "two"]),
        ("ports: [{containerPort: 9101}]", HOST, ["one"]),
        ("livenessProbe: {httpGet: {path: /, port: 9101}}", HOST, []),
        (LISTENS, f"{HOST}\nnodeSelector: {{kubernetes.io/os: windows}}", []),
    ],
    ids=["both listen", "one declares it", "one asks the other", "on other nodes"],
)
def test_what_two_agents_of_a_text_take_is_told_by_default(tmp_path, container, pod, told_of):
    texts = (manifest("one", LISTENS, f"{HOST}\n{LINUX}"), manifest("two", container, pod))
    hits = told(tmp_path, *texts, preview=True)
    assert [one[3] for one in hits if "takes it too" in one[4]] == told_of
