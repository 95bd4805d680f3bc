import re

import pytest

from dslint.kube.data.rights import RIGHTS
from dslint.manifest.rights import Needs
from dslint.manifest.role import ROLES, Role, Roles


def needs(*names):
    return Needs(Roles([Role(name, "high", ()) for name in names]))


def test_every_role_has_a_row_and_no_other():
    assert sorted(RIGHTS) == sorted(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_every_right_has_a_reason_and_every_path_can_be_compiled(role):
    rights = RIGHTS[role]
    for name, why in (*rights.namespaces, *rights.capabilities, *rights.writes):
        assert name
        assert why
    for path, _ in rights.writes:
        re.compile(path)


@pytest.mark.parametrize(
    ("roles", "question", "answered"),
    [
        (("cni",), lambda one: one.privileged, True),
        (("log-shipper",), lambda one: one.privileged, False),
        (("log-shipper", "csi"), lambda one: one.privileged, True),
        ((), lambda one: one.privileged, False),
        (("cni",), lambda one: one.capability("CAP_NET_ADMIN"), True),
        (("cni",), lambda one: one.capability("net_raw"), True),
        (("metrics",), lambda one: one.capability("NET_BIND_SERVICE"), False),
        (("node-config",), lambda one: one.capability("SYS_BOOT"), True),
        (("metrics",), lambda one: one.namespace("hostPID"), True),
        (("log-shipper",), lambda one: one.namespace("hostPID"), False),
        (("cni",), lambda one: one.writes("/etc/cni/net.d/"), True),
        (("cni",), lambda one: one.writes("/etc"), False),
        (("csi",), lambda one: one.writes("/var/lib/kubelet"), True),
        (("metrics",), lambda one: one.writes("/"), False),
        (("node-config",), lambda one: one.writes("/"), True),
        (("log-shipper",), lambda one: one.writes("/var/lib/docker/containers"), False),
        (("log-shipper",), lambda one: one.writes("/var/lib/fluent-bit"), True),
        (("runtime-security",), lambda one: one.socket, True),
        (("ingress",), lambda one: one.socket, False),
        (("cni",), lambda one: one.unlimited, True),
        (("cni", "metrics"), lambda one: one.unlimited, True),
        (("metrics",), lambda one: one.unlimited, False),
    ],
)
def test_what_an_agent_needs_is_the_union_of_its_roles(roles, question, answered):
    assert bool(question(needs(*roles))) is answered


@pytest.mark.parametrize(
    ("field", "roles"),
    [
        ("installs", {"cni", "csi"}),
        ("shares_mounts", {"csi"}),
        ("starts_pods", {"cni", "csi"}),
    ],
)
def test_what_few_roles_have_is_theirs_alone(field, roles):
    assert {role for role, rights in RIGHTS.items() if getattr(rights, field)} == roles


# rules that judge by what an agent needs, and the module of each: they ask the table, and name no role for it
BY_NEED = {
    "consumption": ("DS501",), "confinement": ("DS607",), "priority": ("DS503",), "probes": ("DS415",),
    "privileges": ("DS601", "DS605", "DS606"), "hostpaths": ("DS602", "DS604", "DS704"), "role_taints": ("DS219",),
}  # fmt: skip


@pytest.mark.parametrize("module", BY_NEED)
def test_the_checks_that_judge_by_need_ask_the_table(module):
    from dslint.catalogue.index import load_rules
    from tests.checkout import ROOT

    text = (ROOT / "dslint" / "checks" / f"{module}.py").read_text(encoding="utf-8")
    assert re.search(
        r"^ *from dslint\.(manifest\.rights import Needs|kube\.data\.rights import RIGHTS)", text, re.MULTILINE
    )
    checks = {rule.id: rule.check for rule in load_rules() if rule.check}
    assert {checks[rule].partition(":")[2].partition(".")[0] for rule in BY_NEED[module]} == {module}
