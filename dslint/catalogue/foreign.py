"""What checks of other linters, and of Pod Security, are called here, as ``foreign.yaml`` has it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache

from dslint.phrases import meant
from dslint.record import NamedTuple
from dslint.source.tree import parse, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule

TOOLS = {
    "kube-linter": "https://docs.kubelinter.io/#/generated/checks",
    "kube-score": "https://github.com/zegl/kube-score/blob/master/README_CHECKS.md",
    "polaris": "https://polaris.docs.fairwinds.com/checks/security/",
    "checkov": "https://www.checkov.io/5.Policy%20Index/kubernetes.html",
    "trivy": "https://avd.aquasec.com/misconfig/kubernetes/",
    "kubescape": "https://kubescape.io/docs/controls/",
    "datree": "https://github.com/datreeio/datree/blob/main/pkg/defaultRules/defaultRules.yaml",
    "Pod Security": "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
}


class Check(NamedTuple):
    """One thing that others check: their ids by tool, the ids of our rules that tell it, and what to say of that."""

    what: str
    ids: dict[str, tuple[str, ...]]
    ours: tuple[str, ...]
    why: str

    @property
    def reason(self) -> str:
        """What to say of it, without links."""
        return re.sub(r"\[(.*?)\]\(.*?\)", r"\1", self.why)


@cache
def checks() -> tuple[Check, ...]:
    """Return the table."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "foreign.yaml")
    with open(path, encoding="utf-8") as file:
        rows = plain(parse(file.read()).root)
    return tuple(
        Check(
            row["what"],
            {tool: tuple(row[tool]) for tool in TOOLS if tool in row},
            tuple(row["ours"]),
            row.get("why", ""),
        )
        for row in rows
    )


def called(word: str) -> list[tuple[str, Check]]:
    """Return what an id of other tools stands for, whatever its case, with the tool."""
    return _by_id().get(_folded(word), [])


@cache
def _by_id() -> dict[str, list[tuple[str, Check]]]:
    found: dict[str, list[tuple[str, Check]]] = {}
    for check in checks():
        for tool, names in check.ids.items():
            for name in names:
                found.setdefault(_folded(name), []).append((tool, check))
    return found


def ours(word: str, rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules that tell what an id of another tool stands for."""
    wanted = list(dict.fromkeys(rule for _, check in called(word) for rule in check.ours))
    return sorted((rule for rule in rules if rule.id in wanted), key=lambda rule: wanted.index(rule.id))


def proposal(word: str, rules: Iterable[Rule]) -> str:
    """Return ``; did you mean DS420 (moving-tag)?`` for an id of another tool, or why no rule tells that."""
    names = [f"{rule.id} ({rule.name})" for rule in ours(word, rules)]
    if names:
        return meant(" or ".join(names))
    return next((f"; {tool} checks this ({one.what}), dslint does not: {one.reason}" for tool, one in called(word)), "")


def _folded(word: str) -> str:
    """Return an id without what does not matter: trivy writes KSV012, KSV-0012 and AVD-KSV-0012."""
    trivy = re.fullmatch(r"(?:AVD-)?KSV-?0*(\d+)", word, re.IGNORECASE | re.ASCII)
    return f"ksv{trivy[1]}" if trivy else word.lower()
