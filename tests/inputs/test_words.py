"""The word test: what can hold a DaemonSet passes, and what cannot is stopped without being parsed."""

import pytest

from dslint.inputs.words import WORDS, mentions, names_kinds

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


KINDS = frozenset({"Role", "ClusterRole", "ServiceAccount"})
OF_A_KIND = {
    "as it is": "apiVersion: v1\nkind: ServiceAccount\n",
    "a kind that ends as another": "kind: ClusterRole\n",
    "a list": "kind: RoleList\nitems: []\n",
    "JSON": '{"kind":"Role"}',
    "behind others": "kind: Service\n---\nkind: ConfigMap\n---\nkind: Role\n",
    "on a line of its own": "kind:\n  # what it is\n  Role\n",
    "an alias": f"x: &kind Role\n{'y: z' * 50}\nkind: *kind\n",
}


@pytest.mark.parametrize("text", OF_A_KIND.values(), ids=OF_A_KIND)
def test_what_can_hold_an_object_of_a_kind_is_read(text):
    assert names_kinds(text.encode(), KINDS)


@pytest.mark.parametrize("text", ["kind: Service\nmetadata:\n" + "  labels: {}\n" * 20 + "of: Role\n", "a: Role\n", ""])
def test_what_only_speaks_of_a_kind_far_from_one_is_not_read(text):
    assert not names_kinds(text.encode(), KINDS)
