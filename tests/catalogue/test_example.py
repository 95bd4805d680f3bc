"""Fields of a part become a whole DaemonSet, each line of which is known by its number in the example."""

import pytest

from dslint import Options
from dslint.catalogue.example import complete, shown
from dslint.run import check_text
from tests.manifests import LEFT_OUT

HEAD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: monitoring}
spec:
  selector: {matchLabels: {app: agent}}
  template:
"""
POD = """\
    metadata: {labels: {app: agent}}
    spec:
      containers:
      - name: agent
        image: registry.example/agent:1.4
"""
WHOLE = {
    "fields of the spec": ("spec", "minReadySeconds: 5\n", f"{HEAD}{POD}  minReadySeconds: 5\n"),
    "fields of the pod template": (
        "podTemplate",
        "metadata:\n  labels: {app: agent, team: net}\n",
        f"{HEAD}{POD[POD.index('    spec') :]}    metadata:\n      labels: {{app: agent, team: net}}\n",
    ),
    "fields of the pod's spec": ("podSpec", "hostPID: true\n", f"{HEAD}{POD}      hostPID: true\n"),
    "fields of the container": ("container", "tty: true\n", f"{HEAD}{POD}        tty: true\n"),
    "containers of its own": (
        "podSpec",
        "containers:\n- name: proxy\n  image: registry.example/proxy:2\n",
        HEAD + POD.replace("agent\n", "proxy\n").replace("/agent:1.4", "/proxy:2"),
    ),
    "a name and an image of its own": (
        "container",
        '# the only one\n"image": registry.example/proxy:2\nname: proxy\n',
        HEAD
        + POD[: POD.index("      - ")]
        + '      - # the only one\n        "image": registry.example/proxy:2\n        name: proxy\n',
    ),
    "empty lines and blocks of text": (
        "container",
        "\nargs:\n- |\n  image: no field\n\n  name: none either\n",
        f"{HEAD}{POD}\n        args:\n        - |\n          image: no field\n\n          name: none either\n",
    ),
}
MARKED = {
    "spec": ("minReadySeconds: 5", "spec: # <- DS999", 12),
    "podTemplate": ("metadata: {labels: {app: agent}}", "  template: # <- DS999", 11),
    "podSpec": ("hostNetwork: true", "    spec: # <- DS999", 12),
    "container": ("tty: true", "      - name: agent # <- DS999", 12),
}


@pytest.mark.parametrize(("target", "text", "whole"), WHOLE.values(), ids=WHOLE)
def test_fields_of_a_part_become_a_whole_daemonset(target, text, whole):
    manifest = complete(text, target)
    assert manifest.text == whole
    own = [(manifest.line(number), line) for number, line in enumerate(whole.splitlines(), 1) if manifest.line(number)]
    for (number, line), (expected, field) in zip(own, enumerate(text.splitlines(), 1), strict=True):
        assert (number, line.endswith(field)) == (expected, True)


@pytest.mark.parametrize(("target", "text"), [case[:2] for case in WHOLE.values()], ids=WHOLE)
def test_what_completes_an_example_is_above_reproach(target, text):
    findings = check_text(complete(text, target).text, options=Options(ignore=LEFT_OUT)).findings
    assert [finding.message for finding in findings] == []


@pytest.mark.parametrize(("target", "case"), MARKED.items(), ids=MARKED)
def test_a_mark_at_the_top_is_moved_to_where_the_part_begins(target, case):
    field, parent, line = case
    manifest = complete(f"# <- DS999\n{field}\n", target)
    lines = manifest.text.split("\n")
    assert [text for text in lines if "DS999" in text] == [parent]
    assert manifest.text.replace(" # <- DS999", "") == complete(f"{field}\n", target).text
    assert {manifest.line(number): number for number in range(1, len(lines)) if manifest.line(number)} == {
        1: lines.index(parent) + 1,
        2: line,
    }


def test_a_whole_manifest_is_left_as_it_is():
    manifest = complete("# <- DS001\nkind: DaemonSet\n", None)
    assert manifest.text == "# <- DS001\nkind: DaemonSet\n"
    assert [manifest.line(number) for number in (1, 2)] == [1, 2]


@pytest.mark.parametrize(
    ("target", "text", "page"),
    [
        (None, "kind: DaemonSet\n", "kind: DaemonSet\n"),
        ("podSpec", "hostPID: true\n", "# spec.template.spec\nhostPID: true\n"),
        ("spec", "# <- DS405\nminReadySeconds: 0\n", "# spec # <- DS405\nminReadySeconds: 0\n"),
    ],
    ids=["a manifest", "fields", "a mark at the top"],
)
def test_a_page_shows_the_fields_below_the_path_of_the_part(target, text, page):
    assert shown(text, target) == page
