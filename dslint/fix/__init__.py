"""Fixes: from the intents of findings to texts that have been verified, and to files, patches and streams."""

from __future__ import annotations

import os

from dslint.catalogue.selection import ALWAYS_ON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dslint.finding import Finding
    from dslint.fix.origins import Change, Judge
    from dslint.fix.rounds import Outcome
    from dslint.inputs.tree import Input
    from dslint.judge.report import Report
    from dslint.source.edit import Edit
    from dslint.source.provenance import Rendered
    from dslint.source.text import SourceText

    Check = Callable[[SourceText], Report]
    Ask = Callable[[Finding, SourceText, tuple[Edit, ...]], bool]

WRITE, DIFF = "write", "diff"
MOST_ROUNDS = 3  # of fixes of what is rendered: one may call for another


def settle(item: Input, source: SourceText, report: Report, check: Check, *, light: bool = False) -> None:
    """Take back each fix of a report that a run with ``--fix`` would not carry out, and keep why.

    With ``light`` a fix keeps its edits and not what it is to do, which holds the tree of the text.
    """
    if report.offers_fixes:
        from dslint.fix import promise  # most texts have nothing to be fixed
        from dslint.fix.plan import Planner

        planner = Planner(source.text)
        promise.settle(item, source, report, check, planner)
        if light:
            promise.lighten(report, planner)


