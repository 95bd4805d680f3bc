"""DS613 and DS615: what the bindings of the input let an agent do in the API."""

import pytest

from dslint.kube.rbac import Grant, accounts, grants
from tests.checks.runs import found, manifest

ROLE = "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: {name}{space}}}\nrules: [{rule}]\n"
BINDING = (
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: it{space}}}\n"
    "roleRef: {{kind: {role}, name: {name}}}\nsubjects: [{subject}]\n"
)
AGENT = "{kind: ServiceAccount, name: agent, namespace: monitoring}"
ADMIN = "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}"
SECRETS = "{apiGroups: [''], resources: [secrets], verbs: [list]}"
WATCH = "{apiGroups: [''], resources: [pods], verbs: [list, watch]}"
NODE = "env:\n- name: NODE\n  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}"
LOGS = "volumes: [{name: v, hostPath: {path: /var/log/containers}}]"
ACCOUNT = "serviceAccountName: agent"


def role(rule, kind="ClusterRole", space=""):
    return ROLE.format(kind=kind, name="own", space=space, rule=rule)


def binding(subject=AGENT, name="own", kind="ClusterRoleBinding", role="ClusterRole", space=""):
    return BINDING.format(kind=kind, role=role, name=name, subject=subject, space=space)


def told(tmp_path, rule, *objects, container="", pod=f"{ACCOUNT}\n{LOGS}", namespace="monitoring"):
    files = {"a.yaml": manifest("agent", container, pod, namespace), "b.yaml": "---\n".join(objects)}
    return found(tmp_path, files, rule, select=(rule,), preview=True)


