"""Patterns of Python's as those of RE2: the same texts, or a word that there is none."""

import re

import pytest

from dslint.kube.cel.runtime import Bindings, Scope, compile_expression
from dslint.policy.inexact import InexactError
from dslint.policy.patterns import re2

TEXTS = (
    "",
    "a",
    "b",
    "ab",
    "aab",
    "a\n",
    "\na",
    "a-b",
    "a_1",
    "9",
    "é",
    "\u0663",
    "ß9",
    " ",
    "\t",
    "\u00a0",
    "\u2028",
    "[",
    "]",
    "a]",
    "ghcr.io/acme/agent:1.4",
    "A",
    "a.b",
    "\\",
    "aaa",
    "\x1c",
    "\x0b",
    "^",
    "x{,2}",
    "aaaa",
    "aZ",
    "\u0661a\n",
    "a\nb",
)
PATTERNS = (
    "a",
    "^a",
    "a$",
    "^a$",
    "^$",
    "(a|b)$",
    "(^a|b$)",
    r"\d",
    r"^\d+$",
    r"\w+",
    r"^\w*$",
    r"\W",
    r"\s",
    r"^\S+$",
    r"\D",
    r"[\d-]",
    r"[\w.]+:",
    r"[^\s]",
    r"^[]a]",
    r"[^]a]",
    "[[a]",
    "a{2}",
    "a{,2}b",
    "a{1,}",
    r"\Aa\Z",
    r"\x61",
    r"\u00e9",
    r"^ghcr\.io/\w+",
    r"[a\]]",
    r"a.b",
    r"(?P<x>a)b",
    r"(?:a)b",
    r"a*?b",
    r"\t",
    r"\.",
    r"[\.\-]",
    "^(?:a|)$",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_is_found_is_the_same(pattern):
    pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
    search = compile_expression("t.matches(p)", Scope({"t": "string", "p": "string"}), 37)
    made = re2(pattern)
    theirs = {text: search.run(Bindings({"t": text, "p": made})) for text in TEXTS}
    assert theirs == {text: re.search(pattern, text) is not None for text in TEXTS}


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        (r"(?=a)", "(?="),
        (r"(?<!a)b", "(?<!"),
        (r"(a)\1", r"\1"),
        (r"\bword\b", r"\b"),
        ("(?i)a", "(?i"),
        ("[[:alpha:]]", "[:"),
        (r"[\W]", r"\W"),
        ("(?P<a>b)(?P=a)", "(?P="),
        ("a{1001}", "1,000"),
        ("a$b", "not at its end"),
        ("(", "is wrong"),
    ],
)
def test_what_re2_does_not_have_is_named(pattern, part):
    with pytest.raises(InexactError) as error:
        re2(pattern)
    assert part in str(error.value)
