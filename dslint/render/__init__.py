"""One module per output format, each with ``render(report, style) -> Iterator[str]``; a format never decides."""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from dslint.finding import Finding
    from dslint.judge.report import Report

    Render = Callable[..., Iterator[str]]

Entry = tuple["Finding", "str | None"]
FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "html", "statistics")
OF_COVERAGE = ("text", "json", "markdown", "html")
KNOWN = "it is in the baseline"
FOR_PEOPLE = ("full", "concise")


def renderer(name: str) -> Render:
    """Return the ``render`` of a format, imported only now."""
    from importlib import import_module

    render: Render = import_module(f"dslint.render.{name}").render
    return render


def page_url(finding: Finding) -> str | None:
    """Return where the page of one of dslint's own rules is published, if it is."""
    from dslint import DOCS_URL

    return f"{DOCS_URL}/rules/{finding.name}/" if DOCS_URL and finding.rule.startswith("DS") else None


def folded(found: list[Entry]) -> list[tuple[Entry, list[Finding]]]:
    """Return the findings that stand for themselves, each with the others that only follow from it."""
    shown = {finding.key for finding, _ in found}
    follow: dict[tuple[Any, ...], list[Finding]] = {}
    own = []
    for finding, reason in found:
        if finding.cause is not None and finding.cause.key in shown:
            follow.setdefault(finding.cause.key, []).append(finding)
        else:
            own.append((finding, reason))
    return [(entry, follow.get(entry[0].key, [])) for entry in own]


class Told(NamedTuple):
    """A finding for machines."""

    finding: Finding
    reason: str | None
    """Why it is suppressed, if it is."""
    fingerprint: str
    cause: str | None
    """The fingerprint of the finding that it only follows from."""


def told(report: Report, *, suppressed: bool = False) -> Iterator[Told]:
    """Yield all findings in the order of the text, whether people are shown them or not."""
    # the suppressed count too, so that a fingerprint does not depend on whether they are shown
    found = entries(report, suppressed=True)
    causes = {finding.cause.key for finding, _ in found if finding.cause is not None}
    by_key = {finding.key: name for finding, name in _named(found) if finding.key in causes} if causes else {}
    for (finding, reason), (_, fingerprint) in zip(found, _named(found), strict=True):
        if reason is None or suppressed:
            cause = by_key.get(finding.cause.key) if finding.cause is not None else None
            yield Told(finding, reason, fingerprint, cause)


def _named(found: list[Entry]) -> Iterator[tuple[Finding, str]]:
    from dslint.finding import fingerprints

    findings = [finding for finding, _ in found]
    return zip(findings, fingerprints(findings), strict=True)


def about(finding: Finding) -> str:
    """Return whose finding it is and what it comes from, in parentheses; nothing where it is the text's own."""
    from dslint.render.escape import safe

    parts = [safe(str(finding.object))] if finding.object else []
    parts += [f"from {safe(finding.origin)}"] if finding.origin else []
    parts += [f"value at {safe(str(label))}" for label in finding.related if label.role == "values"]
    rendered = [label for label in finding.related if label.role == "rendered"]
    if rendered:
        more = f" and {len(rendered) - 1} more" if rendered[1:] else ""
        parts.append(f"line {rendered[0].start.line} of {safe(rendered[0].source.path)}{more}")
    return f" ({', '.join(parts)})" if parts else ""


def entries(report: Report, *, suppressed: bool = False) -> list[tuple[Finding, str | None]]:
    """Return all findings in the order of the text; with ``suppressed`` those too, each with its reason."""
    both: list[tuple[Finding, str | None]] = [(finding, None) for finding in report.findings]
    if suppressed:
        both += report.suppressed
        both += [(finding, KNOWN) for finding in report.known]
    return sorted(both, key=lambda entry: entry[0].sort_key())


def shown_entries(report: Report, *, suppressed: bool = False) -> list[Entry]:
    """Return those of them that people are shown."""
    return [(finding, reason) for finding, reason in entries(report, suppressed=suppressed) if finding.shown]
