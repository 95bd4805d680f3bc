"""The one way to a cluster: the user's own kubectl, run because the user said so."""

from __future__ import annotations

from dslint.errors import InputError
from dslint.external import Ended, Limits, run
from dslint.source.text import SourceText, UndecodableError

PATIENCE = 60
# the nodes of the largest clusters that Kubernetes supports take a quarter of it
MAX_BYTES = 1 << 30
_LONGEST_NAME = 64 * 1024
_SHOWN = "kubectl get nodes"


def get_nodes(context: str | None = None) -> SourceText:
    """Return what ``kubectl get nodes -o json`` prints; raises InputError if it fails or does not come to an end."""
    command = ["get", "nodes", "--output=json", f"--request-timeout={PATIENCE // 2}s"]
    if context is not None:
        command.append(f"--context={context}")
    ended = _kubectl(*command)
    if ended.bound is not None:
        raise InputError(f"{_SHOWN} {ended.bound}")
    if ended.code:
        raise InputError(f"{_SHOWN} failed: {ended.last_words}")
    try:
        return SourceText.decode(_SHOWN, ended.output)
    except UndecodableError as error:
        raise InputError(f"{_SHOWN}: {error.reason}") from None


def current_context() -> str | None:
    """Return which cluster kubectl talks to when none is named, from its configuration; ``None`` if it does not say."""
    try:
        ended = _kubectl("config", "current-context")
    except InputError:
        return None
    return ended.output[:_LONGEST_NAME].decode("utf-8", "replace").strip() or None


def _kubectl(*arguments: str) -> Ended:
    """Run kubectl; raises InputError where that is not possible."""
    try:
        return run(["kubectl", *arguments], Limits(PATIENCE, MAX_BYTES))
    except FileNotFoundError:
        raise InputError("--cluster needs kubectl, which is not on the PATH", hint="or give --nodes FILE") from None
    except (OSError, ValueError) as error:  # not executable; a NUL in the context
        raise InputError(f"cannot run kubectl: {error}") from None
