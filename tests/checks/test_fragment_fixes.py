"""What a fragment lacks may come from elsewhere: fixes put right what is there and add nothing."""

import pytest

from dslint.finding import RemoveEntry, RenameKey, SetScalar
from dslint.manifest.daemonset import Fragment
from tests.checks.hits import HEAD, hits, pod

ANNOTATION = "    metadata: {{labels: {{app: agent}}, annotations: {{{}}}}}\n"


def hit(rule, text):
    [(_, found)] = hits(rule, text, fragment=Fragment("patch", "named by a kustomization"))
    return found


def annotated(annotation):
    text = pod("").replace("{name: agent}", "{name: agent, namespace: kube-system}", 1)
    return text.replace("    metadata: {labels: {app: agent}}\n", ANNOTATION.format(annotation))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param("DS204", pod("nodeSelector: {node-role.kubernetes.io/master: ''}"), id="a toleration"),
        pytest.param("DS303", annotated("scheduler.alpha.kubernetes.io/critical-pod: ''"), id="a priority class"),
        pytest.param(
            "DS303", annotated("seccomp.security.alpha.kubernetes.io/pod: runtime/default"), id="a seccomp profile"
        ),
        pytest.param(
            "DS303", annotated('scheduler.alpha.kubernetes.io/tolerations: \'[{"key": "a"}]\''), id="tolerations"
        ),
    ],
)
def test_nothing_is_added(rule, text):
    assert hit(rule, text).fix == ()


@pytest.mark.parametrize(
    ("rule", "text", "kinds"),
    [
        pytest.param("DS301", HEAD.replace("apps/v1", "extensions/v1beta1"), [SetScalar], id="the version alone"),
        pytest.param(
            "DS301",
            HEAD.replace("apps/v1", "extensions/v1beta1").replace(
                "  selector:", "  templateGeneration: 1\n  selector:"
            ),
            [SetScalar, RemoveEntry],
            id="a field that is gone",
        ),
        pytest.param("DS302", pod("nodeSelector: {beta.kubernetes.io/os: linux}"), [RenameKey], id="a label"),
        pytest.param(
            "DS204",
            pod("nodeSelector: {node-role.kubernetes.io/master: ''}\ntolerations: [{operator: Exists}]"),
            [RenameKey],
            id="a selection with its toleration",
        ),
        pytest.param("DS304", pod("serviceAccount: a"), [RenameKey], id="the name of a field"),
        pytest.param(
            "DS303",
            annotated("scheduler.alpha.kubernetes.io/critical-pod: ''") + "      priorityClassName: a\n",
            [RemoveEntry],
            id="an annotation that is left over",
        ),
    ],
)
def test_what_is_there_is_put_right(rule, text, kinds):
    assert [type(intent) for intent in hit(rule, text).fix] == kinds
