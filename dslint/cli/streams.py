"""Writing to the standard streams: the one place that knows about closed pipes, full disks and colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator

from dslint.errors import DslintError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    import click

_COLOR = "dslint.color"


def write(
    stream: IO[str] | None,
    chunks: Iterable[str] | Callable[..., Iterator[str]],
    *subject: Any,
    color: str = "auto",
    **more: Any,
) -> None:
    """Write texts, or what a ``render`` function makes of its subject in the style of the stream.

    A reader that has gone away is no error: what nobody reads need not be written. Raises DslintError where the
    stream takes no more.
    """
    if stream is None:  # closed before the program began
        return
    if callable(chunks):
        from dslint.render.style import style_of

        chunks = chunks(*subject, style_of(stream, color), **more)
    try:
        for chunk in chunks:
            stream.write(chunk)
        stream.flush()
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        raise DslintError(f"cannot write to {stream.name}: {error.strerror}") from None


def write_bytes(stream: IO[str] | None, data: bytes) -> None:
    """Write bytes as they are: a patch, or a file that goes through. Raises as :func:`write` does."""
    if stream is None:
        return
    try:
        stream.flush()
        stream.buffer.write(data)  # type: ignore[attr-defined]  # every standard stream has one
        stream.buffer.flush()  # type: ignore[attr-defined]
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        raise DslintError(f"cannot write to {stream.name}: {error.strerror}") from None


def flush() -> None:
    """Write what others have left in the streams' buffers."""
    for stream in (sys.stdout, sys.stderr):
        write(stream, ())


def _discard(stream: IO[str]) -> None:
    """Let what is still in the buffer go nowhere, or the interpreter would complain about it on its way out."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def remember_color(ctx: click.Context, param: click.Parameter, value: str) -> None:  # noqa: ARG001 - click's interface
    """Keep ``--color`` where error messages find it too."""
    ctx.meta[_COLOR] = value


def color_choice(ctx: click.Context | None) -> str:
    """Return what ``--color`` said."""
    choice: str = ctx.meta.get(_COLOR, "auto") if ctx else "auto"
    return choice
