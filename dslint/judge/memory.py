"""What is kept of the texts of a run, for what can only be said when all of them are read."""

from __future__ import annotations

from collections.abc import Iterable

from dslint.judge.bind import Heard
from dslint.source.archive import Archive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config.exemptions import Exemption
    from dslint.judge.filled import FilledLater
    from dslint.judge.suppress import Suppressions
    from dslint.judge.together import RunRule
    from dslint.manifest.daemonset import ObjectName
    from dslint.manifest.objects import Kept, Record
    from dslint.source.text import SourceText

    ByRule = dict[str, list[Kept]]
    """What rules about a whole run have kept, by their ids."""


class TextFacts:
    """What is kept of one text.

    ``objects`` are those of other kinds, ``kept`` is what each rule about the whole run keeps, by its id;
    ``suppressions`` are the comments that may cover what such rules say, by document and the offset of the piece.
    ``filled`` has the values that are filled in later, ``partly`` names DaemonSets of which not all rules saw all,
    ``misspelt`` are the wrong words that others were proposed for; ``source`` is the text or piece judged last.
    """

    __slots__ = ("filled", "kept", "misspelt", "objects", "partly", "source", "suppressions")

    def __init__(self) -> None:
        self.objects: list[Record] = []
        self.kept: dict[str, list[Kept]] = {}
        self.suppressions: dict[tuple[int, int], Suppressions] = {}
        self.filled: FilledLater | None = None
        self.partly: list[ObjectName | None] = []
        self.misspelt: set[str] = set()
        self.source: SourceText | None = None

    def let_go(self) -> None:
        """Keep no more of the text than what is shown of it."""
        if self.source is not None:
            self.source.let_go()
            self.source = None


class Memory:
    """What is kept of the texts under one configuration, by their paths; without ``run_rules`` nothing for such.

    ``accepted`` are the exceptions that were met by something in a text, named by their places; ``archive`` has what is
    shown of the texts that are done with.
    """

    __slots__ = ("accepted", "archive", "heard", "kinds", "run_rules", "texts")

    def __init__(self, run_rules: Iterable[RunRule] = ()) -> None:
        self.run_rules = tuple(run_rules)
        self.heard = Heard((one.rule.mentions, one) for one in self.run_rules)
        self.kinds = frozenset(kind for one in self.run_rules for kind in one.kinds)
        self.texts: dict[str, TextFacts] = {}
        self.archive = Archive()
        self.accepted: dict[str, set[str]] = {}

    def begin(self, path: str, *, again: bool = False) -> TextFacts:
        """Return where to keep what is known of a text; a fixer has one checked more than once, and the last counts.

        With ``again`` it is another piece of the same one.
        """
        if not (again and path in self.texts):
            self.texts.pop(path, None)
            self.accepted.pop(path, None)
            self.texts[path] = TextFacts()
        return self.texts[path]

    def let_go(self, path: str) -> None:
        """Keep no more of a text that is done with than what is shown of it."""
        if (facts := self.texts.get(path)) is not None:
            facts.let_go()

    def accept(self, path: str, exceptions: Iterable[Exemption]) -> None:
        """Take note of exceptions that mean something in a text."""
        self.accepted.setdefault(path, set()).update(str(one.at) for one in exceptions)

    def kept(self) -> ByRule:
        """Return what the rules about the whole run have kept, in order of the paths of the texts."""
        found: ByRule = {}
        for path in sorted(self.texts):
            for rule_id, some in self.texts[path].kept.items():
                found.setdefault(rule_id, []).extend(some)
        return found
