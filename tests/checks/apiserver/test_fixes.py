"""What the fixes of the rules about the server's errors do beyond their examples, and where there is none."""

import pytest

from tests.checks.hits import HEAD, pod
from tests.rules.fixing import fixed

SELECTOR = "  selector: {matchLabels: {app: agent}}\n"
LABELS = "{labels: {app: agent}}"


def changed(rule, before, after, text):
    """Assert that the fixes of a rule put one thing in the place of another, which stands in the text once."""
    assert text.count(before) == 1
    outcome = fixed(text, rule)
    assert outcome.source.text == text.replace(before, after)
    assert (outcome.held, outcome.failed) == ([], [])


def held(rule, outcome):
    """Return why the fixes of a rule were not carried out."""
    return [finding.held for finding in outcome.report.findings if finding.rule == rule]


def left(rule, text):
    """Assert that a rule reports something and has no fix for it."""
    outcome = fixed(text, rule)
    found = [finding for finding in outcome.report.findings if finding.rule == rule]
    assert found != []
    assert [finding.fix for finding in found] == [None] * len(found)


@pytest.mark.parametrize(
    ("selector", "labels", "mended"),
    [
        ("{matchLabels: {a: x, b: q}}", "{labels: {c: z}}", "{labels: {c: z, a: x, b: q}}"),
        ("{matchLabels: {a: x, b: q}}", "{labels: {a: z}}", "{labels: {a: x, b: q}}"),
        ("{matchExpressions: [{key: a, operator: In, values: ['1']}]}", "{labels: {a: x}}", "{labels: {a: '1'}}"),
        ("{matchLabels: {a: x}}", "{labels: null}", "{labels: {a: x}}"),
        ("{matchLabels: {a: x}}", "{name: agent}", "{name: agent, labels: {a: x}}"),
    ],
    ids=["two that are missing", "one of each", "an expression", "null", "no labels"],
)
def test_labels_are_set_to_what_the_selector_asks_for(selector, labels, mended):
    text = HEAD.replace("{matchLabels: {app: agent}}", selector)
    text = text.replace(f"metadata: {LABELS}", f"metadata: {labels}")
    changed("DS101", f"    metadata: {labels}", f"    metadata: {mended}".replace("'1'", '"1"'), text)


@pytest.mark.parametrize(
    "selector",
    [
        "{matchExpressions: [{key: app, operator: In, values: [x, z]}]}",
        "{matchExpressions: [{key: app, operator: NotIn, values: [agent]}]}",
        "{matchExpressions: [{key: app, operator: DoesNotExist}]}",
        "{matchExpressions: [{key: tier, operator: Exists}], matchLabels: {app: x}}",
    ],
    ids=["one of two", "another", "none", "any"],
)
def test_a_selector_that_leaves_a_choice_has_no_fix(selector):
    left("DS101", HEAD.replace("{matchLabels: {app: agent}}", selector))


@pytest.mark.parametrize(
    ("api", "labels", "selector"),
    [
        ("apps/v1", "{app: agent, version: v2}", "app: agent"),
        ("apps/v1", "{version: v2}", "version: v2"),
        ("apps/v1", '{app: "1", app.kubernetes.io/version: "2", tier: node}', 'app: "1"\n      tier: node'),
    ],
    ids=["without the version", "nothing else", "text that looks like a number"],
)
@pytest.mark.parametrize("above", ["", "  minReadySeconds: 5\n"], ids=["first", "behind others"])
def test_a_selector_repeats_the_labels_that_last(api, labels, selector, above):
    text = HEAD.replace("apps/v1", api).replace(SELECTOR, above).replace(LABELS, f"{{labels: {labels}}}")
    added = f"spec:\n{above}  selector:\n    matchLabels:\n      {selector}\n  template:"
    changed("DS102", f"spec:\n{above}  template:", added, text)


