"""What an editor proposes: labels, taints, tolerations, priority classes, and rules in suppression comments."""

from __future__ import annotations

import re

from dslint.fix.ignores import ABOUT_COMMENTS
from dslint.kube.data.classes import PRIORITY_CLASSES
from dslint.kube.data.labels import PROVIDER_LABELS, PROVIDER_TAINTS, RETIRED_LABELS
from dslint.kube.data.nodes import (
    ARCH_LABELS,
    ARCH_VALUES,
    KNOWN_LABELS,
    KNOWN_TAINTS,
    OS_LABELS,
    OS_VALUES,
    TAINT_VALUES,
    TAINTED_NODES,
)
from dslint.kube.data.taints import DEVICE_TAINTS, ONLY_NO_SCHEDULE, STARTUP_TAINTS
from dslint.record import NamedTuple
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from dslint.kube.nodes.classes import NodeGroup
    from dslint.lsp.diagnostics import Diagnostics
    from dslint.lsp.workspace import Told

_COMMENT = re.compile(r"(?:^|[ \t])#+[ \t]*(?:|d|ds|dsl|dsli|dslin|dslint|dslint:[ \t]*[\w-]*)$")
_NAMES = re.compile(r"#+[ \t]*dslint:[ \t]*ignore(?:-file)?[ \t]*\[([^\]]*)$")
_KEY = re.compile(r"""[ \t]*(?:-[ \t]+)*(?:"([^"]*)"|'([^']*)'|([^\s#'"\[\]{},:][^\s:#]*))[ \t]*:(?=[ \t]|$)""")
_DASHES = re.compile(r"[ \t]*(?:-(?:[ \t]+|$))*")
_BREAK = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"[^\s,\[\]{}'\"]*$")
_EFFECTS = {
    "NoSchedule": "keeps new pods off",
    "PreferNoSchedule": "the scheduler avoids such nodes",
    "NoExecute": "keeps new pods off and evicts those that run",
}
_OPERATORS = {"Exists": "whatever its value is", "Equal": "with this value"}
_KEYS = {
    "key": "the key of the taint; all of them without it",
    "operator": "Exists or Equal",
    "value": "the value of the taint",
    "effect": "the effect of the taint; any without it",
    "tolerationSeconds": "how long to stay once NoExecute is there",
}
_SELECTING = {
    "In": "one of the values",
    "NotIn": "none of the values, or no such label",
    "Exists": "whatever its value is",
    "DoesNotExist": "no such label",
    "Gt": "a number above the value",
    "Lt": "a number below the value",
}
_NO_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
_VALUE, _PROPERTY, _SNIPPET, _REFERENCE = 12, 10, 15, 18
_NODE_TERMS = ("nodeSelectorTerms", "preference")


class Item(NamedTuple):
    """Something to propose: the text, what it is, and what is put in its place where that is more."""

    text: str
    detail: str
    kind: int = _VALUE
    insert: str | None = None
    retired: bool = False


def complete(told: Told, offset: int, diagnostics: Diagnostics) -> list[dict[str, Any]]:
    """Return what can stand at an offset of a document."""
    text = told.document.text
    begin = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    before = text[begin:offset]
    word = _WORD.search(before)
    start = begin + (word.start() if word is not None else len(before))
    if "#" in before and (_NAMES.search(before) or _COMMENT.search(before)):
        items, start = _in_comment(told, before, begin, start)
    else:
        items = list(_in_manifest(told, text[:begin], before))
    place = diagnostics.places.range(told.document.source, Span(start, offset))
    return [_made(item, place, number) for number, item in enumerate(items)]


def _made(item: Item, place: dict[str, Any], number: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "label": item.text,
        "kind": item.kind,
        "detail": item.detail,
        "sortText": f"{number:04}",
        "filterText": item.text,
        "insertTextMode": 1,
        "textEdit": {"range": place, "newText": item.insert if item.insert is not None else item.text},
    }
    if item.retired:
        made["tags"] = [1]
    return made


