from __future__ import annotations

import json
from typing import Any

import pytest

from dslint.template import fill
from tests.checks.hits import found, hits, pod, said
from tests.conformance.manifests import mutated
from tests.conformance.vectors import cases

SPEAKERS = ("DS302", "DS303", "DS304", "DS305", "DS399")
TERMS = "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n"


def warned(case: dict[str, Any]) -> bool:
    return case is None or bool(case["expect"].get("warnings"))


def annotated(*annotations: str) -> str:
    """Return a DaemonSet whose template has annotations, from line 8 and column 9 on."""
    lines = "".join(f"        {line}\n" for line in annotations)
    head = "    metadata:\n      labels: {app: agent}\n      annotations:\n"
    return pod("").replace("    metadata: {labels: {app: agent}}\n", head + lines)


@pytest.mark.parametrize("case", cases("warnings", where={"op": "create"}))
def test_each_warning_of_the_server_is_one_finding_under_one_rule(case: dict[str, Any]) -> None:
    text = json.dumps(case["daemonset"], indent=1)
    warnings = [hit.server_warning for rule in SPEAKERS for _, hit in hits(rule, text)]
    assert sorted(text for text in warnings if text) == sorted(case["expect"]["warnings"])


@pytest.mark.parametrize("case", [case for case in cases("mutation") if not case.values or warned(case.values[0])])
def test_each_warning_about_a_real_manifest_is_one_finding(case: dict[str, Any]) -> None:
    text = json.dumps(mutated(case["file"], case["document"], case["patch"]), indent=1)
    warnings = [hit.server_warning for rule in SPEAKERS for _, hit in hits(rule, text)]
    assert sorted(text for text in warnings if text) == sorted(case["expect"]["warnings"])


@pytest.mark.parametrize("case", cases("warnings", where={"op": "create"}))
def test_the_general_rule_speaks_alone_where_the_specific_ones_are_off(case: dict[str, Any]) -> None:
    text = json.dumps(case["daemonset"], indent=1)
    warnings = [hit.server_warning for _, hit in hits("DS399", text, selected=frozenset({"DS399"}))]
    assert sorted(text for text in warnings if text) == sorted(case["expect"]["warnings"])


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        pytest.param("nodeSelector:\n  §beta.kubernetes.io/os: linux", ["found"], id="node selector"),
        pytest.param("nodeSelector: {a: b, §beta.kubernetes.io/arch: amd64}", ["found"], id="flow style"),
        pytest.param("nodeSelector: {§node-role.kubernetes.io/master: ''}", ["master"], id="master"),
        pytest.param("nodeSelector: {§app.kubernetes.io/created-by: a}", ["gone"], id="no successor"),
        pytest.param(
            TERMS
            + "      - matchExpressions:\n        - {key: §failure-domain.beta.kubernetes.io/zone, operator: Exists}",
            ["found"],
            id="required affinity",
        ),
        pytest.param(
            "affinity:\n  nodeAffinity:\n    preferredDuringSchedulingIgnoredDuringExecution:\n    - weight: 1\n"
            "      preference: {matchExpressions: [{key: §beta.kubernetes.io/instance-type, operator: Exists}]}",
            ["found"],
            id="preferred affinity",
        ),
        pytest.param(
            "topologySpreadConstraints:\n- maxSkew: 1\n  topologyKey: §failure-domain.beta.kubernetes.io/zone\n"
            "  whenUnsatisfiable: ScheduleAnyway\n  labelSelector: {}",
            ["found"],
            id="topology spread",
        ),
        pytest.param("nodeSelector: {kubernetes.io/os: linux}", [], id="current label"),
        pytest.param("tolerations: [{key: node-role.kubernetes.io/master}]", [], id="a toleration is no label"),
        pytest.param(
            "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
            "[{topologyKey: failure-domain.beta.kubernetes.io/zone, labelSelector: {}}]}}",
            [],
            id="the server says nothing about pod affinity",
        ),
    ],
)
def test_deprecated_node_label(fields: str, messages: list[str]) -> None:
    assert said("DS302", fields) == messages


OLD_OS, NEW_OS = "beta.kubernetes.io/os", "kubernetes.io/os"
MASTER, CONTROL_PLANE = "node-role.kubernetes.io/master", "node-role.kubernetes.io/control-plane"


def terms(*expressions: str) -> str:
    """Return required node affinity with a term for each text, whose expressions it lists."""
    return TERMS + "".join(f"      - matchExpressions: [{one}]\n" for one in expressions)


