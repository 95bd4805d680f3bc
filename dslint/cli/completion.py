"""``dslint completion``."""

from __future__ import annotations

import sys

import click

from dslint.cli.command import Command
from dslint.cli.commands import COMPLETE
from dslint.cli.options import OneOf, common_options
from dslint.cli.streams import write

ABOUT = "Print the completion script for a shell."


@click.command(
    "completion",
    cls=Command,
    help=ABOUT,
    epilog="""\b
bash:  eval "$(dslint completion bash)"            in ~/.bashrc
zsh:   eval "$(dslint completion zsh)"             in ~/.zshrc
fish:  dslint completion fish > ~/.config/fish/completions/dslint.fish

kubectl completes what follows "kubectl dslint" by itself: it asks the command
kubectl_complete-dslint, which is installed beside dslint.""",
)
@click.argument("shell", type=OneOf(["bash", "zsh", "fish"]))
@common_options
def command(shell: str) -> None:
    """Do what ``dslint completion`` is asked to."""
    from click.shell_completion import get_completion_class

    from dslint.cli.group import group

    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click knows the three
    write(sys.stdout, [_script(made(group, {}, "dslint", COMPLETE)), "\n"])


def _script(made: click.shell_completion.ShellComplete) -> str:
    # ShellComplete.source() of bash would start a bash to ask for its version
    return made.source_template % made.source_vars()
