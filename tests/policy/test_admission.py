"""The cluster's admission policies as rules: what is found, where, and what is not decided."""

import json

import pytest

from dslint import Options
from dslint.run import check_text
from tests.checkout import ROOT

from .policies import API, DAEMONSETS, PODS, TEXT, binding, policy

ADMISSION = sorted(
    path for path in (ROOT / "examples" / "admission").glob("*.yaml") if not path.name.endswith(".test.yaml")
)
pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")


def report(tmp_path, *objects, text=TEXT, **options):
    path = tmp_path / "policies.yaml"
    path.write_text("\n---\n".join(json.dumps(one, indent=1) for one in objects), encoding="utf-8")
    given = {"select": ("policy",), "no_config": True, **options}
    return check_text(text, options=Options(policies=(str(path),), **given))


def told(report):
    return [(one.rule, one.severity, one.message, one.at.start.line, one.at.start.column) for one in report.findings]


@pytest.mark.parametrize(("action", "severity"), [("Deny", "error"), ("Warn", "warning"), ("Audit", "info")])
def test_the_severity_is_the_bindings(tmp_path, action, severity):
    found = report(tmp_path, policy("object.metadata.name == 'x'"), binding(action))
    assert told(found) == [("policy/p", severity, "not like this", 4, 9)]


def test_a_policy_about_pods_is_asked_about_the_pod_of_the_daemonset(tmp_path):
    expression = "object.spec.containers.all(c, c.name != 'second') && object.metadata.name == 'agent-xxxxx'"
    found = report(tmp_path, policy(expression, PODS), binding())
    assert told(found) == [("policy/p", "error", "pods are refused: not like this", 24, 17)]


def test_the_pod_tolerates_what_the_controller_adds(tmp_path):
    expression = "!object.spec.tolerations.exists(t, t.key == 'node.kubernetes.io/not-ready')"
    (one,) = report(tmp_path, policy(expression, PODS), binding()).findings
    assert one.message == "pods are refused: not like this"


def test_what_refuses_the_daemonset_is_not_told_of_its_pods_again(tmp_path):
    assert len(report(tmp_path, policy("false", DAEMONSETS, PODS), binding()).findings) == 1


def test_of_several_bindings_the_strictest_counts(tmp_path):
    def named(name, *actions):
        return {**binding(*actions), "metadata": {"name": name}}

    found = report(tmp_path, policy("false"), named("a", "Audit"), named("b", "Deny", "Audit"), named("c", "Warn"))
    assert told(found) == [("policy/p", "error", "not like this", 4, 9)]


def test_pods_that_are_refused_are_told_rather_than_a_warning_about_the_daemonset(tmp_path):
    pods = {**binding("Deny", matchResources={"resourceRules": [PODS]}), "metadata": {"name": "pods"}}
    found = report(tmp_path, policy("false", DAEMONSETS, PODS), binding("Warn"), pods)
    assert told(found) == [("policy/p", "error", "pods are refused: not like this", 4, 9)]


def test_what_the_server_says_is_not_cut(tmp_path):
    expression = "object.spec.template.spec.hostNetwork == true && object.spec.tempalte.spec.containers.size() == 1"
    (one,) = report(tmp_path, policy(expression), binding()).findings
    assert one.message == f"expression '{expression}' resulted in error: no such key: tempalte"


TERMS = "object.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"


def test_which_node_a_pod_is_for_is_not_guessed(tmp_path):
    asks = policy("variables.t.all(t, t.matchFields[0].values[0].startsWith('worker'))", PODS,
                  variables=[{"name": "t", "expression": TERMS}])  # fmt: skip
    found = report(tmp_path, asks, binding())
    assert found.findings == []
    assert found.remarks[-1] == "policy/p is not decided for 1 DaemonSet: no file says which node a pod is for"
    known = report(tmp_path, policy(f"{TERMS}.all(t, t.matchFields[0].key != 'metadata.name')", PODS), binding())
    assert [one.message for one in known.findings] == ["pods are refused: not like this"]


def test_the_expression_is_the_second_place(tmp_path):
    (one,) = report(tmp_path, policy("false"), binding()).findings
    (second,) = one.related
    assert second.source.text[second.span.start : second.span.end] == "false"


@pytest.mark.parametrize(
    ("objects", "reason"),
    [
        pytest.param(
            [policy("request.userInfo.username == 'a'"), binding()],
            "policy/p is not decided for 1 DaemonSet: no file says what request.userInfo is",
            id="who asks",
        ),
        pytest.param(
            [policy("authorizer.group('').resource('pods').check('get').allowed()"), binding()],
            "policy/p is not decided for 1 DaemonSet: no file says what authorizer is",
            id="what who asks may",
        ),
        pytest.param(
            [policy("false", constraints={"namespaceSelector": {"matchLabels": {"env": "prod"}}}), binding()],
            "policy/p is not decided for 1 DaemonSet: nothing says which labels the namespace has (default)",
            id="a namespace that is not there",
        ),
        pytest.param(
            [
                policy("false", paramKind={"apiVersion": "v1", "kind": "ConfigMap"}),
                binding(paramRef={"name": "a", "parameterNotFoundAction": "Deny"}),
            ],
            "policy/p is not decided for 1 DaemonSet: no ConfigMap is among the files",
            id="parameters that are not there",
        ),
        pytest.param([policy("false")], "policy/p is not decided: no binding names the policy", id="no binding"),
    ],
)
def test_what_no_file_says_is_told_once_and_never_guessed(tmp_path, objects, reason):
    found = report(tmp_path, *objects)
    assert found.findings == []
    assert [note for note in found.remarks if "policy/p" in note] == [reason]


