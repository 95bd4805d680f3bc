"""Policies and bindings by the fields that they are about; what is refused is said by the recorded answers."""

from .policy_cases import RULES, binding, policy

FALSE, TRUE, BROKEN = "false", "true", "object.nope == 1"
SETS, PODS = RULES


def rules(*changed, **fields):
    return {"resourceRules": [{**(changed[0] if changed else SETS), **fields}]}


def constraints(**fields):
    return policy([FALSE], matchConstraints={"resourceRules": RULES, **fields})


def said(**fields):
    return policy([{"expression": FALSE, **fields}])


def params(kind="Registry", version="acme.example/v1", expressions=("false",), **fields):
    return policy(list(expressions), paramKind={"apiVersion": version, "kind": kind}, **fields)


def ref(**fields):
    return binding(paramRef={"parameterNotFoundAction": "Deny", **fields})


ENV = {"matchLabels": {"env": "prod"}}
SPECS = {
    "failure policy: Ignore": (policy([BROKEN], failurePolicy="Ignore"),),
    "failure policy: Fail": (policy([BROKEN], failurePolicy="Fail"),),
    "failure policy: Ignore denies what is false": (policy([FALSE], failurePolicy="Ignore"),),
    "failure policy: something else": (policy([FALSE], failurePolicy="Never"),),
    "constraints: none": (policy([FALSE], matchConstraints=None),),
    "constraints: no rules": (policy([FALSE], matchConstraints={}),),
    "constraints: empty rules": (policy([FALSE], matchConstraints={"resourceRules": []}),),
    "constraints: any resource": (
        policy([FALSE], matchConstraints=rules(apiGroups=["*"], apiVersions=["*"], resources=["*"])),
    ),
    "constraints: any resource and part": (
        policy([FALSE], matchConstraints=rules(apiGroups=["*"], resources=["*/*"])),
    ),
    "constraints: part": (policy([FALSE], matchConstraints=rules(resources=["daemonsets/status"])),),
    "constraints: all parts": (policy([FALSE], matchConstraints=rules(resources=["daemonsets/*"])),),
    "constraints: parts of anything": (policy([FALSE], matchConstraints=rules(resources=["*/status"])),),
    "constraints: other resource": (policy([FALSE], matchConstraints=rules(resources=["deployments"])),),
    "constraints: other group": (policy([FALSE], matchConstraints=rules(apiGroups=["extensions"])),),
    "constraints: other version": (policy([FALSE], matchConstraints=rules(apiVersions=["v1beta2"])),),
    "constraints: only update": (policy([FALSE], matchConstraints=rules(operations=["UPDATE"])),),
    "constraints: any operation": (policy([FALSE], matchConstraints=rules(operations=["*"])),),
    "constraints: star and more operations": (policy([FALSE], matchConstraints=rules(operations=["*", "CREATE"])),),
    "constraints: no operation": (policy([FALSE], matchConstraints=rules(operations=[])),),
    "constraints: odd operation": (policy([FALSE], matchConstraints=rules(operations=["create"])),),
    "constraints: star and more groups": (policy([FALSE], matchConstraints=rules(apiGroups=["*", "apps"])),),
    "constraints: star and more resources": (policy([FALSE], matchConstraints=rules(resources=["*", "pods"])),),
    "constraints: star and parts": (policy([FALSE], matchConstraints=rules(resources=["*", "pods/status"])),),
    "constraints: a part twice": (policy([FALSE], matchConstraints=rules(resources=["pods/*", "pods/status"])),),
    "constraints: empty resource": (policy([FALSE], matchConstraints=rules(resources=[""])),),
    "constraints: no version": (policy([FALSE], matchConstraints=rules(apiVersions=[])),),
    "constraints: scope Namespaced": (policy([FALSE], matchConstraints=rules(scope="Namespaced")),),
    "constraints: scope Cluster": (policy([FALSE], matchConstraints=rules(scope="Cluster")),),
    "constraints: scope *": (policy([FALSE], matchConstraints=rules(scope="*")),),
    "constraints: odd scope": (policy([FALSE], matchConstraints=rules(scope="Any")),),
    "constraints: by name": (policy([FALSE], matchConstraints=rules(resourceNames=["agent"])),),
    "constraints: by another name": (policy([FALSE], matchConstraints=rules(resourceNames=["other"])),),
    "constraints: a name twice": (policy([FALSE], matchConstraints=rules(resourceNames=["a", "a"])),),
    "constraints: odd name": (policy([FALSE], matchConstraints=rules(resourceNames=["a/b"])),),
    "constraints: pods only": (policy([FALSE], matchConstraints=rules(PODS)),),
    "constraints: pods by name": (policy([FALSE], matchConstraints=rules(PODS, resourceNames=["agent-xxxxx"])),),
    "constraints: Exact": (constraints(matchPolicy="Exact"),),
    "constraints: Equivalent": (constraints(matchPolicy="Equivalent"),),
    "constraints: odd match policy": (constraints(matchPolicy="Similar"),),
    "constraints: Equivalent of another version": (
        policy([FALSE], matchConstraints={**rules(apiVersions=["v1beta1"]), "matchPolicy": "Equivalent"}),
    ),
    "constraints: excluded": (constraints(excludeResourceRules=[SETS]),),
    "constraints: excluded by name": (constraints(excludeResourceRules=[{**SETS, "resourceNames": ["agent"]}]),),
    "constraints: pods excluded": (constraints(excludeResourceRules=[PODS]),),
    "constraints: odd exclusion": (constraints(excludeResourceRules=[{**PODS, "operations": []}]),),
    "namespace: selected": (constraints(namespaceSelector=ENV),),
    "namespace: In": (
        constraints(namespaceSelector={"matchExpressions": [{"key": "env", "operator": "In", "values": ["dev"]}]}),
    ),
    "namespace: NotIn": (
        constraints(namespaceSelector={"matchExpressions": [{"key": "env", "operator": "NotIn", "values": ["dev"]}]}),
    ),
    "namespace: Exists": (constraints(namespaceSelector={"matchExpressions": [{"key": "env", "operator": "Exists"}]}),),
    "namespace: DoesNotExist": (
        constraints(namespaceSelector={"matchExpressions": [{"key": "env", "operator": "DoesNotExist"}]}),
    ),
    "namespace: by its name": (
        constraints(namespaceSelector={"matchLabels": {"kubernetes.io/metadata.name": "storage"}}),
    ),
    "namespace: empty": (constraints(namespaceSelector={}),),
    "namespace: odd operator": (
        constraints(namespaceSelector={"matchExpressions": [{"key": "env", "operator": "Is"}]}),
    ),
    "namespace: In without values": (
        constraints(namespaceSelector={"matchExpressions": [{"key": "env", "operator": "In"}]}),
    ),
    "namespace: odd value": (constraints(namespaceSelector={"matchLabels": {"env": "a b"}}),),
    "objects: selected": (constraints(objectSelector={"matchLabels": {"team": "storage"}}),),
    "objects: not selected": (
        constraints(objectSelector={"matchExpressions": [{"key": "team", "operator": "DoesNotExist"}]}),
    ),
    "objects: pods selected": (constraints(objectSelector={"matchLabels": {"app": "a"}}),),
    "conditions: true": (policy([FALSE], matchConditions=[{"name": "a", "expression": TRUE}]),),
    "conditions: false": (policy([FALSE], matchConditions=[{"name": "a", "expression": FALSE}]),),
    "conditions: broken": (policy([FALSE], matchConditions=[{"name": "a", "expression": BROKEN}]),),
    "conditions: broken and ignored": (
        policy([FALSE], matchConditions=[{"name": "a", "expression": BROKEN}], failurePolicy="Ignore"),
    ),
    "conditions: broken and false": (
        policy([FALSE], matchConditions=[{"name": "a", "expression": BROKEN}, {"name": "b", "expression": FALSE}]),
    ),
    "conditions: two broken": (
        policy(
            [FALSE],
            matchConditions=[{"name": "a", "expression": BROKEN}, {"name": "b", "expression": "object.other == 2"}],
        ),
    ),
    "conditions: the same twice": (
        policy([FALSE], matchConditions=[{"name": "a", "expression": BROKEN}, {"name": "b", "expression": BROKEN}]),
    ),
    "conditions: kind": (policy([FALSE], matchConditions=[{"name": "a", "expression": "object.kind == 'Pod'"}]),),
    "conditions: of variables": (
        policy(
            [FALSE],
            variables=[{"name": "x", "expression": TRUE}],
            matchConditions=[{"name": "a", "expression": "variables.x"}],
        ),
    ),
    "conditions: a name twice": (policy([FALSE], matchConditions=[{"name": "a", "expression": TRUE}] * 2),),
    "conditions: no name": (policy([FALSE], matchConditions=[{"expression": TRUE}]),),
    "conditions: odd name": (policy([FALSE], matchConditions=[{"name": "a b", "expression": TRUE}]),),
    "conditions: no expression": (policy([FALSE], matchConditions=[{"name": "a", "expression": " "}]),),
    "conditions: not a bool": (policy([FALSE], matchConditions=[{"name": "a", "expression": "1"}]),),
    "conditions: too many": (
        policy([FALSE], matchConditions=[{"name": f"a{i}", "expression": TRUE} for i in range(65)]),
    ),
    "conditions: blanks": (policy([FALSE], matchConditions=[{"name": "a", "expression": "  true\n"}]),),
    "message: text": (said(message="not like this"),),
    "message: blanks": (said(message="  not like this \t"),),
    "message: nothing": (said(message="  "),),
    "message: lines": (said(message="one\ntwo"),),
    "message: expression": (said(messageExpression="'name ' + object.metadata.name"),),
    "message: expression with blanks": (said(messageExpression="'  a  '"),),
    "message: broken expression": (said(messageExpression="object.nope"),),
    "message: broken expression of text": (said(messageExpression="'a' + object.nope"),),
    "message: broken expression and text": (said(message="text", messageExpression="string(object.nope)"),),
    "message: expression of lines": (said(message="text", messageExpression="'a\\nb'"),),
    "message: empty expression value": (said(message="text", messageExpression="' '"),),
    "message: expression of another type": (said(messageExpression="1"),),
    "message: expression says nothing": (said(messageExpression=" "),),
    "message: expression of the authorizer": (
        said(messageExpression="string(authorizer.group('').resource('a').check('b').allowed())"),
    ),
    "message: long": (
        said(message="text", messageExpression="[" + ",".join(["'" + "a" * 100 + "'"] * 60) + "].join()"),
    ),
    "message: of the expression": (policy(["  1 == 2\n"]),),
    "message: expression of variables": (
        policy(
            [{"expression": FALSE, "messageExpression": "variables.m"}],
            variables=[{"name": "m", "expression": "'v ' + object.metadata.namespace"}],
        ),
    ),
    "reason: Forbidden": (said(reason="Forbidden"),),
    "reason: odd": (said(reason="Because"),),
    "validations: several": (policy([TRUE, FALSE, BROKEN, {"expression": "1 == 2", "message": "no"}]),),
    "validations: none": (policy([], validations=None),),
    "validations: empty": (policy([]),),
    "validations: no expression": (policy([{"message": "a"}]),),
    "variables: of one another": (
        policy(
            ["variables.b == 'ax'"],
            variables=[{"name": "a", "expression": "'a'"}, {"name": "b", "expression": "variables.a + 'x'"}],
        ),
    ),
    "variables: in the wrong order": (
        policy([TRUE], variables=[{"name": "b", "expression": "variables.a"}, {"name": "a", "expression": "1"}]),
    ),
    "variables: of itself": (policy([TRUE], variables=[{"name": "a", "expression": "variables.a"}]),),
    "variables: in a circle": (
        policy(
            [TRUE], variables=[{"name": "a", "expression": "variables.b"}, {"name": "b", "expression": "variables.a"}]
        ),
    ),
    "variables: broken and unused": (policy([TRUE], variables=[{"name": "a", "expression": BROKEN}]),),
    "variables: broken": (policy(["variables.a"], variables=[{"name": "a", "expression": BROKEN}]),),
    "variables: broken by another": (
        policy(
            ["variables.b"],
            variables=[{"name": "a", "expression": BROKEN}, {"name": "b", "expression": "variables.a || false"}],
        ),
    ),
    "variables: odd name": (policy([TRUE], variables=[{"name": "a-b", "expression": TRUE}]),),
    "variables: reserved name": (policy([TRUE], variables=[{"name": "in", "expression": TRUE}]),),
    "variables: no name": (policy([TRUE], variables=[{"expression": TRUE}]),),
    "variables: no expression": (policy([TRUE], variables=[{"name": "a", "expression": ""}]),),
    "variables: a name twice": (
        policy(["variables.a"], variables=[{"name": "a", "expression": FALSE}, {"name": "a", "expression": TRUE}]),
    ),
    "variables: list": (
        policy(
            ["variables.c.all(c, c.image.startsWith('ghcr.io/'))"],
            variables=[
                {
                    "name": "c",
                    "expression": "object.kind == 'Pod' ? object.spec.containers : object.spec.template.spec.containers",
                }
            ],
        ),
    ),
    "variables: quantity": (
        policy(["variables.q.isLessThan(quantity('2'))"], variables=[{"name": "q", "expression": "quantity('1')"}]),
    ),
    "variables: quantity as something else": (
        policy(["variables.q + 1 == 2"], variables=[{"name": "q", "expression": "quantity('1')"}]),
    ),
    "variables: optional": (
        policy(
            ["variables.o.orValue('') == 'storage'"],
            variables=[{"name": "o", "expression": "object.metadata.?labels[?'team']"}],
        ),
    ),
    "annotations: text": (policy([TRUE], auditAnnotations=[{"key": "a", "valueExpression": "'x'"}]),),
    "annotations: alone": (
        policy([], validations=None, auditAnnotations=[{"key": "a", "valueExpression": "object.metadata.name + 'x'"}]),
    ),
    "annotations: broken": (policy([TRUE], auditAnnotations=[{"key": "a", "valueExpression": "string(object.nope)"}]),),
    "annotations: broken and ignored": (
        policy(
            [TRUE], failurePolicy="Ignore", auditAnnotations=[{"key": "a", "valueExpression": "string(object.nope)"}]
        ),
    ),
    "annotations: another type": (policy([TRUE], auditAnnotations=[{"key": "a", "valueExpression": "1"}]),),
    "annotations: null": (policy([TRUE], auditAnnotations=[{"key": "a", "valueExpression": "null"}]),),
    "annotations: a key twice": (policy([TRUE], auditAnnotations=[{"key": "a", "valueExpression": "'x'"}] * 2),),
    "annotations: odd key": (policy([TRUE], auditAnnotations=[{"key": "a b", "valueExpression": "'x'"}]),),
    "annotations: too many": (
        policy([TRUE], auditAnnotations=[{"key": f"a{i}", "valueExpression": "'x'"} for i in range(21)]),
    ),
    "annotations: long": (policy([TRUE], auditAnnotations=[{"key": "a", "valueExpression": "'" + "x" * 5200 + "'"}]),),
    "params: named": (params(expressions=["params.spec.hosts.size() == 1"]), ref(name="strict")),
    "params: not there": (params(), ref(name="nobody")),
    "params: not there and allowed": (params(), ref(name="nobody", parameterNotFoundAction="Allow")),
    "params: not there and ignored": (params(failurePolicy="Ignore"), ref(name="nobody")),
    "params: selected": (
        params(expressions=["params.spec.most > 5"]),
        ref(selector={"matchLabels": {"use": "policy"}}),
    ),
    "params: selected by everything": (params(expressions=["params.spec.most > 5"]), ref(selector={})),
    "params: selected by nothing": (params(), ref(selector={"matchLabels": {"use": "none"}})),
    "params: selected by nothing and allowed": (
        params(),
        ref(selector={"matchLabels": {"use": "none"}}, parameterNotFoundAction="Allow"),
    ),
    "params: name and selector": (params(), ref(name="strict", selector={})),
    "params: neither name nor selector": (params(), ref()),
    "params: no action": (params(), binding(paramRef={"name": "strict"})),
    "params: odd action": (params(), ref(name="strict", parameterNotFoundAction="Maybe")),
    "params: no reference": (params(expressions=["params == null"]), binding()),
    "params: no reference, but a field": (params(expressions=["params.spec.most > 5"]), binding()),
    "params: reference without kind": (policy([FALSE]), ref(name="strict")),
    "params: namespace of what has none": (params(), ref(name="strict", namespace="default")),
    "params: of the namespace": (params("ConfigMap", "v1", ["int(params.data.most) > 2"]), ref(name="limits")),
    "params: of another namespace": (
        params("ConfigMap", "v1", ["int(params.data.most) > 2"]),
        ref(name="limits", namespace="storage"),
    ),
    "params: selected in the namespace": (
        params("ConfigMap", "v1", ["int(params.data.most) > 2"]),
        ref(selector={"matchLabels": {"use": "policy"}}),
    ),
    "params: field that is missing": (
        params("ConfigMap", "v1", ["params.data.registry == 'ghcr.io/'"]),
        ref(name="limits", namespace="storage"),
    ),
    "params: in a condition": (
        params(matchConditions=[{"name": "a", "expression": "params.spec.most > 5"}]),
        ref(name="strict"),
    ),
    "params: in a message": (
        params(expressions=[{"expression": FALSE, "messageExpression": "'at most ' + string(params.spec.most)"}]),
        ref(name="strict"),
    ),
    "params: odd kind": (params("a b"), ref(name="strict")),
    "params: odd version": (params(version="a/b/c"), ref(name="strict")),
    "params: no version": (params(version=""), ref(name="strict")),
    "bindings: Warn": (policy([FALSE]), binding(validationActions=["Warn"])),
    "bindings: Audit": (policy([FALSE]), binding(validationActions=["Audit"])),
    "bindings: Deny and Audit": (policy([FALSE]), binding(validationActions=["Deny", "Audit"])),
    "bindings: Warn and Audit": (policy([FALSE]), binding(validationActions=["Warn", "Audit"])),
    "bindings: Deny and Warn": (policy([FALSE]), binding(validationActions=["Deny", "Warn"])),
    "bindings: no action": (policy([FALSE]), binding(validationActions=[])),
    "bindings: an action twice": (policy([FALSE]), binding(validationActions=["Deny", "Deny"])),
    "bindings: odd action": (policy([FALSE]), binding(validationActions=["Refuse"])),
    "bindings: two": (policy([FALSE]), binding("b1"), binding("b2", validationActions=["Warn"])),
    "bindings: of another policy": (policy([FALSE]), binding(policyName="q")),
    "bindings: of no policy": (policy([FALSE]), binding(policyName="")),
    "bindings: odd policy": (policy([FALSE]), binding(policyName="A B")),
    "bindings: resources": (policy([FALSE]), binding(matchResources=rules())),
    "bindings: any resource": (policy([FALSE]), binding(matchResources={})),
    "bindings: namespaces": (policy([FALSE]), binding(matchResources={"namespaceSelector": ENV})),
    "bindings: objects": (
        policy([FALSE]),
        binding(matchResources={"objectSelector": {"matchLabels": {"team": "storage"}}}),
    ),
    "bindings: excluded": (policy([FALSE]), binding(matchResources={"excludeResourceRules": [PODS]})),
    "bindings: odd resources": (policy([FALSE]), binding(matchResources={"matchPolicy": "Other"})),
    "bindings: odd selector": (
        policy([FALSE]),
        binding(matchResources={"objectSelector": {"matchExpressions": [{"key": "a", "operator": "No"}]}}),
    ),
    "names: odd": ({**policy([FALSE]), "metadata": {"name": "A_B"}}, binding(policyName="A_B")),
}
