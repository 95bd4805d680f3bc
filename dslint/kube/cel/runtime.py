"""The one place that knows the CEL implementation, ``cel-expr-python``: compiles and evaluates expressions.

It serves two environments. In the first one expressions are checked: every form of every function is declared there,
with nothing behind it. In the second one they run: each function has one form there that takes anything, since the
implementation cannot tell lists of texts from lists of numbers. What the API server rejects beyond the implementation
is rejected here (``lint``), and errors get the server's words (``words``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from dslint.kube.cel import library, words
from dslint.kube.cel.lint import problem_of
from dslint.kube.cel.tree import Tree, read_tree
from dslint.kube.cel.values import UNDECIDED, CelValueError, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST = 100_000
_CONFIG = """
extensions:
- name: optional
- name: strings
  version: 2
- name: sets
- name: lists
- name: two-var-comprehensions
"""


class CelMissingError(Exception):
    """The CEL implementation is not installed."""


class CompileError(Exception):
    """The API server rejects an expression; ``offset`` is where, in code points, ``None`` where nobody says."""

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class NotDecidedError(Exception):
    """What the server would answer cannot be known here; the message says why, alike for all of a kind.

    ``namespace`` is that which it is about, if any.
    """

    def __init__(self, message: str, namespace: str = "") -> None:
        super().__init__(message)
        self.namespace = namespace


class EvaluationError(Exception):
    """An expression fails; the message has the server's words."""


class Program:
    """A compiled expression: its text, its tree and the type of its value."""

    __slots__ = ("_run", "kind", "node", "text", "tree", "type", "unknown", "uses")

    def __init__(self, text: str, tree: Tree, kind: str, type_: Any, run: Any) -> None:
        self.text = text
        self.tree = tree
        self.kind = kind
        self.type = type_
        self.uses: tuple[str, ...] | None = None
        self.unknown = ""
        self.node = False
        self._run = run

    def run(self, bindings: Bindings) -> Any:
        """Return the value; raises EvaluationError or NotDecidedError."""
        try:
            value = self._run.eval(activation=bindings.activation())
        except RuntimeError as error:
            raise NotDecidedError(_reason(str(error))) from None
        try:
            plain = value.plain_value()
        except (AssertionError, TypeError):  # an optional value has no equal in Python
            raise NotDecidedError("the value is optional") from None
        if value.type().name() != "ERROR":
            return plain
        said = str(plain)
        if "Iteration budget exceeded" in said or UNDECIDED in said:
            raise NotDecidedError(_reason(said))
        raise EvaluationError(words.of_error(said, self.tree.root, bindings.values))


def _reason(text: str) -> str:
    """Return why nothing is decided where the implementation gives up."""
    if "Iteration budget exceeded" in text:
        return "evaluation takes more steps than are made here"
    if UNDECIDED in text:
        return text.partition(UNDECIDED)[2].removesuffix(" [INVALID_ARGUMENT]")
    return "the CEL implementation gives up"


class Bindings:
    """Values by the names of an environment, converted once; ``known`` has the values or failures of variables."""

    __slots__ = ("_activation", "known", "values")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)
        self.known: dict[str, Any] = {}
        self._activation: Any = None

    def activation(self) -> Any:
        """Return the values in the form that the implementation takes."""
        if self._activation is None:
            self._activation = _running().Activation(self.values)
        return self._activation

    def having(self, name: str, value: Any) -> Bindings:
        """Return the same with another value."""
        return Bindings({**self.values, name: value})


class Scope:
    """The names that expressions may use, with their types: words, or what a program has as its type."""

    __slots__ = ("_env", "names")

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = dict(names)
        self._env: Any = None

    def having(self, name: str, kind: Any) -> Scope:
        """Return the same with one more name."""
        return Scope({**self.names, name: kind})

    def check(self, text: str) -> Any:
        """Return an expression that the implementation has checked; raises RuntimeError."""
        if self._env is None:
            declared = {name: _type_of(kind) if isinstance(kind, str) else kind for name, kind in self.names.items()}
            self._env = _cel().NewEnv(config=_config(), variables=declared, extensions=[_declarations()])
        return self._env.compile(text)


