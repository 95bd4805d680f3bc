"""The smallest manifest that still shows a finding, with nothing in it that says whose it is: ready to be published.

Two steps, each of which keeps only what the finding survives: :mod:`~dslint.reduce.shrink` takes away,
:mod:`~dslint.reduce.rename` replaces. Neither may bring in a finding of a rule that did not speak before, so that the
API server takes of the result what it took of the manifest.
"""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Options
    from dslint.finding import Finding

__all__ = ["Reduced", "reduced"]


class Reduced(NamedTuple):
    """A text, the finding that it shows, and which words of the manifest had to stay in it."""

    text: str
    finding: Finding
    kept: tuple[str, ...]


def reduced(text: str, rule: str, path: str, options: Options) -> Reduced | None:
    """Return the least of a text that shows what a rule, named by id or name, says of it; ``None`` if it says nothing.

    Raises :class:`~dslint.errors.DslintError` for a wrong option or configuration.
    """
    from dslint.reduce.judge import Judge
    from dslint.reduce.rename import renamed
    from dslint.reduce.shrink import shrunk

    judge = Judge(rule, path, options)
    if not judge.learn(text):
        return None
    text = shrunk(text, judge.holds)
    text, kept = renamed(text, judge.holds)
    text = shrunk(text, judge.holds)  # a short text may go where the long one was needed for its length
    finding = judge.finding(text)
    return None if finding is None else Reduced(text, finding, kept)
