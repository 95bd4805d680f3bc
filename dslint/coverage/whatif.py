"""What if the nodes were others: one change in words, read and applied to a cluster.

    taint KEY[=VALUE]:EFFECT on SELECTOR
    untaint KEY[=VALUE][:EFFECT] on SELECTOR
    label KEY=VALUE on SELECTOR
    unlabel KEY on SELECTOR
    add COUNT like NODE
    remove SELECTOR

SELECTOR is ``all``, ``node/NAME``, ``pool/NAME`` or a label selector as kubectl takes it; NODE is the name of a node or
of a pool. Taints are told apart by key and effect, as ``kubectl taint --overwrite`` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dslint.errors import UsageError
from dslint.kube.data.pools import pool_of
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.nodeset import NodeSet, NodeSetError, read_node_set
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.names import label_value, qualified_name
from dslint.phrases import meant, suggest
from dslint.record import NamedTuple
from dslint.source.text import SourceText, Span
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

OPTION = "--what-if"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
FORMS = {
    "taint": "taint KEY[=VALUE]:EFFECT on SELECTOR",
    "untaint": "untaint KEY[=VALUE][:EFFECT] on SELECTOR",
    "label": "label KEY=VALUE on SELECTOR",
    "unlabel": "unlabel KEY on SELECTOR",
    "add": "add COUNT like NODE",
    "remove": "remove SELECTOR",
}
MOST = 1_000_000
_HOSTNAME = "kubernetes.io/hostname"
_WORD = re.compile(r"\S+")


class _Word(NamedTuple):
    text: str
    start: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + max(len(self.text), 1))

    def part(self, start: int, end: int | None = None) -> _Word:
        return _Word(self.text[start:end], self.start + start)


def what_if(nodes: Nodes, changes: Iterable[str]) -> Nodes:
    """Return the nodes after some changes, each applied to what the ones before it left.

    Raises UsageError, with the place in the change, for one that is not of the forms above or means no node.
    """
    groups = list(nodes.groups)
    for text in changes:
        groups = _Change(text).apply(groups)
    return Nodes(groups)


class _Change:
    """One change: its words, read from left to right."""

    def __init__(self, text: str) -> None:
        self._source = SourceText(OPTION, text)
        self._text = text
        self._at = 0
        self._form = "one of " + ", ".join(FORMS)

    def apply(self, groups: list[NodeGroup]) -> list[NodeGroup]:
        verb = self._word("taint, untaint, label, unlabel, add or remove")
        if verb.text not in FORMS:
            self._unknown(verb, tuple(FORMS), f"unknown change {_quoted(verb.text)}")
        self._form = FORMS[verb.text]
        act: Callable[[list[NodeGroup]], list[NodeGroup]] = getattr(self, f"_{verb.text}")
        return act(groups)

    def _taint(self, groups: list[NodeGroup]) -> list[NodeGroup]:
        word = self._word("a taint")
        key, value, effect = self._taint_parts(word, effect_needed=True)
        taint = Taint(key, value or "", effect)
        return self._each(groups, lambda group: _tainted(group, taint))

    def _untaint(self, groups: list[NodeGroup]) -> list[NodeGroup]:
        word = self._word("a taint")
        key, value, effect = self._taint_parts(word, effect_needed=False)

        def is_meant(taint: Taint) -> bool:
            return taint.key == key and effect in ("", taint.effect) and value in (None, taint.value)

        chosen = self._chosen("on", groups)
        known = {taint for index in chosen for taint in groups[index].node.taints}
        if not any(map(is_meant, known)):
            keys = sorted({taint.key for taint in known})
            self._unknown(word, tuple(keys), f"no node of the selection has the taint {_quoted(word.text)}")
        out = list(groups)
        for index in chosen:
            node = groups[index].node
            left = tuple(taint for taint in node.taints if not is_meant(taint))
            out[index] = groups[index]._replace(node=node._replace(taints=left))
        return out

    def _label(self, groups: list[NodeGroup]) -> list[NodeGroup]:
        word = self._word("a label")
        key, equals, value = word.text.partition("=")
        if not equals:
            self._fail(word, "a label is KEY=VALUE here")
        self._check(word.part(0, len(key)), qualified_name(key), "key of a label")
        self._check(word.part(len(key) + 1), label_value(value), "value of a label")
        return self._each(groups, lambda group: _labelled(group, {**group.node.labels, key: value}))

    def _unlabel(self, groups: list[NodeGroup]) -> list[NodeGroup]:
        word = self._word("the key of a label")
        self._check(word, qualified_name(word.text), "key of a label")
        chosen = self._chosen("on", groups)
        known = {key for index in chosen for key in groups[index].node.labels}
        if word.text not in known:
            self._unknown(word, tuple(sorted(known)), f"no node of the selection has the label {_quoted(word.text)}")
        out = list(groups)
        for index in chosen:
            labels = {key: value for key, value in groups[index].node.labels.items() if key != word.text}
            out[index] = _labelled(groups[index], labels)
        return out

    def _add(self, groups: list[NodeGroup]) -> list[NodeGroup]:
        word = self._word("how many nodes")
        digits = word.text.isascii() and word.text.isdigit() and len(word.text) < 10
        if not digits or not 1 <= int(word.text) <= MOST:
            self._fail(word, f"a whole number from 1 to {MOST} belongs here, not {_quoted(word.text)}")
        self._keyword("like")
        chosen = self._chosen_by_name(self._word("the name of a node"), groups)
        if (rest := self._peek()) is not None:
            self._fail(rest, f"nothing belongs behind the node, not {_quoted(rest.text)}")
        return [*groups, _copy(groups[chosen], int(word.text), {group.name for group in groups})]

    def _remove(self, groups: list[NodeGroup]) -> list[NodeGroup]:
        chosen = set(self._chosen("", groups))
        return [group for index, group in enumerate(groups) if index not in chosen]

    def _each(self, groups: list[NodeGroup], change: Callable[[NodeGroup], NodeGroup]) -> list[NodeGroup]:
        chosen = set(self._chosen("on", groups))
        return [change(group) if index in chosen else group for index, group in enumerate(groups)]

    def _taint_parts(self, word: _Word, *, effect_needed: bool) -> tuple[str, str | None, str]:
        """Return key, value (``None``: none said) and effect (empty: none said)."""
        taint_text, colon, effect = word.text.rpartition(":")
        if not colon:
            if effect_needed:
                self._fail(word, "a taint is KEY=VALUE:EFFECT or KEY:EFFECT here", f"effects: {', '.join(EFFECTS)}")
            taint_text, effect = word.text, ""
        elif effect not in EFFECTS:
            self._unknown(word.part(len(taint_text) + 1), EFFECTS, f"unknown effect {_quoted(effect)}")
        key, equals, value = taint_text.partition("=")
        self._check(word.part(0, len(key)), qualified_name(key), "key of a taint")
        self._check(word.part(len(key) + 1, len(taint_text)), label_value(value), "value of a taint")
        return key, value if equals else None, effect

    def _chosen(self, keyword: str, groups: list[NodeGroup]) -> list[int]:
        """Return the indexes of the nodes that the rest of the text selects: at least one."""
        if keyword:
            self._keyword(keyword)
        first = self._peek()
        if first is None:
            self._fail(_Word("", len(self._text)), "a selection of nodes is missing")
        rest = _Word(self._text[first.start :].rstrip(), first.start)
        try:
            selected = read_node_set(rest.text)
        except NodeSetError as wrong:
            at = _Word(rest.text[wrong.start : wrong.end], rest.start + wrong.start)
            self._fail(at, f"no selection of nodes: {wrong.message}")
        chosen = [index for index, group in enumerate(groups) if selected.holds(group)]
        if not chosen:
            self._nothing(rest, selected, groups)
        return chosen

    def _nothing(self, word: _Word, selected: NodeSet, groups: list[NodeGroup]) -> NoReturn:
        message = f"{_quoted(word.text)} selects no node"
        if selected.kind != "labels":
            names = {group.name if selected.kind == "node" else group.pool or "" for group in groups} - {""}
            kind, slash, name = word.text.rpartition("/")
            close = suggest(name, sorted(names), cutoff=0.5)
            self._fail(word, f"{message}{meant(close and f'{kind}{slash}{close}')}")
        for kind, names in (("node", {one.name for one in groups}), ("pool", {one.pool or "" for one in groups})):
            if word.text in names:
                self._fail(word, f"{message}{meant(f'{kind}/{word.text}')}")
        self._fail(word, message)

    def _chosen_by_name(self, word: _Word, groups: list[NodeGroup]) -> int:
        """Return the index of the node of a name, else of the first one of a pool."""
        kind, slash, name = word.text.partition("/")
        if not (slash and kind in ("node", "pool")):
            kind, name = "", word.text
        by_name = [index for index, group in enumerate(groups) if group.name == name and kind != "pool"]
        by_pool = [index for index, group in enumerate(groups) if group.pool == name and kind != "node"]
        if not (by_name or by_pool):
            self._unknown(word, tuple(group.name for group in groups), f"no node or pool {_quoted(name)}")
        return (by_name or by_pool)[0]

    def _keyword(self, keyword: str) -> None:
        word = self._peek()
        if word is None:
            self._fail(_Word("", len(self._text)), f'"{keyword}" is missing')
        if word.text != keyword:
            self._fail(word, f'"{keyword}" belongs here, not {_quoted(word.text)}')
        self._at = word.start + len(word.text)

    def _word(self, what: str) -> _Word:
        word = self._peek()
        if word is None:
            self._fail(_Word("", len(self._text)), f"{what} is missing")
        self._at = word.start + len(word.text)
        return word

    def _peek(self) -> _Word | None:
        match = _WORD.search(self._text, self._at)
        return None if match is None else _Word(match[0], match.start())

    def _check(self, word: _Word, faults: list[str], what: str) -> None:
        if faults:
            self._fail(word, f"no {what}: {faults[0]}")

    def _unknown(self, word: _Word, known: tuple[str, ...], message: str) -> NoReturn:
        self._fail(word, f"{message}{meant(suggest(word.text, known))}")

    def _fail(self, word: _Word, message: str, hint: str | None = None) -> NoReturn:
        raise UsageError(message, hint=hint or f"the form is: {self._form}", source=self._source, span=word.span)


def _quoted(text: str) -> str:
    return f'"{show(text)}"'


def _tainted(group: NodeGroup, taint: Taint) -> NodeGroup:
    """Return a node with a taint; one with the same key and effect gets the new value."""
    same = [one[::2] == taint[::2] for one in group.node.taints]
    taints = tuple(taint if is_same else one for one, is_same in zip(group.node.taints, same, strict=True))
    return group._replace(node=group.node._replace(taints=taints if any(same) else (*taints, taint)))


def _labelled(group: NodeGroup, labels: dict[str, str]) -> NodeGroup:
    """Return a node with other labels; its pool follows where they name it."""
    named = group.pool == pool_of(group.node.labels)
    return group._replace(node=group.node._replace(labels=labels), pool=pool_of(labels) if named else group.pool)


def _copy(group: NodeGroup, count: int, names: set[str]) -> NodeGroup:
    """Return so many new nodes that are like one, under a name that is not taken."""
    base = f"{group.name}-added"
    name = next(name for number in range(1, len(names) + 2) if (name := f"{base}-{number}") not in names)
    labels = dict(group.node.labels)
    if _HOSTNAME in labels:
        labels[_HOSTNAME] = name
    return group._replace(node=group.node._replace(name=name, labels=labels), size=count)
