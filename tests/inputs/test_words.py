"""The word test: what can hold a DaemonSet passes, and what cannot is stopped without being parsed."""

import pytest

from dslint.inputs.words import WORDS, mentions

PASSED = {
    "an escape of two digits": r'kind: "\x44aemonSet"',
    "an escape of four digits": r'kind: "Daemo\u006eSet"',
    "an escape of eight digits": r'kind: "DaemonSe\U00000074"',
    "capital digits": r'kind: "Dae\x6DonSet"',
    "JSON": r'{"kind": "Daemon\u0053et"}',
    "nothing but escapes": 'kind: "' + "".join(f"\\x{ord(char):x}" for char in "DaemonSet") + '"',
    "a line break": 'kind: "Daemon\\\n  Set"',
    "a line break of CRLF": 'kind: "Daemon\\\r\n\tSet"',
    "a line break of CR": 'kind: "Daemon\\\r Set"',
    "a line break of U+0085": 'kind: "Daemon\\\x85 Set"',
    "a line break of U+2028": 'kind: "Daemon\\\u2028 Set"',
    "a line break and an escape": 'kind: "Daemon\\\n  \\x53et"',
    "Base64": "kind: !!binary RGFlbW9uU2V0",
    "Base64 in escapes": r'kind: !!binary "\x52GFlbW9uU2V0"',
    "a tag that is written out": "kind: !<tag:yaml.org,2002:binary> RGFlbW9uU2V0",
    "a tag in escapes": "kind: !!b%69nary RGFlbW9uU2V0",
    "a tag with a handle of its own": "%TAG !b! tag:yaml.org,2002:bin\r---\rkind: !b!ary RGFlbW9uU2V0",
}
STOPPED = {
    "half of the word": "kind: Daemon",
    "an escape of another letter": r'kind: "\x45aemonSet"',
    "letters that are not the word": r'kind: "\x44aemon \x53et"',
    "a line break elsewhere": 'kind: "Deploy\\\n  ment"',
    "a percent sign": "a: !x 5%\nb: 100%25",
    "binary data of a ConfigMap": "binaryData: {a: RGFlbW9uU2V0}",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", [*WORDS, *PASSED.values()], ids=[*WORDS, *PASSED])
def test_the_word_passes_however_it_is_spelled(text, encoding):
    assert mentions(f"metadata: {{}}\n{text}\n".encode(encoding))


@pytest.mark.parametrize("text", STOPPED.values(), ids=STOPPED)
def test_what_does_not_spell_the_word_is_stopped(text):
    assert not mentions(text.encode())


def test_a_long_run_of_signs_is_looked_through_once():
    assert not mentions(b"a: %" + b"!" * 1_000_000 + b"\\x45" * 100_000)
