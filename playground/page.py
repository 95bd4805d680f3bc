"""What the playground asks dslint, in its worker and where it is built: JSON in, JSON with HTML in it out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import dslint
from dslint import DslintError, Options, fix_text
from dslint.phrases import counted
from dslint.render import folded, shown_entries
from dslint.render.html import articles
from dslint.render.page.markup import ascii_only, text
from dslint.render.summary import closing
from dslint.run import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.source.location import Location

MANIFEST, CONFIG, NODES = "manifest.yaml", "dslint.yaml", "nodes.yaml"
LARGEST = 1_000_000  # characters; more than that is for the command
MOST = 200  # so many findings are a page


class Playground:
    """Answers the page. What it was asked to check last is what fixes and the matrix are about.

    The texts become files in the working folder, which in the browser is in memory.
    """

    def __init__(self, docs: str = "") -> None:
        dslint.DOCS_URL = docs or None  # where the pages of rules are, as seen from the page
        self._asked: dict[str, Any] = {}
        self._shown: list[Finding] = []

    def answer(self, method: str, request: str) -> str:
        """Return what ``check``, ``fix`` or ``cover`` says, as JSON; what is wrong with the question as ``problem``."""
        methods = {"check": self.check, "fix": self.fix, "cover": self.cover}
        try:
            said = methods[method](json.loads(request))
        except DslintError as error:
            said = {"problem": _problem(error)}
        return json.dumps(said)

    def check(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Check a manifest: findings to read, marks in the text, and how many fixes there are."""
        self._asked, self._shown = asked, []
        if len(asked["text"]) > LARGEST:
            raise DslintError(f"this page reads up to {LARGEST:,} characters", hint="the command reads more")
        report = check_text(asked["text"], path=MANIFEST, options=self._options())
        found = folded(shown_entries(report))
        self._shown = [finding for (finding, _), _ in found[:MOST]]
        fixes = [one.fix.safety for one in report.findings if one.fix is not None and one.shown]
        return {
            "summary": closing(report, verbose=True).strip(),
            "html": ascii_only("".join(self._findings(report, len(found)))),
            "marks": [mark for number, one in enumerate(self._shown) for mark in _marks(number, one)],
            "safe": fixes.count("safe"),
            "fixable": len(fixes),
        }

    def fix(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what the fix of a finding, by its number, all ``safe`` ones or ``all`` make of the manifest."""
        which, old = asked["which"], self._asked["text"]
        if isinstance(which, int):
            title, new, applied = _one_fixed(self._shown[which], old)
        else:
            title, (new, applied) = f"Make {which} fixes", self._all_fixed(unsafe=which == "all")
        return {"title": title, "text": new, "difference": _difference(old, new), "applied": applied}

    def cover(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - of what was checked last
        """Return on which nodes the DaemonSets of the manifest run."""
        from dslint.coverage.run import cover_paths
        from dslint.render.coverage_html import drawings, sections

        coverage = cover_paths([MANIFEST], self._options()).coverage
        if not coverage.rows:
            raise DslintError("there is no DaemonSet in the manifest")
        return {"html": ascii_only(drawings(coverage) + "".join(sections(coverage)))}

    def _options(self) -> Options:
        asked = self._asked
        for name, key in ((MANIFEST, "text"), (CONFIG, "config"), (NODES, "nodes")):
            with open(name, "w", encoding="utf-8", errors="replace", newline="") as file:
                file.write(asked.get(key) or "")
        nodes = asked.get("profile") or (NODES if asked.get("nodes") else None)
        return Options(
            kubernetes_version=asked.get("version") or None,
            extend_select=tuple(asked.get("on") or ()),
            ignore=tuple(asked.get("off") or ()),
            preview=True if asked.get("on") else None,
            min_severity="info" if asked.get("infos") else None,
            nodes=(nodes,) if nodes else (),
            config=CONFIG if asked.get("config") else None,
            no_config=not asked.get("config"),
        )

    def _findings(self, report: Report, number: int) -> Iterator[str]:
        numbers = {finding.key: number for number, finding in enumerate(self._shown)}
        yield from articles(folded(shown_entries(report))[:MOST], lambda one: _actions(numbers[one.key], one))
        if number > MOST:
            yield f"<p>and {counted(number - MOST, 'more problem')}</p>\n"
        for _, line, reason in report.not_checked:
            yield f"<p>line {line} is not checked: {text(reason)}</p>\n"
        for error in (*report.errors, *report.remarks):
            yield f"<p>{text(error)}</p>\n"

    def _all_fixed(self, *, unsafe: bool) -> tuple[str, int]:
        fixed = fix_text(self._asked["text"], path=MANIFEST, options=self._options(), unsafe=unsafe)
        return fixed.text, len(fixed.applied)


def _problem(error: DslintError) -> str:
    place = ""
    if error.source is not None and error.span is not None:
        start = error.source.place(error.span.start)
        place = f"{error.source.path}:{start.line}:{start.column}: "
    return f"{place}{error.message}{f'; {error.hint}' if error.hint else ''}"


def _actions(number: int, finding: Finding) -> str:
    start = finding.at.start
    fix = finding.fix
    show = (
        f'<button type="button" data-line="{start.line}" data-column="{start.column}">Show line {start.line}</button>'
    )
    mend = f' <button type="button" data-fix="{number}">Fix ({fix.safety}) &hellip;</button>' if fix else ""
    return f'<p class="actions" id="finding-{number}">{show}{mend}</p>\n'


def _marks(number: int, finding: Finding) -> Iterator[dict[str, Any]]:
    """Yield what is to be marked in the text: the place of a finding, and what it is related to there."""
    yield _mark(finding.at) | {"kind": finding.severity, "text": finding.message, "finding": number}
    for label in finding.related:
        if label.source is finding.at.source:
            yield _mark(label) | {"kind": "related", "text": label.text or "", "finding": number}


def _mark(at: Location) -> dict[str, Any]:
    start, end = at.start, at.end
    last = end.column if end.line == start.line else None  # up to the end of its first line
    return {"line": start.line, "column": start.column, "end": last}


def _one_fixed(finding: Finding, old: str) -> tuple[str, str, int]:
    """Carry out one fix, which the check has already proved."""
    from dslint.render.edits import Edits
    from dslint.source.edit import splice

    edits = Edits().of(finding)
    if finding.fix is None or edits is None:
        raise DslintError("there is no fix for this")
    return finding.fix.title, splice(old, edits), 1


def _difference(old: str, new: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(old.splitlines(), new.splitlines(), "before", "after", lineterm="")
    return "".join(f"{line}\n" for line in lines)
