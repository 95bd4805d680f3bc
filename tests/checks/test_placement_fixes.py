"""What the fixes of the placement rules make of manifests that are more involved than the examples."""

import pytest

from tests.checks.hits import pod
from tests.rules.fixing import fixed

OWN = "labelSelector: {matchLabels: {app: agent}}"
ANTI = "affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n"
HOST = f"    - topologyKey: kubernetes.io/hostname\n      {OWN}\n"
ZONE = f"    - topologyKey: topology.kubernetes.io/zone\n      {OWN}\n"
OTHER = "    - topologyKey: kubernetes.io/hostname\n      labelSelector: {matchLabels: {app: other}}\n"
NODES = "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n"
TOLERATION = "tolerations:\n- key: node-role.kubernetes.io/control-plane\n  operator: Exists\n  effect: NoSchedule\n"


def term(*expressions):
    return "      - matchExpressions:\n" + "".join(f"        - {{{one}}}\n" for one in expressions)


@pytest.mark.parametrize(
    ("rules", "before", "after"),
    [
        pytest.param("DS212", ANTI + HOST + ZONE, "", id="nothing is left of an affinity of own terms"),
        pytest.param("DS212", ANTI + HOST + OTHER, ANTI + OTHER, id="terms about other pods stay"),
        pytest.param(
            "DS302",
            NODES
            + term(
                "key: beta.kubernetes.io/os, operator: Exists",
                "key: beta.kubernetes.io/arch, operator: In, values: [a, b]",
            )
            + term("key: kubernetes.io/arch, operator: In, values: [b, a]", "key: kubernetes.io/os, operator: Exists"),
            NODES
            + term("key: kubernetes.io/arch, operator: In, values: [b, a]", "key: kubernetes.io/os, operator: Exists"),
            id="a term of old labels beside the same of new ones",
        ),
        pytest.param(
            "DS204",
            "nodeSelector: {node-role.kubernetes.io/master: ''}",
            "nodeSelector: {node-role.kubernetes.io/control-plane: ''}\n" + TOLERATION,
            id="a selection and what it has to tolerate",
        ),
        pytest.param(
            "DS204",
            NODES
            + term("key: node-role.kubernetes.io/master, operator: Exists", "key: a, operator: Exists")
            + term("key: node-role.kubernetes.io/master, operator: In, values: ['']"),
            NODES
            + term("key: node-role.kubernetes.io/control-plane, operator: Exists", "key: a, operator: Exists")
            + term("key: node-role.kubernetes.io/control-plane, operator: In, values: ['']")
            + TOLERATION,
            id="every term that selects by the label",
        ),
        pytest.param(
            "DS302 DS203",
            "nodeSelector: {node-role.kubernetes.io/master: ''}",
            "nodeSelector: {node-role.kubernetes.io/master: ''}",
            id="what DS204 speaks of, it alone mends",
        ),
        pytest.param(
            "DS207 DS203",
            "nodeSelector:\n  node-role.kubernetes.io/contol-plane: ''",
            "nodeSelector:\n  node-role.kubernetes.io/control-plane: ''\n" + TOLERATION,
            id="a misspelt label",
        ),
        pytest.param(
            "DS209 DS208",
            "tolerations:\n"
            "- {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 30}\n"
            "- {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 30}\n",
            "",
            id="all that the controller adds by itself",
        ),
        pytest.param(
            "DS202",
            "tolerations:\n-   effect: NoSchedule  # why\n    key: 'node-role.kubernetes.io/master'\n    value: ''\n"
            "# next\n-   operator: Exists\n    key: a",
            "tolerations:\n-   effect: NoSchedule  # why\n    key: 'node-role.kubernetes.io/master'\n    value: ''\n"
            "-   effect: NoSchedule\n    key: 'node-role.kubernetes.io/control-plane'\n    value: ''\n# next\n"
            "-   operator: Exists\n    key: a",
            id="a toleration of the same shape right behind the old one",
        ),
        pytest.param(
            "DS210",
            "tolerations:\n- key: nvidia.com/gpu\n  operator: ''",
            "tolerations:\n- key: nvidia.com/gpu\n  operator: 'Exists'",
            id="an empty operator",
        ),
        pytest.param(
            "DS701",
            "hostNetwork: true\ndnsPolicy:\ninitContainers: [{name: i, image: a, args: [--to=a.b.svc]}]",
            "hostNetwork: true\ndnsPolicy: ClusterFirstWithHostNet\n"
            "initContainers: [{name: i, image: a, args: [--to=a.b.svc]}]",
            id="null",
        ),
    ],
)
def test_what_the_fixes_make(rules, before, after):
    text = pod(before)
    for rule in rules.split():
        outcome = fixed(text, rule)
        assert (outcome.held, outcome.failed) == ([], [])
        text = outcome.source.text
    assert text == pod(after)


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        pytest.param(
            "DS204",
            "nodeSelector: {node-role.kubernetes.io/master: '', node-role.kubernetes.io/control-plane: 'true'}",
            id="both labels, at odds",
        ),
        pytest.param("DS207", "nodeSelector: {kubernetes.io/osx: linux, kubernetes.io/os: windows}", id="two values"),
        pytest.param(
            "DS302",
            NODES
            + term("key: node-role.kubernetes.io/master, operator: Exists")
            + term("key: node-role.kubernetes.io/control-plane, operator: Exists"),
            id="a term for old clusters and one for new ones",
        ),
    ],
)
def test_what_has_two_answers_is_left_alone(rule, fields):
    outcome = fixed(pod(fields), rule)
    assert outcome.applied == []
    assert [finding.rule for finding in outcome.report.findings if finding.rule == rule] == [rule]
