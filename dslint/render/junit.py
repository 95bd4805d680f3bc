"""JUnit XML for dashboards: a suite for each file, a case for each rule that speaks of an object, else a passing one.

Nothing in it depends on the encoding; all beyond ASCII is written by number. Source:
https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from dslint.catalogue.selection import ALWAYS_ON
from dslint.record import NamedTuple
from dslint.render import about, entries
from dslint.render.escape import prose, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.manifest.daemonset import ObjectName
    from dslint.render.style import Style

    Subject = tuple[str, int, ObjectName | None]


class Case(NamedTuple):
    """One case: its suite, whom it is about, its name, and what became of it with the element that tells of that."""

    path: str
    about: str
    name: str
    fate: str
    element: str


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the suites, those with what could not be read or was not checked among them."""
    cases = sorted(_cases(report, suppressed=suppressed))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="dslint" {_counts(cases, skipped=False)}>\n'
    for path, group in groupby(cases, lambda case: case.path):
        suite = list(group)
        yield f"  <testsuite name={_quoted(path)} {_counts(suite)}>\n"
        for case in suite:
            head = f"    <testcase classname={_quoted(case.about)} name={_quoted(case.name)}"
            yield f"{head}>\n{case.element}    </testcase>\n" if case.element else f"{head}/>\n"
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _counts(cases: list[Case], *, skipped: bool = True) -> str:
    fates = [case.fate for case in cases]
    count = f'tests="{len(fates)}" failures="{fates.count("failure")}" errors="{fates.count("error")}"'
    return f'{count} skipped="{fates.count("skipped")}"' if skipped else count


def _cases(report: Report, *, suppressed: bool) -> Iterator[Case]:
    groups: dict[tuple[Subject, str], list[tuple[Finding, str | None]]] = {}
    for finding, reason in entries(report, suppressed=suppressed):
        groups.setdefault(((finding.path, finding.document, finding.object), finding.rule), []).append(
            (finding, reason)
        )
    concerned = {subject for subject, _ in groups}
    for subject in report.objects:
        if subject not in concerned:
            yield Case(subject[0], str(subject[2]), "no findings", "", "")
    for ((path, _, name), rule), found in groups.items():
        title = f"{rule} {found[0][0].name}"
        yield Case(path, str(name) if name else path, title, *_told(found))
    for one in report.not_checked:
        why = f"      <skipped message={_quoted(one.reason)}/>\n"
        yield Case(one.path, one.path, f"not checked: line {one.line}", "skipped", why)
    for text in report.errors:
        yield Case("dslint", "dslint", "run", "error", f"      <error message={_quoted(text)}/>\n")


def _told(found: list[tuple[Finding, str | None]]) -> tuple[str, str]:
    """Return what became of what one rule says of an object, and the element that tells it."""
    counting = [finding for finding, reason in found if reason is None]
    if not counting:
        return "skipped", f"      <skipped message={_quoted(found[0][1] or 'suppressed')}/>\n"
    text = "\n".join(map(_line, counting))
    failing = next((finding for finding in counting if finding.fails), None)
    if failing is None:
        return "", f"      <system-out>{_text(text)}</system-out>\n"
    tag = "error" if failing.rule in ALWAYS_ON else "failure"
    return (
        tag,
        f"      <{tag} type={_quoted(failing.severity)} message={_quoted(failing.message)}>{_text(text)}</{tag}>\n",
    )


def _line(finding: Finding) -> str:
    place = f"{safe(finding.path)}:{finding.at.start.line}:{finding.at.start.column}"
    advice = finding.fix.title if finding.fix is not None else finding.help
    return f"{place}: {finding.severity}: {prose(finding.message)}{about(finding)}" + (
        f"\n  {prose(advice)}" if advice else ""
    )


def _quoted(value: str) -> str:
    return f'"{_text(prose(value))}"'


def _text(value: str) -> str:
    """Return a text of printable characters and line ends as XML has it; the rest XML cannot even name."""
    return escape(value).encode("ascii", "xmlcharrefreplace").decode("ascii")
