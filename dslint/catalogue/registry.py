"""The rules: what they are, which are on, and why.

Rules live in ``rules/**.yaml``. An installed package carries them compiled to one index; a checkout compiles them when
a file has changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dslint.errors import UsageError, suggest
from dslint.finding import Severity
from dslint.record import NamedTuple
from dslint.resources import folder
from dslint.template import show

INDEX = ".index.json"
ALWAYS_ON = frozenset({"DS001", "DS007"})
# letters that people take for digits in an id
_LOOKALIKES = str.maketrans("oil", "011")
BLOCKS = tuple(f"DS{block}" for block in range(9))
# what a run needs; the rest of a rule file is read by `explain` alone
_INDEXED = (
    "id", "name", "summary", "severity", "default", "status", "since", "tags", "kubernetes", "messages", "why",
    "fix", "check", "scope", "needs", "aliases", "options", "target", "schema",
)  # fmt: skip

Check = Callable[..., Iterable[Any]]  # of Hit, or of PeerHit where the scope is the run


class Message(NamedTuple):
    """One thing a rule says; ``None`` takes the rule's own severity, default and fix."""

    text: str
    label: str | None = None
    why: str | None = None
    help: str | None = None
    severity: Severity | None = None
    default: bool | None = None
    fix: str | None = None


class Rule:
    """One rule, without what only its page needs: made from the contents of its file, whose path is ``path``."""

    __slots__ = (
        "_messages", "_said", "aliases", "check", "default", "id", "kubernetes", "name", "needs", "options", "path",
        "schema", "scope", "severity", "since", "status", "summary", "tags", "target",
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], path: str) -> None:
        """Take what a schema has been checked against before; the messages are made when one is needed."""
        self.id: str = data["id"]
        self.name: str = data["name"]
        self.summary: str = data["summary"]
        self.severity: Severity = data["severity"]
        self.default: bool = data["default"]
        self.status: str = data["status"]
        self.since: str = data["since"]
        self.tags = tuple(data["tags"])
        self.check: str | None = data.get("check")
        self.scope: str | None = data.get("scope")  # "run": looks at all DaemonSets of a run when all are read
        self.needs: str | None = data.get("needs")  # "nodes": says nothing without them
        self.path = path
        self.kubernetes: str | None = data.get("kubernetes")
        self.aliases = tuple(data.get("aliases", ()))
        self.options: Mapping[str, Any] | None = data.get("options")
        self.target: str | None = data.get("target")
        self.schema: Mapping[str, Any] | None = data.get("schema")
        self._said = data
        self._messages: dict[str, Message] | None = None

    def __repr__(self) -> str:
        return f"<Rule {self.id} {self.name}>"

    @property
    def messages(self) -> Mapping[str, Message]:
        """What the rule says, by key."""
        if self._messages is None:
            usual = {"fix": self._said.get("fix", "none"), "why": self._said.get("why")}
            self._messages = {
                key: Message(**{**usual, **({"text": said} if isinstance(said, str) else said)})
                for key, said in self._said["messages"].items()
            }
        return self._messages

    @property
    def may_speak_unselected(self) -> bool:
        """Tell whether a message is in the default set though the rule is not."""
        return any(not isinstance(said, str) and said.get("default") for said in self._said["messages"].values())

    @property
    def fix(self) -> str:
        """``safe``, ``unsafe``, ``none`` or, where some messages have a safe and others an unsafe one, ``mixed``."""
        kinds = {message.fix for message in self.messages.values() if message.fix in ("safe", "unsafe")}
        return "mixed" if len(kinds) > 1 else "".join(kinds) or "none"

    def load(self) -> Check | None:
        """Import the rule's check; ``None`` for rules that the engine itself speaks for."""
        if self.schema is not None:
            from dslint.policy.check import make_check

            return make_check(self)
        if self.check == "apiserver":
            from dslint.checks.apiserver.answers import errors_of

            return errors_of(self.id)
        if not self.check or not self.check.startswith("python:"):
            return None
        from importlib import import_module

        module, _, function = self.check.removeprefix("python:").rpartition(".")
        check: Check = getattr(import_module(f"dslint.checks.{module}"), function)
        return check

    def applies_to(self, minor: int) -> bool:
        """Tell whether the rule holds for Kubernetes 1.``minor``."""
        if not self.kubernetes:
            return True
        bound = int(self.kubernetes.rpartition("1.")[2])
        return {">=": minor >= bound, "<": minor < bound}[self.kubernetes.rpartition("1.")[0].strip()]


