"""The index of dslint's own rules, which live in ``rules/**.yaml``.

An installed package carries them compiled to one file; a checkout compiles them when a file has changed.
"""

from __future__ import annotations

import os

from dslint.catalogue.rule import Rule
from dslint.compiled import BUILT, load, write
from dslint.errors import DslintError, RuleFileError
from dslint.resources import folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

INDEX = ".index.marshal"
_CURE = "install dslint again; in a checkout remove the file"
_NEEDED = frozenset({"id", "name", "summary", "severity", "default", "status", "since", "tags", "messages", "path"})
# what a run needs; the rest of a rule file is read by `explain` alone
_INDEXED = (
    "id", "name", "summary", "severity", "default", "status", "since", "tags", "kubernetes", "messages", "why",
    "fix", "check", "scope", "collect", "mentions", "reads", "reads-in-preview", "needs", "yields-to", "aliases",
    "options", "target", "schema",
)  # fmt: skip


def load_rules() -> list[Rule]:
    """Return dslint's own rules, by id."""
    base = folder("rules")
    inside = os.path.join(base, "")
    return [Rule(data, inside + data["path"]) for data in _index(base)]


def _index(base: str) -> list[dict[str, Any]]:
    path = os.path.join(base, INDEX)
    index = load(path)
    said = index.get("stamp") if isinstance(index, dict) else None
    stamp = BUILT if said == BUILT else rule_stamp(base)
    if said == stamp:
        rules: Any = index.get("rules")
        if not _is_whole(rules, index.get("count") if said == BUILT else len(stamp) - len(_INDEXED)):
            raise DslintError(f"{path} is damaged", hint=_CURE)
        return list(rules)
    compiled = compile_rules(base)
    if not compiled:
        raise DslintError(f"there is no rule in {base}", hint=_CURE)
    write(path, {"stamp": stamp, "rules": compiled})
    return compiled


def built_index(base: str) -> dict[str, Any]:
    """Return the index for a package whose rule files do not change; raises as :func:`contents` does."""
    rules = compile_rules(base)
    return {"stamp": BUILT, "count": len(rules), "rules": rules}


def _is_whole(rules: Any, count: Any) -> bool:
    """Tell whether an index holds that many rules; each of them was checked before it came in."""
    return isinstance(rules, list) and len(rules) == count and count > 0 and all(map(_is_rule, rules))


def _is_rule(data: Any) -> bool:
    return isinstance(data, dict) and data.keys() >= _NEEDED


def rule_stamp(base: str) -> list[Any]:
    """Return what changes whenever a rule file does."""
    stamp: list[Any] = [*_INDEXED]
    for entry in sorted(_rule_files(base)):
        status = os.stat(os.path.join(base, entry))
        stamp.append([entry, status.st_mtime_ns, status.st_size])
    return stamp


def _rule_files(base: str) -> list[str]:
    found = []
    for block in os.scandir(base):
        if block.is_dir() and not block.name.startswith("."):
            found += [f"{block.name}/{file.name}" for file in os.scandir(block.path) if file.name.endswith(".yaml")]
    return found


def compile_rules(base: str) -> list[dict[str, Any]]:
    """Read every rule file below a folder and keep what a run needs, by id; raises as :func:`contents` does."""
    rules = []
    for entry in _rule_files(base):
        data = contents(os.path.join(base, entry))
        rules.append({key: data[key] for key in _INDEXED if key in data} | {"path": entry})
    return sorted(rules, key=lambda rule: str(rule["id"]))


def contents(path: str) -> dict[str, Any]:
    """Return what a rule file says; raises RuleFileError, with the place, where it is no YAML."""
    from dslint.source.text import SourceText  # an index spares the imports
    from dslint.source.tree import ParseError, parse, plain

    with open(path, encoding="utf-8-sig") as file:
        text = file.read()
    try:
        said: dict[str, Any] = plain(parse(text).root)
    except ParseError as error:
        line, column = SourceText(path, text).place(error.offset)
        raise RuleFileError(f"{path}:{line}:{column}: {error.reason}") from None
    return said
