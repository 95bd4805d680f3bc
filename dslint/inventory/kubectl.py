"""The one way to a cluster: the user's own kubectl, run because the user said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.errors import InputError
from dslint.source.text import SourceText, UndecodableError

if TYPE_CHECKING:
    import subprocess

PATIENCE = 60
_SHOWN = "kubectl get nodes"


def get_nodes(context: str | None = None) -> SourceText:
    """Return what ``kubectl get nodes -o json`` prints; raises InputError if it fails or does not come to an end."""
    import subprocess

    command = ["get", "nodes", "--output=json", f"--request-timeout={PATIENCE // 2}s"]
    if context is not None:
        command.append(f"--context={context}")
    try:
        done = _kubectl(*command)
    except FileNotFoundError:
        raise InputError("--cluster needs kubectl, which is not on the PATH", hint="or give --nodes FILE") from None
    except subprocess.TimeoutExpired:
        raise InputError(f"{_SHOWN} gave no answer within {PATIENCE} s") from None
    except (OSError, ValueError) as error:  # not executable; a NUL in the context
        raise InputError(f"cannot run kubectl: {error}") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
        raise InputError(f"{_SHOWN} failed: {lines[-1] if lines else f'exit code {done.returncode}'}")
    try:
        return SourceText.decode(_SHOWN, done.stdout)
    except UndecodableError as error:
        raise InputError(f"{_SHOWN}: {error.reason}") from None


def current_context() -> str | None:
    """Return which cluster kubectl talks to when none is named, from its configuration; ``None`` if it does not say."""
    import subprocess

    try:
        done = _kubectl("config", "current-context")
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip() or None


def _kubectl(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    import subprocess  # nothing else here starts a process

    return subprocess.run(  # noqa: S603 - no shell, and the user asked for it
        ["kubectl", *arguments],  # noqa: S607 - the user's own
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
