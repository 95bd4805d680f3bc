"""DS410, DS411, DS705, DS706, DS803, DS806 and DS807: a DaemonSet and the other objects of the input."""

import pytest

from dslint import Options
from dslint.run import check_paths

SET = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {name}{space}}}
spec:
  selector: {{matchLabels: {{app: {app}}}}}
  template:
    metadata: {{labels: {{app: {app}}}}}
    spec:
      {field}
      containers: [{{name: a, image: "registry.example/a:{tag}"}}]
"""


def ds(field="serviceAccountName: default", name="agent", app="agent", tag=1, space=", namespace: logging"):
    return SET.format(field=field, name=name, app=app, tag=tag, space=space)


def other(kind, spec, space=", namespace: logging"):
    return f"apiVersion: x/v1\nkind: {kind}\nmetadata: {{name: it{space}}}\nspec: {spec}\n"


def found(folder, files, rule):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    report = check_paths(str(folder), Options(select=(rule,)))
    assert {one.rule for one in report.findings} <= {rule}
    return sorted((one.path.removeprefix(f"{folder}/"), *one.at.start) for one in report.findings)


TARGET = "{scaleTargetRef: {kind: DaemonSet, name: agent}}"
SELECTOR = "{selector: {matchLabels: {app: agent}}}"
EXPRESSION = "{selector: {matchExpressions: [{key: app, operator: Exists}]}}"
HOST, CLAIM = "hostNetwork: true", "volumes: [{name: v, persistentVolumeClaim: {claimName: it}}]"


@pytest.mark.parametrize(
    ("rule", "first", "second", "place"),
    [
        ("DS411", ds(), other("HorizontalPodAutoscaler", TARGET), (3, 18)),
        ("DS411", ds(), other("HorizontalPodAutoscaler", TARGET.replace("DaemonSet", "Deployment")), None),
        ("DS411", ds(), other("HorizontalPodAutoscaler", TARGET, ", namespace: web"), None),
        ("DS411", ds(), other("HorizontalPodAutoscaler", "{scaleTargetRef: [3]}"), None),
        ("DS411", ds(), other("HorizontalPodAutoscaler", "{scaleTargetRef: {kind: DaemonSet, name: [x]}}"), None),
        ("DS410", ds(), other("PodDisruptionBudget", SELECTOR), (7, 16)),
        ("DS410", ds(), other("PodDisruptionBudget", EXPRESSION), (7, 16)),
        ("DS410", ds(app="b"), other("PodDisruptionBudget", SELECTOR), None),
        ("DS410", ds(), other("PodDisruptionBudget", "{selector: {}}"), None),
        ("DS410", ds(), other("PodDisruptionBudget", EXPRESSION.replace("operator", "values: 3, operator")), None),
        ("DS410", ds(), other("PodDisruptionBudget", EXPRESSION.replace("app", "[x]")), None),
        ("DS410", ds(), other("PodDisruptionBudget", "{selector: {matchLabels: {app: [x]}}}"), None),
        ("DS706", ds(HOST), other("NetworkPolicy", SELECTOR.replace("selector", "podSelector")), (7, 16)),
        ("DS706", ds(), other("NetworkPolicy", SELECTOR.replace("selector", "podSelector")), None),
        ("DS705", ds(), other("Service", "{selector: {app: agent}}"), (7, 16)),
        ("DS705", ds(), other("Service", "{selector: {app: agent}, internalTrafficPolicy: Local}"), None),
        ("DS705", ds(), other("Service", "{selector: {app: agent}, clusterIP: None}"), None),
        ("DS807", ds(CLAIM), other("PersistentVolumeClaim", "{accessModes: [ReadWriteOnce]}"), (9, 62)),
        ("DS807", ds(CLAIM), other("PersistentVolumeClaim", "{accessModes: [ReadWriteOnce, ReadOnlyMany]}"), None),
        ("DS807", ds(CLAIM), other("PersistentVolumeClaim", "{accessModes: 3}"), None),
        ("DS807", ds(CLAIM), other("PersistentVolumeClaim", "{accessModes: [ReadWriteOnce]}", ", namespace: b"), None),
    ],
)
def test_what_another_object_does_with_its_pods(tmp_path, rule, first, second, place):
    expected = [("a.yaml", *place)] if place else []
    assert found(tmp_path, {"a.yaml": f"{first}---\n{second}"}, rule) == expected
    assert found(tmp_path, {"a.yaml": first, "b.yaml": second}, rule) == expected


@pytest.mark.parametrize(
    ("second", "place"),
    [
        (ds(name="copy"), ("a.yaml", 18, 16)),
        (ds(name="copy", app="copy"), None),
        (ds(name="copy", space=", namespace: web"), None),
        (ds("nodeSelector: {kubernetes.io/os: windows}", name="copy"), None),
    ],
    ids=["the same labels", "others", "another namespace", "other nodes"],
)
def test_two_daemonsets_have_labels_of_their_own(tmp_path, second, place):
    first = ds("nodeSelector: {kubernetes.io/os: linux}")
    expected = [place] if place else []
    assert found(tmp_path, {"a.yaml": f"{first}---\n{second}"}, "DS803") == ([] if "nodeSel" in second else expected)
    assert found(tmp_path, {"a.yaml": first, "b/b.yaml": second}, "DS803") == []


@pytest.mark.parametrize(("before", "place"), [(49, [("a.yaml", 7, 16)]), (50, [])])
def test_of_objects_that_ask_for_the_same_label_the_first_are_looked_at(tmp_path, before, place):
    narrow = other("PodDisruptionBudget", "{selector: {matchLabels: {app: agent, tier: other}}}")
    files = {"a.yaml": "---\n".join([ds(), *[narrow] * before, other("PodDisruptionBudget", SELECTOR)])}
    assert found(tmp_path, files, "DS410") == place


def test_however_many_others_stand_before_the_nearest_with_the_labels_is_found(tmp_path):
    others = [ds(name=f"other{number}", app=f"other{number}") for number in range(60)]
    text = "---\n".join([*others, ds(), ds(name="copy")])
    line = len("---\n".join([*others, ds()]).splitlines()) + 2
    assert found(tmp_path, {"a.yaml": text}, "DS803") == [("a.yaml", line + 6, 16)]


def in_a_list(*items):
    """Return a list of DaemonSets that says once what they are."""
    bare = [item.replace("apiVersion: apps/v1\nkind: DaemonSet\n", "") for item in items]
    indented = ["".join(f"    {line}\n" for line in item.splitlines()) for item in bare]
    return "apiVersion: apps/v1\nkind: DaemonSetList\nitems:\n" + "".join(f"  - {one[4:]}" for one in indented)


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"a.yaml": ds() + "---\n" + ds(tag=2)}, [("a.yaml", 14, 18)]),
        ({"a.yaml": ds() + "---\n" + ds()}, []),
        ({"a.yaml": ds(), "b.yaml": ds(tag=2)}, []),
        ({"a.yaml": ds() + "---\n" + ds(tag=2, space=", namespace: web")}, []),
        ({"a.yaml": ds() + "---\n" + ds(tag=2).replace("kind: DaemonSet", "kind: daemonset")}, [("a.yaml", 14, 18)]),
        ({"a.yaml": ds() + "---\n" + ds(tag=2).replace("DaemonSet", r'"\x44aemonSet"')}, [("a.yaml", 14, 18)]),
        ({"a.yaml": in_a_list(ds(), ds(tag=2))}, [("a.yaml", 12, 22)]),
    ],
    ids=[
        *("other contents", "the same contents", "variants in files of their own", "another namespace"),
        *("a kind in lower case", "a kind with an escape", "items without a kind"),
    ],
)
def test_one_object_stands_once_in_a_text(tmp_path, files, places):
    assert found(tmp_path, files, "DS806") == places