@pytest.mark.parametrize("labels", ["{}", "{app: '${APP}'}", "{app: '{{ app }}'}"], ids=["none", "shell", "template"])
def test_a_selector_cannot_repeat_labels_that_are_not_there(labels):
    text = HEAD.replace(LABELS, f"{{labels: {labels}}}")
    left("DS102", text.replace(SELECTOR, ""))
    left("DS103", text.replace(SELECTOR, "  selector: {}\n"))


def test_a_selector_whose_labels_stand_beside_match_labels_is_not_filled_in():
    left("DS103", HEAD.replace(SELECTOR, "  selector: {app: agent}\n"))


@pytest.mark.parametrize("selector", ["{}", "{matchLabels: {}}", "{matchLabels: null}", "{matchExpressions: []}"])
def test_an_empty_selector_is_filled(selector):
    text = HEAD.replace("{matchLabels: {app: agent}}", selector)
    filled = {
        "{}": "\n    matchLabels:\n      app: agent",
        "{matchExpressions: []}": " {matchExpressions: [], matchLabels: {app: agent}}",
    }
    after = filled.get(selector, " {matchLabels: {app: agent}}")
    changed("DS103", f"selector: {selector}", f"selector:{after}", text)


ROLLING = SELECTOR + "  updateStrategy: {rollingUpdate: %s}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{maxSurge: 1, maxUnavailable: null}", "{maxSurge: 1, maxUnavailable: 0}"),
        ('{maxUnavailable: "0", maxSurge: "1"}', "{maxUnavailable: 0, maxSurge: 1}"),
        ("{maxSurge: 200%, maxUnavailable: 0}", "{maxSurge: 100%, maxUnavailable: 0}"),
    ],
    ids=["null", "quoted", "too much"],
)
def test_a_rollout_with_one_way_out(before, after):
    changed("DS107", before, after, HEAD.replace(SELECTOR, ROLLING % before))


@pytest.mark.parametrize(
    "rolling",
    ["{maxSurge: 1, maxUnavailable: 1}", "{maxUnavailable: 0}", "{maxUnavailable: '010'}", "{maxUnavailable: -1}"],
)
def test_a_rollout_with_two_ways_out_has_no_fix(rolling):
    left("DS107", HEAD.replace(SELECTOR, ROLLING % rolling))


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("DS112", "[{effect: NoSchedule}]", "[{effect: NoSchedule, operator: Exists}]"),
        ("DS112", "[{key: a, operator: Exsits}]", "[{key: a, operator: Exists}]"),
        ("DS114", "[{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]", "[{name: a, emptyDir: {}}]"),
        ("DS117", "{memory: 2 cores}", "{memory: 2}"),
        ("DS117", "{memory: '2 cores'}", "{memory: '2'}"),
        ("DS199", "ClusterFirstwithHostNet", "ClusterFirstWithHostNet"),
    ],
)
def test_a_fix_in_a_pod(rule, before, after):
    field = {"DS112": "tolerations: ", "DS114": "volumes: ", "DS117": "overhead: ", "DS199": "dnsPolicy: "}
    changed(rule, before, after, pod(f"{field[rule]}{before}"))


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("DS112", "tolerations: [{operator: Equal}]"),
        ("DS112", "tolerations: [{effect: NoSchedule, value: a}]"),
        ("DS112", "tolerations: [{key: a, operator: Exists, value: b}]"),
        ("DS112", "tolerations: [{key: a, effect: NoSchedule, tolerationSeconds: 3, operator: Exists}]"),
        ("DS114", "volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {medium: Memory}}]"),
        ("DS114", "initContainers: [{name: agent, image: registry.example/agent:1.4}]"),
        ("DS199", "dnsPolicy: ClusterFrist"),
        ("DS199", "dnsPolicy: ${POLICY}"),
        ("DS117", "overhead: {memory: much}"),
    ],
)
def test_what_leaves_a_choice_has_no_fix(rule, fields):
    left(rule, pod(fields))