def compile_expression(text: str, scope: Scope, minor: int) -> Program:
    """Compile an expression.

    Raises CompileError where the API server of Kubernetes 1.``minor`` rejects it, NotDecidedError where only the
    implementation does, CelMissingError without one.
    """
    if len(text) > LONGEST:
        raise CompileError(f"longer than {LONGEST:,} characters")
    prepared, place = _without_has(text)
    try:
        checked = scope.check(prepared)
    except RuntimeError as error:
        said = str(error)
        if "recursion" in said:
            raise NotDecidedError("nested deeper than the CEL implementation reads") from None
        message, offset = words.of_compilation(said, prepared)
        lacking = next((name for name in library.LACKING if f"'{name}'" in message), None)
        if lacking:
            raise NotDecidedError(f"the function {lacking} is not known here") from None
        raise CompileError(message, None if offset is None else place(offset)) from None
    data = checked.serialize()
    tree = read_tree(data)
    problem = problem_of(tree, minor, scope.names, _constant, _opaque_types())
    if problem is not None:
        at = tree.positions.get(problem.node.id)
        raise CompileError(problem.message, None if at is None else place(at))
    unable = next((node.name for node in tree.root.walk() if node.kind == "call" and node.name in library.UNABLE), None)
    kind = checked.return_type()
    is_plain = tree.types.get(tree.root.id) not in _opaque_types() and not kind.name().startswith("optional")
    run = _Unable(unable) if unable else _running().deserialize(_renamed(data, tree))
    return Program(text, tree, kind.name().lower(), kind if is_plain else "dyn", run)


class _Unable:
    """Stands for an expression with a function that cannot be called here."""

    def __init__(self, name: str) -> None:
        self._name = name

    def eval(self, activation: Any) -> Any:  # noqa: ARG002 - as a compiled expression has it
        raise NotDecidedError(f"the function {self._name} is not known here")


# texts and comments, which are passed over, and has() of a field below a name whose fields are declared one by one
_HAS = re.compile(
    r"""r?\"{3}.*?\"{3}|r?'{3}.*?'{3}|[rR]"[^"\n]*"|[rR]'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//[^\n]*"""
    r"""|\bhas\(\s*((?:variables|request|namespaceObject)(?:\s*\.\s*\w+)*?)\s*\.\s*(\w+)\s*\)""",
    re.DOTALL,
)


