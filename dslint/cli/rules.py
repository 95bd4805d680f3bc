"""``dslint rules``."""

from __future__ import annotations

import sys

import click

from dslint.cli.command import Command
from dslint.cli.options import OneOf, common_options, policies_option, rules_option
from dslint.cli.streams import color_choice, write
from dslint.render import catalogue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule


ABOUT = "List the rules: id, name, severity, whether on by default, fix, status, since when, summary."


@click.command("rules", cls=Command, help=ABOUT)
@rules_option("--select", "List what would run with this choice, and not all.")
@click.option(
    "--format", "form", type=OneOf(catalogue.FORMATS), default="table", show_default=True, help="What to print."
)
@policies_option()
@common_options
@click.pass_context
def command(ctx: click.Context, /, select: tuple[str, ...], form: str, policies: tuple[str, ...]) -> None:
    """Do what ``dslint rules`` is asked to."""
    write(sys.stdout, catalogue.render, _selected(select, policies), color=color_choice(ctx), form=form)


def _selected(words: tuple[str, ...], policies: tuple[str, ...]) -> list[Rule]:
    from dslint.catalogue.index import load_rules
    from dslint.catalogue.selection import Choice, Selection

    rules = load_rules()
    if policies:
        from dslint.config import Options, Resolver

        rules = list(Resolver(Options(policies=policies, no_config=True)).settings_for("./").rules)
    single = [word.strip() for item in words for word in item.split(",") if word.strip()]
    if not single:
        return rules
    choices = [Choice(word, on=True, origin="in --select") for word in single]
    chosen = Selection(rules, choices, preview=True)
    # a rule in preview is no default: it is listed where the choice is more than that
    return [rule for rule in chosen.on() if rule.status != "preview" or chosen.decision(rule.id).explicit]
