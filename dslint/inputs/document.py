"""One document of a stream, and what keeps kubectl from reading it."""

from __future__ import annotations

import re

from dslint.inputs.unchecked import TEMPLATE, NotChecked, helm_template, kind_of_chart, of_chart
from dslint.inputs.words import disguises, spells
from dslint.kube.data.makers import GROUPS
from dslint.pattern import pattern
from dslint.record import NamedTuple
from dslint.source.chunks import head, is_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.manifest.field import Field
    from dslint.source.text import SourceText, Span
    from dslint.source.tree import Tree

_PLACEHOLDER = pattern(r"\$\{[^}\n]*\}|__[A-Za-z]\w*?__|[<{]%.*?%[>}]|@[A-Z][A-Z0-9_]*@")
# the kind of an object at the root of a document, and a DaemonSet anywhere in it
_ROOT_KIND = pattern(r"^kind:[ \t]*[\"']?([A-Za-z]+)", re.MULTILINE)
_A_DAEMON_SET = pattern(r"kind[\"']?\s*:\s*[^\r\n]*[Dd]aemon")
# in JSON every object says its kind, if only by an action: a dashboard that speaks of DaemonSets has none
_KIND_IN_JSON = pattern(r"\"kind\"\s*:\s*(?:\"[^\"\n]*(?:[Dd]aemon|\{\{)|\{\{)")
_ACTION_FIRST = pattern(r"\s*\{[{%]")
_HOLDERS = frozenset({"List", "DaemonSetList", "Template"})


class Problem(NamedTuple):
    """What keeps kubectl from reading a document: a message of DS001. ``fatal`` unless it reads on and drops text."""

    message: str
    params: dict[str, str]
    span: Span
    fatal: bool = True


class Document(NamedTuple):
    """One document of a stream: its tree, or none where it cannot be parsed, a template before all else."""

    source: SourceText
    number: int
    start: int
    end: int
    tree: Tree | None
    problem: Problem | None = None
    is_template: bool = False
    listed: Field | None = None
    """The one object in it, where that is an item of a list which is not read whole."""

    @property
    def is_lost(self) -> bool:
        """Tell whether kubectl cannot read it, or drops a part of it that mentions a DaemonSet."""
        problem, text = self.problem, self.source.text
        if problem is None or self.tree is None:
            return problem is not None and not self._other_kind
        start = problem.span.start
        return spells(text, start, self.end) or disguises(text, start, self.end)

    @property
    def _other_kind(self) -> str:
        """The kind of an object that cannot be read but for that, and that only speaks of DaemonSets; empty if none."""
        text = self.source.text
        kinds = [one[1] for one in _ROOT_KIND.finditer(text, self.start, self.end)]
        if not kinds or not _HOLDERS.isdisjoint(kinds) or _A_DAEMON_SET.search(text, self.start, self.end):
            return ""
        hides = disguises(text, self.start, self.end)
        return "" if hides or any(text.find(one, self.start, self.end) >= 0 for one in GROUPS) else kinds[0]

    @property
    def holds_none(self) -> bool:
        """Tell whether nothing in it can be a DaemonSet or becomes one, though a comment may speak of one."""
        text, start, end = self.source.text, self.start, self.end
        return bool(self._other_kind) or not (
            spells(text, start, end)
            or disguises(text, start, end)
            or any(text.find(one, start, end) >= 0 for one in GROUPS)
        )

    @property
    def is_filled_in(self) -> bool:
        """Tell whether what keeps it from being YAML is a placeholder, or an action of a template other than Go's."""
        problem = self.problem
        if problem is None or not problem.fatal or "reason" not in problem.params:
            return False  # a separator with text behind it is told as that
        text, span = self.source.text, problem.span
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        line = text[start : end if end >= 0 else len(text)]
        found = _PLACEHOLDER.finditer(line)
        return any(one.start() <= span.end - start and span.start - start <= one.end() for one in found)

    @property
    def comments_start(self) -> int:
        """Where its comments begin: of the first one above the separator that opens it."""
        return 0 if head(self.source.text) >= self.start else self.start

    def mentions(self, word: str) -> bool:
        """Tell whether a word stands in it or in its comments."""
        return self.source.text.find(word, self.comments_start, self.end) >= 0

    def as_template(self, chart: str | None) -> NotChecked | None:
        """Return what says that it is a template, of a Helm chart where there is one around; of no object nothing."""
        text = self.source.text
        is_object = self.tree is None and is_json(text) and _ACTION_FIRST.match(text) is None
        if is_object and not _KIND_IN_JSON.search(text, self.start, self.end):
            return None
        start = self.source.text.find("\n", self.start) + 1 if self.source.text.startswith("---", self.start) else 0
        line = self.source.place(max(self.start, start)).line
        return NotChecked(self.source.path, line, TEMPLATE if chart is None else helm_template(chart))

    def as_other_kind(self) -> NotChecked | None:
        """Return what says that it cannot be read and only speaks of a DaemonSet; ``None`` where it does not."""
        if self.problem is None or self.tree is not None or not spells(self.source.text, self.start, self.end):
            return None
        kind = self._other_kind
        if not kind:
            return None
        line = self.source.place(self.problem.span.start).line
        return NotChecked(self.source.path, line, f"a {kind} that mentions a DaemonSet and cannot be read as YAML")

    def as_unread_chart(self) -> NotChecked | None:
        """Return what says that it cannot be read and stands for a chart; ``None`` where nothing says that it does."""
        kind = kind_of_chart(self.source.text[self.start : self.end])
        if kind is None or self.problem is None:
            return None
        why = self.problem.params.get("reason", "kubectl does not read on there")
        line = self.source.place(self.problem.span.start).line
        return NotChecked(self.source.path, line, of_chart(kind, f"it cannot be read: {why}"))

    @property
    def helm_source(self) -> str | None:
        """The template that Helm says it rendered this document from."""
        mark, text = "# Source: ", self.source.text
        at = text.find(mark, self.start, self.end)
        if at < 0:
            return None
        end = text.find("\n", at)
        return text[at + len(mark) : end if end >= 0 else self.end].strip()