def test_an_admin_is_told_at_its_account_with_the_binding(tmp_path):
    [one] = told(tmp_path, "DS613", binding(name="cluster-admin"))
    assert one == (
        "a.yaml", 9, 27, "agent", "the service account agent may do everything", [("b.yaml", 3, 18, "bound here")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("objects", "may"),
    [
        ([binding(name="view")], None),
        ([role(ADMIN), binding()], "do everything"),
        (
            [role(ADMIN, "Role", ", namespace: monitoring"),
             binding(kind="RoleBinding", role="Role", space=", namespace: monitoring")],
            "do everything in its namespace",
        ),
        ([role(ADMIN), binding("{kind: ServiceAccount, name: other, namespace: monitoring}")], None),
        ([role(ADMIN), binding("{kind: ServiceAccount, name: agent, namespace: other}")], None),
        ([role(ADMIN), binding("{kind: Group, name: 'system:serviceaccounts'}")], "do everything"),
        ([role(ADMIN), binding("{kind: Group, name: 'system:serviceaccounts:monitoring'}")], "do everything"),
        ([role(ADMIN), binding("{kind: Group, name: 'system:serviceaccounts:other'}")], None),
        ([role(SECRETS), binding()], "read the secrets of all namespaces"),
        ([role(SECRETS.replace("}", ", resourceNames: [own]}")), binding()], None),
        ([role("{apiGroups: [''], resources: [pods/exec], verbs: [create]}"), binding()], "run commands in every pod"),
        ([role("{apiGroups: [''], resources: [users], verbs: [impersonate]}"), binding()], "act as anybody"),
        (
            [role("{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [escalate]}"), binding()],
            "give itself any role",
        ),
        (["kind: ClusterRoleBinding\nroleRef: 1\nsubjects: [3, {kind: []}]\nmetadata: {name: x}\n"], None),
        (["kind: ClusterRole\nrules: {a: 1}\nmetadata: {name: own}\n", binding()], None),
    ],
    ids=[
        "view", "a role of its own", "in its namespace", "another account", "of another namespace", "all accounts",
        "all of its namespace", "all of another", "secrets", "its own secret", "exec", "impersonate", "escalate",
        "a broken binding", "a broken role",
    ],
)  # fmt: skip
def test_what_leads_to_everything_is_told(tmp_path, objects, may):
    assert [one[4] for one in told(tmp_path, "DS613", *objects)] == (
        [f"the service account agent may {may}"] if may else []
    )


def test_the_role_is_shown_where_it_is_of_the_input_that_of_the_same_text_first(tmp_path):
    files = {"a.yaml": role(ADMIN), "b.yaml": f"{manifest('agent', '', ACCOUNT)}---\n{role(ADMIN)}---\n{binding()}"}
    [one] = found(tmp_path, files, "DS613", select=("DS613",))
    assert one[5] == [("b.yaml", 21, 18, "bound here"), ("b.yaml", 16, 18, "allows it")]


def test_a_binding_of_the_same_text_is_shown_before_others(tmp_path):
    files = {"a.yaml": binding(name="cluster-admin"), "b.yaml": f"{manifest('agent', '', ACCOUNT)}---\n"}
    files["b.yaml"] += binding(name="cluster-admin")
    [one] = found(tmp_path, files, "DS613", select=("DS613",))
    assert one[5] == [("b.yaml", 16, 18, "bound here")]


@pytest.mark.parametrize(
    ("name", "told_of"),
    [("system:serviceaccount:monitoring:agent", 1), ("system:serviceaccount:other:agent", 0), ("agent", 0)],
)
def test_an_account_may_be_bound_by_its_name_as_a_user(tmp_path, name, told_of):
    assert len(told(tmp_path, "DS613", binding(f"{{kind: User, name: '{name}'}}", name="cluster-admin"))) == told_of


@pytest.mark.parametrize(("label", "told_of"), [("agent", 1), ("other", 0)])
def test_rules_that_a_controller_adds_to_a_role_count(tmp_path, label, told_of):
    selectors = "aggregationRule: {clusterRoleSelectors: [{matchLabels: {for: agent}}, {}, 3]}\n"
    part = role(ADMIN).replace("name: own", f"name: part, labels: {{for: {label}}}")
    assert len(told(tmp_path, "DS613", role("") + selectors, part, binding())) == told_of


def test_drivers_read_secrets_by_their_nature(tmp_path):
    csi = f"{ACCOUNT}\nvolumes: [{{name: v, hostPath: {{path: /var/lib/kubelet/plugins_registry}}}}]"
    args = "args: [--csi-address=/csi/csi.sock, --kubelet-registration-path=/x]"
    assert told(tmp_path, "DS613", role(SECRETS), binding(), pod=csi, container=args) == []


def test_secrets_are_not_for_the_default_account_whatever_a_pod_is_for(tmp_path):
    default = "{kind: ServiceAccount, name: default, namespace: monitoring}"
    paths = "volumes: [{name: v, hostPath: {path: /var/lib/kubelet/plugins_registry}}]"
    [one] = told(tmp_path, "DS613", role(SECRETS), binding(default), pod=paths)
    assert one[3:5] == ("agent", "the service account default may read the secrets of all namespaces")


@pytest.mark.parametrize(
    ("container", "pod", "many"),
    [
        ("", f"{ACCOUNT}\n{LOGS}", 1),
        (NODE, f"{ACCOUNT}\n{LOGS}", 0),
        ("", f"{ACCOUNT}\n{LOGS}\nhostNetwork: true", 0),
        ("", ACCOUNT, 0),
        ("", f"{ACCOUNT}\nvolumes: [{{name: v, hostPath: {{path: /etc/cni/net.d}}}}]", 0),
    ],
    ids=["a log shipper", "it knows its node", "in the network of the node", "no role", "all pods are its job"],
)
def test_an_agent_of_one_node_that_watches_all_is_told(tmp_path, container, pod, many):
    assert len(told(tmp_path, "DS615", role(WATCH), binding(), container=container, pod=pod)) == many


def test_it_takes_both_list_and_watch_in_every_namespace(tmp_path):
    assert told(tmp_path, "DS615", role(WATCH.replace(", watch", "")), binding()) == []
    inside = binding(kind="RoleBinding", space=", namespace: monitoring")
    assert told(tmp_path, "DS615", role(WATCH), inside) == []
    [one] = told(tmp_path, "DS615", role(WATCH), binding())
    assert one[1:3] == (9, 27)
    assert one[5] == [("b.yaml", 8, 18, "allowed here")]


def test_many_at_once_are_said_to_be_worse(tmp_path):
    strategy = "  updateStrategy: {rollingUpdate: {maxUnavailable: 50%}}\n  template:"
    text = manifest("agent", "", f"{ACCOUNT}\n{LOGS}").replace("  template:", strategy)
    files = {"a.yaml": text, "b.yaml": f"{role(WATCH)}---\n{binding()}"}
    [one] = found(tmp_path, files, "DS615", select=("DS615",), preview=True)
    assert ", 50% of them at once in a rollout, " in one[4]


@pytest.mark.parametrize(
    ("resource", "allowed"),
    [("pods", False), ("pods/exec", True), ("services/exec", True), ("secrets", False)],
)
def test_a_part_of_any_resource_is_that_part_alone(resource, allowed):
    [grant] = grants({"rules": [{"apiGroups": [""], "resources": ["*/exec"], "verbs": ["*"]}]})
    assert grant.allows("create", "", resource) is allowed
    assert not grant.allows("create", "apps", resource)
    assert Grant(frozenset("*"), frozenset("*"), frozenset("*")).allows("create", "", resource)


def test_subjects_of_a_wrong_type_are_nobody():
    subjects = [{"kind": "ServiceAccount", "name": 3}, {"kind": "User", "name": "a"}, "x"]
    assert list(accounts({"subjects": subjects})) == []
    assert list(accounts({"subjects": "x"})) == []
