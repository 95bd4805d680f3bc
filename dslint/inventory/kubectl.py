"""The one way to a cluster: the user's own kubectl, run because the user said so. It is only ever asked to read."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable

from dslint.credentials import masked
from dslint.errors import InputError
from dslint.external import Ended, Limits, run
from dslint.record import NamedTuple
from dslint.source.text import SourceText

PATIENCE = 60
# the nodes of the largest clusters that Kubernetes supports take a quarter of it
MAX_BYTES = 1 << 30
_LONGEST_NAME = 1024
_SHOWN = "kubectl get nodes"
# DaemonSets, what decides about their pods, and the nodes; Secrets and ConfigMaps are nobody's business here
RESOURCES = (
    "daemonsets", "namespaces", "priorityclasses", "runtimeclasses", "limitranges", "resourcequotas", "nodes",
)  # fmt: skip
_FORBIDDEN = re.compile(r'\(Forbidden\).*cannot list resource "(?P<resource>[a-z]+)"')


class NoKubectlError(InputError):
    """There is no kubectl to be run."""


class Answer(NamedTuple):
    """What kubectl printed of a cluster; ``denied`` are the resources that the user may not list."""

    source: SourceText
    denied: tuple[str, ...] = ()


class _Text:
    """What kubectl prints, decoded as it comes: as bytes and as a text, a large answer would take twice its memory."""

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")()
        self._text = ""
        self._wrong: str | None = None

    def take(self, block: bytes) -> None:
        """Take the next bytes; none mean that there are no more."""
        if self._wrong is not None:
            return
        text, self._text = self._text, ""  # of a text that nothing else refers to no copy is made to lengthen it
        try:
            text += self._decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            self._wrong = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        self._text = text

    @property
    def is_any(self) -> bool:
        """Whether there is more than blanks."""
        return self._wrong is not None or bool(self._text[:4096].strip())

    def source(self, shown: str) -> SourceText:
        """Return the text; raises InputError where it is none."""
        self.take(b"")
        if self._wrong is not None:
            raise InputError(f"{shown}: {self._wrong}")
        text, self._text = self._text, ""
        return SourceText.of(shown, text)


def get_nodes(context: str) -> SourceText:
    """Return what ``kubectl get nodes -o json`` prints; raises InputError if it fails or does not come to an end."""
    if not context:
        raise InputError("the context in context: has no name", hint="kubectl config get-contexts lists them")
    command = ["get", "nodes", "-o", "json", f"--request-timeout={PATIENCE // 2}s"]
    text = _Text()
    ended = _whole(_kubectl(*command, *_named(context), take=text.take), _SHOWN)
    if ended.code:
        raise InputError(f"{_SHOWN} failed: {masked(ended.last_words)}")
    return text.source(_SHOWN)


def get_all(context: str | None = None) -> Answer:
    """Return the DaemonSets and nodes of a cluster and what is around them, by one call.

    What the user may not list is left out, and the others are there. Raises InputError if kubectl fails or does not
    come to an end.
    """
    shown = "kubectl get daemonsets"
    command = ["get", ",".join(RESOURCES), "-A", "-o", "json", f"--request-timeout={PATIENCE // 2}s"]
    text = _Text()
    ended = _whole(_kubectl(*command, *_named(context), take=text.take), shown)
    complaints = [line for line in ended.complaints.decode("utf-8", "replace").splitlines() if line.strip()]
    denied = [found["resource"] for line in complaints if (found := _FORBIDDEN.search(line))]
    if ended.code and not (denied and text.is_any):
        raise InputError(f"{shown} failed: {masked(ended.last_words)}")
    return Answer(text.source(shown), tuple(denied))


def current_context() -> str | None:
    """Return which cluster kubectl talks to when none is named, from its configuration; ``None`` if it does not say."""
    try:
        ended = _kubectl("config", "current-context")
    except InputError:
        return None
    name = ended.output[:_LONGEST_NAME].decode("utf-8", "replace").strip()
    return name if name and not ended.code and len(name.splitlines()) == 1 else None


def list_contexts() -> list[str]:
    """Return the contexts of kubectl's configuration; raises InputError where there is none or kubectl fails."""
    shown = "kubectl config get-contexts"
    ended = _whole(_kubectl("config", "get-contexts", "-o", "name"), shown)
    if ended.code:
        raise InputError(f"{shown} failed: {masked(ended.last_words)}")
    names = ended.output.decode("utf-8", "replace").splitlines()
    found = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not found:
        raise InputError("kubectl has no context", hint="kubectl config get-contexts lists them")
    return found


def _named(context: str | None) -> list[str]:
    return [] if context is None else [f"--context={context}"]


def _whole(ended: Ended, shown: str) -> Ended:
    """Return how kubectl ended; raises InputError where it was stopped."""
    if ended.bound is not None:
        raise InputError(f"{shown} {ended.bound}")
    return ended


def _kubectl(*arguments: str, take: Callable[[bytes], None] | None = None) -> Ended:
    """Run kubectl; raises InputError where that is not possible."""
    try:
        return run(["kubectl", *arguments], Limits(PATIENCE, MAX_BYTES), take=take)
    except FileNotFoundError:
        raise NoKubectlError("clusters are asked by kubectl, which is not on the PATH") from None
    except (OSError, ValueError) as error:  # not executable; a NUL in the context
        raise InputError(f"cannot run kubectl: {error}") from None
