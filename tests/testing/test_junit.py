"""The examples of policies as JUnit XML."""

from xml.etree import ElementTree as ET

from dslint.catalogue.rule import Rule
from dslint.testing.junit import junit
from dslint.testing.results import Mismatch, Result

DATA = {
    "id": "ACME001",
    "name": "odd",
    "summary": "s",
    "severity": "error",
    "default": True,
    "status": "stable",
    "since": "",
    "tags": [],
    "messages": {"found": "no"},
}


def result(path, title, *mismatches):
    return Result(Rule(DATA, path), path, 3, True, title, "bad", mismatches)


def test_every_example_is_a_case_and_every_file_a_suite():
    found = [result("a.yaml", "one"), result("a.yaml", "two", Mismatch(2, None, 'x: <&"\x1b')), result("b.yaml", "ü")]
    text = "".join(junit(found))
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert text.isascii()
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("a.yaml", "2", "1"),
        ("b.yaml", "1", "0"),
    ]
    assert [case.get("name") for case in root.iter("testcase")] == ["bad: one", "bad: two", "bad: ü"]
    (failure,) = root.iter("failure")
    assert failure.get("message") == 'expected nothing, got x: <&"\ufffd'
    assert failure.text.startswith("a.yaml:5: expected nothing")
