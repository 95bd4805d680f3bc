"""``dslint explain``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dslint.cli.command import Command
from dslint.cli.options import OneOf, common_options, complete_rules, policies_option
from dslint.cli.streams import color_choice, write

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule


@click.command("explain", cls=Command)
@click.argument("rule", shell_complete=complete_rules)
@click.option(
    "--format", "form", type=OneOf(["markdown", "json"]), default="markdown", show_default=True, help="What to print."
)
@policies_option()
@common_options
@click.pass_context
def command(ctx: click.Context, /, rule: str, form: str, policies: tuple[str, ...]) -> None:
    """Explain a rule, named by its id or name.

    Policies are known from --policies and from the configuration of the working directory.
    """
    from dslint.catalogue import page

    found = _find(rule, policies)
    if form == "json":
        from json import dumps

        write(sys.stdout, [dumps(page.data(found), indent=2), "\n"])
        return
    text = page.page(found).rstrip("\n") + "\n"
    from dslint.render.style import style_of

    style = style_of(sys.stdout, color_choice(ctx))
    if not style.terminal:
        write(sys.stdout, [text])
        return
    lines = (style.paint(line, "strong") if line.startswith("#") else line for line in text.splitlines())
    click.echo_via_pager("\n".join(lines) + "\n", color=style.color)


def _find(word: str, policies: tuple[str, ...]) -> Rule:
    """Return a rule; raises UsageError for one that is not known."""
    from dslint.catalogue.index import load_rules
    from dslint.catalogue.selection import find_rule
    from dslint.errors import UsageError
    from dslint.phrases import meant, suggest

    rules = load_rules()
    if found := find_rule(rules, word):
        return found
    from dslint.config import Options, Resolver

    every = Resolver(Options(policies=policies)).settings_for("./").rules
    if found := find_rule(every, word):
        return found
    close = suggest(word, [name for rule in every for name in (rule.id, rule.name)])
    known = find_rule(every, close) if close else None
    also = meant(f"{known.id} ({known.name})" if known else None)
    raise UsageError(f'unknown rule "{word}"{also}', hint="run dslint rules")
