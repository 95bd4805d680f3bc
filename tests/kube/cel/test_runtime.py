import time

import pytest

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")

from dslint.kube.cel.environment import names
from dslint.kube.cel.reads import EACH, reads
from dslint.kube.cel.runtime import Bindings, CompileError, NotDecidedError, Scope, compile_expression

SCOPE = Scope(dict(names(params=False, authorizer=True)))
LISTED = "[0,1,2,3,4,5,6,7,8,9]"


def compiled(text, minor=37):
    return compile_expression(text, SCOPE, minor)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        pytest.param("1 + 'a'", 2, id="no such operator"),
        pytest.param("1 ==\n  nobody", 7, id="in the second line"),
        pytest.param("true && request.nobody == ''", 15, id="field that a request has not"),
        pytest.param("has(request.name) && nobody", 21, id="behind has"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, offset):
    with pytest.raises(CompileError) as raised:
        compiled(text)
    assert raised.value.offset == offset


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param("object.spec.a == 1", ["object.spec.a"], id="a field"),
        pytest.param("has(object.spec.a)", ["object.spec.a"], id="whether it is there"),
        pytest.param("object.spec['a b'] == 1", ["object.spec.a b"], id="a key"),
        pytest.param("object.a.all(c, c.b == 1)", ["object.a.*.b"], id="items"),
        pytest.param(
            "object.a.filter(c, c.x).map(c, c.y) == []", ["object.a.*.y", "object.a.*.x"], id="of what is left"
        ),
        pytest.param("object.a.all(c, c.b.exists(d, d.e == c.f))", ["object.a.*.b.*.e", "object.a.*.f"], id="in items"),
        pytest.param("object.?a.?b.orValue('') == ''", ["object.a.b"], id="optional fields"),
        pytest.param("'a' in object.metadata.labels", ["object.metadata.labels.a"], id="a key that is looked for"),
        pytest.param("object.a[0].b == 1", ["object.a.0.b"], id="an index"),
    ],
)
def test_the_fields_that_an_expression_reads_are_known(text, paths):
    found = {".".join(map(str, one.path)) for one in reads(compiled(text).tree.root)}
    assert set(paths) <= found
    assert EACH == "*"


def loops(depth):
    text = "1"
    for name in "abcdefgh"[:depth]:
        text = f"{LISTED}.map({name}, {text})"
    return f"size({text}) == 1"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param(loops(8), NotDecidedError, id="a hundred million steps"),
        pytest.param("'" + "a" * 1_000_000 + "' == ''", CompileError, id="a megabyte"),
        pytest.param("(" * 5_000 + "1" + ")" * 5_000, NotDecidedError, id="deep parentheses"),
        pytest.param("[" * 5_000 + "]" * 5_000 + " == []", NotDecidedError, id="deep lists"),
        pytest.param("1" + " + 1" * 5_000 + " == 1", NotDecidedError, id="a long sum"),
        pytest.param("object.x.matches('((a{1,100}){1,100}){1,100}')", CompileError, id="a pattern that explodes"),
    ],
)
def test_hostile_expressions_end_in_time_and_with_a_reason(text, error):
    began = time.process_time()
    with pytest.raises(error):
        compiled(text).run(Bindings({"object": {"x": "a" * 1000}}))
    assert time.process_time() - began < 5


def test_a_pattern_takes_linear_time():
    program = compiled("object.x.matches('^(a+)+$')")
    began = time.process_time()
    assert program.run(Bindings({"object": {"x": "a" * 100_000 + "b"}})) is False
    assert time.process_time() - began < 5


@pytest.mark.parametrize("text", ["[3, 1].sort() == [1, 3]", "[[1]].flatten() == [1]"])
def test_a_function_is_taken_one_version_after_it_came(text):
    assert compiled(text, 35).run(Bindings({})) is True
    with pytest.raises(CompileError, match="undeclared reference"):
        compiled(text, 34)
