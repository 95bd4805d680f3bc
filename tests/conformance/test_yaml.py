"""What kubectl makes of a text: documents, values, strict errors and refusals, case by case."""

import json
import re

import pytest

from dslint.inputs.documents import read as documents
from dslint.source.chunks import split
from dslint.source.event_tree import PureParser
from dslint.source.text import SourceText
from dslint.source.tree import Mapping, ParseError, Sequence, parse, plain

from .vectors import OWN, load

# where the pure-Python parser refuses what libyaml and go-yaml take: its id, and what it stumbles over
PURE_REFUSES = {
    "yaml-027": "a tab between a colon and the value",
    "yaml-028": "a tab before a comment",
}
STREAMS = [pytest.param(case, id=case["id"]) for case in load(OWN / "stream_vectors.json")]
CASES = [pytest.param(case, id=case["id"]) for case in load(OWN / "yaml_vectors.json")]
DUPLICATE = re.compile(r'line (\d+): key "(.*)" already set in map')


def mappings(node):
    if isinstance(node, Mapping):
        yield node
        for entry in node.entries:
            yield from mappings(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from mappings(item)


def read(text, events=None):
    """Return what the vectors expect: documents, and whether a separator ends the stream."""
    source = SourceText.decode("x.yaml", text.encode())
    documents = []
    for chunk in split(source.text):
        if chunk.bad is not None:
            return documents, True
        try:
            tree = parse(source.text[chunk.start : chunk.end], chunk.start, events=events)
        except ParseError as error:
            documents.append({"error": bool(error.reason) and chunk.start <= error.offset <= chunk.end})
            continue
        twice = [
            (source.place(again.key.start).line, again.name)
            for mapping in mappings(tree.root)
            for again, _ in mapping.duplicates
        ]
        documents.append({"value": as_json(plain(tree.root)), "twice": sorted(twice)})
    return documents, False


def as_json(value):
    # text, because 1, 1.0 and True are equal to Python
    return json.dumps(value, sort_keys=True)


def expected(document):
    if "error" in document:
        return {"error": True}
    twice = [(int(line), key) for line, key in DUPLICATE.findall(document.get("strictError", ""))]
    assert bool(twice) == ("strictError" in document)
    return {"value": as_json(document["value"]), "twice": sorted(twice)}


@pytest.mark.parametrize("case", CASES)
def test_kubectl_reads_the_same(case):
    documents, stopped = read(case["text"])
    assert documents == [expected(document) for document in case["expect"]["documents"]]
    assert stopped == ("streamError" in case["expect"])


@pytest.mark.parametrize("case", CASES)
def test_the_parser_in_pure_python_reads_the_same_but_for_the_listed_tabs(case):
    pure = read(case["text"], PureParser)
    if case["id"] in PURE_REFUSES:
        assert pure == ([{"error": True}], False)
    else:
        assert pure == read(case["text"])


def test_every_listed_exception_is_a_case():
    assert set(PURE_REFUSES) <= {parameter.id for parameter in CASES}


@pytest.mark.parametrize("case", STREAMS)
def test_kubectl_reads_the_same_documents_of_json_and_yaml_in_one_stream(case):
    found, refused = [], False
    for document in documents(SourceText.of("x.yaml", case["text"]), everything=True):
        if document.problem is not None and document.problem.fatal:
            refused = True
            break
        if document.tree is not None and (value := plain(document.tree.root)) is not None:
            found.append(as_json(value))
    expected = [as_json(value) for value in case["expect"]["documents"]]
    # the document in front of a wrong separator is lost with it, and judged all the same
    lost = refused and document.problem.message == "separator"
    assert (found[: len(expected)] if lost else found) == expected
    assert refused == case["expect"]["refused"]
