"""What makes a finding: a rule, one of its messages, a place, and who is concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.finding import Finding, Fix, Location
from dslint.template import fill

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.config import Settings
    from dslint.finding import Hit, Operation
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

CRASH = "DS007"
# what names an item of a list, so that a fingerprint survives reordering
_ITEM_NAMES = ("name", "mountPath", "devicePath", "containerPort", "key", "ip", "topologyKey", "path")


class Findings:
    """Makes findings with the rules and severities of one configuration."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._by_id = {rule.id: rule for rule in settings.selection.rules}

    def of_hit(self, rule: Rule, hit: Hit, ds: DaemonSet) -> Finding | None:
        """Return what a hit is to people; ``None`` if its message is off."""
        message = rule.messages[hit.message]
        if not self.settings.selection.speaks(rule, message):
            return None
        related = [
            Location(ds.source, note.field.span(key=note.key), note.text, note.field.nearest().pointer)
            for note in hit.notes
        ]
        return self.make(
            rule,
            hit.message,
            hit.params,
            Location(ds.source, hit.part or hit.field.span(key=hit.key), "", hit.field.nearest().pointer),
            document=ds.document,
            object=ds.name,
            related=(*related, *hit.elsewhere),
            origin=ds.origin,
            field=hit.server_field,
            reason=hit.reason,
            server_text=hit.server_text,
            server_warning=hit.server_warning,
            identity=identity(hit.field),
            operations=hit.fix,
        )

    def of_text(
        self,
        rule_id: str,
        message: str,
        params: dict[str, Any],
        at: Location,
        *,
        document: int = 0,
        about: DaemonSet | None = None,
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
        **facts: Any,
    ) -> Finding:
        """Put the parameters of a message into its texts; ``facts`` are the fields of the finding without words.

        The severity is that of the configuration, else the one given, else the message's or the rule's own.
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
            at=at._replace(text=fill(texts.label, params)) if texts.label else at,
            why=fill(texts.why, params) if texts.why else None,
            help=advice,
            message_key=message,
            fix=Fix(advice or text, texts.fix or "", operations) if has_fix else None,
            **facts,
        )


def identity(place: Field) -> str:
    """Return the pointer with list items named by their key field instead of their index."""
    steps: list[str] = []
    at: Field | None = place
    while at is not None and at.name is not None:
        step = str(at.name)
        if isinstance(at.name, int):
            named = next(
                (f"{name}={value.text or value.value}" for name in _ITEM_NAMES if (value := at.get(name))), step
            )
            step = f"[{named}]"
        steps.append(step)
        at = at.parent
    return "/".join(reversed(steps))
