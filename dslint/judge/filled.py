"""Values that are filled in later, as the configuration says: what is found about one is counted, not told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dslint.manifest.daemonset import Place
from dslint.manifest.field import Field
from dslint.phrases import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.finding import Hit
    from dslint.judge.report import Report


class FilledLater:
    """The values of one text that are filled in later and of which there was something to find."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Take patterns of whole values, in which ``*`` and ``?`` stand for what they do in names."""
        from fnmatch import translate  # few configurations have them

        self._matches = re.compile("|".join(map(translate, patterns))).match
        self._spans: set[object] = set()

    def without(self, told: Iterable[tuple[Rule, Hit]]) -> Iterator[tuple[Rule, Hit]]:
        """Yield the hits that are about other values, and count what the rest is about."""
        for rule, hit in told:
            places = [place for place in (hit.field, *(note.field for note in hit.notes)) if isinstance(place, Field)]
            found = next((place for place in places if self._is_filled(place)), None)
            if found is None:
                yield rule, hit
            else:
                self._spans.add(found.location().span if isinstance(found, Place) else found.nearest().span())

    def _is_filled(self, place: Field) -> bool:
        """Tell whether a value, or a key on the way to it, is filled in later."""
        texts = (_written(place), *(step for step in place.path if isinstance(step, str)))
        return any(text and self._matches(text) for text in texts)

    def __bool__(self) -> bool:
        """Tell whether there was something to find."""
        return bool(self._spans)

    def tell(self, path: str, report: Report) -> None:
        """Add to the report how many values of a file those are."""
        number = len(self._spans)
        if number:
            verb = "is" if number == 1 else "are"
            report.note(f"{path}: {counted(number, 'value')} {verb} filled in later (filled-later)")


def _written(place: Field) -> str:
    """Return a value as it is written, without its quotes; of what was kept for the whole run there is the place."""
    if not isinstance(place, Place):
        return place.nearest().raw
    at = place.location()
    return at.source.slice(*at.span).strip("\"'")