def test_a_namespace_and_parameters_of_the_folder_are_known(tmp_path):
    found = report(
        tmp_path,
        policy(
            "object.metadata.name in params.data",
            constraints={"namespaceSelector": {"matchLabels": {"env": "prod"}}},
            paramKind={"apiVersion": "v1", "kind": "ConfigMap"},
        ),
        binding(paramRef={"name": "a", "parameterNotFoundAction": "Deny"}),
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default", "labels": {"env": "prod"}}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"other": "x"}},
    )
    assert [one.message for one in found.findings] == ["not like this"]


def test_a_policy_that_the_server_would_not_store_fails_the_run_and_the_others_run(tmp_path):
    broken = {**policy("object.spec =="), "metadata": {"name": "broken"}}
    found = report(tmp_path, broken, policy("false"), binding())
    assert [one.rule for one in found.findings] == ["policy/p"]
    (error,) = found.errors
    assert "the API server rejects the ValidatingAdmissionPolicy broken" in error


@pytest.mark.parametrize(
    ("group", "kind", "words"),
    [
        (API, "MutatingAdmissionPolicy", "is not applied; what it adds to pods never adds a node"),
        ("kyverno.io/v1", "ClusterPolicy", "kyverno apply"),
        ("constraints.gatekeeper.sh/v1beta1", "K8sRequiredLabels", "gator test"),
        ("policies.kyverno.io/v1", "MutatingPolicy", "is not applied"),
    ],
)
def test_policies_that_are_not_evaluated_are_named(tmp_path, group, kind, words):
    found = report(tmp_path, {"apiVersion": group, "kind": kind, "metadata": {"name": "other"}}, select=())
    assert [note for note in found.remarks if note.startswith("other: ") and words in note]


def kyverno(expression, *rules, **spec):
    one = policy(expression, *rules, **spec)
    spec = {"validationActions": ["Audit"], **one["spec"]}
    return {**one, "apiVersion": "policies.kyverno.io/v1", "kind": "ValidatingPolicy", "spec": spec}


def test_a_policy_of_kyverno_is_evaluated_where_it_asks_for_no_more(tmp_path):
    assert told(report(tmp_path, kyverno("object.metadata.name == 'x'"))) == [
        ("policy/p", "info", "not like this", 4, 9)
    ]
    other = report(tmp_path, kyverno("resource.Get('v1', 'pods', 'a', 'b') == null"))
    assert other.findings == []
    assert any("Kyverno knows more than the API server" in note and "resource" in note for note in other.remarks)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "not like this"),  # of a policy that names no controllers Kyverno makes rules for all of them
        ({"autogen": {"podControllers": {"controllers": ["jobs", "daemonsets"]}}}, "not like this"),
        (
            {"constraints": {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "default"}}}},
            "not like this",
        ),
        ({"autogen": {"podControllers": {"controllers": ["deployments"]}}}, "pods are refused: not like this"),
        ({"autogen": {"podControllers": {"controllers": []}}}, "pods are refused: not like this"),
    ],
)
def test_a_policy_of_kyverno_about_pods_is_one_about_their_controllers_too(tmp_path, changes, words):
    expression = "object.spec.containers.all(c, c.name != 'second')"
    one = kyverno(expression, PODS, validationActions=["Deny"], **changes)
    assert told(report(tmp_path, one)) == [("policy/p", "error", words, 24, 17)]


@pytest.mark.parametrize(
    "rule",
    [
        {**PODS, "resourceNames": ["agent-xxxxx"]},
        {**PODS, "resources": ["pods", "services"]},
        {**PODS, "apiGroups": ["*"]},
    ],
)
def test_a_policy_of_kyverno_that_says_more_of_its_pods_is_about_pods_alone(tmp_path, rule):
    found = told(report(tmp_path, kyverno("object.metadata.name == 'agent'", rule)))
    assert [one[2] for one in found] in ([], ["pods: not like this"])
    assert bool(found) == ("resourceNames" not in rule)


def test_what_kyverno_makes_of_a_policy_keeps_the_name_of_the_object(tmp_path):
    expression = "object.metadata.name.startsWith('agent') && object.metadata.namespace == 'default'"
    assert report(tmp_path, kyverno(expression, PODS)).findings == []
    other = report(tmp_path, kyverno("object.metadata.labels.app == 'other'", PODS))
    assert told(other) == [("policy/p", "info", "not like this", 11, 14)]


