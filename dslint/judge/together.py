"""The rules that look at all DaemonSets of a run: what is kept of each for them, and what they say in the end."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.judge.bind import load, load_collect
from dslint.manifest.daemonset import Place
from dslint.manifest.objects import Kept, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.finding import Hit
    from dslint.judge.bind import Collect
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Owner
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload


class RunRule:
    """A rule of the scope ``run`` under one configuration, which is given objects of some ``kinds``."""

    def __init__(self, rule: Rule, context: Context) -> None:
        self.rule = rule
        self.context = context
        self.kinds = frozenset((*rule.reads, *(rule.reads_in_preview if context.preview else ())))
        self._collect: Collect | None = None

    def see(self, workload: Workload, seen: dict[object, Kept | None]) -> Kept | None:
        """Return what the rule needs of a DaemonSet; of most that is nothing. Raises what ``collect`` raises.

        ``seen`` has what other rules have kept of it: several keep the same.
        """
        ds = workload.written
        if self._collect is None:
            self._collect = load_collect(self.rule) or _nothing
        key = (self._collect, self.context)
        if key not in seen:
            facts = self._collect(workload, self.context)
            seen[key] = None if facts is None else Kept(ds.owner, facts)
        return seen[key]

    def hits(self, mine: list[Kept], everyone: list[Kept], objects: list[Record]) -> Iterator[tuple[Hit, Owner]]:
        """Yield what the rule says of some DaemonSets, held against all of the run, in order, and of which.

        Raises what the check raises.
        """
        check = load(self.rule)
        if check is None:
            return
        asked = [one for one in objects if one.kind in self.kinds]
        owners: frozenset[Owner] = frozenset()
        for hit in check(everyone, asked, self.context):
            owners = owners or frozenset(one.owner for one in mine)  # mostly nothing is found
            owner = owner_of(hit.field)
            if owner is not None and owner in owners:
                yield hit, owner


def owner_of(field: Field) -> Owner | None:
    """Return whose field was kept; ``None`` for a place in another text."""
    return field.owner if isinstance(field, Place) else None


def _nothing(_workload: Workload, _context: Context) -> bool:
    """Keep a DaemonSet by its name alone."""
    return True
