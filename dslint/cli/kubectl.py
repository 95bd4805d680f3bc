"""``kubectl_complete-dslint``: what kubectl runs to complete the words behind ``kubectl dslint``.

Source: staging/src/k8s.io/kubectl/pkg/cmd/plugin/plugin_completion.go: it gets the words, the last of which is to be
completed, and prints a completion a line and then a directive, as cobra's ``__complete`` does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from dslint.cli.commands import COMPLETE
from dslint.cli.streams import write

FILES, NO_FILES, NO_SPACE = 0, 4, 2  # cobra's ShellCompDirective


def complete() -> None:
    """Print what may stand in the place of the last argument."""
    write(sys.stdout, _lines(sys.argv[1:]))


def _lines(words: list[str]) -> Iterator[str]:
    from click.shell_completion import ShellComplete

    from dslint.cli.group import group

    *before, word = words or [""]
    directive = NO_FILES
    for one in ShellComplete(group, {}, "dslint", COMPLETE).get_completions(before, word):
        if one.type in ("file", "dir"):
            directive = FILES
            continue
        if one.value.endswith("="):
            directive |= NO_SPACE
        yield f"{one.value}\t{one.help}\n" if one.help else f"{one.value}\n"
    yield f":{directive}\n"
