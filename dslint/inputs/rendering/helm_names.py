"""What Helm calls the templates of a chart in what it prints: by the names of charts, not by their folders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dslint.inputs.tree import CHART
from dslint.source.tree import ParseError, parse, plain

_CHART_BELOW = re.compile(rf"((?:charts/[^/]+/)*)charts/([^/]+)/{re.escape(CHART)}")
_LISTS = (CHART, "requirements.yaml")  # the second as charts of the first version have it
MOST_NAMES = 1_000


class Names:
    """The folders of the charts in a chart, by what Helm calls them."""

    def __init__(self, files: Mapping[str, bytes], name: str) -> None:
        self._folders = {f"{name}/": ""}
        below = sorted(
            (found for path in files if (found := _CHART_BELOW.fullmatch(path))), key=lambda one: one[0].count("/")
        )
        for found in below:
            around, folder = found[1], f"{found[1]}charts/{found[2]}/"
            own = named(files.get(found[0], b"")) or found[2]
            called = [*_called(files, around, own)] or [own]
            outer = [printed for printed, there in self._folders.items() if there == around]
            if len(self._folders) < MOST_NAMES:
                self._folders |= {f"{printed}charts/{one}/": folder for printed in outer for one in called}

    def path(self, printed: str) -> str:
        """Return the path of a template in the files of the chart, by what Helm calls it."""
        head, slash, behind = printed.rpartition("/templates/")
        folder = self._folders.get(f"{head}/")
        return printed if folder is None else f"{folder}{slash[1:]}{behind}"


def named(chart: bytes) -> str:
    """Return the name that a Chart.yaml gives."""
    name = _read(chart).get("name")
    return name if isinstance(name, str) else ""


def _called(files: Mapping[str, bytes], around: str, own: str) -> Iterator[str]:
    """Yield the names that the chart around another one gives it."""
    for path in _LISTS:
        dependencies = _read(files.get(f"{around}{path}", b"")).get("dependencies")
        for one in dependencies if isinstance(dependencies, list) else ():
            if isinstance(one, dict) and one.get("name") == own:
                yield str(one.get("alias") or own)


def _read(data: bytes) -> dict[str, object]:
    try:
        found = plain(parse(data.decode("utf-8", "replace")).root)
    except ParseError:
        return {}
    return found if isinstance(found, dict) else {}