def _without_has(text: str) -> tuple[str, Callable[[int], int]]:
    """Return an expression without ``has(variables.x)``, and what tells where a place in it stands in the text.

    The implementation takes that for the field, whose name is declared. ``('x' in variables)`` is the same.
    """
    shifts: list[tuple[int, int]] = []

    def replaced(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        new = f"('{found[2]}' in {found[1]})"
        shifts.append((found.start(), len(new) - len(found[0])))
        return new

    def place(offset: int) -> int:
        moved = 0
        for start, by in shifts:
            if offset - moved > start:
                moved += by
        return max(offset - moved, 0)

    return _HAS.sub(replaced, text), place


def _constant(function: str, value: Any) -> str | None:
    """Return what is wrong with a function of a constant, which the server works out when it compiles."""
    call = "''.matches(x)" if function == "matches" else f"{function}(x)"
    run = _folding().compile(call, disable_check=True)
    answer = run.eval(data={"x": value})
    return str(answer.plain_value()) if answer.type().name() == "ERROR" else None


def _renamed(data: bytes, tree: Tree) -> bytes:
    """Return a tree that calls our own functions where those of the implementation cannot do what the server's do."""
    out = bytearray(data)
    for node in tree.root.walk():
        is_text = node.name != "string" or (node.args and tree.types.get(node.args[0].id) in _opaque_types())
        if node.kind == "call" and node.name in library.RENAMED and is_text:
            out[node.at[0] : node.at[1]] = library.RENAMED[node.name].encode()
    return bytes(out)


@cache
def _cel() -> Any:
    try:
        from cel_expr_python import cel
    except ImportError:
        raise CelMissingError from None
    return cel


@cache
def _type_of(text: str) -> Any:
    types = _cel().Type
    text = library.OPAQUE.get(text, text)
    if text == "A":
        return types.DYN
    name, _, inside = text.partition("<")
    parts = list(library.split(inside[:-1])) if inside else []
    if name == "list":
        return types.List(_type_of(parts[0]))
    if name == "map":
        return types.Map(_type_of(parts[0]), _type_of(parts[1]))
    if name == "optional":
        return types.DYN
    return getattr(types, name.upper())


@cache
def _opaque_types() -> frozenset[bytes]:
    """Return the types of opaque values as trees have them."""
    scope = Scope({f"x{at}": kind for at, kind in enumerate(library.OPAQUE)})
    trees = [read_tree(scope.check(name).serialize()) for name in scope.names]
    return frozenset(tree.types[tree.root.id] for tree in trees)


@cache
def _config() -> Any:
    return _cel().NewEnvConfigFromYaml(_CONFIG)


@cache
def _declarations() -> Any:
    cel = _cel()
    forms: dict[str, list[Any]] = {}
    for one in library.signatures():
        takes = [_type_of(kind) for kind in one.takes]
        overload = cel.Overload(one.id, _type_of(one.gives), takes, one.method)
        forms.setdefault(one.name, []).append(overload)
    return cel.CelExtension("kubernetes", [cel.FunctionDecl(name, overloads) for name, overloads in forms.items()])


@cache
def _running() -> Any:
    cel = _cel()
    forms: dict[str, list[Any]] = {}
    methods = {(one.name, len(one.takes)): set() for one in library.signatures()}  # type: dict[tuple[str, int], set[bool]]
    for one in library.signatures():
        methods[one.name, len(one.takes)].add(one.method)
    every: dict[tuple[str, int], Callable[..., Any]] = {**library.FUNCTIONS, **library.REPLACEMENTS, **_SEARCHES}
    for (name, count), function in every.items():
        for method in methods.get((name, count), {name in library.METHODS}):
            takes = [cel.Type.DYN] * count
            overload = cel.Overload(f"run_{name}_{count}_{method}", cel.Type.DYN, takes, method, _told(function))
            forms.setdefault(name, []).append(overload)
    declared = [cel.FunctionDecl(name, overloads) for name, overloads in forms.items()]
    return cel.NewEnv(config=_config(), extensions=[cel.CelExtension("kubernetes", declared)])


@cache
def _folding() -> Any:
    return _cel().NewEnv(config=_config(), variables={"x": _cel().Type.DYN})


@cache
def _searching() -> Any:
    config = _cel().NewEnvConfigFromYaml("extensions:\n- name: optional\n- name: regex\n")
    env = _cel().NewEnv(config=config, variables={"text": _cel().Type.STRING, "pattern": _cel().Type.STRING})
    return env.compile("regex.extractAll(text, pattern)"), env.compile("''.matches(pattern)")


def _find_all(text: Any, pattern: Any, most: Any = -1) -> list[str]:
    """``text.findAll(pattern)``, by RE2 as everything here that has to do with patterns."""
    whole = _GROUP.sub(lambda found: found[1] + "(?:", text_of(pattern))
    all_, empty = _searching()
    data = {"text": text_of(text), "pattern": whole}
    if empty.eval(data=data).plain_value() is True:
        raise CelValueError(UNDECIDED + "a pattern that the empty text matches")
    value = all_.eval(data=data)
    if value.type().name() == "ERROR":
        raise CelValueError(f"Illegal regex: {words.of_error(str(value.plain_value()))}")
    found: list[str] = value.plain_value()
    return found if most < 0 else found[:most]


def _find(text: Any, pattern: Any) -> str:
    return next(iter(_find_all(text, pattern)), "")


# the beginning of a group that captures, which a search must not have here: what counts is the whole
_GROUP = re.compile(r"((?:^|[^\\])(?:\\\\)*)\((?:(?!\?)|\?P?<\w+>)")
_SEARCHES: dict[tuple[str, int], Callable[..., Any]] = {
    ("find", 2): _find,
    ("findAll", 2): _find_all,
    ("findAll", 3): _find_all,
}


def _told(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function whose every failure is one of its expression's, none of ours."""

    def told(*args: Any) -> Any:
        try:
            return function(*args)
        except CelValueError as error:
            raise ValueError(words.OURS + str(error)) from None
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            raise ValueError(words.OURS + "no such overload") from None

    return told