def _in_comment(told: Told, before: str, begin: int, start: int) -> tuple[list[Item], int]:
    """Propose a suppression, or the rules to name in one: those first that are found in this document."""
    if _NAMES.search(before) is None:
        hash_ = before.rfind("#")
        at = begin + hash_ + 1 + (len(before[hash_ + 1 :]) - len(before[hash_ + 1 :].lstrip(" \t")))
        return [
            Item("dslint: ignore[]", "suppress a rule here, and say why", _SNIPPET, "dslint: ignore["),
            Item("dslint: ignore-file[]", "suppress a rule in the whole document", _SNIPPET, "dslint: ignore-file["),
        ], at
    found = {one.rule for one in told.findings} - ABOUT_COMMENTS
    rules = sorted(told.project.report.rules.values(), key=lambda rule: (rule.id not in found, rule.id))
    names = [Item(rule.name, f"{rule.id} {rule.summary}", _REFERENCE) for rule in rules]
    return [*names, *(Item(rule.id, f"{rule.name} {rule.summary}", _REFERENCE) for rule in rules)], start


def _in_manifest(told: Told, above: str, before: str) -> Iterator[Item]:
    """Propose what the key at the cursor, or its value, can be."""
    line = _KEY.match(before)
    path = path_above(above, before)
    if not before.strip() and _last(above).split("#")[0].rstrip() == f"{before}tolerations:":
        path.append("tolerations")  # whose items may stand right under it
    groups = _nodes(told)
    if line is not None:  # behind a key: a value
        name = next(filter(None, line.groups()), "")
        yield from _values(told, path, name, above, groups)
    elif path[-1:] == ["nodeSelector"]:
        yield from (item._replace(kind=_PROPERTY, insert=f"{item.text}: ") for item in _labels(groups))
    elif path[-1:] == ["tolerations"]:
        if before.lstrip().startswith("-") or not _is_in_item(above, before):
            yield from _tolerations(groups, before)
        else:
            yield from (Item(key, told, _PROPERTY, f"{key}: ") for key, told in _KEYS.items())
    elif path[-1:] == ["values"]:
        yield from _label_values(_sibling(above, "key"), groups)


def _values(told: Told, path: list[str], name: str, above: str, groups: Iterable[NodeGroup]) -> Iterator[Item]:
    if path[-1:] == ["nodeSelector"]:
        yield from _label_values(name, groups)
    elif path[-1:] == ["tolerations"]:
        if name == "key":
            yield from (Item(key, detail, retired=retired) for key, detail, retired in _taints(groups))
        elif name == "value":
            value = TAINT_VALUES.get(_sibling(above, "key"))
            yield from [Item(value, "the value that this taint has")] if value is not None else []
        yield from _words(_EFFECTS if name == "effect" else _OPERATORS if name == "operator" else {})
    elif path[-1:] in (["matchExpressions"], ["matchFields"]) and any(one in path for one in _NODE_TERMS):
        if name == "key":
            yield from _labels(groups) if path[-1] == "matchExpressions" else [Item("metadata.name", "the only field")]
        yield from _label_values(_sibling(above, "key"), groups) if name == "values" else ()
        yield from _words(_SELECTING if name == "operator" else {})
    elif name == "priorityClassName":
        yield from (Item(key, f"made by {who}") for key, who in PRIORITY_CLASSES.items())
        yield from (Item(name, f"in {path}") for name, path in told.project.named("PriorityClass"))
    elif name == "topologyKey":
        yield from _labels(groups)


def _words(words: Mapping[str, str]) -> Iterator[Item]:
    yield from (Item(word, told) for word, told in words.items())


def _labels(groups: Iterable[NodeGroup]) -> Iterator[Item]:
    """Yield the labels of the configured nodes, then the well-known ones, the retired last."""
    own = {key for group in groups for key in group.node.labels}
    yield from (Item(key, "a label of your nodes") for key in sorted(own - RETIRED_LABELS.keys()))
    known = dict.fromkeys(KNOWN_LABELS)
    fresh = [key for key in known if key not in own and key not in RETIRED_LABELS and key not in PROVIDER_LABELS]
    yield from (Item(key, "a well-known label of nodes") for key in fresh)
    for key in known:
        if key in RETIRED_LABELS:
            yield Item(key, f"retired: use {RETIRED_LABELS[key]}", retired=True)


def _label_values(key: str, groups: Iterable[NodeGroup]) -> Iterator[Item]:
    own = dict.fromkeys(group.node.labels[key] for group in groups if key in group.node.labels)
    known = OS_VALUES if key in OS_LABELS else ARCH_VALUES if key in ARCH_LABELS else ()
    yield from (Item(value, "as your nodes have it", insert=_quoted(value)) for value in own if len(value) < 64)
    yield from (Item(value, f"a value of {key}") for value in known if value not in own)


