"""What makes a finding: a rule, one of its messages, a place, and who is concerned."""

from __future__ import annotations

from dslint.finding import UNSAFE, Finding, Fix
from dslint.source.location import Location
from dslint.template import fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.catalogue.rule import Rule
    from dslint.config import Settings
    from dslint.finding import Hit, Operation
    from dslint.manifest.daemonset import Owner
    from dslint.source.location import Location

CRASH = "DS007"
# what is not asked of a lesson, which is there for a moment, on whatever nodes, and of an example: rules with such tags
_SPARED = {"lesson": frozenset({"placement", "lifecycle", "mounts"}), "example": frozenset({"advice"})}


class Findings:
    """Makes findings with the rules and severities of one configuration."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._by_id = {rule.id: rule for rule in settings.selection.rules}

    def of_hit(self, rule: Rule, hit: Hit, owner: Owner) -> Finding:
        """Return what a hit is to people."""
        at = hit.field.location(key=hit.key)
        return self.make(
            rule,
            hit.message,
            hit.params,
            at._replace(span=hit.part) if hit.part else at,
            severity=self._lowered(rule, hit.message, owner),
            unsafe=hit.unsafe,
            document=owner.document,
            object=owner.name,
            related=tuple(note.field.location(note.text, key=note.key) for note in hit.notes),
            origin=owner.origin,
            field=hit.server_field,
            reason=hit.reason,
            server_text=hit.server_text,
            server_warning=hit.server_warning,
            identity=hit.field.identity,
            operations=hit.fix,
        )

    def _lowered(self, rule: Rule, message: str, owner: Owner) -> str | None:
        """Return ``info`` for a warning about what nobody runs, unless somebody chose the rule; errors stay.

        Users' own rules say what they say.
        """
        if not owner.purpose or (rule.messages[message].severity or rule.severity) != "warning" or rule.check is None:
            return None
        spared = _SPARED.get(owner.purpose)
        told = spared is not None and spared.isdisjoint(rule.tags)
        return None if told or self.settings.selection.decision(rule.id).explicit else "info"

    def speaks(self, rule: Rule, hit: Hit) -> bool:
        """Tell whether the message of a hit is on."""
        return self.settings.selection.speaks(rule, rule.messages[hit.message])

    def counts(self, rule: Rule, hit: Hit) -> bool:
        """Tell whether a hit is told, or keeps the general rule from the server's warning that it carries."""
        carries = hit.server_warning is not None and self.settings.selection.decision(rule.id).on
        return carries or self.speaks(rule, hit)

    def of_text(
        self,
        rule_id: str,
        message: str,
        params: dict[str, Any],
        at: Location,
        *,
        document: int = 0,
        about: Owner | None = None,
        severity: str | None = None,
        fix: tuple[Operation, ...] = (),
    ) -> Finding | None:
        """Return a finding that no check yields, about the text itself or a comment; ``None`` if its rule is off."""
        rule = self._by_id[rule_id]
        if not self.settings.selection.speaks(rule, rule.messages[message]):
            return None
        return self.make(
            rule,
            message,
            params,
            at,
            severity=severity,
            document=document,
            object=about.name if about else None,
            origin=about.origin if about else None,
            operations=fix,
        )

    def of_crash(self, params: dict[str, str], at: Location) -> Finding:
        """Return what tells of a failure of dslint itself, which cannot be switched off."""
        return self.make(self._by_id[CRASH], "crash", params, at)

    def make(
        self,
        rule: Rule,
        message: str,
        params: Any,
        at: Location,
        *,
        severity: str | None = None,
        operations: tuple[Operation, ...] = (),
        unsafe: bool = False,
        **facts: Any,
    ) -> Finding:
        """Put the parameters of a message into its texts; ``facts`` are the fields of the finding without words.

        The severity is that of the configuration, else the one given, else the message's or the rule's own; ``unsafe``
        lowers the safety of the fix.
        """
        texts = rule.messages[message]
        text = fill(texts.text, params)
        advice = fill(texts.help, params) if texts.help else None
        has_fix = operations and texts.fix not in (None, "none")
        return Finding(
            rule=rule.id,
            name=rule.name,
            severity=self.settings.severity.get(rule.id) or severity or texts.severity or rule.severity,
            message=text,
            at=at._replace(text=fill(texts.label, params, label=True)) if texts.label else at,
            why=fill(texts.why, params) if texts.why else None,
            help=advice,
            message_key=message,
            fix=Fix(advice or text, UNSAFE if unsafe else texts.fix or "", operations) if has_fix else None,
            **facts,
        )
