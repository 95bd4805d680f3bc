"""The same manifest in 23 notations of YAML: a fix changes what it names and nothing else, however it is written."""

import json
import re
from typing import NamedTuple

import yaml

from dslint.finding import AppendItem, InsertEntry, RemoveItem
from tests.fuzz.properties import fixed

_SAFE = re.compile(r"[A-Za-z/][A-Za-z0-9/._-]*")
_WORDS = {"y", "n", "yes", "no", "true", "false", "on", "off", "null"}


class Notation(NamedTuple):
    """How values are written; ``after`` is done to the whole text."""

    indent: int = 2
    key: str = "{}"
    colon: str = ":"
    gap: str = " "
    begin: str = ""  # in front of a mapping: an anchor (# is its number) or a tag
    below: str = ""  # between a key and a value on the next line
    before: str = ""  # a line before every line, # is its number
    behind: str = ""  # behind every line
    deeper_lists: bool = True
    flow: str = ""  # what stands between the values of a mapping or list on one line
    after: tuple[str, str] = ("", "")


PLAIN = Notation()
STYLES = {
    "plain": PLAIN,
    "indent 4": Notation(indent=4),
    "indent 8": Notation(indent=8),
    "lists not indented": Notation(deeper_lists=False),
    "CRLF": Notation(after=("\n", "\r\n")),
    "byte-order mark": Notation(after=("^", "\ufeff")),
    "no final newline": Notation(after=("$", "")),
    "directive and end": Notation(after=("%", "")),
    "a comment behind every line": Notation(behind="  # c#"),
    "a comment before every line": Notation(before="   # c#"),
    "tabs behind colons": Notation(gap="\t"),
    "blanks before colons": Notation(colon=" :"),
    "blanks at line ends": Notation(behind="   "),
    "double quotes": Notation(key='"{}"'),
    "single quotes": Notation(key="'{}'"),
    "question marks": Notation(key="? {}", colon="\n:"),
    "anchors": Notation(begin="&a#"),
    "tags": Notation(begin="!!map"),
    "values below": Notation(below="\n"),
    "values below a comment": Notation(below="\n  # c#\n"),
    "flow": Notation(flow=", "),
    "flow with comments": Notation(flow=", # c#\n   "),
    "JSON": Notation(after=("JSON", "")),
    "a List": Notation(after=("List", "")),
}


class _Writer:
    def __init__(self, notation):
        self.to = notation
        self.count = 0

    def text(self, value):
        how, given = self.to.after
        if how == "JSON":
            return json.dumps(value, indent=2) + "\n"
        if how == "List":
            value = _in_list(value)
        body = f"{self.flow(value)}\n" if self.to.flow else "".join(f"{line}\n" for line in self.block(value, 0))
        if how == "%":
            return f"%YAML 1.1\n---\n{body}...\n"
        return {"^": given + body, "$": body.rstrip("\n"), "\n": body.replace("\n", given)}.get(how, body)

    def numbered(self, text):
        self.count += 1
        return text.replace("#", f"{self.count}").replace(f" {self.count} c", " # c")

    def scalar(self, value):
        plain = isinstance(value, str) and _SAFE.fullmatch(value) and value.lower() not in _WORDS
        return value if plain else json.dumps(value)

    def key(self, name):
        safe = _SAFE.fullmatch(name) and name.lower() not in _WORDS
        form = self.to.key
        return form.format(name) if safe or "'" in form or '"' in form else form.format(json.dumps(name))

    def block(self, value, depth):
        """Yield the lines of a mapping or list that is not empty."""
        pad = " " * (self.to.indent * depth)
        entries = value.items() if isinstance(value, dict) else ((None, item) for item in value)
        for name, below in entries:
            if self.to.before:
                yield self.numbered(self.to.before)
            yield from self._entry(pad, name, below, depth)

    def _entry(self, pad, name, below, depth):
        begin = "-" if name is None else self.key(name) + self.to.colon.replace("\n", f"\n{pad}")
        if not isinstance(below, (dict, list)) or not below:
            gap = f"{self.numbered(self.to.below)}{pad}    " if self.to.below and name is not None else self.to.gap
            shown = self.scalar(below) if not isinstance(below, (dict, list)) else json.dumps(below)
            behind = "" if gap.count("\n") else self.behind()
            yield f"{pad}{begin}{gap if name is not None else ' '}{shown}{behind}"
            return
        prefix = f" {self.numbered(self.to.begin)}" if self.to.begin and isinstance(below, dict) else ""
        deeper = depth + 1 if isinstance(below, dict) or self.to.deeper_lists or name is None else depth
        if name is None and not prefix and not self.to.before and self.to.indent == 2:
            first, *rest = self.block(below, deeper)
            yield f"{pad}- {first[len(pad) + 2 :]}"
            yield from rest
            return
        yield f"{pad}{begin}{prefix}{self.behind()}"
        yield from self.block(below, deeper)

    def behind(self):
        return self.numbered(self.to.behind) if self.to.behind else ""

    def flow(self, value):
        if isinstance(value, dict):
            between = self.to.flow
            return (
                "{"
                + "".join(f"{self.key(name)}: {self.flow(one)}{self.numbered(between)}" for name, one in value.items())
                + "}"
            )
        if isinstance(value, list):
            return "[" + "".join(f"{self.flow(one)}{self.numbered(self.to.flow)}" for one in value) + "]"
        return self.scalar(value)


