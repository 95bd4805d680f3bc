"""Hand-made policies that are odd: values of another type, names that are nearly right, what fails where nobody looks."""

from .policy_cases import RULES, binding, policy

FALSE = "object.metadata.name == 'nobody'"
DAEMONSETS, PODS = RULES
REGISTRY = {"apiVersion": "acme.example/v1", "kind": "Registry"}
BROKEN = [{"name": "v", "expression": "object.nope.x"}]


def matching(**fields):
    return policy([FALSE], matchConstraints={"resourceRules": RULES, **fields})


def ruled(**fields):
    return policy([FALSE], matchConstraints={"resourceRules": [{**PODS, **fields}]})


def ref(**fields):
    return binding(paramRef={"parameterNotFoundAction": "Deny", **fields})


def audited(expression, **fields):
    return policy(["true"], auditAnnotations=[{"key": "k", "valueExpression": expression}], **fields)


ODD = {
    # by name: policy and its bindings
    "types: an expression that is a list": (policy([{"expression": [FALSE]}]),),
    "types: a message that is a number": (policy([{"expression": FALSE, "message": 1}]),),
    "types: validations that are a mapping": (policy([], validations={"expression": FALSE}),),
    "types: a validation that is a text": (policy([], validations=[FALSE]),),
    "types: conditions that are a mapping": (policy([FALSE], matchConditions={"name": "a"}),),
    "types: variables that are a mapping": (policy([FALSE], variables={"a": "1"}),),
    "types: resources that are a text": (ruled(resources="pods"),),
    "types: a resource that is a list": (ruled(resources=[["pods"]]),),
    "types: a group that is a mapping": (ruled(apiGroups=[{"a": "b"}]),),
    "types: a scope that is true": (ruled(scope=True),),
    "types: rules that are a text": (policy([FALSE], matchConstraints={"resourceRules": "apps"}),),
    "types: a selector that is a list": (matching(objectSelector=["a"]),),
    "types: a label that is a number": (matching(objectSelector={"matchLabels": {"a": 1}}),),
    "types: a key that is a list": (
        matching(namespaceSelector={"matchExpressions": [{"key": ["a"], "operator": "Exists"}]}),
    ),
    "types: a failure policy that is true": (policy([FALSE], failurePolicy=True),),
    "types: an annotation that is a list": (audited(["a"]),),
    "types: a kind of parameters that is a text": (policy([FALSE], paramKind="ConfigMap"),),
    "types: an action that is a number": (policy([FALSE]), binding(validationActions=[1])),
    "types: actions that are a text": (policy([FALSE]), binding(validationActions="Deny")),
    "types: a reference that is a text": (policy(["true"], paramKind=REGISTRY), binding(paramRef="strict")),
    "types: a name that is a mapping": (policy(["true"], paramKind=REGISTRY), ref(name={"a": "b"})),
    "null: an operation": (ruled(operations=[None]),),
    "null: a group": (ruled(apiGroups=[None]),),
    "null: a name of a resource": (ruled(resourceNames=[None]),),
    "null: a validation": (policy([], validations=[None]),),
    "null: a selector and its labels": (matching(objectSelector={"matchLabels": None}, namespaceSelector=None),),
    "null: a label": (matching(objectSelector={"matchLabels": {"team": None}}),),
    "unknown: fields": (policy([FALSE], colour="red", validations=[{"expression": FALSE, "colour": "red"}]),),
    "reason: of another status": (policy([{"expression": FALSE, "reason": "Unauthorized"}]),),
    "reason: empty": (policy([{"expression": FALSE, "reason": ""}]),),
    "match: empty name of a resource": (ruled(resourceNames=[""]),),
    "match: groups with a star": (ruled(apiGroups=["*", ""]),),
    "match: parts of every kind": (
        policy([FALSE], matchConstraints={"resourceRules": [{**DAEMONSETS, "resources": ["daemonsets/*"]}]}),
    ),
    "match: an earlier version, exactly": (
        policy(
            [FALSE],
            matchConstraints={"matchPolicy": "Exact", "resourceRules": [{**DAEMONSETS, "apiVersions": ["v1beta2"]}]},
        ),
    ),
    "match: an earlier version, equivalent": (
        policy(
            [FALSE],
            matchConstraints={
                "matchPolicy": "Equivalent",
                "resourceRules": [{**DAEMONSETS, "apiVersions": ["v1beta2"]}],
            },
        ),
    ),
    "match: excluded by name": (matching(excludeResourceRules=[{**DAEMONSETS, "resourceNames": ["agent", "odd"]}]),),
    "match: an environment that is not named": (
        matching(namespaceSelector={"matchExpressions": [{"key": "env", "operator": "NotIn", "values": ["prod"]}]}),
    ),
    "conditions: two that fail and one that is false": (
        policy(
            [FALSE],
            matchConditions=[
                {"name": "a", "expression": "object.nope.x == 1"},
                {"name": "b", "expression": "object.nope.y == 1"},
                {"name": "c", "expression": "false"},
            ],
        ),
    ),
    "conditions: with a prefix and space around": (
        policy([FALSE], matchConditions=[{"name": "a.example/b", "expression": "  has(object.spec)\n"}]),
    ),
    "conditions: of a variable": (
        policy([FALSE], variables=BROKEN, matchConditions=[{"name": "a", "expression": "variables.v"}]),
    ),
    "variables: broken behind what decides": (
        policy(["true || variables.v", "variables.v || true", "has(variables.v)"], variables=BROKEN),
    ),
    "variables: broken on a way that is not gone": (
        policy(["has(object.nope) ? variables.v : true"], variables=BROKEN),
    ),
    "variables: broken through another": (
        policy(
            ["[1, 2].exists(i, i == 2 || variables.w == 1)"],
            variables=[*BROKEN, {"name": "w", "expression": "variables.v + 1"}],
        ),
    ),
    "message: of a line and space around": (
        policy([{"expression": FALSE, "messageExpression": "'  a \\n'", "message": "text"}]),
    ),
    "message: of a line by itself": (policy([{"expression": FALSE, "messageExpression": "'a\\rb'"}]),),
    "message: empty expression value by itself": (policy([{"expression": FALSE, "messageExpression": "''"}]),),
    "message: of letters beyond ASCII": (
        policy([{"expression": FALSE, "messageExpression": "'Ünï ' + object.metadata.namespace + ' \\u2028'"}]),
    ),
    "failure: ignored beside what is false": (policy(["object.nope.x == 1", FALSE], failurePolicy="Ignore"),),
    "audit: a broken one that is ignored": (audited("string(object.nope)", failurePolicy="Ignore"),),
    "audit: null where something is missing": (audited("has(object.nope) ? 'x' : null"),),
    "params: none of a name, ignored": (
        policy([FALSE], paramKind=REGISTRY, failurePolicy="Ignore"),
        ref(name="nobody"),
    ),
    "params: every one": (policy(["params.spec.most > 5"], paramKind=REGISTRY), ref(selector={})),
    "bindings: one that warns and one of an environment": (
        policy([{"expression": FALSE, "message": "no"}]),
        binding("x", validationActions=["Warn"]),
        binding("y", matchResources={"namespaceSelector": {"matchLabels": {"env": "prod"}}}),
    ),
}
