"""Which DaemonSets a text holds, and what keeps kubectl from reading it."""

import json
from pathlib import Path

import pytest

from dslint.inputs.documents import daemon_sets, read
from dslint.inputs.unchecked import VALUES as VALUES_REASON
from dslint.inputs.unchecked import NotChecked
from dslint.run import check_text
from dslint.source.text import SourceText, UndecodableError

SHARED = Path(__file__).parents[3] / "shared"
CORPUS = SHARED / "corpus"
VERDICTS = SHARED / "kubernetes" / "vectors" / "corpus_verdicts.json"
ONE = "{kind: DaemonSet, metadata: {name: one}}"
TWO = "{kind: DaemonSet, metadata: {name: two}}"


def found(text):
    """Return document, pointer and name of each DaemonSet, in order."""
    source = SourceText.of("x.yaml", text)
    return [
        (one.document, one.root.pointer, one.root.get("metadata", "name").text)
        for document in read(source)
        for one in daemon_sets(document)
    ]


HELD = {
    "a document": (f"{ONE}\n", [(0, "", "one")]),
    "two documents": (f"---\n{ONE}\n---\n{TWO}\n", [(0, "", "one"), (1, "", "two")]),
    "a document behind empty ones": (f"a: b\n---\n---\n# c\n---\n{ONE}\n", [(3, "", "one")]),
    "a document behind a licence": (f"# c\n\n---\n{ONE}\n", [(0, "", "one")]),
    "a document behind two separators": (f"---\n---\n{ONE}\n", [(1, "", "one")]),
    "a document behind an explained separator": (f"a: b\n--- # DaemonSet\n{ONE}\n", [(1, "", "one")]),
    "a document behind CRLF": (f"a: b\r\n---\r\n{ONE}\r\n", [(1, "", "one")]),
    "an item of a List": (f"kind: List\nitems:\n- kind: Pod\n- {ONE}\n", [(0, "/items/1", "one")]),
    "items, whatever the kind": (f"items: [{ONE}, {TWO}]\n", [(0, "/items/0", "one"), (0, "/items/1", "two")]),
    "a List in a List": (
        f"items: [{{items: [{ONE}]}}, {TWO}]\n",
        [(0, "/items/0/items/0", "one"), (0, "/items/1", "two")],
    ),
    "the same item twice": (f"items: [&x {ONE}, *x]\n", [(0, "/items/0", "one"), (0, "/items/1", "one")]),
    "items that leave out their kind": (
        "kind: DaemonSetList\nitems: [{metadata: {name: one}}]\n",
        [(0, "/items/0", "one")],
    ),
    "items that are no objects": (f"items: [DaemonSet, null, [{ONE}], {TWO}]\n", [(0, "/items/3", "two")]),
    "JSON": (json.dumps({"kind": "DaemonSet", "metadata": {"name": "one"}}), [(0, "", "one")]),
    "a stream of JSON": (
        '{"kind": "Pod"}{"kind": "DaemonSet", "metadata": 1}\n{"kind": "DaemonSet", "metadata": 2}',
        [(1, "", ""), (2, "", "")],
    ),
    "YAML behind an object of JSON": (f'{{"kind": "Pod"}}\n---\n{ONE}\n', [(1, "", "one")]),
    "YAML behind an object of JSON without a separator": (
        '{"kind": "Pod"}\nkind: DaemonSet\nmetadata: {name: one}\n',
        [(1, "", "one")],
    ),
    "a document between lone CRs": (f"---\r# c\r{ONE}\r", [(0, "", "one")]),
    "a kind that begins with an escape": ('metadata: {}\nkind: "\\x44aemonSet"\n', [(0, "", "")]),
    "a kind of nothing but escapes": (
        f'kind: "{"".join(f"{chr(92)}u{ord(char):04x}" for char in "DaemonSet")}"\nmetadata: {{}}\n',
        [(0, "", "")],
    ),
    "a kind of long escapes": ('metadata: {}\nkind: "\\U00000044aemonSet"\n', [(0, "", "")]),
    "a kind in two lines": ('metadata: {}\nkind: "Dae\\\n  monSet"\n', [(0, "", "")]),
    "a kind in two lines of CRLF": ('metadata: {}\r\nkind: "Dae\\\r\n  monSet"\r\n', [(0, "", "")]),
    "a kind in Base64": ("metadata: {}\nkind: !!binary RGFlbW9uU2V0\n", [(0, "", "")]),
    "a kind in Base64, the tag written out": (
        "metadata: {}\nkind: !<tag:yaml.org,2002:binary> RGFlbW9uU2V0\n",
        [(0, "", "")],
    ),
    "a kind in Base64, the tag in escapes": ("metadata: {}\nkind: !!b%69nary RGFlbW9uU2V0\n", [(0, "", "")]),
    "a key in escapes": ('metadata: {}\n"k\\x69nd": DaemonSet\n', [(0, "", "")]),
    "JSON with an escape first": ('{"kind": "\\u0044aemonSet", "metadata": {}}', [(0, "", "")]),
    "JSON with an escape": ('{"kind": "Daemon\\u0053et", "metadata": {}}', [(0, "", "")]),
    "a kind with an escape": ('metadata: {}\nkind: "Daemon\\x53et"\n', [(0, "", "")]),
    "a kind in quotes": ("'kind': \"DaemonSet\"\nmetadata: {}\n", [(0, "", "")]),
    "a kind by alias": ("metadata: &k DaemonSet\nkind: *k\n", [(0, "", "")]),
    "a kind by merge": ("metadata: &k {kind: DaemonSet}\n<<: *k\n", [(0, "", "")]),
    "old API versions": ("apiVersion: extensions/v1beta1\nkind: DaemonSet\n", [(0, "", "")]),
    "no API version": ("kind: DaemonSet\nmetadata: {}\n", [(0, "", "")]),
    "nothing but a kind and an API version without a value": ("kind: DaemonSet\napiVersion:\n", [(0, "", "")]),
    "nothing but a kind and a pod template": ("kind: DaemonSet\nspec: {template: {}}\n", [(0, "", "")]),
    "an item of a List with nothing but a kind": ("items: [{kind: DaemonSet}]\n", [(0, "/items/0", "")]),
    "an unknown version of the group": ("apiVersion: apps/v9\nkind: DaemonSet\n", [(0, "", "")]),
}


