"""Inputs that are read in pieces: what is said of them is what is said of the whole."""

import os
import tracemalloc
from json import dumps
from pathlib import Path

import pytest

from dslint import Options
from dslint.inputs import large, listed, worktree
from dslint.run import check_paths

pytestmark = pytest.mark.usefixtures("_here")
# an unused comment above a dash is told of the item before where a list is read whole
OPTIONS = Options(no_config=True, select=("ALL",), ignore=("DS004",))
KIB = 1024


def agent(number, **more):
    label = "beta.kubernetes.io/os" if number % 3 == 0 else "kubernetes.io/os"
    spec = {
        "nodeSelector": {label: "linux"},
        "containers": [{"name": "a", "image": "r.example/a:1", "args": ['é{[\\"', "x" * KIB]}],
    }
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {**spec, **more}}
    selector = {"matchLabels": {"app": "a"}}
    about = {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": f"agent-{number}"}}
    return {**about, "spec": {"selector": selector, "template": template}}


def in_yaml(value, indent=0, dash=""):
    """Return plain data as YAML in block style, without a library that could be wrong in the same way."""
    lines = []
    for number, (key, below) in enumerate(value.items()):
        start = dash if number == 0 and dash else " " * indent
        if isinstance(below, dict):
            lines.append(f"{start}{key}:\n{in_yaml(below, indent + 2)}")
        else:
            lines.append(f"{start}{key}: {dumps(below, ensure_ascii=False)}\n")
    return "".join(lines)


def yaml_list(count, indent=0, end="\n"):
    items = []
    for number in range(count):
        above = f"{' ' * indent}# dslint: ignore[DS302] old\n" if number % 2 else "\n"
        items.append(above + in_yaml(agent(number), indent + 2, " " * indent + "- "))
    text = f"# all\napiVersion: v1\nitems: # of it\n{''.join(items)}kind: List\nmetadata: {{}}\n"
    return text.replace("\n", end)


def json_list(count, **form):
    return dumps({"kind": "List", "apiVersion": "v1", "items": [agent(number) for number in range(count)]}, **form)


def bare(count):
    """Return a list whose items leave out their kind, as the API server prints it; that stands behind them."""
    items = [{key: value for key, value in agent(number).items() if key == "spec"} for number in range(count)]
    return dumps({"items": items, "kind": "DaemonSetList", "apiVersion": "apps/v1"})


COUNT = 48
DOCUMENTS = [in_yaml(agent(number)) for number in range(COUNT)]
STREAMS = {
    "documents": "---\n".join(DOCUMENTS),
    "documents behind a licence": "# licence\n\n---\n" + "---\n".join(DOCUMENTS),
    "documents between empty ones": "---\n---\n# c\n---\n".join(DOCUMENTS),
    "documents with comments behind the dashes": "--- # c\n".join(DOCUMENTS),
    "documents with a no-break space behind the dashes": "---\xa0\n".join(DOCUMENTS),
    "documents of CRLF": "---\n".join(DOCUMENTS).replace("\n", "\r\n"),
    "documents behind a mark": "\ufeff" + "---\n".join(DOCUMENTS),
    "documents with braces": "---\n".join([*DOCUMENTS[:3], dumps(agent(3)) + "\n", *DOCUMENTS[4:]]),
    "a wrong separator": "---\n".join(DOCUMENTS[:40]) + "--- x\n" + "---\n".join(DOCUMENTS[40:]),
    "a document that cannot be read": "---\n".join([*DOCUMENTS[:40], "kind: DaemonSet\n a: [\n", *DOCUMENTS[40:]]),
    "what is dropped": "---\n".join([*DOCUMENTS[:40], "a: b\n...\nkind: DaemonSet\n", *DOCUMENTS[40:]]),
    "objects of JSON": "\n".join(dumps(agent(number), indent=1) for number in range(COUNT)),
    "objects of JSON in a line": "".join(dumps(agent(number), ensure_ascii=False) for number in range(COUNT)),
    "JSON and then YAML": dumps(agent(0)) + "\n" + "---\n".join(DOCUMENTS[1:]),
    "JSON and then something else": "\n".join([*(dumps(agent(n)) for n in range(COUNT)), "kind: DaemonSet\n"]),
    "a list": yaml_list(COUNT),
    "a list that is indented": yaml_list(COUNT, 2),
    "a list of CRLF": yaml_list(COUNT, end="\r\n"),
    "a list behind a document": DOCUMENTS[0] + "---\n" + yaml_list(COUNT),
    "a document behind a list": yaml_list(COUNT) + "---\n" + DOCUMENTS[0],
    "a list of JSON": json_list(COUNT, indent=4),
    "a list of JSON in a line": json_list(COUNT, ensure_ascii=False),
    "a list whose items leave out their kind": bare(COUNT),
}


@pytest.fixture
def small(monkeypatch):
    """Let inputs be large that are not."""

    def use(size=16 * KIB):
        monkeypatch.setattr(large, "LARGEST", size)
        monkeypatch.setattr(worktree, "LARGEST", size)
        monkeypatch.setattr(large, "_BLOCK", 4 * KIB)
        monkeypatch.setattr(listed, "_BLOCK", 8 * KIB)

    return use


def told():
    report = check_paths(["a.yaml"], OPTIONS)
    findings = sorted(report.findings, key=lambda one: one.sort_key())
    said = [(one.rule, *one.at.start, *one.at.end, one.at.pointer, one.document, one.object) for one in findings]
    counts = (report.files, report.daemon_sets, report.not_checked, report.errors)
    return said, sorted((one.rule, one.at.start) for one, _ in report.suppressed), counts


@pytest.mark.parametrize("text", STREAMS.values(), ids=STREAMS)
def test_what_is_read_in_pieces_is_told_as_if_it_were_whole(small, text):
    Path("a.yaml").write_bytes(text.encode())
    whole = told()
    small()
    assert len(text) > large.LARGEST
    assert told() == whole
    assert len(whole[0]) >= COUNT / 6


def test_a_list_of_objects_with_what_is_meant_by_comments_is_read_to_its_end(small):
    Path("a.yaml").write_text(yaml_list(COUNT))
    small()
    said, suppressed, counts = told()
    assert (len(suppressed), counts[:2]) == (COUNT / 6, (1, COUNT))
    assert {place[5].split("/")[2] for place in said if place[0] == "DS302"} == {str(n) for n in range(0, COUNT, 6)}


def test_comments_around_the_items_of_a_large_list_are_said_not_to_count(small):
    Path("a.yaml").write_text("# dslint: ignore-file[DS302] old\n" + yaml_list(COUNT))
    assert check_paths(["a.yaml"], OPTIONS).notes == []
    small()
    said = "a.yaml: comments to dslint around the items of so large a list do not count"
    assert check_paths(["a.yaml"], OPTIONS).notes == [said]


TOO_LARGE = {
    "an object": ("kind: DaemonSet\n" + "# x\n" * 8 * KIB, [("DS001", 1, 1)]),
    "an object of JSON": ('{"kind": "DaemonSet", "a": [' + "1, " * 8 * KIB + "1]}", [("DS001", 1, 1)]),
    "an object behind another": ("a: b\n---\nkind: DaemonSet\n" + "# x\n" * 8 * KIB, [("DS001", 3, 1)]),
    "an object that ends nowhere": ("kind: DaemonSet\n# " + "x" * 64 * KIB, [("DS001", 1, 1)]),
    "a word behind a long line": ("# " + "x" * 64 * KIB + "\nkind: DaemonSet\n", [("DS001", 1, 1)]),
    "an item": ("items:\n- kind: DaemonSet\n" + "  # x\n" * 8 * KIB + "- kind: Pod\n", [("DS001", 2, 1)]),
    "something else": ("kind: ConfigMap\n" + "# x\n" * 8 * KIB, []),
    "something else of JSON": ('{"a": [' + "1, " * 8 * KIB + "1]}", []),
}


@pytest.mark.parametrize(("text", "expected"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_by_itself_is_told_where_it_begins_if_it_mentions_a_daemonset(small, text, expected):
    Path("a.yaml").write_text(text)
    small()
    assert [place[:3] for place in told()[0]] == expected
    assert {one.message_key for one in check_paths(["a.yaml"], OPTIONS).findings} <= {"oversized"}


@pytest.mark.parametrize("separator", ["---", "---\xa0", "---\u2003# c"])
def test_what_follows_a_document_that_is_too_large_is_read(small, separator):
    Path("a.yaml").write_text("a: b\n" + "# x\n" * 8 * KIB + separator + "\n" + in_yaml(agent(0)))
    small()
    said, _, counts = told()
    assert (counts[1], {place[6] for place in said}) == (1, {1})


@pytest.mark.skipif(not hasattr(os, "SEEK_DATA"), reason="this system does not tell of holes")
def test_holes_are_not_read(monkeypatch):
    Path("a.yaml").write_text("kind: Pod\n")
    os.truncate("a.yaml", 1 << 40)
    read, real = [], large.Large._read
    monkeypatch.setattr(large.Large, "_read", lambda one, at, size: read.append(size) or real(one, at, size))
    assert told() == ([], [], (0, 0, [], []))
    assert sum(read) < 128 * KIB * KIB


def peak(count, form):
    Path("a.yaml").write_text(form(count))
    tracemalloc.start()
    try:
        assert check_paths(["a.yaml"], Options(no_config=True, select=("DS101",))).daemon_sets == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "form",
    [yaml_list, json_list, lambda count: "---\n".join(in_yaml(agent(number)) for number in range(count))],
    ids=["a list", "a list of JSON", "documents"],
)
def test_memory_is_that_of_the_largest_piece(small, form):
    small()
    peak(400, form)  # what is imported or remembered at first does not count, nor where Python makes room for names
    few, many = peak(100, form), peak(400, form)
    assert many - few < 300 * KIB  # less than the text of 300 more, which is half as long again


def test_standard_input_is_read_in_pieces_too(small, monkeypatch):
    import io
    import sys

    text = "---\n".join(DOCUMENTS)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    small()
    report = check_paths(["-"], OPTIONS)
    assert (report.files, report.daemon_sets) == (1, COUNT)


def test_a_fix_of_what_is_read_in_pieces_is_held_back(small):
    Path("a.yaml").write_text("---\n".join(DOCUMENTS))
    small()
    found = [one for one in check_paths(["a.yaml"], OPTIONS).findings if one.rule == "DS302"]
    assert {(one.fix, one.held) for one in found} == {(None, "the file is too large to be changed; split it")}


def test_objects_of_other_kinds_are_found_in_all_pieces(small):
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: there, namespace: default}\n"
    named = [in_yaml(agent(number, serviceAccountName="there")) for number in range(COUNT)]
    Path("a.yaml").write_text("---\n".join([*named, account]))
    whole = told()
    small()
    assert told() == whole


def test_words_are_proposed_for_the_first_wrong_ones_of_a_file_however_it_is_read(small, monkeypatch):
    from dslint import phrases

    wrong = [in_yaml(agent(number, **{f"nodeSelectr{number}": {}})) for number in range(COUNT)]
    Path("a.yaml").write_text("---\n".join(wrong))
    monkeypatch.setattr(phrases, "MOST_PROPOSED", 4)

    def proposed():
        return sum(one.help == "rename it to nodeSelector" for one in check_paths("a.yaml").findings)

    assert proposed() == 4
    small()
    assert proposed() == 4
