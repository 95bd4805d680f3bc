"""The entries of ``coverage``: where DaemonSets are meant to run."""

from __future__ import annotations

from dslint.config.errors import Mistakes, quote
from dslint.kube.nodes.nodeset import ALL, SYSTEMS, NodeSet, NodeSetError, read_place
from dslint.manifest.cluster import Intent
from dslint.phrases import meant, suggest
from dslint.source.location import Location
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config.value import Value

INTENT_KEYS = ("daemonset", "on", "except", "reason")


class IntentReader:
    """Reads the intents of one file; what is wrong is noted, at its place, and left out."""

    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes

    def read(self, value: Value) -> tuple[Intent, ...]:
        """Return the intents of the list."""
        if not isinstance(value.data, list):
            self._add(value, "coverage takes a list", "write - before each entry")
            return ()
        return tuple(intent for item in value.data if (intent := self._intent(item)))

    def _add(self, value: Value, message: str, hint: str | None = None) -> None:
        self._mistakes.add(value, message, hint=hint)

    def _intent(self, value: Value) -> Intent | None:
        if not isinstance(value.data, dict):
            self._add(value, "an entry of coverage is a mapping of daemonset, on, except and reason")
            return None
        for name in value.data:
            if name not in INTENT_KEYS:
                self._mistakes.unknown(value.keys[name], "key", INTENT_KEYS)
        for name, example in (("daemonset", "agent, or kube-system/agent-*"), ("on", "all, linux, or workers")):
            if name not in value.data:
                self._add(value.start, f"entry of coverage without {name}", f"say it with {name}: {example}")
        pattern = self._pattern(value.data["daemonset"]) if "daemonset" in value.data else None
        on = self._places(value.data["on"], "on") if "on" in value.data else ()
        but = self._places(value.data["except"], "except") if "except" in value.data else ()
        reason = self._text(value.data["reason"], "reason") if "reason" in value.data else ""
        if pattern is None or not on:
            return None
        begin, end = value.keys["daemonset"].span.start, value.data["daemonset"].span.end
        whole = Location(value.file.source, Span(begin, end), "", "")
        sets = tuple(place for place, _ in on), tuple(place for place, _ in but)
        return Intent(pattern, *sets, (reason or "").strip(), whole, tuple(at for _, at in (*on, *but)))

    def _text(self, value: Value, what: str) -> str | None:
        if isinstance(value.data, str) and value.data.strip():
            return value.data
        self._add(value, f"{what} takes a text")
        return None

    def _pattern(self, value: Value) -> str | None:
        text = self._text(value, "daemonset")
        if text is not None and text.count("/") > 1:
            self._add(value, f"{quote(text)} is neither name nor namespace/name")
            return None
        return None if text is None else text.strip()

    def _places(self, value: Value, what: str) -> tuple[tuple[NodeSet, Location], ...]:
        """Return the sets of nodes, each with its place."""
        items = value.data if isinstance(value.data, list) else [value]
        if not items:
            self._add(value, f"{what} names no nodes", "write all, linux, windows, a pool or a label selector")
        return tuple(
            (place, Location(item.file.source, item.span, "", ""))
            for item in items
            if (place := self._place(item, what))
        )

    def _place(self, value: Value, what: str) -> NodeSet | None:
        text = self._text(value, what)
        if text is None:
            return None
        close = suggest(text, (ALL, *SYSTEMS), cutoff=0.99)  # another case
        if close and text.strip() != close:
            self._add(value, f"{quote(text)} in {what}{meant(close)}")
            return None
        try:
            return read_place(text)
        except NodeSetError as wrong:
            # a value in quotes or of several lines stands otherwise than it reads
            source = value.file.source.text[value.span.start : value.span.end]
            begin = value.span.start + source.find(text)
            span = Span(begin + wrong.start, begin + wrong.end) if text in source else value.span
            self._add(value._replace(span=span), f"{quote(text)} in {what}: {wrong.message}")
            return None