def load_rules() -> list[Rule]:
    """Return dslint's own rules, by id."""
    base = folder("rules")
    return [Rule(data, os.path.join(base, data["path"])) for data in _index(base)]


def _index(base: str) -> list[dict[str, Any]]:
    import json

    path = os.path.join(base, INDEX)
    stamp = rule_stamp(base)
    try:
        with open(path, "rb") as file:
            index = json.load(file)
        if index["stamp"] in (stamp, "built"):
            rules: list[dict[str, Any]] = index["rules"]
            return rules
    except (OSError, ValueError, KeyError, TypeError):
        pass
    compiled = compile_rules(base)
    write_index(path, {"stamp": stamp, "rules": compiled})
    return compiled


def rule_stamp(base: str) -> list[Any]:
    """Return what changes whenever a rule file does."""
    stamp: list[Any] = []
    for entry in sorted(_rule_files(base)):
        status = os.stat(os.path.join(base, entry))
        stamp.append([entry, status.st_mtime_ns, status.st_size])
    return stamp


def _rule_files(base: str) -> list[str]:
    found = []
    for block in os.scandir(base):
        if block.is_dir() and not block.name.startswith("."):
            found += [f"{block.name}/{file.name}" for file in os.scandir(block.path) if file.name.endswith(".yaml")]
    return found


def compile_rules(base: str) -> list[dict[str, Any]]:
    """Read every rule file below a folder and keep what a run needs, by id."""
    from dslint.source.tree import parse, plain  # an index spares the import

    rules = []
    for entry in _rule_files(base):
        with open(os.path.join(base, entry), encoding="utf-8") as file:
            data = plain(parse(file.read()).root)
        rules.append({key: data[key] for key in _INDEXED if key in data} | {"path": entry})
    return sorted(rules, key=lambda rule: str(rule["id"]))


def write_index(path: str, index: dict[str, Any]) -> None:
    """Write the index beside the rules; a folder that cannot be written only costs time."""
    import json

    temporary = f"{path}.{os.getpid()}"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(index, file, separators=(",", ":"))
        os.replace(temporary, path)
    except OSError:
        return


class Choice(NamedTuple):
    """One word of ``--select`` and its like: what it was, where it stood, whether it turns rules on."""

    word: str
    on: bool
    origin: str


class Decision(NamedTuple):
    """Why a rule is on or off. ``explicit``: chosen by more than the default set."""

    on: bool
    explicit: bool
    reason: str