def test_a_toleration_in_an_annotation_is_left_alone():
    tolerations = '\'[{"key": "a", "operator": "exists"}, {"effect": "NoSchedule", "operator": "Equal"}]\''
    annotations = f"annotations: {{scheduler.alpha.kubernetes.io/tolerations: {tolerations}}}"
    left("DS112", HEAD.replace(LABELS, f"{{labels: {{app: agent}}, {annotations}}}"))


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("terminationGracePeriodSeconds: '30'", "terminationGracePeriodSeconds: 30"),
        ("terminationGracePeriodSeconds: 30s", "terminationGracePeriodSeconds: 30"),
        ("hostNetwork: 'Yes'", "hostNetwork: true"),
        ("hostNetwork: 'false'", "hostNetwork: false"),
        ("nodeName: 012", 'nodeName: "012"'),
        ("nodeSelector: {a: 'b', c: 1.30}", "nodeSelector: {a: 'b', c: '1.30'}"),
        ("nodeName: 012\nschedulerName: 'x'", "nodeName: '012'\n      schedulerName: 'x'"),
        ("nodeSelector: {a: on # why\n          }", 'nodeSelector: {a: "on" # why\n          }'),
    ],
)
def test_a_value_of_the_wrong_type_is_written_as_it_was_meant(written, mended):
    text = pod(written.replace("\n          ", "\n    "))
    changed("DS110", written.replace("\ns", "\n      s"), mended, text)


@pytest.mark.parametrize("written", ["priority: '010'", "priority: 30s", "priority: 1.5", "hostNetwork: 1"])
def test_a_value_of_the_wrong_type_that_may_be_read_in_two_ways_has_no_fix(written):
    left("DS110", pod(written))


@pytest.mark.parametrize(
    ("field", "behind"),
    [
        ("hostPID: true", "    spec:\n"),
        ("nodeName: 'n'", "    spec:\n"),
        ("tolerations: [{operator: 'Exists'}]", HEAD),
        ("tolerations:\n  - operator: Exists", HEAD),
    ],
    ids=["one value in front", "as it is quoted", "in brackets behind the others", "in lines"],
)
def test_a_field_moves_to_where_it_belongs(field, behind):
    text = HEAD.replace("spec:\n  selector", f"spec:\n  {field}\n  selector")
    lines = "".join(f"      {line.removeprefix('  ')}\n" for line in field.splitlines())
    outcome = fixed(text, "DS109")
    assert outcome.source.text == HEAD.replace(behind, f"{behind}{lines}")
    assert outcome.failed == []


def test_a_field_moves_into_the_only_container_but_not_into_one_of_two():
    one = pod("ports: [{containerPort: 80}]")
    assert fixed(one, "DS109").source.text == HEAD.replace("1.4}", "1.4, ports: [{containerPort: 80}]}")
    left("DS109", one.replace("agent:1.4}]", "agent:1.4}, {name: b, image: i}]"))


def test_a_field_does_not_move_to_where_there_is_one_already():
    outcome = fixed(pod("hostPID: true").replace("spec:\n  selector", "spec:\n  hostPID: false\n  selector"), "DS109")
    assert outcome.applied == []
    assert held("DS109", outcome) == ["the key is there already"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("serviceAcountName: a\nserviceAccount: a", "serviceAccountName: a"),
        ("serviceAccount: a\nserviceAcountName: a", "serviceAccountName: a"),
        ("serviceAcountName: a\nserviceAccount: b", "serviceAccountName: a"),
        ("serviceAcountName: a\nserviceAccountName: a", "serviceAccountName: a"),
        ("serviceAcountName: b\nserviceAccountName: a", "serviceAcountName: b\nserviceAccountName: a"),
    ],
    ids=["the old name too", "the old name first", "another one by the old name", "the right name too", "two accounts"],
)
def test_a_misspelt_service_account_ends_in_the_right_name_alone(before, after):
    outcome = fixed(pod(before), "DS109,DS304")
    assert outcome.source.text == pod(after)
    assert outcome.failed == []


