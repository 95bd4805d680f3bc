import os
import sys
import tracemalloc

import pytest

from dslint import external
from dslint.errors import InputError
from dslint.inventory import kubectl, load

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kubectl is played by a script")


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Put a kubectl on the PATH that runs a piece of Python."""

    def install(body):
        path = tmp_path / "kubectl"
        path.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return install


def of_cluster(context="prod"):
    return load([f"context:{context}"])


def failure(context="prod"):
    with pytest.raises(InputError) as caught:
        of_cluster(context)
    return caught.value.message


def test_the_nodes_are_those_that_kubectl_prints(play):
    play("""print('{"items": [{"kind": "Node", "metadata": {"name": "' + "-".join(sys.argv[1:]) + '"}}]}')""")
    inventory = of_cluster("prod; rm -rf /")
    assert [group.name for group in inventory.nodes.groups] == [
        "get-nodes--o-json---request-timeout=30s---context=prod; rm -rf /"
    ]
    assert inventory.sources == ("cluster prod; rm -rf /",)


def test_without_kubectl_there_is_no_cluster(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert failure() == "clusters are asked by kubectl, which is not on the PATH"


def test_what_kubectl_says_last_is_told(play):
    play("""sys.stderr.write('warning\\nThe connection was refused\\n'); sys.exit(1)""")
    assert failure() == "kubectl get nodes failed: The connection was refused"


def test_a_silent_failure_is_told_by_its_code(play):
    play("sys.exit(3)")
    assert failure() == "kubectl get nodes failed: exit code 3"


def test_what_does_not_end_is_given_up(play, monkeypatch):
    monkeypatch.setattr(kubectl, "PATIENCE", 0.1)
    play("time.sleep(60)")
    assert failure() == "kubectl get nodes gave no answer within 0.1 s"


def test_what_is_no_json_is_told_with_its_place(play):
    play("""print('{"items": [')""")
    with pytest.raises(InputError, match="not JSON: it ends too early") as caught:
        of_cluster()
    assert caught.value.source.path == "kubectl get nodes"


def test_bytes_that_are_no_text_are_refused(play):
    play("sys.stdout.buffer.write(b'\\xff')")
    assert failure() == "kubectl get nodes: byte 0xff is not UTF-8"


def test_a_cluster_without_nodes_is_told(play):
    play("""print('{"items": []}')""")
    assert failure() == "kubectl get nodes holds no Node"


def test_a_kubectl_that_cannot_be_run_is_told(tmp_path, monkeypatch):
    (tmp_path / "kubectl").write_text("")
    (tmp_path / "kubectl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert failure().startswith("cannot run kubectl: ")


def test_what_prints_without_end_is_stopped(play, monkeypatch):
    monkeypatch.setattr(kubectl, "MAX_BYTES", 1 << 20)
    play("while True: sys.stdout.write('0' * 65536)")
    assert failure() == "kubectl get nodes prints more than 1 MiB"


def test_of_complaints_without_end_the_last_is_told(play):
    play("for n in range(200_000): print('warning', n, file=sys.stderr)\nsys.exit(1)")
    assert failure() == "kubectl get nodes failed: warning 199999"


def test_what_kubectl_prints_is_in_memory_once(play):
    play(
        """sys.stdout.write('{"items": [')
for number in range(48):
    node = '{"kind": "Node", "metadata": {"name": "n%d", "annotations": {"a": "%s"}}}' % (number, "x" * (1 << 20))
    sys.stdout.write(node + (", " if number < 47 else "]}"))"""
    )
    tracemalloc.start()
    try:
        assert len(of_cluster().nodes.groups) == 48
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1.5 * (48 << 20)


@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_a_character_is_whole_wherever_the_output_is_cut(play, monkeypatch, before):
    monkeypatch.setattr(external, "_BLOCK", 4)
    play(
        f"""sys.stdout.buffer.write((" " * {before} + '{{"kind": "Node", "metadata": {{"name": "né😀"}}}}').encode())"""
    )
    assert [group.name for group in of_cluster().nodes.groups] == ["né😀"]


@pytest.mark.parametrize("end", [r"\xff}", r"\xc3"])
def test_what_is_not_utf8_is_told(play, end):
    play(f"""sys.stdout.buffer.write(b'{{"a": ' + b"{end}")""")
    assert failure() == f"kubectl get nodes: byte 0x{end[2:4]} is not UTF-8"