@pytest.mark.parametrize(("text", "expected"), HELD.values(), ids=HELD)
def test_a_daemonset_is_found_with_its_document_and_pointer(text, expected):
    assert found(text) == expected


NONE = {
    "text in a ConfigMap": f"kind: ConfigMap\ndata:\n  ds.yaml: |\n    {ONE}\n",
    "a ConfigMap's data by structure": "kind: ConfigMap\ndata: {kind: DaemonSet}\n",
    "a custom resource's schema": "kind: CustomResourceDefinition\nspec: {names: {kind: DaemonSet}}\n",
    "the target of an autoscaler": "kind: VerticalPodAutoscaler\nspec: {targetRef: {kind: DaemonSet, name: x}}\n",
    "a patch's target in a kustomization": "patches:\n- target: {kind: DaemonSet}\n  path: x.yaml\n",
    "a template of OpenShift": f"kind: Template\nobjects: [{ONE}]\n",
    "a comment": "# kind: DaemonSet\nkind: Pod\n",
    "a kind that is no string": "kind: [DaemonSet]\n",
    "another kind": "kind: DaemonSetTemplate\n# DaemonSet\n",
    "a list of objects": f"- {ONE}\n",
    "a scalar": "DaemonSet\n",
    "nothing": "",
    "a separator alone": "---\n",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_only_speaks_of_daemonsets_is_none(text):
    assert found(text) == []


VALUES = {
    "a choice of kind": "kind: DaemonSet\nimage: {tag: '1'}\n",
    "in other letters": "# values\n\nkind: daemonset # or deployment, not DaemonSet\n",
    "a spec that is another one": "kind: DaemonSet\nspec: {replicas: 1}\n",
    "JSON": '{"kind": "DaemonSet", "tolerations": []}',
}


@pytest.mark.parametrize("text", VALUES.values(), ids=VALUES)
def test_a_mapping_without_what_every_manifest_has_is_values_of_helm(text):
    source = SourceText.of("prod.yaml", text)
    (one,) = [one for document in read(source) for one in daemon_sets(document)]
    assert one == NotChecked("prod.yaml", 3 if text.startswith("#") else 1, VALUES_REASON)


def test_a_daemonset_of_another_group_is_another_kind():
    source = SourceText("x.yaml", "apiVersion: apps.kruise.io/v1alpha1\nkind: DaemonSet\n")
    (document,) = read(source)
    assert list(daemon_sets(document)) == [
        NotChecked("x.yaml", 1, "a DaemonSet of apps.kruise.io/v1alpha1 is another kind")
    ]


@pytest.mark.parametrize(
    ("head", "item", "version"),
    [
        ("apiVersion: apps/v1\nkind: DaemonSetList", "{}", "apps/v1"),
        ("apiVersion: apps/v1\nkind: DaemonSetList", "{apiVersion: extensions/v1beta1}", "extensions/v1beta1"),
        ("kind: DaemonSetList", "{}", ""),
        ("apiVersion: v1\nkind: List", "{kind: DaemonSet}", ""),
    ],
)
def test_only_the_items_of_a_list_of_daemonsets_have_its_api_version(head, item, version):
    source = SourceText("x.yaml", f"{head}\nitems: [{item}]\n")
    (document,) = read(source)
    assert [one.api_version for one in daemon_sets(document)] == [version]


def test_an_item_of_another_groups_list_is_another_kind_too():
    source = SourceText("x.yaml", "apiVersion: apps.kruise.io/v1\nkind: DaemonSetList\nitems: [{metadata: {}}]\n")
    (document,) = read(source)
    assert list(daemon_sets(document)) == [NotChecked("x.yaml", 3, "a DaemonSet of apps.kruise.io/v1 is another kind")]


def problems(text):
    source = SourceText.of("x.yaml", text)
    return [
        (
            document.number,
            document.problem.message,
            document.problem.fatal,
            tuple(source.place(document.problem.span.start)),
            source.text[document.problem.span.start : document.problem.span.end],
        )
        for document in read(source)
        if document.problem
    ]


PROBLEMS = {
    "a separator of four dashes": (f"a: b\n---- # c \n{ONE}\n", [(0, "separator", True, (2, 1), "---- # c")]),
    "a separator with text": (f"{ONE}\n--- a: b\n", [(0, "separator", True, (2, 1), "--- a: b")]),
    "a separator inside a value": (f"a: |\n---x\n{ONE}\n", [(0, "separator", True, (2, 1), "---x")]),
    "JSON that goes on with YAML after two objects": (
        f'{{"a": 1}}\n{{"b": 2}}\n{ONE}\n',
        [(2, "syntax", True, (3, 2), "k")],
    ),
    "a document in the line of a separator": (
        f"a: b\n--- # c\r{ONE}\nc: d\n",
        [(1, "dropped", False, (3, 1), ONE)],
    ),
    "another one in the line of a separator": ("a: b\n--- # c\ra: b\nkind: DaemonSet\n", []),
    "text behind three dots": (f"{ONE}\n...\na: b\nc: d\n", [(0, "dropped", False, (3, 1), "a: b")]),
    "broken text behind three dots": (f"{ONE}\n...\na: [\n", [(0, "dropped", False, (3, 1), "a: [")]),
    "text above three dots": (
        f" a: b\n{ONE}\n...\nc: d\n",
        [(0, "dropped", False, (2, 1), ONE)],
    ),
    "a control character that go-yaml does not come to": (
        f"{ONE}\n...\n# {'x' * 512}\na: \x01\n",
        [(0, "dropped", False, (3, 1), "# " + "x" * 512)],
    ),
    "a control character behind three dots": (
        f"{ONE}\n...\n# {'x' * 400}\na: \x01\n",
        [(0, "control-character", True, (4, 4), "\x01")],
    ),
    "a control character above three dots": (
        f"{ONE}\n# {'x' * 512}\n# \x01\n...\n",
        [(0, "control-character", True, (3, 3), "\x01")],
    ),
    "a comment above three dots": (f"{ONE} # c\n# d\n...\na: b\n", [(0, "dropped", False, (4, 1), "a: b")]),
    "a separator between lone CRs": (f"{ONE}\r---\ra: b\n", [(0, "dropped", False, (3, 1), "a: b")]),
    "a second value in a line": (f"---\n{ONE}{{a: b}}\n", [(0, "dropped", False, (2, 41), "{a: b}")]),
    "comments behind three dots": (f"{ONE}\n...\n# c\n", []),
    "a broken document that mentions one": ("a: b\n---\nDaemonSet: [\n", [(1, "open-bracket", True, (3, 12), "[")]),
    "a broken document of another kind": (f"a: [\n---\n{ONE}\n", []),
    "a directive before the separator": (f"%YAML 1.2\n---\n{ONE}\n", [(0, "directive", True, (1, 1), "%YAML 1.2")]),
    "directives below a licence": (
        f"# c\n\n%TAG ! x\n%a\n# d\n---\n{ONE}\n",
        [(0, "directive", True, (3, 1), "%TAG ! x")],
    ),
    "a directive behind a separator": (f"---\n%YAML 1.1\n---\n{ONE}\n", []),
    "a directive, and nothing behind it": ("%YAML 1.2\n---\na: b\n", []),
    "a template": ("kind: DaemonSet\n{{- if x }}\n", [(0, "missing-colon", True, (2, 1), "{{- if x }}")]),
    "broken JSON is read as YAML": (
        '{"kind": "DaemonSet",\n "a": [}}\n',
        [(0, "syntax", True, (2, 8), "}")],
    ),
    "keys without a space": (
        "apiVersion:apps/v1\nkind:DaemonSet\n",
        [(0, "textual", True, (1, 1), "apiVersion:apps/v1\nkind:DaemonSet")],
    ),
    "JSON without spaces below a comment of another language": (
        '// c\n{"kind":"DaemonSet"}\n',
        [(0, "textual", True, (1, 1), '// c\n{"kind":"DaemonSet"}')],
    ),
    "a text that speaks of one": ("a DaemonSet is kind to nodes\n", []),
    "JSON with a kind in capitals": (
        '{"KIND":"DaemonSet","apiVersion":"apps/v1","metadata":{},"spec":{}}',
        [(0, "kindless", True, (1, 2), '"KIND"')],
    ),
    # Go's spaces, which are neither YAML's nor Python's
    "a separator with a no-break space that is text to YAML": (
        f"---\xa0\n{ONE}\n",
        [(0, "odd-space", True, (1, 4), "\xa0")],
    ),
    "a separator with a no-break space": (f"a: b\n---\xa0\n{ONE}\n", []),
    "a separator with a control character": (f"a: b\n---\x1c\n{ONE}\n", [(0, "separator", True, (2, 1), "---")]),
    "a first key without a space, and a comment": (
        "kind:DaemonSet # c\nmetadata: {name: a}\n",
        [(0, "missing-space", True, (1, 5), ":")],
    ),
    "the end of a text": ("kind: DaemonSet\na: [", [(0, "open-bracket", True, (2, 4), "[")]),
}


@pytest.mark.parametrize(("text", "expected"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_kubectl_cannot_read_has_a_place(text, expected):
    assert problems(text) == expected


@pytest.mark.parametrize("behind", ["---", "---\n", "--- \n", "...\n---\n", "---\n# c\n", "---\n---\n \n..."])
@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_where_nothing_is_left_nothing_is_dropped(behind, newline):
    assert problems(f"{ONE}\n{behind}".replace("\n", newline)) == []


def test_what_stands_before_a_wrong_separator_is_still_looked_at():
    assert found(f"{ONE}\n----\n{TWO}\n") == [(0, "", "one")]


def test_every_document_is_read_on_demand_empty_ones_too():
    source = SourceText("x.yaml", "a: b\n---\n---\n# c\n---\nd: e")
    assert [(document.number, document.tree.root is None) for document in read(source, everything=True)] == [
        (0, False),
        (1, True),
        (2, True),
        (3, False),
    ]


# id: bytes; why they are no text, what can be read of them, whether kubectl reads on
UNDECODABLE = {
    "UTF-16 without a mark": ("a: b".encode("utf-16-le"), "it is UTF-16 without a byte-order mark", "", False),
    "the same, big-endian": ("a: b".encode("utf-16-be"), "it is UTF-16 without a byte-order mark", "", False),
    "UTF-32": ("a: b".encode("utf-32"), "it is UTF-32", "", False),
    "UTF-32 without a mark": ("a: b".encode("utf-32-be"), "it is UTF-32", "", False),
    "Latin-1": ("a: b\nc: ä".encode("latin-1"), "byte 0xe4 is not UTF-8", "a: b\nc: ", True),
    "a cut character": (b"\xef\xbb\xbfa: \xf0\x9f", "byte 0xf0 is not UTF-8", "a: ", True),
    "UTF-16, half a character": (b"\xff\xfea\x00:\x00\x00\xd8", "a character is not UTF-16", "a:", True),
}


@pytest.mark.parametrize(("data", "reason", "readable", "replaced"), UNDECODABLE.values(), ids=UNDECODABLE)
def test_other_encodings_are_refused_where_they_begin(data, reason, readable, replaced):
    with pytest.raises(UndecodableError) as caught:
        SourceText.decode("x.yaml", data)
    assert (caught.value.reason, caught.value.source.text, caught.value.replaced) == (reason, readable, replaced)
    assert caught.value.span == (len(readable), len(readable) + 1)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(mark + "a: ä𝄞\r\n".encode(encoding), id=f"{encoding}, {len(mark)} bytes of mark")
        for mark, encoding in (
            (b"", "utf-8"),
            (b"\xef\xbb\xbf", "utf-8"),
            (b"\xff\xfe", "utf-16-le"),
            (b"\xfe\xff", "utf-16-be"),
        )
    ],
)
def test_encodings_that_kubectl_reads_are_read_and_kept(data):
    source = SourceText.decode("x.yaml", data)
    assert source.text == "a: ä𝄞\r\n"
    assert source.encode() == data
    assert source.with_text("b").with_text(source.text).encode() == data


@pytest.mark.skipif(not VERDICTS.exists(), reason=f"{VERDICTS} is not here")
def test_documents_are_numbered_as_in_the_verdicts_on_the_corpus():
    expected = {}
    for case in json.loads(VERDICTS.read_text())["cases"]:
        expected.setdefault(case["file"], []).append(case["document"])
    got = {}
    for file in expected:
        source = SourceText.decode(file, (CORPUS / file).read_bytes())
        got[file] = [
            one.document for document in read(source) for one in daemon_sets(document) if one.api_version == "apps/v1"
        ]
    assert got == expected


@pytest.mark.parametrize(
    "kind", ["Daemonset", "daemonset", "daemonSet", "DaemonSets", "DAEMONSET # DaemonSet", "'DaemonSet '"]
)
def test_a_kind_in_other_letters_is_looked_at(kind):
    source = SourceText("a.yaml", f"apiVersion: apps/v1\nkind: {kind}\n")
    [document] = read(source)
    assert len(list(daemon_sets(document))) == 1


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("kind: Plugin\nspec: {{ .Tag }} x\ndescription: runs as a DaemonSet\n", False),
        ("kind: Plugin\nspec: {{ .Tag }} x\ntarget: {kind: DaemonSet}\n", True),
        ("kind: List\nspec: {{ .Tag }} x\n# a DaemonSet\n", True),
        ("spec: {{ .Tag }} x\n# a DaemonSet\n", True),
        ("kind:\n  DaemonSet\nspec: {{ .Tag }} x\n", True),
    ],
    ids=["another object", "a patch of one", "a list", "of no kind", "one"],
)
def test_what_cannot_be_read_is_a_daemonsets_unless_it_is_another_object(text, lost):
    [document] = read(SourceText.of("x.yaml", text))
    assert document.is_lost is lost
    assert (document.as_other_kind() is None) is lost


def test_another_object_that_cannot_be_read_is_not_checked_aloud():
    text = "kind: NetworkPolicy\nspec:\n  podSelector: {app: DaemonSet\nmetadata:\n  name: agent\n"
    report = check_text(text, path="x.yaml")
    said = "a NetworkPolicy that mentions a DaemonSet and cannot be read as YAML"
    assert (report.findings, report.not_checked) == ([], [("x.yaml", 3, said)])


@pytest.mark.parametrize("key", ["Kind", "kidn", "\ufeffkind"])
def test_an_object_without_a_kind_that_says_daemonset_elsewhere_is_told(key):
    text = f"apiVersion: apps/v1\n{key}: DaemonSet\nmetadata: {{name: agent}}\nspec: {{}}\n"
    [finding] = check_text(text).findings
    assert (finding.rule, finding.at.start.line, finding.at.start.column) == ("DS001", 2, 1)
    assert finding.message == "kubectl cannot read this document: it has no kind"


def test_values_that_say_daemonset_need_no_kind():
    assert check_text("apiVersion: v2\nmetadata: {}\nworkload: DaemonSet\n").findings == []
