"""What kubectl itself did with a text, recorded by scripts/record_kubectl.py, and what dslint says of it."""

from __future__ import annotations

import json

import pytest
import yaml

from dslint import Options
from dslint.inputs.documents import read
from dslint.run import check_text
from dslint.source.text import SourceText, UndecodableError
from dslint.source.tree import plain

from .vectors import OWN

RECORD = json.loads((OWN / "kubectl.json").read_text(encoding="utf-8"))
CASES = {case["id"]: case for case in RECORD["cases"]}
VERSIONS = [version["kubectl"] for version in RECORD["versions"]]

# what kubectl could read and did not send, or sent and the server would refuse: the findings of each text
FINDINGS = {
    "a key twice": ["DS002"],
    "a mapping twice": ["DS002"],
    "a key twice, in JSON": ["DS002"],
    "a key in front of the merge that sets it too": ["DS002"],
    "a key behind the merge that sets it too": [],
    "two merges in one mapping": ["DS002"],
    "one merge of two mappings": [],
    "a document that cannot be read, between two that can": ["DS001"],
    "octal and decimal numbers": ["DS006", "DS006"],
    "notations of numbers": ["DS006", "DS006", "DS006"],
    "words that are booleans": ["DS110", "DS110", "DS110"],
    "a kind that does not exist": ["DS199"],
    "no apiVersion": ["DS301"],
    "an API version that was removed": ["DS301"],
    "a field that does not exist": ["DS109"],
}


def only(case, tool):
    """Return the one answer that all versions gave."""
    (answer,) = case[tool]
    assert answer["by"] == VERSIONS
    return answer


def sent(case):
    return [each["object"] for each in only(case, "create")["sent"]]


def values(case):
    """Return the documents that dslint reads, up to the first that kubectl cannot read."""
    try:
        source = SourceText.decode(case["file"], case["text"].encode(case.get("encoding", "utf-8")))
    except UndecodableError:
        return []
    found = []
    for document in read(source, everything=True):
        if document.problem is not None and document.problem.fatal:
            # the document in front of a wrong separator is lost with what is behind it
            return found[:-1] if document.problem.message == "separator" else found
        found.append(plain(document.tree.root))
    return found


def test_it_is_known_what_these_versions_do():
    assert [version.split(".")[1] for version in VERSIONS] == ["28", "29", "30", "31", "32", "33"]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=name)
        for name, case in CASES.items()
        if case["create"][0]["exit"] == 0 or "error parsing" in case["create"][0]["said"]
        if name != "Latin-1"
    ],
)
def test_dslint_reads_what_kubectl_sends(case):
    assert values(case) == sent(case)


@pytest.mark.parametrize(("name", "rules"), FINDINGS.items(), ids=FINDINGS)
def test_what_is_wrong_with_a_text_is_found(name, rules):
    options = Options(no_config=True, select=("DS0", "DS1", "DS301"))
    report = check_text(CASES[name]["text"], path=CASES[name]["file"], options=options)
    assert [finding.rule for finding in report.findings] == rules


def test_a_key_that_stands_twice_is_lost_by_kubectl_and_refused_by_kustomize():
    for name in ("a key twice", "a key twice, in JSON"):
        (container,) = sent(CASES[name])[0]["spec"]["template"]["spec"]["containers"]
        assert container["image"] == "registry.example/agent:1.5"
        assert 'mapping key "image" already defined' in only(CASES[name], "kustomize")["said"]


def periods(objects):
    (container,) = objects[0]["spec"]["template"]["spec"]["containers"]
    return container["readinessProbe"]["periodSeconds"]


def test_merges_are_read_as_the_rule_says():
    front, behind = (CASES[f"a key {where} the merge that sets it too"] for where in ("in front of", "behind"))
    assert (periods(sent(front)), periods(only(front, "kustomize")["objects"])) == (30, 5)
    assert (periods(sent(behind)), periods(only(behind, "kustomize")["objects"])) == (5, 5)
    assert periods(list(yaml.safe_load_all(front["text"]))) == 5
    twice, once = CASES["two merges in one mapping"], CASES["one merge of two mappings"]
    assert (periods(sent(twice)), periods(sent(once))) == (1, 30)
    assert "duplicate merge key" in only(twice, "kustomize")["said"]


def test_bytes_that_are_not_utf8_are_replaced_by_kubectl_and_refused_by_kustomize():
    case = CASES["Latin-1"]
    assert sent(case)[0]["metadata"]["annotations"] == {"owner": "\ufffd"}
    assert "invalid trailing UTF-8 octet" in only(case, "kustomize")["said"]
    with pytest.raises(UndecodableError) as caught:
        SourceText.decode("agent.yaml", case["text"].encode(case["encoding"]))
    assert caught.value.replaced


def test_kubectl_leaves_fields_to_the_server_and_asks_it_to_be_strict():
    (asked,) = only(CASES["a field that does not exist"], "create")["sent"]
    assert (asked["fieldValidation"], asked["object"]["spec"]["replicas"]) == ("Strict", 3)


@pytest.mark.parametrize(
    ("name", "words"),
    {
        "a kind that does not exist": 'no matches for kind "Daemonset" in version "apps/v1"',
        "an API version that was removed": 'no matches for kind "DaemonSet" in version "extensions/v1beta1"',
        "no apiVersion": "apiVersion not set",
    }.items(),
)
def test_kubectl_refuses_what_it_does_not_know_by_itself(name, words):
    assert words in only(CASES[name], "create")["said"]
    assert "DaemonSet" not in [value["kind"] for value in sent(CASES[name])]


def test_some_other_readers_take_for_strings_what_kubectl_takes_for_numbers():
    assert yaml.safe_load("[1e3, 8.08e3]") == ["1e3", "8.08e3"]
