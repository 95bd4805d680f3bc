"""DS507 to DS509: what pods write and nobody keeps."""

import pytest

from dslint import Options
from dslint.run import check_paths
from tests.checks.hits import at_marks, pod

MOUNTED = (
    "containers:\n- name: agent\n  image: registry.example/thing:1.4\n  volumeMounts: [{name: s, mountPath: /s}]\n"
)
LIMIT = "  resources: {limits: {memory: 64Mi}}\n"
LOGS = "- {name: logs, hostPath: {path: /var/log/containers}}\n"
SHIPPER = "containers:\n- name: §shipper\n  image: registry.example/thing:1.4\n"
READ_ONLY = "  securityContext: {readOnlyRootFilesystem: true}\n"


def volume(fields, key="emptyDir"):
    return f"volumes:\n- {{name: s, {key}: {fields}}}\n"


@pytest.mark.parametrize(
    ("fields", "disk", "memory"),
    [
        (MOUNTED + volume("{}", "§emptyDir"), ["found"], None),
        (MOUNTED + volume("{sizeLimit: 1Gi}"), [], []),
        (MOUNTED + volume("{medium: Memory}", "§emptyDir"), None, ["found"]),
        (MOUNTED + volume("{medium: Memory, sizeLimit: 1Gi}"), [], []),
        (MOUNTED + volume("{medium: HugePages-2Mi}", "§emptyDir"), ["found"], None),
        (MOUNTED + LIMIT + volume("{medium: Memory}"), [], []),
        (MOUNTED + volume("{medium: Memory}") + "resources: {limits: {memory: 64Mi}}\n", [], []),
        (MOUNTED.replace("name: s,", "name: t,") + volume("{medium: Memory}"), [], []),
    ],
    ids=[
        "on disk", "with a size", "in memory", "in memory with a size", "huge pages", "the container is limited",
        "the pod is limited", "not mounted",
    ],
)  # fmt: skip
def test_a_volume_without_a_size_is_told_by_its_medium(fields, disk, memory):
    plain = fields.replace("§", "")
    assert at_marks("DS508", plain if disk is None else fields) == (disk or [])
    assert at_marks("DS509", plain if memory is None else fields) == (memory or [])


def test_one_container_without_a_limit_unbounds_the_volume():
    second = "- name: other\n  image: registry.example/other:1.4\n"
    assert at_marks("DS509", MOUNTED + LIMIT + second + volume("{medium: Memory}", "§emptyDir")) == ["found"]


def test_what_a_missing_limit_explains_is_told_once(tmp_path):
    text = pod(MOUNTED + volume("{medium: Memory}") + LOGS)
    text = text.replace("      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "", 1)
    (tmp_path / "a.yaml").write_text(text)

    def rules(*select):
        report = check_paths(str(tmp_path / "a.yaml"), Options(select=select, preview=True))
        return [(one.rule, *one.at.start) for one in report.findings]

    assert rules("DS501", "DS509") == [("DS501", 10, 15)]
    assert rules("DS509") == [("DS509", 14, 19)]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (SHIPPER, ["found"]),
        (SHIPPER.replace("§", "") + READ_ONLY, []),
        (SHIPPER.replace("§", "") + "  resources: {limits: {ephemeral-storage: 1Gi}}\n", []),
        (SHIPPER + "  resources: {limits: {memory: 1Gi}}\n", ["found"]),
        (SHIPPER + READ_ONLY + "  volumeMounts: [{name: s, mountPath: /s}]\n", ["found"]),
    ],
    ids=["no limit", "it can write nowhere", "a limit", "of memory alone", "it can write into a volume"],
)
def test_a_log_agent_has_a_limit_of_what_it_buffers(fields, messages):
    assert at_marks("DS507", fields + volume("{}") + LOGS) == messages
    assert at_marks("DS507", fields.replace("§", "") + volume("{}")) == []