class Fixer:
    """Fixes one text after the other and keeps count.

    ``mode`` is write (files are replaced, and standard input goes to ``out``) or diff (``out`` gets patches, nothing is
    written). ``unsafe`` carries out unsafe fixes too, ``ask`` decides about each fix, ``ignores`` is the reason with
    which what is left over is suppressed. ``files`` counts those that are changed, or would be.
    """

    def __init__(
        self,
        mode: str = WRITE,
        *,
        fixes: bool = True,
        unsafe: bool = False,
        ask: Ask | None = None,
        ignores: str | None = None,
        out: Callable[[bytes], None] | None = None,
    ) -> None:
        self.mode = mode
        self.fixes = fixes
        self.unsafe = unsafe
        self.ignores = ignores
        self.applied: list[Finding] = []
        self.ignored = 0
        self.held: list[tuple[Finding, str]] = []
        self.failed: list[tuple[Finding, str]] = []
        self.files = 0
        # with diff: what is reported of texts that would change, and what would be
        self.replaced: list[Finding] = []
        self.remaining: list[Finding] = []
        self.stdin = False
        self._ask = ask
        self._out = out
        self._cleared: set[str] = set()
        self._patched: set[str] = set()  # what rendered texts come from
        self._written: set[str] = set()
        self._items: dict[str, Input] = {}  # what may get comments when the run is over, as people see it
        self.errors: list[str] = []

    def allows(self, finding: Finding) -> bool:
        """Tell whether a finding's fix is one of those to be carried out."""
        return finding.fix is not None and self.fixes and (self.unsafe or finding.fix.safety == "safe")

    def text(self, item: Input, data: bytes, source: SourceText, check: Check, trial: Check) -> Report:
        """Check and fix one text and return what is left to say of it; where it cannot be written, that too.

        ``check`` keeps what rules about a whole run need of the text that is reported on, ``trial`` keeps nothing.
        """
        self._clear(item)
        if self.ignores is not None:
            self._items[item.shown] = item
        found, files = check(source), self.files
        left, report = self._fix(item, data, source, found, trial)
        if left is not source:
            check(left)
        if self.mode != DIFF or self.files == files:  # with diff what is left has been settled
            settle(item, left, report, trial)
        return report

    def _fix(
        self, item: Input, data: bytes, source: SourceText, found: Report, check: Check
    ) -> tuple[SourceText, Report]:
        """Return the text that there is in the end, with what is to be said of it."""
        if found.errors or found.truncated or any(finding.rule in ALWAYS_ON for finding in found.findings):
            self.untouched(item, data)
            return source, found
        if item.shown in self._patched:
            return source, found
        if self._leads_out(item):
            from dslint.fix.promise import OUTSIDE

            wanted = (one for one in found.findings if self.ignores is not None or self.allows(one))
            self.held += [(finding, OUTSIDE) for finding in wanted]
            return source, found
        outcome = self._outcome(source, found, check)
        if outcome is None or outcome.source.text == source.text:
            self._count(outcome)
            self.untouched(item, data)
            return source, found
        from dslint.errors import DslintError

        try:
            self._put(item, data, source, outcome)
        except DslintError as error:
            found.errors.append(error.message)
            return source, found
        self._count(outcome)
        self.applied += outcome.applied
        self.ignored += outcome.ignored
        self._count_files({item.shown})
        if self.mode != DIFF:
            return outcome.source, outcome.report
        settle(item, outcome.source, outcome.report, check)
        self.replaced += found.findings
        self.remaining += outcome.report.findings
        return source, found

    def late(self, report: Report) -> bool:
        """Suppress what only the whole run has shown; tell whether a file was written: what is left is to be judged."""
        if self.ignores is None or not self._items:
            return False
        from dslint.errors import DslintError
        from dslint.fix.late_ignores import LATE, NO_PLACE, commented, left_over
        from dslint.fix.promise import OUTSIDE, UNREAD
        from dslint.fix.save import save
        from dslint.inputs.limits import MAX_BYTES
        from dslint.paths import read_file
        from dslint.source.text import SourceText

        written, streams = False, any(one.stdin for one in self._items.values())
        unread = {finding.path for finding in report.findings if finding.rule in ALWAYS_ON}
        known = [*self.replaced, *(finding for finding, _ in self.held)]
        for path, findings in left_over(report.findings, known).items():
            item = self._items.get(path)
            if item is None:
                continue
            why = LATE if self.mode == DIFF or streams else UNREAD if path in unread else ""
            if why := why or (OUTSIDE if self._leads_out(item) else ""):
                self.held += [(finding, why) for finding in findings]
                continue
            try:
                data = read_file(item.path, MAX_BYTES)
                new = commented(SourceText.decode(item.shown, data), findings, self.ignores)
                if new is None:
                    self.held += [(finding, NO_PLACE) for finding in findings]
                else:
                    save(item.path, item.shown, data, new.encode(), folder="" if item.explicit else item.folder)
                    self._count_files({path})
                    written = True
            except DslintError as error:
                self.errors.append(error.message)
            except OSError as error:
                self.errors.append(f"cannot read {path}: {error.strerror}")
        return written

    def sources(self, judge: Judge) -> None:
        """Fix what rendered texts come from, and suppress there what is left; ``judge`` renders and judges them."""
        for _ in range(MOST_ROUNDS):
            report, texts = judge({})
            if not texts:
                return
            if self.origins(report, texts):
                continue
            if self.ignores is not None:
                from dslint.fix.origin_ignores import suppressed

                done = suppressed(report, texts, self.ignores, judge)
                self.held += done.held
                files = self._files_of(texts)
                # a patch of the file as it is has been shown
                changes = [one for path, one in done.changes.items() if path not in self._patched]
                written = {one.source.path for one in changes if self._change(one, files[one.source.path])}
                self.ignored += sum(finding.path in written for finding in done.findings)
                self._count_files(written)
            return

    def origins(self, report: Report, texts: Sequence[Rendered]) -> bool:
        """Fix what rendered texts come from, where findings have such fixes; tell whether a file was written."""
        from dslint.fix.origins import Change, merged, still_renders

        wanted: list[tuple[Finding, Change]] = []
        for finding in report.findings:
            fix = finding.fix
            if fix is None or fix.edits is None or not self.allows(finding):
                continue
            source = fix.elsewhere or finding.at.source
            if source.path in self._files_of(texts) and (self._ask is None or self._ask(finding, source, fix.edits)):
                wanted.append((finding, Change(source, fix.edits)))
        changes = merged(change for _, change in wanted)
        if not changes or not still_renders(changes, texts):
            return False
        written = {path for path, change in changes.items() if self._change(change, self._files_of(texts)[path])}
        self.applied += [
            finding
            for finding, change in wanted
            if change.source.path in written and set(change.edits) <= set(changes[change.source.path].edits)
        ]
        self._count_files(written)
        return bool(written) and self.mode != DIFF

    def _count_files(self, written: set[str]) -> None:
        """Count the files that are written, each once."""
        self.files += len(written - self._written)
        self._written |= written

    @staticmethod
    def _files_of(texts: Sequence[Rendered]) -> dict[str, str]:
        return {shown: path for text in texts for shown, path in text.files.items()}

    def _change(self, change: Change, path: str) -> bool:
        """Write a changed text, or its patch; tell whether that could be done."""
        from dslint.errors import DslintError
        from dslint.source.edit import splice

        source = change.source
        new = source.with_text(splice(source.text, change.edits))
        if self.mode == DIFF:
            from dslint.fix.lineage import Lineage
            from dslint.fix.patch import patch

            lineage = Lineage(source.text)
            lineage.advance(source.text, list(change.edits))
            self._patched.add(source.path)
            if self._out is not None:
                self._out(patch(source.path, source, new, lineage).encode())
            return True
        from dslint.fix.save import save

        try:
            save(path, source.path, source.encode(), new.encode())
        except DslintError as error:
            self.errors.append(error.message)
            return False
        return True

    def untouched(self, item: Input, data: bytes) -> None:
        """Take note of an input that stays as it is: a stream goes through."""
        if item.stdin and self.mode == WRITE:
            self.stdin = True
            if self._out is not None:
                self._out(data)

    def _outcome(self, source: SourceText, found: Report, check: Check) -> Outcome | None:
        wanted = any(self.allows(finding) for finding in found.findings)
        if not wanted and (self.ignores is None or not found.findings):
            return None
        from dslint.fix.lineage import Lineage
        from dslint.fix.rounds import Outcome, mend

        outcome = Outcome(source, found, Lineage(source.text) if self.mode == DIFF else None)
        if wanted:
            mend(outcome, check, self._wanted)
        if self.ignores is not None:
            from dslint.fix.ignores import ignore

            ignore(outcome, check, self.ignores)
        return outcome

    def _wanted(self, finding: Finding, source: SourceText, edits: tuple[Edit, ...]) -> bool:
        if not self.allows(finding):
            return False
        return not edits or self._ask is None or self._ask(finding, source, edits)

    def _put(self, item: Input, data: bytes, source: SourceText, outcome: Outcome) -> None:
        if self.mode == DIFF:
            from dslint.fix.patch import patch

            if self._out is not None and outcome.lineage is not None:
                self._out(patch(item.shown, source, outcome.source, outcome.lineage).encode())
            return
        new = outcome.source.encode()
        if item.stdin:
            self.stdin = True
            if self._out is not None:
                self._out(new)
            return
        from dslint.fix.save import save

        save(item.path, item.shown, data, new, folder="" if item.explicit else item.folder)

    def _count(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.held += outcome.held
            self.failed += outcome.failed

    @staticmethod
    def _leads_out(item: Input) -> bool:
        from dslint.fix.save import leads_out

        return leads_out(item)

    def _clear(self, item: Input) -> None:
        """Clear what killed runs have left beside a file, once for each folder."""
        if self.mode != WRITE or item.stdin or self._leads_out(item):
            return
        folder = os.path.dirname(os.path.realpath(item.path))
        if folder not in self._cleared:
            from dslint.fix.save import clear_leftovers

            self._cleared.add(folder)
            clear_leftovers(folder)