def _in_list(value):
    return {"apiVersion": "v1", "kind": "List", "items": [value]}


def write(value, style):
    """Return a value in the notation of that name."""
    return _Writer(STYLES[style]).text(value)


def plain(text):
    """Return what another reader than ours makes of a text: one document of plain data, else nothing."""
    try:
        found = list(yaml.load_all(text.removeprefix("\ufeff"), Loader=yaml.CSafeLoader))
        return json.loads(json.dumps(found[0])) if len(found) == 1 and isinstance(found[0], dict) else None
    except (yaml.YAMLError, ValueError, TypeError):
        return None


def changes(before, after, path=()):
    """Yield the path of everything that differs."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            if name in before and name in after:
                yield from changes(before[name], after[name], (*path, name))
            else:
                yield (*path, name)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from changes(one, other, (*path, index))
    elif type(before) is not type(after) or before != after:
        yield path


def named(finding):
    """Yield the path of everything that a fix names; what is removed may have been the last of its parent."""
    for one in finding.fix.intents:
        field = getattr(one, "field", None)
        if field is None and hasattr(one, "parent"):
            field = one.parent.get(one.name) if isinstance(one, InsertEntry) else one.parent
        if field is None:
            continue
        yield field.path
        if hasattr(one, "name") and not isinstance(one, InsertEntry):
            yield (*field.path[:-1], one.name)
        if isinstance(one, (RemoveItem, AppendItem)):
            yield field.path[:-1] if isinstance(one, RemoveItem) else field.path


def hold_styles(text, folder):
    """Hold that a fix in each notation changes what it names, and that the same fixes come to the same."""
    value = plain(text)
    if value is None:
        return 0
    runs = {}
    for style in STYLES:
        written = write(value, style)
        assert plain(written) == (_in_list(value) if style == "a List" else value), style
        after, applied = fixed(written, folder)
        allowed = {path for finding in applied for path in named(finding)}
        for path in changes(plain(written), plain(after)):
            there = any(path[: len(one)] == one or one[: len(path)] == path for one in allowed)
            assert there, f"{style}: {path} is changed, and no fix names it"
        made = tuple(sorted((finding.rule, finding.identity.removeprefix("/items/0")) for finding in applied))
        result = plain(after)
        result = result["items"][0] if style == "a List" else result
        other = runs.setdefault(made, (style, result))
        assert other[1] == result, f"{style} comes to something else than {other[0]} by the same fixes"
    return len(STYLES)
