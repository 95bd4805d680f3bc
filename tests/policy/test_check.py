"""A policy's findings stand at the exact node that violates it."""

import subprocess
import sys

import pytest

from dslint.config import Options
from dslint.finding import Finding
from dslint.run import check_text

from .policies import MANIFEST, TEXT, write


def report(folder, target, schema, text=MANIFEST, **changes):
    options = Options(select=("ACME001",), policies=(write(folder, target, schema, **changes),), no_config=True)
    return [
        (*finding.at.start, finding.at.source.text[slice(*finding.at.span)], finding.message)
        for finding in sorted(check_text(text, options=options).findings, key=Finding.sort_key)
    ]


def props(**properties):
    return {"properties": properties}


CASES = {
    "a pattern, in containers and init containers": (
        "container",
        props(image={"pattern": "^registry"}),
        [
            (20, 18, '"busybox:1.36"', "spec.template.spec.initContainers[0].image is busybox:1.36"),
            (25, 25, "docker.io/agent", "spec.template.spec.containers[1].image is docker.io/agent"),
            (28, 18, "*image", "spec.template.spec.containers[2].image is docker.io/agent"),
        ],
    ),
    "a missing field, at the key of its parent": (
        "podSpec",
        {"required": ["priorityClassName"]},
        [(14, 5, "spec", "spec.template.spec.priorityClassName is (missing)")],
    ),
    "a missing field of a list item, at what stands first in it": (
        "container",
        {"required": ["args"]},
        [
            (19, 11, "name", "spec.template.spec.initContainers[0].args is (missing)"),
            (25, 11, "image", "spec.template.spec.containers[1].args is (missing)"),
            (27, 11, "name", "spec.template.spec.containers[2].args is (missing)"),
        ],
    ),
    "two missing fields are two findings": (
        "daemonset",
        props(spec={"required": ["minReadySeconds", "updateStrategy"]}),
        [(5, 1, "spec", "spec.minReadySeconds is (missing)"), (5, 1, "spec", "spec.updateStrategy is (missing)")],
    ),
    "a field that the schema forbids, at its key": (
        "podSpec",
        props(hostNetwork=False),
        [(15, 7, "hostNetwork", "spec.template.spec.hostNetwork is true")],
    ),
    "a field that may not be required, at its key": (
        "podSpec",
        {"not": {"required": ["hostNetwork"]}},
        [(15, 7, "hostNetwork", "spec.template.spec.hostNetwork is true")],
    ),
    "a value that the schema forbids, at the value": (
        "podSpec",
        props(hostNetwork={"not": {"const": True}}),
        [(15, 20, "true", "spec.template.spec.hostNetwork is true")],
    ),
    "a key that is not among those allowed, at the key": (
        "podTemplate",
        props(metadata=props(labels={**props(app={}), "patternProperties": {"^t": {}}, "additionalProperties": False})),
        [(12, 9, '"bad key"', "spec.template.metadata.labels[bad key] is x")],
    ),
    "keys that a pattern forbids, at the key": (
        "podTemplate",
        props(metadata=props(labels={"patternProperties": {" ": False}})),
        [(12, 9, '"bad key"', "spec.template.metadata.labels[bad key] is x")],
    ),
    "a key of another form, at the key": (
        "podTemplate",
        props(metadata=props(labels={"propertyNames": {"pattern": "^[a-z]+$"}})),
        [(12, 9, '"bad key"', "spec.template.metadata.labels[bad key] is x")],
    ),
    "a value of a free-form map": (
        "podSpec",
        props(nodeSelector={"additionalProperties": {"enum": ["windows"]}}),
        [(17, 27, "linux", "spec.template.spec.nodeSelector[kubernetes.io/os] is linux")],
    ),
    "a field that needs another, at the key that needs it": (
        "podSpec",
        {"dependentRequired": {"hostNetwork": ["dnsPolicy"], "hostPID": ["x"]}},
        [(15, 7, "hostNetwork", "spec.template.spec.hostNetwork is true")],
    ),
    "an item of a list": (
        "container",
        props(args={"items": {"not": {"const": "--debug"}}}),
        [(24, 29, "--debug", "spec.template.spec.containers[0].args[1] is --debug")],
    ),
    "a list that lacks an item, at its key": (
        "container",
        props(args={"contains": {"const": "--quiet"}}),
        [(24, 11, "args", "spec.template.spec.containers[0].args is (list)")],
    ),
    "a condition": (
        "podSpec",
        {"if": {"required": ["hostNetwork"]}, "then": props(nodeSelector={"required": ["pool"]})},
        [(16, 7, "nodeSelector", "spec.template.spec.nodeSelector.pool is (missing)")],
    ),
    "alternatives of one field, at the field": (
        "container",
        props(image={"anyOf": [{"pattern": "^registry"}, {"pattern": "^docker"}]}),
        [(20, 18, '"busybox:1.36"', "spec.template.spec.initContainers[0].image is busybox:1.36")],
    ),
    "alternatives of several fields, at what they have in common": (
        "podSpec",
        {"anyOf": [props(hostNetwork={"const": False}), {"required": ["dnsPolicy"]}]},
        [(14, 5, "spec", "spec.template.spec is (mapping)")],
    ),
    "a definition in the schema itself": (
        "podSpec",
        {"$defs": {"off": {"const": False}}, **props(hostNetwork={"$ref": "#/$defs/off"})},
        [(15, 20, "true", "spec.template.spec.hostNetwork is true")],
    ),
    "a schema that names its draft": (
        "podSpec",
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "not": {"required": ["hostNetwork"]}},
        [(15, 7, "hostNetwork", "spec.template.spec.hostNetwork is true")],
    ),
    "a schema that is satisfied": ("podSpec", props(hostNetwork={"const": True}), []),
}


