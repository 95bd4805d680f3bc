"""What policies could not decide: counted while they are asked, and told in few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dslint.manifest.daemonset import Owner
from dslint.phrases import counted, few
from dslint.record import NamedTuple

Counts = Mapping[tuple[str, str], int]


class Undecided(dict[tuple[str, str], int]):
    """How many DaemonSets a policy does not decide, by reason and namespace; zero where the reason holds for all.

    The namespace is empty where it makes no difference.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: tuple[str, int, int] | None = None
        self._counted: set[tuple[str, str]] = set()

    def begin(self) -> None:
        """Forget what was counted; reasons that hold for all stay."""
        for key in [key for key, count in self.items() if count]:
            del self[key]
        self._last = None

    def add(self, reason: str, namespace: str, owner: Owner) -> None:
        """Count a DaemonSet, once for a reason: with its pod it is asked about by each binding and for each version."""
        which = (owner.source.path, owner.document, owner.start)
        if which != self._last:
            self._last = which
            self._counted.clear()
        if (reason, namespace) not in self._counted:
            self._counted.add((reason, namespace))
            self[reason, namespace] = self.get((reason, namespace), 0) + 1


class NotDecided(NamedTuple):
    """What a policy does not decide for one reason."""

    rule: str
    reason: str
    namespaces: tuple[str, ...]
    """Those that the reason is about, sorted; empty where they make no difference."""
    daemon_sets: int
    """How many DaemonSets are not decided; 0 where the policy is asked about none at all."""


def not_decided(counts: Iterable[tuple[str, Counts]]) -> list[NotDecided]:
    """Return what policies, by the id of their rule, have counted: an entry for each of them and each reason."""
    found: dict[tuple[str, str], tuple[set[str], int]] = {}
    for rule, known in counts:
        for (reason, namespace), number in sorted(known.items()):
            namespaces, before = found.get((rule, reason), (set[str](), 0))
            found[rule, reason] = (namespaces | {namespace} - {""}, before + number)
    return [NotDecided(*key, tuple(sorted(names)), number) for key, (names, number) in found.items()]


def merged(entries: Iterable[NotDecided]) -> list[NotDecided]:
    """Return what several runs have not decided as one."""
    return not_decided((one.rule, _counts(one)) for one in entries)


def _counts(one: NotDecided) -> Counts:
    first, *others = one.namespaces or ("",)
    return {(one.reason, first): one.daemon_sets, **{(one.reason, name): 0 for name in others}}


def lines(entries: Iterable[NotDecided], *, numbers: bool = True) -> Iterator[str]:
    """Yield what to tell people: each policy once, those together that lack the same.

    Without ``numbers`` nothing is said of how many DaemonSets or which namespaces it is about.
    """
    by_rule: dict[str, list[NotDecided]] = {}
    for one in merged(entries):
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
