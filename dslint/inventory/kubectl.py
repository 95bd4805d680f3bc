"""The one way to a cluster: the user's own kubectl, run because the user said so."""

from __future__ import annotations

from dslint.errors import InputError
from dslint.source.text import SourceText, UndecodableError

PATIENCE = 60
# the nodes of the largest clusters that Kubernetes supports take a quarter of it
MAX_BYTES = 1 << 30
_LAST = 64 * 1024
_SHOWN = "kubectl get nodes"


def get_nodes(context: str | None = None) -> SourceText:
    """Return what ``kubectl get nodes -o json`` prints; raises InputError if it fails or does not come to an end."""
    command = ["get", "nodes", "--output=json", f"--request-timeout={PATIENCE // 2}s"]
    if context is not None:
        command.append(f"--context={context}")
    code, out, complaints = _kubectl(*command)
    if len(out) > MAX_BYTES:
        raise InputError(f"{_SHOWN} prints more than {MAX_BYTES >> 20} MiB")
    if code:
        lines = complaints.decode("utf-8", "backslashreplace").strip().splitlines()
        raise InputError(f"{_SHOWN} failed: {lines[-1] if lines else f'exit code {code}'}")
    try:
        return SourceText.decode(_SHOWN, out)
    except UndecodableError as error:
        raise InputError(f"{_SHOWN}: {error.reason}") from None


def current_context() -> str | None:
    """Return which cluster kubectl talks to when none is named, from its configuration; ``None`` if it does not say."""
    try:
        _, out, _ = _kubectl("config", "current-context")
    except InputError:
        return None
    return out[:_LAST].decode("utf-8", "replace").strip() or None


def _kubectl(*arguments: str) -> tuple[int, bytes, bytes]:
    """Return the exit code of kubectl, what it prints and the end of what it complains of; raises InputError."""
    import subprocess  # nothing else here starts a process
    from tempfile import TemporaryFile
    from threading import Event, Timer

    with TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell, and the user asked for it
                ["kubectl", *arguments],  # noqa: S607 - the user's own
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
            )
        except FileNotFoundError:
            raise InputError("--cluster needs kubectl, which is not on the PATH", hint="or give --nodes FILE") from None
        except (OSError, ValueError) as error:  # not executable; a NUL in the context
            raise InputError(f"cannot run kubectl: {error}") from None
        late = Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = Timer(PATIENCE, give_up)
        timer.start()
        out = b""
        try:
            out = process.stdout.read(MAX_BYTES + 1) if process.stdout else b""
        finally:
            if process.stdout:
                process.stdout.close()
            if len(out) > MAX_BYTES:
                process.kill()
            code = process.wait(timeout=PATIENCE)
            timer.cancel()
        if late.is_set():
            raise InputError(f"{_SHOWN} gave no answer within {PATIENCE} s")
        size = complaints.seek(0, 2)
        complaints.seek(max(size - _LAST, 0))
        return code, out, complaints.read()
