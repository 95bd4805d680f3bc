from pathlib import Path

import pytest

from dslint.config import Options, Resolver
from dslint.inputs import documents
from dslint.inputs.load import load, load_objects, load_text
from dslint.inputs.revision import Revision
from dslint.inputs.unchecked import TEMPLATE, values_of
from dslint.inputs.words import WORDS, makes, mentions
from dslint.inputs.worktree import WorkTree
from dslint.kube.data.makers import Maker
from dslint.source.text import SourceText
from tests.inputs.build import git, item, write

pytestmark = pytest.mark.usefixtures("_here")
DAEMON_SET = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: %s}\n"
WHOLE = "spec: {selector: {matchLabels: {a: b}}}\n"


def loaded(*paths, tree=None):
    return list(load(tree or WorkTree(), paths, Resolver(Options(no_config=True))))


def names(one):
    return [ds.name.name for content in one.contents() for ds in content.daemon_sets]


def test_each_input_comes_with_its_bytes_and_what_is_in_it():
    write("a.yaml", "kind: Service\n")
    write("b.yaml", DAEMON_SET % "b1" + "---\nkind: Service\n---\n" + DAEMON_SET % "b2")
    service, sets = loaded(".")
    assert (service.item.shown, service.data) == ("a.yaml", b"kind: Service\n")
    assert (service.source, names(service)) == (None, [])
    assert (sets.source.text, names(sets)) == (Path("b.yaml").read_text(), ["b1", "b2"])
    assert [content.document.number for content in sets.contents()] == [0, 2]


def test_a_file_without_one_of_the_words_is_not_decoded(monkeypatch):
    write("a.yaml", "kind: Service\n")
    Path("b.yaml").write_bytes(b"kind: Service # \xff\n")
    monkeypatch.setattr(SourceText, "decode", None)
    assert [(one.source, one.error) for one in loaded(".")] == [(None, None), (None, None)]


def test_the_cheap_test_for_a_daemonset_passes_every_word():
    assert all(mentions(f"x\n{word}".encode()) for word in WORDS)
    assert not mentions(b"kind: Daemon")


GROUP = {
    "plain": "apiVersion: argoproj.io/v1alpha1\n",
    "quoted": "apiVersion:  'helm.toolkit.fluxcd.io/v2'\n",
    "JSON": '{"apiVersion" : "argoproj.io/v1alpha1"}',
    "behind another": "apiVersion: v1\n---\napiVersion: datadoghq.com/v2alpha1\n",
    "configured": "apiVersion: example.com/v1\n",
}


@pytest.mark.parametrize("text", GROUP.values(), ids=GROUP)
def test_the_cheap_test_for_what_becomes_one_passes_the_groups(text):
    assert makes(text.encode(), {"example.com/v1/Agent": Maker()})


@pytest.mark.parametrize(
    "text", ["a: argoproj.io/v1", "apiVersion: v1\n# argoproj.io/", "apiVersion: my.argoproj.io/v1"]
)
def test_the_cheap_test_stops_others(text):
    assert not makes(text.encode(), {})


def test_what_may_become_a_daemonset_and_cannot_be_read_is_passed_over():
    write("a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n x: [\n")
    Path("b.yaml").write_bytes(b"apiVersion: argoproj.io/v1alpha1\nkind: Workflow # \xff\n")
    assert [(list(one.contents()), one.error) for one in loaded(".")] == [([], None), ([], None)]


def test_documents_are_parsed_one_after_the_other_when_they_are_asked_for(monkeypatch):
    write("a.yaml", "---\n".join(DAEMON_SET % name for name in "abcde"))
    parsed = []
    real = documents.parse
    monkeypatch.setattr(documents, "parse", lambda text, at: parsed.append(at) or real(text, at))
    (one,) = loaded("a.yaml")
    assert parsed == []
    contents = one.contents()
    for count, name in enumerate("abcde", 1):
        assert next(contents).daemon_sets[0].name.name == name
        assert len(parsed) == count


def test_what_cannot_be_read_says_why_and_where_in_the_text():
    Path("a.yaml").write_bytes(b"kind: DaemonSet\nx: \xff\n")
    write("b.yaml", DAEMON_SET % "b")
    undecodable, missing, there = loaded("a.yaml", "gone.yaml", "b.yaml")
    error = undecodable.error
    assert (error.reason, error.source.path, error.source.place(error.span.start)) == (
        "byte 0xff is not UTF-8", "a.yaml", (2, 4),
    )  # fmt: skip
    assert undecodable.data == b"kind: DaemonSet\nx: \xff\n"
    assert (missing.error.message, missing.data) == ("cannot read gone.yaml: no such file or directory", b"")
    assert [names(one) for one in (undecodable, missing, there)] == [[], [], ["b"]]


