"""Which rules are on, and why: the words of ``--select`` and its like held against the rules that there are."""

from __future__ import annotations

from collections.abc import Iterable

from dslint.catalogue.rule import Message, Rule
from dslint.errors import UsageError
from dslint.pattern import pattern
from dslint.phrases import may_ask, meant, suggest
from dslint.record import NamedTuple
from dslint.template import show

ALWAYS_ON = frozenset({"DS001", "DS007"})
# the ids of admission policies begin so, of which there may be others among other files
ADMISSION = "policy/"
# letters that people take for digits in an id
_LOOKALIKES = str.maketrans("oil", "011")
_ID = pattern(r"[A-Za-z]*[ _-]?([0-9]+)")
# the blocks of dslint's own rules: the folder of each, which is also the first tag, and what it is about
BLOCKS = {
    "DS0": ("input", "Reading the input"),
    "DS1": ("rejected", "The API server rejects it"),
    "DS2": ("placement", "Where it runs"),
    "DS3": ("deprecated", "Deprecated and removed"),
    "DS4": ("rollout", "Rollout, availability, images"),
    "DS5": ("resources", "Resources and priority"),
    "DS6": ("security", "Security, judged by role"),
    "DS7": ("network", "Host and network"),
    "DS8": ("references", "Between objects"),
}


class Choice(NamedTuple):
    """One word of ``--select`` and its like: what it was, where it stood, whether it turns rules on."""

    word: str
    on: bool
    origin: str


class Decision(NamedTuple):
    """Why a rule is on or off."""

    on: bool
    explicit: bool
    """Chosen by more than the default set."""
    reason: str
    ignored: bool = False
    """Somebody said that it is to be quiet, rather than chosen others."""


class Selection:
    """Which rules are on: the most specific word wins, ``ignore`` wins ties."""

    def __init__(self, rules: Iterable[Rule], choices: Iterable[Choice], *, preview: bool = False) -> None:
        self.rules = tuple(rules)
        self.preview = preview
        self.warnings: list[str] = []
        self.choices = tuple(choices)
        if any(one.word not in _SETS for one in self.choices):
            known = known_words(self.rules)
            spelt = {word.lower(): word for word in known}
            self.choices = tuple(one._replace(word=spelt.get(one.word.lower(), one.word)) for one in self.choices)
            for choice in self.choices:
                self._check_word(choice, known)
        self._made: dict[tuple[Choice, bool], Decision] = {}
        self._decisions = {rule.id: self._decide(rule) for rule in self.rules}

    def decision(self, rule: str) -> Decision:
        """Return why a rule, named by id, is on or off."""
        return self._decisions[rule]

    def on(self) -> list[Rule]:
        """Return the rules to run: those that are on, and those with a message that is."""
        return [rule for rule in self.rules if self._decisions[rule.id].on or self._partly(rule)]

    def chosen(self) -> list[Rule]:
        """Return the rules to run but for those that are always on."""
        return [rule for rule in self.on() if rule.id not in ALWAYS_ON]

    def ignored(self) -> frozenset[str]:
        """Return the ids of the rules that are to be quiet about their facts, whichever other rule knows them too."""
        return frozenset(rule for rule, decision in self._decisions.items() if decision.ignored)

    def speaks(self, rule: Rule, message: Message) -> bool:
        """Tell whether a message of a rule is on; a message may differ from its rule in being a default."""
        decision = self._decisions[rule.id]
        if message.default is None or decision.explicit:
            return decision.on
        return message.default and (decision.on or (decision.reason == "default" and not decision.ignored))

    def mentions(self, rule: Rule) -> tuple[str, ...]:
        """Return words without one of which a rule says nothing: of one that is off but for some messages, theirs."""
        if self._decisions[rule.id].on or not rule.may_speak_unselected:
            return rule.mentions
        theirs = [message.mentions for message in rule.messages.values() if self.speaks(rule, message)]
        return tuple(word for words in theirs for word in words) if all(theirs) else rule.mentions

    def _partly(self, rule: Rule) -> bool:
        return rule.may_speak_unselected and any(self.speaks(rule, message) for message in rule.messages.values())

    def _check_word(self, choice: Choice, known: set[str]) -> None:
        word = choice.word
        if word in known:
            if not choice.on and word in ALWAYS_ON | self._names_always_on():
                raise UsageError(f"{word} cannot be switched off {choice.origin}")
            return
        if word.startswith(ADMISSION) and not choice.origin.startswith("in --"):
            return
        close = meant_rule(word, self.rules)
        raise UsageError(
            f'unknown rule "{show(word)}" {choice.origin}{close}', hint=None if close else "run dslint rules"
        )

    def _names_always_on(self) -> set[str]:
        return {rule.name for rule in self.rules if rule.id in ALWAYS_ON}

    def _decide(self, rule: Rule) -> Decision:
        if rule.id in ALWAYS_ON:
            return _ALWAYS
        best_rank, best = -1, None
        for choice in self.choices:
            # what nobody wrote gives way to whatever somebody did
            rank = _rank(choice.word, rule) if choice.origin or choice.word != "DEFAULT" else 0
            if rank > best_rank or (rank == best_rank and not choice.on):
                best_rank, best = rank, choice
        decision = _NOT_SELECTED if best is None else self._by(best, rule)
        if decision.on and rule.status == "preview" and not self.preview:
            if best_rank == EXACT:
                self.warnings.append(f"{rule.id} ({rule.name}) is in preview and needs --preview")
            return _PREVIEW
        return decision

    def _by(self, choice: Choice, rule: Rule) -> Decision:
        """Return what a choice decides of a rule that it names; many rules share one."""
        key = (choice, rule.default)
        if key not in self._made:
            explicit = choice.word != "DEFAULT"
            reason = f"{choice.word} {choice.origin}".strip() if explicit else "default"
            on = choice.on if explicit else rule.default and choice.on
            self._made[key] = Decision(on, explicit, reason, not choice.on)
        return self._made[key]


