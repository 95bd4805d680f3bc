"""DS504 and DS801: what a DaemonSet names is held against the objects of the input."""

import pytest

from dslint import Options
from dslint.run import check_paths

DAEMONSET = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {name}{space}}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      {field}
      containers: [{{name: {name}, image: "registry.example/{name}:1.4"}}]
"""
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}{space}}}\n"
CLASS = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: {name}}}\nvalue: 1000\n"


def ds(field, name="agent", namespace="monitoring"):
    return DAEMONSET.format(field=field, name=name, space=f", namespace: {namespace}" if namespace else "")


def account(name, namespace="monitoring"):
    return ACCOUNT.format(name=name, space=f", namespace: {namespace}" if namespace else "")


def priority(name):
    return CLASS.format(name=name)


def found(folder, files, rule):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    report = check_paths(str(folder), Options(select=(rule,), preview=True))
    return [(one.path.removeprefix(f"{folder}/"), *one.at.start) for one in report.findings]


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"a.yaml": ds("serviceAccountName: agent") + "---\n" + account("collector")}, [("a.yaml", 9, 27)]),
        ({"a.yaml": ds("serviceAccount: agent") + "---\n" + account("collector")}, [("a.yaml", 9, 23)]),
        ({"a.yaml": ds("serviceAccountName: agent") + "---\n" + account("agent")}, []),
        ({"a.yaml": ds("serviceAccountName: default") + "---\n" + account("agent")}, []),
        ({"a.yaml": ds("serviceAccountName: agent")}, []),
        ({"a.yaml": ds("serviceAccountName: agent") + "---\n" + account("collector", "logging")}, []),
        ({"a.yaml": ds("serviceAccountName: agent") + "---\n" + account("agent", None) + "---\n" + account("b")}, []),
        ({"a.yaml": ds("serviceAccountName: agent", namespace=None) + "---\n" + account("agent")}, []),
        ({"a.yaml": ds("serviceAccountName: '${NAME}'") + "---\n" + account("agent")}, []),
        (
            {
                "a.yaml": ds("serviceAccountName: agent", namespace="'${NS}'"),
                "b.yaml": account("agent", "'${NODE_NS}'"),
            },
            [],
        ),
        ({"a.yaml": ds("serviceAccountName: agent", namespace="<ns>") + "---\n" + account("agent")}, []),
        ({"a.yaml": ds("serviceAccountName: agent") + "---\n" + account("agent", "FILLED_LATER")}, []),
        (
            {"a.yaml": ds("serviceAccountName: agnet", namespace="'${NS}'"), "b.yaml": account("agent", "'${NODE}'")},
            [("a.yaml", 9, 27)],
        ),
        ({"a.yaml": ds("serviceAccountName: agnet"), "b.yaml": account("agent")}, [("a.yaml", 9, 27)]),
        ({"a.yaml": ds("serviceAccountName: agent"), "b.yaml": account("collector")}, []),
        ({"a.yaml": ds("serviceAccountName: agent"), "x/b.yaml": account("collector")}, []),
        ({"a.yaml": ds("serviceAccountName: agent") + "---\n" + account("b"), "x/b.yaml": account("agent")}, []),
        (
            {
                "a.yaml": ds("serviceAccountName: agent"),
                "b.yaml": account("collector") + "---\n" + ds("serviceAccountName: collector", "collector"),
            },
            [],
        ),
    ],
    ids=[
        "another account in the same text",
        "the old field",
        "it is there",
        "every namespace has a default",
        "no account at all",
        "accounts of another namespace only",
        "one without a namespace may be meant for any",
        "a DaemonSet without a namespace may be meant for any",
        "a placeholder",
        "two namespaces that are filled in may be one",
        "a DaemonSet whose namespace is filled in",
        "an account whose namespace is filled in",
        "a slip where namespaces are filled in",
        "a similar name in another file of the folder",
        "another name in another file shows nothing",
        "another folder shows nothing",
        "it stands in another folder",
        "the account of another agent shows nothing",
    ],
)
def test_a_missing_account_is_told_where_others_stand_beside_it(tmp_path, files, places):
    assert found(tmp_path, files, "DS801") == places


def test_an_account_that_a_kustomization_names_anew_is_not_missing(tmp_path):
    text = account("agent") + "---\n" + ds("serviceAccountName: acme-agent")
    assert found(tmp_path, {"a.yaml": text}, "DS801") == []
    assert len(found(tmp_path, {"a.yaml": text.replace("acme-agent", "acmeagent")}, "DS801")) == 1


RENDERED = "# Source: agent/templates/daemonset.yaml\n"


@pytest.mark.parametrize(
    ("name", "places"), [("agnet", [("a.yaml", 11, 27)]), ("elsewhere", [])], ids=["a slip", "what values name"]
)
def test_of_what_was_rendered_only_a_name_that_is_like_one_of_the_input_is_told(tmp_path, name, places):
    text = account("agent") + "---\n" + RENDERED + ds(f"serviceAccountName: {name}")
    assert [one[0] for one in found(tmp_path, {"a.yaml": text}, "DS801")] == [one[0] for one in places]
    assert len(found(tmp_path, {"a.yaml": text.replace(RENDERED, "")}, "DS801")) == 1


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"a.yaml": ds("priorityClassName: agents") + "---\n" + priority("node-agents")}, [("a.yaml", 9, 26)]),
        ({"a.yaml": ds("priorityClassName: agents") + "---\n" + priority("agents")}, []),
        ({"a.yaml": ds("priorityClassName: system-node-critical") + "---\n" + priority("agents")}, []),
        ({"a.yaml": ds("priorityClassName: agents")}, []),
        ({"a.yaml": ds("priorityClassName: agents"), "x/b.yaml": priority("agents")}, []),
    ],
    ids=["another class", "it is there", "built in", "no class at all", "it stands elsewhere"],
)
def test_a_missing_class_is_told_where_others_stand_beside_it(tmp_path, files, places):
    assert found(tmp_path, files, "DS504") == places
