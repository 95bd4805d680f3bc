"""The smallest texts that dslint once read otherwise than kubectl.

The ids are those of the issue that lists them. What kubectl says is what its reader of 1.37 answered.
"""

import pytest

from dslint.inputs.documents import read
from dslint.source.text import SourceText
from dslint.source.tree import plain
from tests.kube.apiserver.build import with_container

from .answers import ask


def documents_of(text):
    """Return the values that dslint reads, None where it refuses the text."""
    found = []
    for document in read(SourceText.of("agent.yaml", text), everything=True):
        if document.tree is None:
            return None
        if document.tree.root is not None:
            found.append(plain(document.tree.root))
    return [value for value in found if value is not None]


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        pytest.param('a: "b\\/c"\n', None, id="Y4"),
        pytest.param('a: "b\\\\/c"\n', [{"a": "b\\/c"}], id="Y4, a backslash that is escaped"),
        pytest.param("args: [log:]\n", [{"args": ["log:"]}], id="Y5"),
        pytest.param('a: {b: "x", log:}\n', [{"a": {"b": "x", "log:": None}}], id="Y5, a key"),
        pytest.param('["a":]\n', [[{"a": None}]], id="Y5, behind a quote"),
        pytest.param("---\n...\n", [], id="Y6"),
        pytest.param("---\n# c\n...\n---\na: 1\n", [{"a": 1}], id="Y6, and a document"),
        pytest.param("---\n\r...\n", [], id="Y6, behind a lone CR"),
        pytest.param("...\n", None, id="Y6, an end without a start"),
        pytest.param("...\na: 1\n", None, id="Y6, a document behind the end"),
        pytest.param(".inf: a\n", [{".inf": "a"}], id="Y7"),
        pytest.param("-.INF: a\n", [{"-.inf": "a"}], id="Y7, negative"),
        pytest.param("a: .inf\n", None, id="Y7, a value"),
        pytest.param("a: !!int 1.0\n", None, id="Y8"),
        pytest.param("a: !!int 1e3\n", None, id="Y8, an exponent"),
        pytest.param("a: !!int 0x10\n", [{"a": 16}], id="Y8, an integer"),
        pytest.param("a: !!timestamp a\n", None, id="Y8, no date"),
        pytest.param("a: !!timestamp 2001-12-14\n", [{"a": "2001-12-14"}], id="Y8, a date"),
        pytest.param("12345678901234567890: a\n", None, id="Y9"),
        pytest.param(
            "1e6: a\n1.5: b\n123456.789: c\n", [{"1e+06": "a", "1.5": "b", "123456.79": "c"}], id="fractions as keys"
        ),
        pytest.param("9223372036854775807: a\n", [{"9223372036854775807": "a"}], id="Y9, the largest key"),
        pytest.param("\ufeff\ufeffa: 1\n", [{"a": 1}], id="Y10"),
        pytest.param("a: 1\n---\n\ufeff\ufeffb: 2\n", [{"a": 1}, {"b": 2}], id="two marks behind a separator"),
        pytest.param("---\n%TAG ! x\n", [], id="a directive behind the first separator"),
        pytest.param('{"a": 1}---\n%TAG ! x', [{"a": 1}], id="a directive behind JSON and a separator"),
        pytest.param("a: 1\n---\n%TAG ! x\n", None, id="a directive behind another separator"),
        pytest.param(":a\n#\nb\n", [":a"], id="a text that begins with a colon, and more"),
    ],
)
def test_texts_are_read_as_kubectl_reads_them(text, documents):
    assert documents_of(text) == documents


# What dslint is known to answer otherwise still, each with its reason: the day it does not, its test fails.


def otherwise(reason):
    return pytest.mark.xfail(strict=True, reason=reason)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        pytest.param(
            "a: |\n b\r\r\n c\n",
            [{"a": "b\nc\n"}],
            marks=otherwise(
                "of CR CR LF kubectl's reader takes away CR LF and leaves one break: in none of 623 manifests"
            ),
            id="two CR in front of a LF",
        ),
        pytest.param(
            "k:a #\n{",
            ["k:a"],
            marks=otherwise("a text and no object: kubectl refuses it one step later, behind the reader"),
            id="a second value that follows a text",
        ),
        pytest.param(
            "b: .nan\nb:",
            [{"b": None}],
            marks=otherwise("a value that JSON has not, which a second key replaces: kubectl never looks at it"),
            id="no number under a key that stands twice",
        ),
    ],
)
def test_texts_that_are_read_otherwise_are_listed_with_the_reason(text, documents):
    assert documents_of(text) == documents


@otherwise(
    "a decoded object holds quantities as JSON does, as text: 10E fits into 64 bits, 1 and 19 zeros did not; only a"
    " number without quotes beyond 9.2 exabytes shows it, once in 27,000 objects"
)
def test_an_amount_beyond_64_bits_that_is_written_as_a_number_is_warned_of():
    said = ask(with_container(resources={"limits": {"memory": 1e19}}), 37)
    assert ["fractional byte value" in warning.text for warning in said.warnings] == [True]
