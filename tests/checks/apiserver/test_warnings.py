import json

import pytest

from dslint.run import check_text
from dslint.template import fill
from tests.checks.hits import at_marks, hits, pod
from tests.conformance.manifests import mutated
from tests.conformance.vectors import cases

SPEAKERS = ("DS204", "DS302", "DS303", "DS304", "DS305", "DS399")


def warned(case):
    return case is None or bool(case["expect"].get("warnings"))


@pytest.mark.parametrize("case", cases("warnings", where={"op": "create"}))
def test_each_warning_of_the_server_is_one_finding_under_one_rule(case):
    text = json.dumps(case["daemonset"], indent=1)
    warnings = [hit.server_warning for rule in SPEAKERS for _, hit in hits(rule, text)]
    assert sorted(text for text in warnings if text) == sorted(case["expect"]["warnings"])


@pytest.mark.parametrize("case", [case for case in cases("mutation") if not case.values or warned(case.values[0])])
def test_each_warning_about_a_real_manifest_is_one_finding(case):
    text = json.dumps(mutated(case["file"], case["document"], case["patch"]), indent=1)
    warnings = [hit.server_warning for rule in SPEAKERS for _, hit in hits(rule, text)]
    assert sorted(text for text in warnings if text) == sorted(case["expect"]["warnings"])


@pytest.mark.parametrize("case", cases("warnings", where={"op": "create"}))
def test_the_general_rule_speaks_alone_where_the_specific_ones_are_off(case):
    text = json.dumps(case["daemonset"], indent=1)
    warnings = [hit.server_warning for _, hit in hits("DS399", text, selected=frozenset({"DS399"}))]
    assert sorted(text for text in warnings if text) == sorted(case["expect"]["warnings"])


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
def test_other_warnings_stand_at_their_places(fields):
    assert at_marks("DS399", fields) == ["found"]


@pytest.mark.parametrize(
    ("amount", "help_"),
    [
        ("100m", "100m is a tenth of a byte; write 100M or 100Mi"),
        ("128m", "128m is 0.128 bytes; write 128M or 128Mi"),
        ("2500m", "2500m is 2.5 bytes; write 2500M or 2500Mi"),
        ("0.5", "write whole bytes, or a unit such as Mi or Gi behind the number"),
        ("1.5m", "write whole bytes, or a unit such as Mi or Gi behind the number"),
    ],
)
def test_of_fractions_of_bytes_it_is_said_what_they_are_and_what_was_meant(amount, help_):
    text = pod(f"initContainers: [{{name: i, image: 'x.example/i:1', resources: {{limits: {{memory: {amount}}}}}}}]")
    assert [one.help for one in check_text(text).findings if one.rule == "DS399"] == [help_]


def test_a_warning_about_two_places_points_at_both():
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
        (
            "initContainers: [{name: i, ports: [{containerPort: 80, hostIP: 10.0.0.1}]}]",
            "hostIP of init container i: hostIP set without hostPort",
        ),
        (
            "initContainers: [{name: i, ports: [{containerPort: 80}]}, {name: j, ports: [{containerPort: 80}]}]",
            "port of init container j: duplicate port definition with ports[0] of init container i",
        ),
        (
            "initContainers: [{ports: [{containerPort: 80, name: m}]}, {ports: [{containerPort: 80}]}]",
            "port of initContainers[1]: duplicate port definition with ports[0] of initContainers[0]",
        ),
        ("overhead: {memory: 4m}", 'overhead memory: fractional byte value "4m" is invalid, must be an integer'),
        ("volumes: [{name: p, projected: {sources: [{}]}}]", 'volume "p" (Projected) has no sources provided'),
    ],
)
def test_other_warnings_name_their_places(fields, message):
    ((_, hit),) = hits("DS399", pod(fields.replace("§", "")), selected=frozenset({"DS399"}))
    assert hit.key == ("§" in fields)
    words = fill("{subject}{words}", hit.params)
    assert message in words
    assert "{" not in words
