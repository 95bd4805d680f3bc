"""Whether a text still shows a finding, and nothing that was not there before."""

from __future__ import annotations

from dslint.run import check_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Options
    from dslint.finding import Finding


class Judge:
    """Knows what a rule said first of a text, and which other rules spoke."""

    def __init__(self, rule: str, path: str, options: Options) -> None:
        self._rule = rule
        self._path = path
        self._options = options._replace(extend_select=(*options.extend_select, rule), preview=True)
        self._id = ""
        self._message = ""
        self._others: frozenset[str] = frozenset()

    def learn(self, text: str) -> bool:
        """Remember what is found in the whole text; tell whether the rule is among it."""
        from dslint.catalogue.selection import find_rule
        from dslint.config import Resolver

        known = find_rule(Resolver(self._options).settings_for(self._path).rules, self._rule)
        self._id = known.id if known else self._rule
        found = self._findings(text)
        own = [one for one in found if one.rule == self._id]
        if not own:
            return False
        self._message = own[0].message_key
        self._others = frozenset(one.rule for one in found)
        return True

    def holds(self, text: str) -> bool:
        """Tell whether a smaller text shows the finding, and no rule speaks that did not."""
        found = self._findings(text)
        return self._first(found) is not None and all(one.rule in self._others for one in found)

    def finding(self, text: str) -> Finding | None:
        """Return the finding."""
        return self._first(self._findings(text))

    def _findings(self, text: str) -> list[Finding]:
        report = check_text(text, path=self._path, options=self._options)
        return sorted(report.findings, key=lambda one: one.sort_key())

    def _first(self, found: list[Finding]) -> Finding | None:
        return next((one for one in found if one.rule == self._id and one.message_key == self._message), None)
