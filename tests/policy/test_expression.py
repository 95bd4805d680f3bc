"""Rule files in CEL: where findings stand, what is said, which mistakes are told."""

import sys

import pytest

from dslint import Options
from dslint.errors import InputError, RuleFileError
from dslint.policy.files import load_policies
from dslint.run import check_text

from .policies import MANIFEST

RULE = """\
id: ACME001
name: not-as-agreed
summary: something that is not as agreed
severity: warning
messages: {{found: "{{field}} is {{value}}"}}
target: {target}
{body}
"""


def written(tmp_path, body, target="daemonset"):
    path = tmp_path / "rule.yaml"
    path.write_text(RULE.format(target=target, body=body), encoding="utf-8")
    return str(path)


def found(tmp_path, body, target="daemonset", text=MANIFEST):
    options = Options(policies=(written(tmp_path, body, target),), select=("ACME001",), no_config=True)
    report = check_text(text, options=options)
    assert report.errors == []
    return report.findings


@pytest.mark.parametrize(
    ("target", "body", "places"),
    [
        pytest.param("daemonset", "cel: object.metadata.name == 'x'", [(4, 9)], id="a field"),
        pytest.param("daemonset", "cel: has(object.metadata.finalizers)", [(3, 1)], id="a field that is missing"),
        pytest.param(
            "daemonset",
            "cel: object.spec.template.spec.containers.all(c, c.image.startsWith('registry.example/'))",
            [(25, 25)],
            id="the item to blame",
        ),
        pytest.param("container", "cel: container.image.contains(':')", [(25, 25), (28, 18)], id="each container"),
        pytest.param("podSpec", "cel: '!has(podSpec.hostNetwork)'", [(15, 20)], id="the pod spec"),
        pytest.param(
            "daemonset",
            'variables: {pod: object.spec.template.spec, names: "variables.pod.containers.map(c, c.name)"}\n'
            "cel: variables.names.all(n, n != 'second')",
            [(26, 17)],
            id="through variables",
        ),
    ],
)
def test_a_finding_stands_at_the_field_that_is_to_blame(tmp_path, target, body, places):
    pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
    findings = found(tmp_path, body, target)
    assert [(one.at.start.line, one.at.start.column) for one in findings] == places


def test_the_expression_is_the_second_place(tmp_path):
    pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
    (one,) = found(tmp_path, "cel: |\n  object.metadata.name ==\n    'x'")
    (second,) = one.related
    assert (second.source.path, second.start.line, second.start.column) == (str(tmp_path / "rule.yaml"), 8, 3)
    assert second.text == "is not true"


def test_an_expression_has_the_message(tmp_path):
    pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
    (one,) = found(tmp_path, "cel: 'false'\nmessageExpression: \"'it is ' + object.metadata.name\"")
    assert one.message == "it is agent"
    (other,) = found(
        tmp_path, "cel: object.metadata.name == 'x'\nmessageExpression: object.metadata.annotations.nope + ''"
    )
    assert other.message == "metadata.name is agent"


def test_an_expression_that_fails_is_not_true_and_says_why(tmp_path):
    pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
    (one,) = found(tmp_path, "cel: object.metadata.annotations['a'] == 'b'")
    assert one.related[0].text == "no such key: annotations" or "no such key" in one.related[0].text


@pytest.mark.parametrize(
    ("body", "message", "hint", "place"),
    [
        pytest.param(
            "cel: object.spec.tempalte.spec.hostNetwork == true",
            'no DaemonSet has a field "tempalte" here',
            'did you mean "template"?',
            (7, 18),
            id="misspelt field",
        ),
        pytest.param(
            "cel: object.spec.template.spec.containers.all(c, c.imgae == '')",
            'no DaemonSet has a field "imgae" here',
            'did you mean "image"?',
            (7, 52),
            id="misspelt field of an item",
        ),
        pytest.param("cel: 1 + 'a' == 2", "found no matching overload for '_+_'", None, (7, 8), id="types"),
        pytest.param("cel: object.metadata.name", "must evaluate to bool but got dyn", None, (7, 6), id="no bool"),
        pytest.param("cel: params.a == 1", "undeclared reference to 'params", None, (7, 12), id="no parameters"),
        pytest.param(
            "variables: {a: variables.b, b: variables.a}\ncel: variables.a",
            "undeclared reference",
            None,
            (7, 25),
            id="circle",
        ),
    ],
)
def test_mistakes_are_told_with_their_place_when_the_file_is_read(tmp_path, body, message, hint, place):
    pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
    with pytest.raises(RuleFileError) as raised:
        load_policies([written(tmp_path, body)])
    assert raised.value.message.startswith(message)
    assert raised.value.hint == hint
    at = raised.value.source.place(raised.value.span.start)
    assert (at.line, at.column) == place


@pytest.mark.parametrize("body", ["schema: {}\ncel: 'true'", ""])
def test_a_policy_has_a_schema_or_an_expression(tmp_path, body):
    with pytest.raises(RuleFileError):
        load_policies([written(tmp_path, body)])


def test_what_evaluates_expressions_is_asked_for_where_it_is_missing(tmp_path, monkeypatch):
    from dslint.kube.cel import runtime

    monkeypatch.setitem(sys.modules, "cel_expr_python", None)
    for cached in (runtime._cel, runtime._config, runtime._declarations, runtime._running, runtime._type_of):
        cached.cache_clear()
    with pytest.raises(InputError) as raised:
        load_policies([written(tmp_path, "cel: 'true'")])
    assert raised.value.hint == "pip install 'daemonset-lint[cel]'"


def test_nothing_that_evaluates_expressions_is_imported_without_need(tmp_path):
    import subprocess

    (tmp_path / "a.yaml").write_text(MANIFEST, encoding="utf-8")
    code = (
        "import sys; from dslint import check_paths; check_paths(sys.argv[1]); "
        "sys.exit(any('cel_expr_python' in name or 'kube.cel' in name for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], timeout=60, check=False)
    assert done.returncode == 0