@pytest.mark.parametrize(
    ("fields", "message", "fixed"),
    [
        pytest.param(f"nodeSelector: {{§{OLD_OS}: linux, a: b}}", "found", True, id="alone"),
        pytest.param(f"nodeSelector: {{§{OLD_OS}: linux, {NEW_OS}: linux}}", "beside", True, id="the same beside it"),
        pytest.param(f"nodeSelector: {{§{OLD_OS}: linux, {NEW_OS}: windows}}", "clash", False, id="another value"),
        pytest.param(
            terms(f"{{key: §{OLD_OS}, operator: In, values: [a, b]}}, {{key: {NEW_OS}, operator: In, values: [b, a]}}"),
            "beside",
            True,
            id="the same expression in another order",
        ),
        pytest.param(
            terms(f"{{key: §{OLD_OS}, operator: In, values: [a]}}, {{key: {NEW_OS}, operator: Exists}}"),
            "found",
            True,
            id="another expression beside it",
        ),
        pytest.param(
            terms(f"{{key: §{OLD_OS}, operator: Exists}}", f"{{key: {NEW_OS}, operator: Exists}}"),
            "term",
            True,
            id="a term for each",
        ),
        pytest.param(
            terms(f"{{key: §{OLD_OS}, operator: Exists}}", f"{{key: {NEW_OS}, operator: Exists}}, {{}}"),
            "found",
            True,
            id="a term that asks for more",
        ),
        pytest.param(f"nodeSelector: {{§{MASTER}: '', {CONTROL_PLANE}: ''}}", "master-beside", True, id="both roles"),
        pytest.param(
            terms(f"{{key: §{MASTER}, operator: Exists}}", f"{{key: {CONTROL_PLANE}, operator: Exists}}"),
            "master-term",
            False,
            id="a term for each role serves old clusters and new ones",
        ),
        pytest.param(f"nodeSelector: {{§{MASTER}: '', {CONTROL_PLANE}: 'true'}}", "clash", False, id="roles at odds"),
    ],
)
def test_how_a_deprecated_label_is_replaced(fields: str, message: str, fixed: bool) -> None:
    assert said("DS302", fields) == [message]
    [(_, hit)] = hits("DS302", pod(fields.replace("§", "")))
    assert bool(hit.fix) == fixed


def test_two_spread_constraints_for_one_area_are_not_merged() -> None:
    constraint = "{{maxSkew: 1, topologyKey: {}, whenUnsatisfiable: ScheduleAnyway, labelSelector: {{}}}}"
    both = [
        constraint.format(f"{area}/zone") for area in ("§failure-domain.beta.kubernetes.io", "topology.kubernetes.io")
    ]
    assert said("DS302", f"topologySpreadConstraints: [{', '.join(both)}]") == ["clash"]


def test_a_label_is_deprecated_from_the_version_on_that_warns_of_it() -> None:
    text = pod("nodeSelector: {node-role.kubernetes.io/master: ''}")
    assert (len(found("DS302", text, 30)), len(found("DS302", text, 31))) == (0, 1)


def test_labels_are_reported_where_something_else_cannot_be_decoded() -> None:
    assert said("DS302", "hostNetwork: 3\nnodeSelector: {§beta.kubernetes.io/os: linux}") == ["found"]


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        ("scheduler.alpha.kubernetes.io/critical-pod: ''", "critical"),
        ("security.alpha.kubernetes.io/sysctls: kernel.shm_rmid_forced=1", "found"),
        ("seccomp.security.alpha.kubernetes.io/pod: runtime/default", "found"),
        ("container.seccomp.security.alpha.kubernetes.io/agent: runtime/default", "found"),
        ("container.apparmor.security.beta.kubernetes.io/agent: runtime/default", "deprecated"),
        ("scheduler.alpha.kubernetes.io/tolerations: '[]'", "alpha"),
        ("scheduler.alpha.kubernetes.io/affinity: '{}'", "alpha"),
        ("container.seccomp.security.alpha.kubernetes.io/other: runtime/default", None),
        ("prometheus.io/scrape: 'true'", None),
    ],
)
def test_dead_annotation(annotation: str, message: str | None) -> None:
    assert found("DS303", annotated(annotation)) == ([(message, 10, 9)] if message else [])


