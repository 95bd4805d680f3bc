"""The server and bytes that no editor should send: it goes on, or ends with a word; it writes messages alone."""

import json
import subprocess
import sys

import pytest

from tests.lsp.manifests import MANIFEST
from tests.lsp.talk import LIMIT, Talk, rules


def framed(data):
    data = data if isinstance(data, bytes) else json.dumps({"jsonrpc": "2.0", **data}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(data), data)


FIRST = framed({"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}})
LAST = framed({"id": 9, "method": "shutdown", "params": None}) + framed({"method": "exit", "params": None})


def said(folder, data):
    """Return how a server ends to which bytes are said between the first and the last messages, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "dslint", "lsp"],
        cwd=folder,
        input=FIRST + data + LAST,
        capture_output=True,
        check=False,
        timeout=LIMIT,
    )
    messages, rest = [], done.stdout
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        length, kind = head.split(b"\r\n")
        assert kind.startswith(b"Content-Type: ")
        size = int(length.removeprefix(b"Content-Length: "))
        messages.append(json.loads(rest[:size]))
        rest = rest[size:]
    return done.returncode, messages, done.stderr.decode()


HEADER = "what the editor sends is no header of a message"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Content-Length: 99999999999999\r\n\r\n{}", "the editor announces a message of more than 256 MiB"),
        (b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}", f"{HEADER}: 'Content-Length: 999999999999999999999999'"),
        (b"Content-Length: -5\r\n\r\n{}", f"{HEADER}: 'Content-Length: -5'"),
        (b"Content-Length: two\r\n\r\n{}", f"{HEADER}: 'Content-Length: two'"),
        (b"Content-Length: 0\r\n\r\n", "the editor announces a message without a length"),
        (b"Content-Type: x\r\n\r\n{}", "the editor announces a message without a length"),
        (b"GET / HTTP/1.1\r\n\r\n", f"{HEADER}: 'GET / HTTP/1.1'"),
        (b"\xff" * 5000, f"{HEADER}: '{chr(0xFFFD) * 40}'"),
    ],
)
def test_what_has_not_the_frame_of_a_message_ends_the_server_with_a_word(tmp_path, data, words):
    code, messages, err = said(tmp_path, data)
    assert (code, [one.get("id") for one in messages]) == (2, [1])
    assert f"error: {words}\n" in err


@pytest.mark.parametrize(
    "data",
    [
        b"{nope",
        b"\xff\xfe{}",
        b"[1]",
        b"5",
        b"null",
        b"[" * 100_000,
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"jsonrpc":"2.0","id":3,"result":' + b"9" * 6000 + b"}",
        {"method": "no/such", "params": [1]},
        {"method": "textDocument/didOpen", "params": {"textDocument": 5}},
        {"method": "textDocument/didChange", "params": {"textDocument": {"uri": "file:///never", "version": 1}}},
        {"id": 777, "result": 3},
        {"id": None, "error": {"code": 1, "message": "x"}},
    ],
    ids=range(13),
)
def test_a_message_that_means_nothing_is_passed_over(tmp_path, data):
    code, messages, _ = said(tmp_path, framed(data))
    assert (code, [one["id"] for one in messages if "id" in one]) == (0, [1, 9])


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("no/such", {}, -32601),
        ("textDocument/hover", {"x": 1}, -32602),
        (
            "textDocument/hover",
            {"textDocument": {"uri": "file:///a"}, "position": {"line": -1, "character": 0}},
            -32602,
        ),
        ("workspace/executeCommand", {"command": "no-such"}, -32602),
    ],
)
def test_a_request_that_cannot_be_understood_is_answered(tmp_path, method, params, code):
    ended, messages, _ = said(tmp_path, framed({"id": 5, "method": method, "params": params}))
    assert ended == 0
    assert [one["error"]["code"] for one in messages if one.get("id") == 5] == [code]


def test_the_name_of_a_header_may_be_in_small_letters(tmp_path):
    hover = {"textDocument": {"uri": "file:///a"}, "position": {"line": 0, "character": 0}}
    data = framed({"id": 5, "method": "textDocument/hover", "params": hover}).replace(
        b"Content-Length", b"content-length"
    )
    code, messages, _ = said(tmp_path, data)
    assert (code, [one["id"] for one in messages if one.get("id") == 5]) == (0, [5])


@pytest.mark.parametrize(
    "uri",
    [
        "", "untitled:x", "http://example.org/..", "file://host/share/a.yaml", "file:///%00", "file:///a%00b.yaml",
        "file:///..%2f..%2fetc/passwd", "data:text/yaml,x", "file:", "file:///", "git:/a.yaml?{}", "file:///x/%ff.yaml",
        "file:///" + "a" * 5000, "file:///dev/stdin", "file://[::1/x.yaml", "vscode-notebook-cell:/x#y", "\ud800:",
    ],
)  # fmt: skip
def test_an_address_of_whatever_kind_is_survived(tmp_path, uri):
    path = tmp_path / "agent.yaml"
    with Talk(tmp_path) as talk:
        talk.tell(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": MANIFEST}},
        )
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        talk.answer(talk.begin("textDocument/hover", place))
        assert rules(talk.open(path, MANIFEST)) == ["DS302"]
    assert talk.code == 0


def test_a_change_of_what_is_not_there_is_survived(tmp_path):
    path = tmp_path / "agent.yaml"
    far, near = {"line": 2**31 - 1, "character": 2**31 - 1}, {"line": 0, "character": 0}
    with Talk(tmp_path) as talk:
        talk.open(path, MANIFEST)
        talk.change(path, 2, {"range": {"start": far, "end": near}, "text": "# \x00"})
        talk.change(path, 3, {"range": {"start": far, "end": far}, "text": "q"})
        talk.request("textDocument/hover", path, position=far)
        talk.request("textDocument/codeAction", path, range={"start": far, "end": near}, context={"diagnostics": []})
        assert rules(talk.replace(path, 4, MANIFEST)) == ["DS302"]
    assert talk.code == 0


def test_a_text_of_ten_megabytes_is_told_as_too_large(tmp_path):
    path = tmp_path / "agent.yaml"
    with Talk(tmp_path) as talk:
        assert rules(talk.open(path, MANIFEST + "# x\n" * (10 << 18))) == ["DS001"]
        assert rules(talk.replace(path, 2, MANIFEST)) == ["DS302"]
