"""What policies could not decide: counted while they are asked, and told in few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dslint.manifest.daemonset import Owner
from dslint.phrases import counted, few
from dslint.record import NamedTuple

Counts = Mapping[tuple[str, str], int]
"""How many DaemonSets, by reason and namespace; the namespace is empty where it makes no difference."""


class Undecided:
    """How many DaemonSets of a text a policy does not decide, and the reasons ``always`` why it decides none at all."""

    def __init__(self) -> None:
        self.always: set[str] = set()
        self._counts: dict[tuple[str, str], int] = {}
        self._last: tuple[str, int, int] | None = None
        self._counted: set[tuple[str, str]] = set()

    def take(self) -> Counts:
        """Return what was counted and begin anew: a text may be judged more than once, and its last report counts."""
        counts, self._counts, self._last = self._counts, {}, None
        return counts

    def add(self, reason: str, namespace: str, owner: Owner) -> None:
        """Count a DaemonSet, once for a reason: with its pod it is asked about by each binding and for each version."""
        which = (owner.source.path, owner.document, owner.start)
        if which != self._last:
            self._last = which
            self._counted.clear()
        if (reason, namespace) not in self._counted:
            self._counted.add((reason, namespace))
            self._counts[reason, namespace] = self._counts.get((reason, namespace), 0) + 1


class NotDecided(NamedTuple):
    """What a policy does not decide for one reason."""

    rule: str
    reason: str
    namespaces: tuple[str, ...]
    """Those that the reason is about, sorted; empty where they make no difference."""
    daemon_sets: int
    """How many DaemonSets are not decided; 0 where the policy is asked about none at all."""

    def counts(self) -> Counts:
        """Return it as it is counted; all of its DaemonSets are put down to its first namespace."""
        first, *others = self.namespaces or ("",)
        return {(self.reason, first): self.daemon_sets, **{(self.reason, name): 0 for name in others}}


def not_decided(counts: Mapping[str, Counts]) -> list[NotDecided]:
    """Return what policies, by the id of their rule, have counted: an entry for each of them and each reason."""
    found: dict[tuple[str, str], tuple[set[str], int]] = {}
    for rule, known in sorted(counts.items()):
        for (reason, namespace), number in sorted(known.items()):
            namespaces, before = found.get((rule, reason), (set[str](), 0))
            found[rule, reason] = (namespaces | {namespace} - {""}, before + number)
    return [NotDecided(*key, tuple(sorted(names)), number) for key, (names, number) in found.items()]


def lines(entries: Iterable[NotDecided], *, numbers: bool = True) -> Iterator[str]:
    """Yield what to tell people: each policy once, those together that lack the same.

    Without ``numbers`` nothing is said of how many DaemonSets or which namespaces it is about.
    """
    by_rule: dict[str, list[NotDecided]] = {}
    for one in entries:
        by_rule.setdefault(one.rule, []).append(one)
    alike: dict[tuple[tuple[str, tuple[str, ...], int], ...], list[str]] = {}
    for rule, reasons in by_rule.items():
        why = tuple(
            (one.reason, one.namespaces, one.daemon_sets) if numbers else (one.reason, (), 0) for one in reasons
        )
        alike.setdefault(why, []).append(rule)
    for why, rules in alike.items():
        are = "is" if len(rules) == 1 else "are"
        told = ";".join(map(_told, why))
        yield f"{few(rules)} {are} not decided{told}"


def _told(why: tuple[str, tuple[str, ...], int]) -> str:
    reason, namespaces, number = why
    about = f" for {counted(number, 'DaemonSet')}" if number else ""
    return f"{about}: {reason}" + (f" ({few(namespaces)})" if namespaces else "")
