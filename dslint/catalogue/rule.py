"""One rule as its file says it: texts, severity, the versions it is for, and what its check is called."""

from __future__ import annotations

from collections.abc import Mapping

from dslint.finding import Severity
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Message(NamedTuple):
    """One thing a rule says; ``None`` takes the rule's own severity, default and fix."""

    text: str
    label: str | None = None
    why: str | None = None
    help: str | None = None
    severity: Severity | None = None
    default: bool | None = None
    fix: str | None = None
    mentions: tuple[str, ...] | list[str] = ()


class Rule:
    """One rule, without what only its page needs: made from the contents of its file, whose path is ``path``."""

    __slots__ = (
        "_data", "_messages", "aliases", "check", "collect", "default", "evaluator", "id", "kubernetes", "mentions",
        "name", "needs", "options", "path", "reads", "reads_in_preview", "schema", "scope", "severity", "since",
        "status", "summary", "tags", "target", "yields_to",
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
        self.collect: str | None = data.get("collect")  # with that scope: what is kept of each DaemonSet
        self.mentions = tuple(data.get("mentions", ()))  # without one of these words there is nothing to say
        self.reads = tuple(data.get("reads", ()))  # with that scope: the kinds of other objects to look at
        self.reads_in_preview = tuple(data.get("reads-in-preview", ()))  # those that cost too much to be always read
        self.needs: str | None = data.get("needs")  # "nodes": says nothing without them
        self.path = path
        self.kubernetes: str | None = data.get("kubernetes")
        self.aliases = tuple(data.get("aliases", ()))
        self.options: Mapping[str, Any] | None = data.get("options")
        self.target: str | None = data.get("target")
        self.schema: Mapping[str, Any] | None = data.get("schema")
        self.evaluator: Any = None  # of a policy in CEL: its check, which knows what it could not decide
        yields = data.get("yields-to", {})
        self.yields_to: Mapping[str, list[str]] = {"place": yields} if isinstance(yields, list) else yields
        self._data = data
        self._messages: dict[str, Message] | None = None

    def __repr__(self) -> str:
        return f"<Rule {self.id} {self.name}>"

    @property
    def messages(self) -> Mapping[str, Message]:
        """What the rule says, by key."""
        if self._messages is None:
            usual = {"fix": self._data.get("fix", "none"), "why": self._data.get("why")}
            self._messages = {
                key: Message(**{**usual, **({"text": texts} if isinstance(texts, str) else texts)})
                for key, texts in self._data["messages"].items()
            }
        return self._messages

    @property
    def may_speak_unselected(self) -> bool:
        """Tell whether a message is in the default set though the rule is not."""
        return any(not isinstance(texts, str) and texts.get("default") for texts in self._data["messages"].values())

    @property
    def shown_default(self) -> str:
        """``on``, ``off``, or ``partly`` where it is off but for a message that is on."""
        return "on" if self.default else "partly" if self.may_speak_unselected else "off"

    @property
    def fix(self) -> str:
        """``safe``, ``unsafe``, ``none`` or, where some messages have a safe and others an unsafe one, ``mixed``."""
        kinds = {message.fix for message in self.messages.values() if message.fix in ("safe", "unsafe")}
        return "mixed" if len(kinds) > 1 else "".join(kinds) or "none"

    def applies_to(self, minor: int) -> bool:
        """Tell whether the rule holds for Kubernetes 1.``minor``."""
        if not self.kubernetes:
            return True
        bound = int(self.kubernetes.rpartition("1.")[2])
        return {">=": minor >= bound, "<": minor < bound}[self.kubernetes.rpartition("1.")[0].strip()]