def test_daemon_sets_know_what_they_are_a_part_of_and_where_helm_has_them_from():
    write("kustomization.yaml", "patches: [{path: a.yaml}]\n")
    write("a.yaml", DAEMON_SET % "a")
    write(
        "b.yaml",
        "---\n# Source: agent/templates/ds.yaml\n" + (DAEMON_SET + WHOLE) % "b" + "---\n" + (DAEMON_SET + WHOLE) % "c",
    )
    sets = [ds for one in loaded("a.yaml", "b.yaml") for content in one.contents() for ds in content.daemon_sets]
    assert [(ds.name.name, ds.fragment and ds.fragment.kind, ds.origin) for ds in sets] == [
        ("a", "patch", None),
        ("b", None, "agent/templates/ds.yaml"),
        ("c", None, None),
    ]


def test_objects_of_another_kind_and_templates_are_told_apart_from_mistakes():
    texts = [
        "apiVersion: apps.kruise.io/v1\nkind: DaemonSet\n",
        "kind: DaemonSet\n{{ x }}\n",
        "kind: DaemonSet\n x: [\n",
    ]
    write("a.yaml", "---\n".join(texts))
    (one,) = loaded("a.yaml")
    told = [
        (
            [(other.line, other.reason) for other in content.not_checked],
            content.document.is_template,
            content.document.problem is not None,
        )
        for content in one.contents()
    ]
    assert told == [
        ([(1, "a DaemonSet of apps.kruise.io/v1 is another kind")], False, False),
        ([(4, TEMPLATE)], True, True),
        ([], False, True),
    ]


@pytest.mark.parametrize(
    ("more", "is_template"),
    [
        ("metadata: {name: a}\nspec: #@ spec()\n", True),
        ('metadata:\n  name: #@ data.values.name + "-agent"\n', True),
        ("#@ if/end data.values.on:\nmetadata: {name: a}\n", True),
        ("metadata:\n  #@ for one in data.values.names:\n  name: a\n  #@ end\n", True),
        ("metadata: {name: a}\n#@ see the notes\n", False),
        ("metadata: {name: a} #@ the agent\n", False),
        ("metadata: {name: a}\nspec: {x: '#@ if y:'}\n", False),
    ],
    ids=["a value", "an expression", "a condition", "a loop", "a comment", "a comment behind a value", "in quotes"],
)
def test_a_template_of_ytt_is_yaml_with_other_values_and_named_as_not_checked(more, is_template):
    template = DAEMON_SET.replace("metadata: {name: %s}\n", more)
    write("a.yaml", f'#@ load("@ytt:data", "data")\n---\n{template}---\n')
    (one,) = loaded("a.yaml")
    (content,) = one.contents()
    told = [(other.line, other.reason) for other in content.not_checked]
    assert (told, len(content.daemon_sets)) == (([(3, TEMPLATE)], 0) if is_template else ([], 1))


def test_objects_of_other_kinds_come_with_the_documents_that_hold_them():
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s, namespace: x}\n"
    write("a.yaml", "---\n".join([account % "one", DAEMON_SET % "a", account % "two", "kind: Service\n"]))
    (one,) = loaded("a.yaml")
    found = [
        (content.document.number, [record.name for record in content.objects], len(content.daemon_sets))
        for content in one.contents(frozenset({"ServiceAccount"}))
    ]
    assert found == [(0, ["one"], 0), (1, [], 1), (2, ["two"], 0)]
    assert [content.document.number for content in one.contents()] == [1]


def test_objects_of_inputs_without_a_daemon_set_are_read_where_a_kind_is_mentioned(monkeypatch):
    write("a.yaml", "kind: ServiceAccount\nmetadata: {name: a}\n---\nkind: Secret\nmetadata: {name: b}\n")
    write("b.yaml", "kind: Service\n")
    Path("c.yaml").write_bytes(b"kind: ServiceAccount\n# \xff\n")
    write("d.yaml", "kind: ServiceAccount\n x: [\n")
    decoded = []
    real = SourceText.decode
    monkeypatch.setattr(SourceText, "decode", lambda path, data: decoded.append(path) or real(path, data))
    items = [item(f"{name}.yaml") for name in ("a", "b", "c", "d", "gone")]
    found = load_objects(WorkTree(), items, frozenset({"ServiceAccount"}))
    assert [(record.kind, record.name, *record.at.location().start) for record in found] == [
        ("ServiceAccount", "a", 2, 18),
    ]
    assert decoded == ["a.yaml", "c.yaml", "d.yaml"]