def test_a_policy_of_kyverno_of_a_wrong_type_is_named_with_the_field(tmp_path):
    found = report(tmp_path, kyverno(["true"], PODS))
    assert found.findings == []
    why = "spec.validations.0.expression: takes a text, not a list"
    assert f"policy/p is not decided: {why}" in found.remarks


@pytest.mark.parametrize("evaluation", [{"mode": "JSON"}, {"admission": {"enabled": False}}])
def test_a_policy_of_kyverno_that_is_not_asked_is_named(tmp_path, evaluation):
    found = report(tmp_path, kyverno("false", PODS, evaluation=evaluation))
    assert found.findings == []
    assert [note for note in found.remarks if note.startswith("policy/p is not decided: it is ")]


@pytest.mark.parametrize(
    ("objects", "place", "words"),
    [
        ([policy(["true"]), binding()], ":28:5: ", "spec.validations.0.expression: takes a text, not a list"),
        ([policy("true"), binding(paramRef="strict")], ":46:15: ", "spec.paramRef: takes a mapping, not a text"),
        ([policy("true", constraints={"resourceRules": "all"}), binding()], ":9:21: ", "takes a list, not a text"),
    ],
)
def test_a_policy_of_wrong_types_is_told_with_its_place(tmp_path, objects, place, words):
    (error,) = report(tmp_path, *objects).errors
    assert place in error
    assert words in error


def test_a_comment_and_the_command_line_take_the_name_of_the_policy(tmp_path):
    text = TEXT.replace("name: agent\nspec", "name: agent # dslint: ignore[policy/p] agreed\nspec")
    found = report(tmp_path, policy("object.metadata.name == 'x'"), binding(), text=text)
    assert (found.findings, len(found.suppressed)) == ([], 1)
    quiet = report(tmp_path, policy("false"), binding(), select=(), ignore=("policy/p",))
    assert [one for one in quiet.findings if one.rule == "policy/p"] == []


@pytest.mark.parametrize("path", ADMISSION, ids=lambda path: path.stem)
def test_the_policies_to_start_from_refuse_what_they_say(path):
    text = TEXT.replace("hostNetwork: true", "hostNetwork: true\n      volumes: [{name: a, hostPath: {path: /etc}}]")
    found = check_text(text, options=Options(policies=(str(path),), select=("policy",), no_config=True))
    assert found.errors == []
    assert len(found.findings) == 1, found.remarks


def _nested(levels):
    text = "true"
    for level in range(levels):
        text = f"[0,1,2,3,4,5,6,7,8,9].all(v{level}, {text})"
    return text


GROWING = [{"name": "v0", "expression": "'aaaaaaaaaa'"}] + [
    {"name": f"v{n}", "expression": " + ".join([f"variables.v{n - 1}"] * 10)} for n in range(1, 12)
]
REFUSED, UNDECIDED = "errors", "remarks"


@pytest.mark.parametrize(
    ("expression", "variables", "where", "said"),
    [
        pytest.param(_nested(8), [], UNDECIDED, "evaluation takes more steps than are made here", id="10⁸ steps"),
        pytest.param(f"'{'a' * (1 << 20)}' == 'x'", [], REFUSED, "longer than 100,000 characters", id="1 MB"),
        pytest.param("(" * 5000 + "true" + ")" * 5000, [], UNDECIDED, "nested deeper than", id="deep parentheses"),
        pytest.param("object" + ".a" * 20_000, [], UNDECIDED, "nested deeper than", id="deep fields"),
        pytest.param("'a'.matches('a{1000}{1000}')", [], REFUSED, "invalid regular expr", id="a pattern that explodes"),
        pytest.param("lists.range(100000000).size() == 0", [], UNDECIDED, "longer lists than", id="a long list"),
        pytest.param(
            f"'{'a' * 2000}'.replace('a', '{'b' * 2000}') == ''", [], UNDECIDED, "longer texts than", id="a long text"
        ),
        pytest.param("variables.v11 == ''", GROWING, UNDECIDED, "variables grow larger", id="variables that grow"),
        pytest.param(
            "variables.a",
            [{"name": "a", "expression": "variables.b"}, {"name": "b", "expression": "variables.a"}],
            REFUSED,
            "spec.variables.0.expression: undeclared reference to 'variables.b'",
            id="variables in a circle",
        ),
    ],
)
def test_a_hostile_policy_is_bounded_and_told_and_the_others_run(tmp_path, expression, variables, where, said):
    good = {**policy("false"), "metadata": {"name": "good"}}
    bound = {**binding(policyName="good"), "metadata": {"name": "good"}}
    found = report(tmp_path, policy(expression, variables=variables), binding(), good, bound)
    assert [one.rule for one in found.findings] == ["policy/good"]
    (text,) = (text for text in getattr(found, where) if "policy/p" in text or "ValidatingAdmissionPolicy p:" in text)
    assert said in text


def test_a_pattern_that_takes_python_for_ever_takes_no_time(tmp_path):
    found = report(tmp_path, policy(f"'{'a' * 5000}!'.matches('^(a+)+$')"), binding())
    assert [one.rule for one in found.findings] == ["policy/p"]
