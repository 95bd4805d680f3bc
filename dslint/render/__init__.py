"""One module per output format, each with ``render(report, style) -> Iterator[str]``; a format never decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dslint.finding import Finding
    from dslint.judge.report import Report

    Render = Callable[..., Iterator[str]]

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


def entries(report: Report, *, suppressed: bool = False) -> list[tuple[Finding, str | None]]:
    """Return the findings in the order of the text; with ``suppressed`` those too, each with its reason."""
    both: list[tuple[Finding, str | None]] = [(finding, None) for finding in report.findings]
    if suppressed:
        both += report.suppressed
    return sorted(both, key=lambda entry: entry[0].sort_key())