def test_a_part_of_a_daemonset_has_no_fix(tmp_path):
    (tmp_path / "kustomization.yaml").write_text("patches: [{path: patch.yaml}]\n", encoding="utf-8")
    patch = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  template:
    spec:
      hostNetwrok: true
      restartPolicy: Never
      nodeSelector: {a: yes}
      volumes: [{name: a, secret: {defaultMode: 400}}]
"""
    for rule, count in (("DS109", 1), ("DS110", 1), ("DS104", 0), ("DS006", 1)):
        found = fixed(patch, rule, path=str(tmp_path / "patch.yaml")).report.findings
        assert [finding.fix for finding in found if finding.rule == rule] == [None] * count
    mended = patch.replace("      nodeSelector: {a: yes}\n", "")
    found = fixed(mended, "DS104", path=str(tmp_path / "patch.yaml")).report.findings
    assert [finding.fix for finding in found if finding.rule == "DS104"] == [None]


def test_errors_that_the_server_comes_to_only_now_do_not_speak_against_a_fix():
    text = pod("restartPolicy: Never\nnodeSelector: {a: yes}").replace("labels: {app: agent}", "labels: {app: x}")
    outcome = fixed(text, "DS110")
    assert outcome.source.text == text.replace("yes", '"yes"')
    assert sorted(finding.rule for finding in outcome.report.findings if finding.reason) == ["DS101", "DS104"]


def test_quotes_that_make_an_invalid_value_are_not_put():
    outcome = fixed(pod("nodeSelector: {a: 1e+5}"), "DS110")
    assert held("DS110", outcome) == ['it would bring DS111: node selector a 1e+5 contains "+"']
    assert outcome.applied == []


def test_what_moves_keeps_its_look():
    volumes = """\
  volumes:
  - name: a
    secret: {defaultMode: 0400, secretName: 'a'}
  - emptyDir: {}
    name: "b"
"""
    text = HEAD.replace("spec:\n  selector", f"spec:\n{volumes}  selector")
    moved = "".join(f"    {line}\n" for line in volumes.splitlines())
    assert fixed(text, "DS109").source.text == HEAD + moved


def test_a_text_of_several_lines_does_not_move():
    script = "  securityContext:\n    seLinuxOptions:\n      user: |\n        a\n        b\n"
    left("DS109", HEAD.replace("spec:\n  selector", f"spec:\n{script}  selector"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("command: /bin/agent", "command: [/bin/agent]"),
        ('args: "-v"', 'args: ["-v"]'),
        ("args: a,b", 'args: ["a,b"]'),
    ],
)
def test_a_single_word_becomes_a_list(before, after):
    containers = f"\n      - name: agent\n        image: registry.example/agent:1.4\n        {before}"
    text = HEAD.replace(" [{name: agent, image: registry.example/agent:1.4}]", containers)
    changed("DS110", before, after, text)


def test_a_command_with_blanks_may_be_meant_for_a_shell():
    left("DS110", pod("").replace("1.4}]", "1.4, command: sleep 5}]"))


@pytest.mark.parametrize(
    ("strategy", "fits"),
    [
        ("{type: RollingUpdate}", True),
        ("{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", True),
        ("{rollingUpdate: {maxSurge: 0, maxUnavailable: 30%}}", True),
        ("{type: Recreate}", False),
        ("{rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}", False),
        ("{rollingUpdate: {maxSurge: 1}}", False),
        ("{rollingUpdate: {maxUnavailable: 0}}", False),
    ],
)
def test_the_strategy_of_a_deployment_is_renamed_where_a_daemonset_can_have_it(strategy, fits):
    text = HEAD.replace("spec:\n  selector", f"spec:\n  strategy: {strategy}\n  selector")
    if fits:
        changed("DS109", "  strategy:", "  updateStrategy:", text)
    else:
        left("DS109", text)
