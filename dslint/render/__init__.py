"""One module per output format, each with ``render(report, style) -> Iterator[str]``; a format never decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dslint.finding import Finding
    from dslint.judge.report import Report

    Render = Callable[..., Iterator[str]]

Entry = tuple["Finding", "str | None"]
FORMATS = ("full", "concise", "json")


def renderer(name: str) -> Render:
    """Return the ``render`` of a format, imported only now."""
    from importlib import import_module

    render: Render = import_module(f"dslint.render.{name}").render
    return render


def page_url(finding: Finding) -> str | None:
    """Return where the page of one of dslint's own rules is published, if it is."""
    from dslint import DOCS_URL

    return f"{DOCS_URL}/rules/{finding.name}/" if DOCS_URL and finding.rule.startswith("DS") else None


def folded(found: list[Entry]) -> list[tuple[Entry, int]]:
    """Return the findings that stand for themselves, each with how many others only follow from it."""
    shown = {finding.key for finding, _ in found}
    follow: dict[tuple[Any, ...], int] = {}
    own = []
    for finding, reason in found:
        if finding.cause is not None and finding.cause.key in shown:
            follow[finding.cause.key] = follow.get(finding.cause.key, 0) + 1
        else:
            own.append((finding, reason))
    return [(entry, follow.get(entry[0].key, 0)) for entry in own]


def entries(report: Report, *, suppressed: bool = False) -> list[tuple[Finding, str | None]]:
    """Return all findings in the order of the text; with ``suppressed`` those too, each with its reason."""
    both: list[tuple[Finding, str | None]] = [(finding, None) for finding in report.findings]
    if suppressed:
        both += report.suppressed
    return sorted(both, key=lambda entry: entry[0].sort_key())


def shown_entries(report: Report, *, suppressed: bool = False) -> list[Entry]:
    """Return those of them that people are shown."""
    return [(finding, reason) for finding, reason in entries(report, suppressed=suppressed) if finding.shown]