def test_another_text_of_the_same_input_is_looked_at_in_the_same_surroundings():
    write("kustomization.yaml", "patches: [{path: a.yaml}]\n")
    write("a.yaml", DAEMON_SET % "a")
    (one,) = loaded("a.yaml")
    other = one.having(SourceText("a.yaml", DAEMON_SET % "b"))
    (ds,) = [ds for content in other.contents() for ds in content.daemon_sets]
    assert (ds.name.name, ds.fragment.kind, other.data) == ("b", "patch", one.data)
    assert names(one) == ["a"]


VALUES_OF_A_CHART = ["values.yaml", "values-prod.yml", "env/values.yaml", "ci/test.yaml", "charts/sub/values.yaml"]


@pytest.mark.parametrize("name", VALUES_OF_A_CHART)
def test_values_of_a_chart_are_never_manifests_whatever_is_in_them(name):
    write("deploy/chart/Chart.yaml", "name: x\n")
    write(
        f"deploy/chart/{name}",
        f"a: b\n---\n{DAEMON_SET % 'a'}---\nagent: {{kind: DaemonSet}}\n---\nkind: DaemonSet\n- [\n",
    )
    contents = [content for one in loaded(f"deploy/chart/{name}") for content in one.contents()]
    assert [content.daemon_sets for content in contents] == [[], [], []]
    assert [content.document.problem for content in contents] == [None, None, None]
    (one,) = [one for content in contents for one in content.not_checked]
    assert (one.line, one.reason) == (3, values_of("deploy/chart"))


@pytest.mark.parametrize("name", ["values.yaml", "chart/ds.yaml", "chart/templates/values.yaml", "chart/values.json"])
def test_other_files_are_no_values_of_a_chart(name):
    write("chart/Chart.yaml", "name: x\n")
    write(name, DAEMON_SET % "a")
    assert [names(one) for one in loaded(name)] == [["a"]]


def test_a_text_is_read_as_if_it_stood_in_a_file_of_the_name():
    write("kustomization.yaml", "patches: [{path: a.yaml}]\n")
    one = load_text("\ufeff" + DAEMON_SET % "a", "a.yaml")
    (ds,) = [ds for content in one.contents() for ds in content.daemon_sets]
    assert (ds.source.path, ds.name.name, ds.fragment.kind) == ("a.yaml", "a", "patch")
    assert not ds.source.text.startswith("\ufeff")


def test_a_revision_is_loaded_like_the_work_tree():
    for name in ("a", "b"):
        write(f"deploy/{name}.yaml", DAEMON_SET % name)
    write("deploy/other.yaml", "kind: Service\n")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    folder = item("deploy").path
    now, then = loaded(folder), loaded(folder, tree=Revision("HEAD", [folder]))
    assert [(f"HEAD:{one.item.shown}", one.data, names(one)) for one in now] == [
        (one.item.shown, one.data, names(one)) for one in then
    ]
    assert [names(one) for one in then] == [["a"], ["b"], []]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"uid": "{{ include "x" . }}", "title": "DaemonSet pods"}\n', []),
        ('{"uid": {{ .uid }}, "expr": "x{kind=\\"DaemonSet\\"}"}\n', []),
        ('{"kind": "DaemonSet", "metadata": {"name": {{ .name }} }}\n', [(1, TEMPLATE)]),
        ('{"kind": {{ .kind | default "DaemonSet" }} }\n', [(1, TEMPLATE)]),
        ('{"kind": "{{ .kind | default "DaemonSet" }}"}\n', [(1, TEMPLATE)]),
    ],
    ids=["a dashboard", "a query", "a DaemonSet", "a kind", "a kind in quotes"],
)
def test_a_template_of_json_that_only_speaks_of_daemon_sets_is_nothing_to_check(text, told):
    write("a.json", text)
    (one,) = loaded("a.json")
    (content,) = one.contents()
    assert [(other.line, other.reason) for other in content.not_checked] == told