def _quoted(value: str) -> str:
    """Return a value of a label so that YAML reads it as text."""
    is_plain = re.fullmatch(r"[A-Za-z][\w./-]*", value) and value.lower() not in _NO_TEXT
    return value if is_plain else f'"{value}"'


def _taints(groups: Iterable[NodeGroup]) -> Iterator[tuple[str, str, bool]]:
    """Yield the keys of taints: of the configured nodes, then the well-known ones, each with what there is to say."""
    own = {taint.key for group in groups for taint in group.node.taints}
    yield from ((key, "a taint of your nodes", False) for key in sorted(own))
    carriers = {one.taint.key: one.nodes for one in TAINTED_NODES.values()}
    started = {taint.key: "taken away by the agent that it waits for" for taint in STARTUP_TAINTS.values()}
    devices = {taint.key: "nodes with such devices" for taint in DEVICE_TAINTS.values()}
    for key in dict.fromkeys((*KNOWN_TAINTS, *started, *devices)):
        retired = key in PROVIDER_TAINTS or RETIRED_LABELS.get(key)
        detail = carriers.get(key) or started.get(key) or devices.get(key) or "a well-known taint"
        if key not in own:
            yield key, detail, bool(retired)


def _tolerations(groups: Iterable[NodeGroup], before: str) -> Iterator[Item]:
    """Yield whole tolerations; the lines below the first stand under it."""
    dash = "" if before.lstrip().startswith("-") else "- "
    under = " " * (_key_column(before) + len(dash))
    yield Item("operator: Exists", "tolerates every taint", _SNIPPET, f"{dash}operator: Exists")
    effects = {taint.key: taint.effect for group in groups for taint in group.node.taints}
    for key, detail, retired in _taints(groups):
        effect = effects.get(key, "NoSchedule" if key in ONLY_NO_SCHEDULE or key in TAINTED_NODES else "")
        lines = [f"{dash}key: {key}", "operator: Exists", *([f"effect: {effect}"] if effect else [])]
        yield Item(f"key: {key}", detail, _SNIPPET, f"\n{under}".join(lines), retired)


def _nodes(told: Told) -> list[NodeGroup]:
    engine = told.project.engine(told.document.path)
    return list(engine.cluster.nodes.groups) if engine is not None and engine.cluster is not None else []


def path_above(above: str, before: str) -> list[str]:
    """Return the keys around the line of the cursor, the outermost first: by how far they are indented.

    The text around a cursor is seldom YAML as it stands.
    """
    most = _limit(before)
    found: list[str] = []
    for line in reversed(_BREAK.split(above)):
        if line.startswith(("---", "...")):
            break
        key = _KEY.match(line)
        if key is None or line[key.end() :].split(" #")[0].strip() or _key_column(line) > most:
            continue
        found.append(next(filter(None, key.groups()), ""))
        most = _limit(line)
    return found[::-1]


def _last(above: str) -> str:
    """Return the last line that is not blank."""
    return next((line for line in reversed(_BREAK.split(above)) if line.strip()), "")


def _is_in_item(above: str, before: str) -> bool:
    """Tell whether a line goes on with the list item above it."""
    last = _last(above)
    return (
        _key_column(last) == len(before) - len(before.lstrip(" \t"))
        and _limit(last) >= 0
        and ":" in last
        and not last.rstrip().endswith(":")
    )


def _key_column(line: str) -> int:
    """Return the column at which the key of a line begins, behind the dashes of list items."""
    match = _DASHES.match(line)
    return match.end() if match is not None else 0


def _limit(line: str) -> int:
    """Return the last column at which the key around a line can begin: that of its dash, or left of its own."""
    blanks = len(line) - len(line.lstrip(" \t"))
    return blanks if line[blanks : blanks + 1] == "-" else blanks - 1


def _sibling(above: str, name: str) -> str:
    """Return the value of a key of the same mapping above the cursor."""
    for line in reversed(_BREAK.split(above)):
        key = _KEY.match(line)
        if key is not None and name in key.groups():
            return line[key.end() :].split(" #")[0].strip().strip("'\"")
        if line.lstrip().startswith("-"):
            break
    return ""
