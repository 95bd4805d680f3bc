"""``dslint explain``."""

from __future__ import annotations

import sys

import click

from dslint.cli.command import Command
from dslint.cli.options import OneOf, common_options, complete_paths, complete_rules, policies_option
from dslint.cli.streams import color_choice, write
from dslint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule


ABOUT = (
    "Explain a rule, named by its id or name, or what the DaemonSets of a file are for.\n\n"
    "Policies are known from --policies and from the configuration of the working directory."
)


@click.command("explain", cls=Command, help=ABOUT)
@click.argument("rule", required=False, shell_complete=complete_rules)
@click.option(
    "--role", "manifest", metavar="FILE", shell_complete=complete_paths, help="Tell what the DaemonSets of a file are."
)
@click.option(
    "--format",
    "form",
    type=OneOf(["markdown", "json"]),
    default="markdown",
    show_default=True,
    help="What to print; of roles text or JSON.",
)
@click.option("--full", is_flag=True, help="Print the whole page: every message, every example, options, references.")
@click.option("--no-pager", is_flag=True, help="Print what is longer than the terminal without a pager.")
@policies_option()
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    rule: str | None,
    manifest: str | None,
    form: str,
    full: bool,
    no_pager: bool,
    policies: tuple[str, ...],
) -> None:
    """Do what ``dslint explain`` is asked to."""
    if manifest is not None and rule is None:
        _show_roles(ctx, manifest, form, policies)
        return
    if rule is None:
        raise click.UsageError("Missing argument 'RULE'.", ctx=ctx)
    if manifest is not None:
        raise UsageError("explain takes a rule or --role FILE, not both")
    from dslint.catalogue import page

    found = _find(rule, policies)
    if form == "json":
        from json import dumps

        write(sys.stdout, [dumps(page.data(found), indent=2), "\n"])
        return
    text = (page.page if full else page.brief)(found).rstrip("\n") + "\n"
    from dslint.render.style import style_of

    style = style_of(sys.stdout, color_choice(ctx))
    if not style.terminal:
        write(sys.stdout, [text])
        return
    from dslint.render.page_text import render

    shown = "".join(render(text, style))
    if no_pager or shown.count("\n") < _height(shown.count("\n") + 1):
        write(sys.stdout, [shown])
    else:
        click.echo_via_pager(shown)  # not told of colour, click asks less for it; told, less would show the escapes


def _height(unknown: int) -> int:
    """Return how many lines the terminal shows at once; a terminal that does not tell has nobody who leafs."""
    import os

    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or unknown
    except (OSError, ValueError):
        return unknown


def _show_roles(ctx: click.Context, manifest: str, form: str, policies: tuple[str, ...]) -> None:
    from dslint.config import Options
    from dslint.judge.roles import workloads
    from dslint.render import roles

    found = workloads(manifest, Options(policies=policies))
    if form == "json":
        from json import dumps

        write(sys.stdout, [dumps(roles.data(found), indent=2), "\n"])
    else:
        write(sys.stdout, roles.render, found, color=color_choice(ctx))


def _find(word: str, policies: tuple[str, ...]) -> Rule:
    """Return a rule; raises UsageError for one that is not known."""
    from dslint.catalogue.foreign import proposal
    from dslint.catalogue.index import load_rules
    from dslint.catalogue.selection import ADMISSION, close_rule, find_rule
    from dslint.phrases import meant

    rules = load_rules()
    if found := find_rule(rules, word):
        return found
    from dslint.config import Options, Resolver

    every = Resolver(Options(policies=policies)).settings_for("./").rules
    if found := find_rule(every, word):
        return found
    close = close_rule(word, every)
    known = find_rule(every, close) if close else None
    also = proposal(word, every) or meant(f"{known.id} ({known.name})" if known else None)
    hint = "name the folder of the policy with --policies" if word.startswith(ADMISSION) else "run dslint rules"
    raise UsageError(f'unknown rule "{word}"{also}', hint=hint)
