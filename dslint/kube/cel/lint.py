"""What the API server rejects in an expression that is well-typed: literals, mixed lists, unknown fields, functions.

Sources: validators.go and decorators.go (maybeOptimizeConstUnary) of github.com/google/cel-go; ext/formatting.go;
staging/src/k8s.io/apiserver/pkg/cel/environment/base.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from dslint.kube.cel import library
from dslint.kube.cel.environment import STRUCTS, undefined
from dslint.kube.cel.formatting import CLAUSE
from dslint.kube.cel.reads import Read, reads
from dslint.kube.cel.tree import Node, Tree
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Constant = Callable[[str, Any], "str | None"]


_FOLDED = frozenset({"bytes", "double", "duration", "int", "string", "timestamp", "uint"})
_PATTERNS = frozenset({"matches", "find", "findAll"})


class Problem(NamedTuple):
    """Why an expression is rejected, and where."""

    message: str
    node: Node


def problem_of(
    tree: Tree, minor: int, names: Iterable[str], constant: Constant, opaque: frozenset[bytes]
) -> Problem | None:
    """Return the first thing that Kubernetes 1.``minor`` rejects in a checked expression.

    ``constant`` says what is wrong with a function of a constant; ``opaque`` are the types of Kubernetes' own values.
    """
    known = frozenset(names)
    return next(
        chain(
            _fields(tree.root, known),
            _functions(tree.root, minor),
            _literals(tree, constant),
            _mixed(tree),
            _as_maps(tree, opaque),
        ),
        None,
    )


def _fields(root: Node, names: frozenset[str]) -> Iterator[Problem]:
    found: list[Read] = reads(root)
    for one in found:
        top = str(one.path[0])
        if top == "variables" and len(one.path) > 1 and f"variables.{one.path[1]}" not in names:
            yield Problem(f"undefined field '{one.path[1]}'", one.node)
        elif top in STRUCTS and (field := undefined(one.path)):
            yield Problem(f"undefined field '{field}'", one.node)


def _functions(root: Node, minor: int) -> Iterator[Problem]:
    for node in root.walk():
        since = 0
        if node.kind == "comprehension" and node.second:
            since = library.TWO_VARIABLES_SINCE
        elif node.kind == "call":
            is_list = node.name in library.LISTS and node.target is not None
            since = library.NEW.get(node.name) or (library.LISTS_SINCE if is_list else 0)
            if node.name in ("semver", "isSemver"):
                since = library.SEMVER_SINCE
            elif node.name == "lists.range" or "@sortBy" in node.name:
                since = library.LISTS_SINCE
        if since > minor:
            name = node.name.rpartition("@")[2] if node.kind == "call" else "a comprehension of two variables"
            yield Problem(f"undeclared reference to '{name}'" if node.kind == "call" else f"no {name[2:]}", node)


def _literals(tree: Tree, constant: Constant) -> Iterator[Problem]:
    for node in tree.root.walk():
        if node.kind != "call":
            continue
        if node.name in _FOLDED and len(node.args) == 1 and node.args[0].kind == "const":
            said = constant(node.name, node.args[0].value)
        elif node.name in _PATTERNS and node.args[:1] and node.args[0].kind == "const" and node.target is not None:
            said = constant("matches", node.args[0].value)
        elif node.name == "matches" and len(node.args) == 2 and node.args[1].kind == "const":
            said = constant("matches", node.args[1].value)
        elif node.name == "format" and node.target is not None and node.target.kind == "const" and node.args:
            said = _format(str(node.target.value), node.args[0], tree.types)
        else:
            continue
        if said:
            yield Problem(said, node.args[0])


def _format(text: str, args: Node, types: Mapping[int, bytes]) -> str | None:
    if args.kind != "list":
        return None
    wanted = []
    for found in CLAUSE.finditer(text):
        if found[1] is None and found[3] is None:
            return "could not parse formatting clause"
        wanted += [found[3]] if found[1] is None else []
    if len(args.args) > len(wanted):
        return f"too many arguments supplied to string.format (expected {len(wanted)}, got {len(args.args)})"
    if len(args.args) < len(wanted):
        return f"index {len(args.args)} out of range"
    for clause, arg in zip(wanted, args.args, strict=True):
        if clause != "s" and types.get(arg.id, b"")[:1] == _PRIMITIVE and types[arg.id][1] not in _TAKES[clause]:
            return f"error during formatting: %{clause} of another type"
    return None


_PRIMITIVE = b"\x18"
_BOOL, _INT, _UINT, _DOUBLE, _STRING, _BYTES = range(1, 7)
_TAKES = {
    "d": (_INT, _UINT),
    "f": (_DOUBLE,),
    "e": (_DOUBLE,),
    "b": (_INT, _UINT, _BOOL),
    "x": (_INT, _UINT, _STRING, _BYTES),
    "X": (_INT, _UINT, _STRING, _BYTES),
    "o": (_INT, _UINT),
}


def _mixed(tree: Tree) -> Iterator[Problem]:
    exempt = {arg.id for node in tree.root.walk() if node.kind == "call" and node.name == "format" for arg in node.args}
    for node in tree.root.walk():
        if node.optional:
            continue
        if node.kind == "list" and node.id not in exempt:
            yield from _differing(tree.types, node.args)
        elif node.kind == "struct" and not node.name:
            yield from _differing(tree.types, node.args[::2])
            yield from _differing(tree.types, node.args[1::2])


def _differing(types: Mapping[int, bytes], nodes: tuple[Node, ...]) -> Iterator[Problem]:
    for node in nodes[1:]:
        if types.get(node.id) != types.get(nodes[0].id) and not (_loose(node) and _loose(nodes[0])):
            yield Problem("elements of different types in one list or map", node)
            return


def _loose(node: Node) -> bool:
    """Tell whether a node is a list or map, whose types are equal where one of them is empty."""
    return node.kind in ("list", "struct")


def _as_maps(tree: Tree, opaque: frozenset[bytes]) -> Iterator[Problem]:
    """Yield what only takes one of Kubernetes' own values because it is declared as a map."""
    for node in tree.root.walk():
        if node.kind == "select" and node.target is not None:
            used = node.target
        elif node.kind == "comprehension" or (node.kind == "call" and node.name in ("_[_]", "_?._", "_[?_]", "size")):
            used = node.target or node.args[0]
        elif node.kind == "call" and node.name == "@in":
            used = node.args[1]
        else:
            continue
        if tree.types.get(used.id) in opaque:
            yield Problem(f"found no matching overload for '{node.name}'", node)