EXACT = 100
# the words that name no rule, each with how specific it is
_SETS = {"ALL": 0, "DEFAULT": 1}
_ALWAYS = Decision(on=True, explicit=True, reason="always on")
_NOT_SELECTED = Decision(on=False, explicit=True, reason="not selected")
_PREVIEW = Decision(on=False, explicit=True, reason="preview")


def _rank(word: str, rule: Rule) -> int:
    """Return how specifically a word names a rule; -1 if it does not."""
    if word in _SETS:
        return _SETS[word]
    if word in (rule.id, rule.name) or word in rule.aliases:
        return EXACT
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


def meant_rule(word: str, rules: Iterable[Rule]) -> str:
    """Return ``; did you mean DS101 (unmatched-selector)?`` for a word that names no rule; nothing if none is close.

    Of an id of another tool it is the rule that tells the same, or why there is none.
    """
    if not may_ask(word):
        return ""
    from dslint.catalogue.foreign import proposal  # few words are wrong

    known = tuple(rules)
    if text := proposal(word, known):
        return text
    names = {rule.id: rule.name for rule in known}
    close = close_rule(word, known)
    if close is None and not _ID.fullmatch(word):
        close = suggest(word, sorted(known_words(known) - {*names}), cutoff=0.7)
    return meant(f"{close} ({names[close]})" if close in names else close)


def close_rule(word: str, rules: Iterable[Rule]) -> str | None:
    """Return the id or name that was most likely meant; of an id only one of the same number, for each is an id."""
    known = tuple(rules)
    folded = word.lower().translate(_LOOKALIKES)
    numbered = _ID.fullmatch(word)
    for rule in known:
        alike = rule.id.lower().translate(_LOOKALIKES)
        digits = rule.id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if folded == alike or (numbered and numbered[1].lstrip("0") == digits.lstrip("0")):
            return rule.id
    names = [name for rule in known for name in (rule.name, *rule.aliases)]
    return None if numbered else suggest(word, names, cutoff=0.7)


def find_rule(rules: Iterable[Rule], word: str) -> Rule | None:
    """Return the rule of that id, name or alias, whatever its case."""
    folded = word.lower()
    for rule in rules:
        if folded in (rule.id.lower(), rule.name, *rule.aliases):
            return rule
    return None
