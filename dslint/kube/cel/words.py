"""What the CEL implementation says of failures, in the words of the API server's.

Sources: common/types/{err,int,double,list,map,optional}.go, ext/strings.go, ext/lists.go of github.com/google/cel-go,
held against recorded answers (tests/conformance/vectors/1.37/policies.json.gz).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dslint.kube.cel.reads import reads
from dslint.kube.cel.tree import Node
from dslint.kube.cel.values import kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OURS = "kubernetes: "
_WHERE = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r'Key not found in map : "?(.*?)"?$', r"no such key: \1"),
        (r"No matching overloads found : string\((\w+)\)", r"no such overload: string(\1)"),
        (r"No matching overloads found", "no such overload"),
        (r"Index error: index=(-?\d+) size=.*", r"index out of bounds: \1"),
        (r"index_out_of_bounds: *(-?\d+)", r"index out of bounds: \1"),
        (r"divide by zero", "division by zero"),
        (r"modulus by zero", "modulus by zero"),
        (r"invalid regular expression: (missing [\])]): (.*)", r"error parsing regexp: missing closing \1: `\2`"),
        (r"integer overflow|int64 overflow|out of int64 range", "integer overflow"),
        (r"uint64 overflow|unsigned integer overflow", "unsigned integer overflow"),
        (
            r"String to Timestamp conversion failed",
            "type conversion error from 'string' to 'google.protobuf.Timestamp'",
        ),
        (r"String to Duration conversion failed", "type conversion error from 'string' to 'google.protobuf.Duration'"),
        (r"optional.none\(\) dereference", "optional.none() dereference"),
        (r'No value with name "(?:.*\.)?(.*)" found in Activation', r"no such key: \1"),
    )
)


def of_error(text: str, root: Node | None = None, values: Mapping[str, Any] | None = None) -> str:
    """Return the words for what the evaluation of an expression failed with, on some values."""
    at = text.find(OURS)
    if at >= 0:
        return text[at + len(OURS) :]
    if "_+_(string, " in text and any(map(kind_of, (values or {}).values())):
        return "no such overload: _+_"
    if "non-message type" in text and root is not None:
        return f"no such key: {_beyond(root, values or {})}"
    for pattern, said in _RULES:
        found = pattern.search(text)
        if found:
            return found.expand(said).replace("missing closing missing ", "missing closing ")
    return text.partition(": ")[2] or text


def _beyond(root: Node, values: Mapping[str, Any]) -> str:
    """Return the first field that an expression reads of something that has no fields."""
    for one in reads(root):
        value: Any = values
        for step in one.path:
            if isinstance(value, dict) and step in value:
                value = value[step]
            elif isinstance(value, list):
                value = value[0] if value else {}
            elif not isinstance(value, Mapping):
                return str(step)
            else:
                break
    return ""


def of_compilation(text: str, expression: str) -> tuple[str, int | None]:
    """Return the words for what the compilation of an expression failed with, and the place that it is about."""
    found = _WHERE.search(text)
    if found is None:
        return text.removeprefix("INVALID_ARGUMENT: ").removesuffix(" [INVALID_ARGUMENT]"), None
    line, column, said = int(found[1]), int(found[2]), found[3].removesuffix(" [INVALID_ARGUMENT]")
    if line < 1 or column < 1:
        return said, None
    before = expression.split("\n")[: line - 1]
    return said, sum(map(len, before)) + len(before) + column - 1