def test_an_annotation_beside_the_field_that_replaced_it_is_a_leftover() -> None:
    text = (
        annotated("scheduler.alpha.kubernetes.io/critical-pod: ''") + "      priorityClassName: system-node-critical\n"
    )
    assert found("DS303", text) == [("leftover", 10, 9)]


@pytest.mark.parametrize(
    ("annotation", "fields", "message", "value"),
    [
        ("seccomp.security.alpha.kubernetes.io/pod: docker/default", "", "found", "RuntimeDefault"),
        ("seccomp.security.alpha.kubernetes.io/pod: localhost/a.json", "", "found", "Localhost a.json"),
        ("container.seccomp.security.alpha.kubernetes.io/agent: unconfined", "", "found", "Unconfined"),
        (
            "container.seccomp.security.alpha.kubernetes.io/agent: unconfined",
            "securityContext: {seccompProfile: {type: RuntimeDefault}}",
            "found",
            "Unconfined",
        ),
        (
            "container.seccomp.security.alpha.kubernetes.io/agent: docker/default",
            "securityContext: {seccompProfile: {type: RuntimeDefault}}",
            "leftover",
            "",
        ),
        (
            "container.apparmor.security.beta.kubernetes.io/agent: unconfined",
            "securityContext: {appArmorProfile: {type: RuntimeDefault}}",
            "deprecated",
            "Unconfined",
        ),
        ("security.alpha.kubernetes.io/sysctls: a=1,b=2", "", "found", "a=1,b=2"),
        (
            "security.alpha.kubernetes.io/unsafe-sysctls: a=1",
            "securityContext: {sysctls: [{name: a, value: '2'}]}",
            "leftover",
            "a=1",
        ),
        (
            "security.alpha.kubernetes.io/unsafe-sysctls: a=1,b=2",
            "securityContext: {sysctls: [{name: a, value: '1'}]}",
            "found",
            "a=1,b=2",
        ),
        (
            'scheduler.alpha.kubernetes.io/tolerations: \'[{"key": "a", "operator": "Exists"}]\'',
            "tolerations: [{operator: Exists, key: a}]",
            "repeated",
            "",
        ),
    ],
)
def test_an_annotation_and_the_field_that_replaced_it(annotation: str, fields: str, message: str, value: str) -> None:
    [(_, hit)] = hits("DS303", annotated(annotation) + (f"      {fields}\n" if fields else ""))
    assert (hit.message, hit.params["value"]) == (message, value)
    assert hit.fix


@pytest.mark.parametrize(
    "annotation",
    [
        pytest.param("scheduler.alpha.kubernetes.io/critical-pod: ''", id="priority outside of kube-system"),
        pytest.param("seccomp.security.alpha.kubernetes.io/pod: secret", id="no profile"),
        pytest.param("seccomp.security.alpha.kubernetes.io/pod: localhost/", id="no file"),
        pytest.param("security.alpha.kubernetes.io/sysctls: a=1=2", id="no list"),
        pytest.param("security.alpha.kubernetes.io/sysctls: ''", id="an empty list"),
        pytest.param("scheduler.alpha.kubernetes.io/tolerations: '[{]'", id="no JSON"),
        pytest.param("scheduler.alpha.kubernetes.io/tolerations: '[1]'", id="no toleration"),
        pytest.param("scheduler.alpha.kubernetes.io/tolerations: '[{\"key\": 1}]'", id="a number for a key"),
        pytest.param('scheduler.alpha.kubernetes.io/tolerations: \'[{"keys": "a"}]\'', id="an unknown field"),
        pytest.param("scheduler.alpha.kubernetes.io/affinity: '{\"nodeAffinity\": {}}'", id="affinity"),
    ],
)
def test_an_annotation_that_cannot_be_turned_into_a_field_is_left_alone(annotation: str) -> None:
    [(_, hit)] = hits("DS303", annotated(annotation))
    assert hit.fix == ()


@pytest.mark.parametrize(("value", "fixed"), [("''", True), ("'true'", False)])
def test_a_critical_pod_gets_its_priority_in_kube_system_where_the_annotation_was_read(value: str, fixed: bool) -> None:
    text = annotated(f"scheduler.alpha.kubernetes.io/critical-pod: {value}")
    [(_, hit)] = hits("DS303", text.replace("{name: agent}", "{name: agent, namespace: kube-system}", 1))
    assert bool(hit.fix) == fixed