@pytest.mark.parametrize(("target", "schema", "expected"), CASES.values(), ids=CASES)
def test_a_violation_is_reported_at_the_node_at_fault(tmp_path, target, schema, expected):
    assert report(tmp_path, target, schema) == expected


NULLS = {
    "of a field, which is as good as absent": (
        "hostNetwork:",
        {"required": ["hostNetwork"]},
        [(15, 7, "hostNetwork", "spec.template.spec.hostNetwork is (missing)")],
    ),
    "of a field with a schema of its own": ("hostNetwork:", props(hostNetwork=False), []),
    "in a map of texts, an empty one": (
        "nodeSelector: {disk: }",
        props(nodeSelector=props(disk={"minLength": 1})),
        [(15, 22, "disk", "spec.template.spec.nodeSelector.disk is (missing)")],
    ),
    "in a map of texts, which is there": ("nodeSelector: {disk: }", props(nodeSelector={"required": ["disk"]}), []),
    "in a list of texts, an empty one": (
        "dnsConfig: {searches: [a, null]}",
        props(dnsConfig=props(searches={"items": {"type": "string", "maxLength": 0}})),
        [(15, 30, "a", "spec.template.spec.dnsConfig.searches[0] is a")],
    ),
    "in a map of quantities, zero": (
        "overhead: {cpu: null}",
        props(overhead=props(cpu={"const": "0"})),
        [],
    ),
}


@pytest.mark.parametrize(("line", "schema", "expected"), NULLS.values(), ids=NULLS)
def test_a_null_is_what_the_server_makes_of_it(tmp_path, line, schema, expected):
    text = TEXT.replace(
        "      hostNetwork: true\n      nodeSelector:\n        kubernetes.io/os: linux\n", f"      {line}\n"
    )
    text = text.replace("\n    spec:", "\n        a: b\n        c: d\n    spec:")
    assert report(tmp_path, "podSpec", schema, text) == expected


def test_a_message_may_name_the_container_and_tell_missing_from_wrong(tmp_path):
    messages = {"found": "container {container} pulls {value}", "missing": "container {container} lacks {field}"}
    text = MANIFEST.replace('          image: "busybox:1.36"\n', "")
    schema = {"required": ["image"], **props(image={"pattern": "^registry"})}
    assert [message for *_, message in report(tmp_path, "container", schema, text, messages=messages)] == [
        "container set-up lacks spec.template.spec.initContainers[0].image",
        "container second pulls docker.io/agent",
        "container third pulls docker.io/agent",
    ]


def test_the_place_in_a_list_object_counts_from_the_item(tmp_path):
    text = "apiVersion: v1\nkind: List\nitems:\n" + "".join(
        f"{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(MANIFEST.splitlines())
    )
    assert report(tmp_path, "podSpec", props(hostNetwork=False), text) == [
        (18, 9, "hostNetwork", "spec.template.spec.hostNetwork is true")
    ]


def test_a_target_that_is_not_there_is_not_judged(tmp_path):
    text = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\n"
    assert report(tmp_path, "podSpec", {"required": ["priorityClassName"]}, text) == []


@pytest.mark.parametrize(
    ("schema", "found"),
    [({"required": ["priorityClassName"]}, 0), (props(hostNetwork=False), 1), ({"minProperties": 20}, 0)],
    ids=["a missing field", "a field that is there", "too few fields"],
)
def test_a_kustomize_patch_is_not_blamed_for_what_it_leaves_out(tmp_path, schema, found):
    (tmp_path / "kustomization.yaml").write_text("patches: [{path: patch.yaml}]\n")
    (tmp_path / "patch.yaml").write_text(MANIFEST)
    options = Options(select=("ACME001",), policies=(write(tmp_path / "policies", "podSpec", schema),), no_config=True)
    report = check_text(MANIFEST, path=str(tmp_path / "patch.yaml"), options=options)
    assert len(report.findings) == found


def test_control_characters_of_a_manifest_are_shown_as_escapes(tmp_path):
    text = MANIFEST.replace('"busybox:1.36"', '"\\e[2Jx"')
    assert report(tmp_path, "container", props(image={"pattern": "^(registry|docker)"}), text) == [
        (20, 18, '"\\e[2Jx"', r"spec.template.spec.initContainers[0].image is \x1b[2Jx")
    ]


ONLY_FOR_POLICIES = ("jsonschema", "cel_expr_python", "dslint.kube.cel", "dslint.kube.admission")


def imported(manifest, options=""):
    """Return what only policies need of what a run has imported."""
    script = (
        "import sys; from dslint.config import Options; from dslint.run import check_text;"
        f"check_text({manifest!r}, options=Options(no_config=True, {options}));"
        f"print(*(name for name in sys.modules if name.startswith({(*ONLY_FOR_POLICIES, 'dslint.policy.')!r})))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    return set(done.stdout.split())


def test_without_a_policy_nothing_is_imported_that_only_policies_need():
    assert imported(MANIFEST) == set()


def test_a_schema_needs_no_expressions(tmp_path):
    found = imported(MANIFEST, f"policies=({write(tmp_path, 'podSpec', props(hostNetwork=False))!r},)")
    assert {"jsonschema", "dslint.policy.check"} <= found
    assert not [name for name in found if "cel" in name.split(".")[-1] or name.startswith("dslint.kube.")]


def test_an_expression_needs_both_parts(tmp_path):
    pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
    (tmp_path / "a.yaml").write_text(
        "{id: A1, name: b, summary: c, severity: error, messages: {found: d}, target: podSpec, cel: 'true'}"
    )
    found = imported(MANIFEST, f"policies=({str(tmp_path)!r},)")
    assert {"cel_expr_python", "dslint.kube.cel", "dslint.kube.admission"} <= found
