"""The command line: one module per command, imported when it is called; ``main`` is the entry point."""

from dslint.cli.program import main

__all__ = ["main"]