def test_annotations_of_the_daemonset_itself_are_not_read_either_way() -> None:
    text = pod("").replace(
        "metadata: {name: agent}",
        "metadata: {name: agent, annotations: {scheduler.alpha.kubernetes.io/critical-pod: ''}}",
        1,
    )
    assert found("DS303", text) == []


def test_what_the_server_does_not_warn_of_has_no_warning_of_the_server() -> None:
    [(_, hit)] = hits("DS303", annotated("scheduler.alpha.kubernetes.io/tolerations: '[]'"))
    assert hit.server_warning is None


@pytest.mark.parametrize(
    ("plugin", "minor", "message"),
    [
        ("glusterfs: {endpoints: e, path: p}", 25, "deprecated"),
        ("glusterfs: {endpoints: e, path: p}", 26, "found"),
        ("flocker: {datasetName: d}", 25, "found"),
        ("rbd: {monitors: [m], image: i}", 30, "deprecated"),
        ("rbd: {monitors: [m], image: i}", 31, "found"),
        ("gitRepo: {repository: r}", 32, "deprecated"),
        ("gitRepo: {repository: r}", 33, "disabled"),
        ("storageos: {volumeName: v}", 36, "found"),
        ("nfs: {server: s, path: /p}", 36, None),
    ],
)
def test_removed_volume_plugin(plugin: str, minor: int, message: str | None) -> None:
    text = pod(f"volumes:\n- name: data\n  {plugin}")
    assert found("DS305", text, minor) == ([(message, 12, 9)] if message else [])


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("§serviceAccount: agent", ["alias"]),
        ("§serviceAccount: agent\nserviceAccountName: agent", ["twice"]),
        ("serviceAccountName: agent", []),
        ("serviceAccount: ''", []),
        ("volumes:\n- {name: v, §azureFile: {secretName: s, shareName: n}}", ["csi"]),
        ("volumes:\n- name: v\n  §flexVolume: {driver: d}", ["flex"]),
        ("volumes:\n- {name: v, emptyDir: {}}", []),
        ("initContainers: [{name: i, lifecycle: {preStop: {§tcpSocket: {port: 1}}}}]", ["hook"]),
        ("initContainers: [{name: i, lifecycle: {preStop: {exec: {command: [a]}}}}]", []),
    ],
)
def test_deprecated_field(fields: str, messages: list[str]) -> None:
    assert said("DS304", fields) == messages


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param("terminationGracePeriodSeconds: §-1", id="grace period"),
        pytest.param("hostAliases: [{ip: 10.0.0.1}, {ip: §10.0.0.1}]", id="repeated address"),
        pytest.param("dnsConfig: {nameservers: [§010.1.1.1]}", id="odd address"),
        pytest.param(
            "topologySpreadConstraints:\n- §{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}",
            id="no selector: at the item",
        ),
        pytest.param("initContainers: [{name: i, ports: [{containerPort: 80, hostIP: §10.0.0.1}]}]", id="host address"),
    ],
)
def test_other_warnings_stand_at_their_places(fields: str) -> None:
    assert said("DS399", fields) == ["found"]


def test_a_warning_about_two_places_points_at_both() -> None:
    [(ds, hit)] = hits("DS399", pod("hostAliases: [{ip: 10.0.0.1}, {ip: 10.0.0.1}]"))
    assert [ds.source.place(note.field.span().start) for note in hit.notes] == [(10, 26)]
    assert hit.server_warning == 'spec.template.spec.hostAliases[1].ip: duplicate ip "10.0.0.1"'


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            "terminationGracePeriodSeconds: -1",
            "terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1",
        ),
        (
            "nodeSelector: {§beta.kubernetes.io/os: linux}",
            "node selector beta.kubernetes.io/os: deprecated since v1.14; use",
        ),
        ("initContainers: [{name: i, ports: [{containerPort: 80, hostIP: 10.0.0.1}]}]", "hostIP set without hostPort"),
        ("overhead: {memory: 4m}", 'overhead memory: fractional byte value "4m" is invalid, must be an integer'),
        ("volumes: [{name: p, projected: {sources: [{}]}}]", 'volume "p" (Projected) has no sources provided'),
    ],
)
def test_other_warnings_name_their_places(fields: str, message: str) -> None:
    ((_, hit),) = hits("DS399", pod(fields.replace("§", "")), selected=frozenset({"DS399"}))
    assert hit.key == ("§" in fields)
    words = fill("{subject}{words}", hit.params)
    assert message in words
    assert "{" not in words