class Selection:
    """Which rules are on: the most specific word wins, ``ignore`` wins ties."""

    def __init__(self, rules: Iterable[Rule], choices: Iterable[Choice], *, preview: bool = False) -> None:
        self.rules = tuple(rules)
        self.choices = tuple(choices)
        self.preview = preview
        self.warnings: list[str] = []
        self._known = known_words(self.rules)
        for choice in self.choices:
            self._check_word(choice)
        self._decisions = {rule.id: self._decide(rule) for rule in self.rules}

    def decision(self, rule: str) -> Decision:
        """Return why a rule, named by id, is on or off."""
        return self._decisions[rule]

    def on(self) -> list[Rule]:
        """Return the rules to run: those that are on, and those with a message that is."""
        return [rule for rule in self.rules if self._decisions[rule.id].on or self._partly(rule)]

    def speaks(self, rule: Rule, message: Message) -> bool:
        """Tell whether a message of a rule is on; a message may differ from its rule in being a default."""
        decision = self._decisions[rule.id]
        if message.default is None or decision.explicit:
            return decision.on
        return message.default and (decision.on or decision.reason == "default")

    def _partly(self, rule: Rule) -> bool:
        return rule.may_speak_unselected and any(self.speaks(rule, message) for message in rule.messages.values())

    def _check_word(self, choice: Choice) -> None:
        word = choice.word
        if word in self._known:
            if not choice.on and word in ALWAYS_ON | self._names_always_on():
                raise UsageError(f"{word} cannot be switched off {choice.origin}")
            return
        raise UsageError(f'unknown rule "{show(word)}" {choice.origin}{meant(word, self.rules)}')

    def _names_always_on(self) -> set[str]:
        return {rule.name for rule in self.rules if rule.id in ALWAYS_ON}

    def _decide(self, rule: Rule) -> Decision:
        if rule.id in ALWAYS_ON:
            return Decision(on=True, explicit=True, reason="always on")
        best_rank, best = -1, Decision(on=False, explicit=True, reason="not selected")
        for choice in self.choices:
            rank = _rank(choice.word, rule)
            if rank > best_rank or (rank == best_rank and not choice.on):
                best_rank = rank
                explicit = choice.word != "DEFAULT"
                reason = f"{choice.word} {choice.origin}".strip() if explicit else "default"
                on = choice.on if explicit else rule.default and choice.on
                best = Decision(on=on, explicit=explicit, reason=reason)
        if best.on and rule.status == "preview" and not self.preview:
            if best_rank == EXACT:
                self.warnings.append(f"{rule.id} ({rule.name}) is in preview and needs --preview")
            return Decision(on=False, explicit=True, reason="preview")
        return best


EXACT = 100


def _rank(word: str, rule: Rule) -> int:
    """Return how specifically a word names a rule; -1 if it does not."""
    if word in (rule.id, rule.name) or word in rule.aliases:
        return EXACT
    if word == "ALL":
        return 0
    if word == "DEFAULT":
        return 1
    if word.removeprefix("tag:") in rule.tags:
        return 2
    return 2 + len(word) if rule.id.startswith(word) else -1


def known_words(rules: Iterable[Rule]) -> set[str]:
    """Return every word that selects rules: ids, names, aliases, prefixes, tags, ``ALL`` and ``DEFAULT``."""
    words = {"ALL", "DEFAULT", *BLOCKS}
    for rule in rules:
        words |= {rule.id, rule.name, *rule.aliases, *rule.tags, *(f"tag:{tag}" for tag in rule.tags)}
        letters = rule.id.rstrip("0123456789")
        words |= {rule.id[:size] for size in range(len(letters), len(rule.id))}
    return words


def meant(word: str, rules: Iterable[Rule]) -> str:
    """Return ``; did you mean DS101 (unmatched-selector)?`` for a word that names no rule; nothing if none is close."""
    known = tuple(rules)
    names = {rule.id: rule.name for rule in known}
    alike = {rule.id.lower().translate(_LOOKALIKES): rule.id for rule in known}
    exact = [*names, *(name for rule in known for name in (rule.name, *rule.aliases))]
    close = alike.get(word.lower().translate(_LOOKALIKES)) or suggest(word, exact, cutoff=0.7)
    close = close or suggest(word, sorted(known_words(known)), cutoff=0.7)
    also = f" ({names[close]})" if close in names else ""
    return f"; did you mean {close}{also}?" if close else ""


def find_rule(rules: Iterable[Rule], word: str) -> Rule | None:
    """Return the rule of that id, name or alias, whatever its case."""
    folded = word.lower()
    for rule in rules:
        if folded in (rule.id.lower(), rule.name, *rule.aliases):
            return rule
    return None
