"""A large text document by document, so that what is as it was need not be judged again after each key."""

from __future__ import annotations

from io import BytesIO

from dslint.inputs.documents import Window
from dslint.inputs.large import Large
from dslint.inputs.load import Loaded
from dslint.judge.memory import TextFacts
from dslint.judge.report import Report
from dslint.record import NamedTuple
from dslint.source.text import Origin, SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.fragments import Fragments
    from dslint.inputs.large import Piece
    from dslint.inputs.tree import Input
    from dslint.judge.memory import Memory
    from dslint.run import Run

LARGE = 32_000
"""So many bytes can be judged as a whole between two keys."""


class Movable(SourceText):
    """A document of a text that grows and shrinks above it: whatever points into it moves along with its origin."""

    __slots__ = ()

    def excerpt(self, *_spans: Span) -> SourceText:
        """Return itself: what is kept of it has to move too."""
        return self


class Judged(NamedTuple):
    """A document, and what was found and kept of it."""

    source: Movable
    report: Report
    facts: TextFacts
    accepted: frozenset[str]


class Pieces:
    """The documents of one input as they were judged the last time."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, int, bool], Judged] = {}

    def judge(self, run: Run, item: Input, data: bytes, fragments: Fragments) -> Report | None:
        """Judge those that are new; ``None`` where the text has to be judged as a whole."""
        memory = run.engines.of(item.path).memory
        before, self._known = self._known, {}
        for piece in Large(BytesIO(data)).pieces():
            if piece.json or piece.header is not None or piece.too_large:
                return None
            key = (piece.data, piece.number, piece.first)
            judged = before.get(key) or _judged(run, item, piece, fragments, memory)
            judged.source.origin = Origin(piece.offset, piece.line, piece.column)
            if judged.facts.filled is not None:
                return None  # what is filled in later may be the same in several documents
            self._known[key] = judged
        report = Report()
        for judged in self._known.values():
            report.add(judged.report)
        report.files = min(report.files, 1)
        self._keep(item.shown, memory)
        return report

    def _keep(self, path: str, memory: Memory) -> None:
        """Let the rules about a run know what is kept of all documents."""
        facts = memory.begin(path)
        for judged in self._known.values():
            facts.objects += judged.facts.objects
            for rule, kept in judged.facts.kept.items():
                facts.kept.setdefault(rule, []).extend(kept)
            offset = judged.source.origin.offset
            facts.suppressions |= {(number, offset): one for (number, _), one in judged.facts.suppressions.items()}
            facts.partly += judged.facts.partly
            facts.misspelt |= judged.facts.misspelt
            memory.accepted.setdefault(path, set()).update(judged.accepted)


def _judged(run: Run, item: Input, piece: Piece, fragments: Fragments, memory: Memory) -> Judged:
    source = Movable(item.shown, piece.data.decode(), origin=Origin(piece.offset, piece.line, piece.column))
    makers = run.resolver.makers(item.path)
    run.report = report = Report()
    run.judge(Loaded(item, b"", source, None, fragments, makers, Window(piece, again=False)))
    facts = memory.texts.get(item.shown) or TextFacts()
    return Judged(source, report, facts, frozenset(memory.accepted.get(item.shown, ())))


def is_large(data: bytes) -> bool:
    """Tell whether a text is to be judged document by document; one with a byte-order mark is not."""
    return len(data) > LARGE and not data.startswith(b"\xef\xbb\xbf")
