"""``dslint export``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from dslint.cli.command import Command
from dslint.cli.options import (
    common_options,
    complete_paths,
    config_options,
    policies_option,
    rules_option,
)
from dslint.cli.streams import write
from dslint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.export import Exported

ABOUT = (
    "Write own policies and rules as policies of the cluster (ValidatingAdmissionPolicy), with bindings.\n\n"
    "DIR holds rule files; without one, those that the configuration of the working directory names are exported, and "
    "the rules that are on. What no expression decides exactly is listed on standard error, and left out."
)
EXAMPLES = (
    ("dslint export policies | kubectl apply -f -", "have the cluster refuse what policies refuse"),
    ("dslint export --rules on-delete-strategy --audit", "let a rule of dslint's own be recorded"),
)


@click.command(
    "export",
    cls=Command,
    help=ABOUT,
    examples=EXAMPLES,
    epilog="Without --enforce, --warn or --audit errors are refused, warnings warned of, infos recorded.\n\n"
    "Exit codes: 0 exported, 1 nothing to export, 2 could not do the job.",
)
@click.argument("dirs", nargs=-1, metavar="[DIR]...", shell_complete=complete_paths)
@rules_option("--rules", "Rules to export instead of those that are on.")
@policies_option()
@click.option("--enforce", is_flag=True, help="Let the cluster refuse what a rule finds.")
@click.option("--warn", is_flag=True, help="Let the cluster warn of what a rule finds.")
@click.option("--audit", is_flag=True, help="Let the cluster record what a rule finds.")
@config_options
@common_options
def command(
    dirs: tuple[str, ...],
    rules: tuple[str, ...],
    policies: tuple[str, ...],
    config: str | None,
    *,
    enforce: bool,
    warn: bool,
    audit: bool,
    no_config: bool,
) -> int:
    """Do what ``dslint export`` is asked to."""
    from dslint.config import Options, Resolver
    from dslint.export import export, yaml

    actions = [word for word, given in (("Deny", enforce), ("Warn", warn), ("Audit", audit)) if given]
    if len(actions) > 1:
        raise UsageError("--enforce, --warn and --audit exclude each other")
    folders = (*dirs, *policies)
    options = Options(policies=folders, select=rules, preview=True, config=config, no_config=no_config)
    settings = Resolver(options).settings_for("./")
    exported = export(settings, next(iter(actions), None), own=bool(folders) and not rules)
    write(sys.stdout, yaml(exported))
    write(sys.stderr, _told(exported))
    return int(not exported.objects)


def _told(exported: Exported) -> Iterator[str]:
    """Yield what was left out, and why."""
    from dslint.phrases import counted
    from dslint.render.wrap import wrap
    from dslint.template import printable

    for rule, reason in exported.left_out:
        yield f"not exported: {printable(rule.id)} ({printable(rule.name)}): {printable(reason)}\n"
    if exported.without:
        names = ", ".join(rule.name for rule in exported.without)
        what = counted(len(exported.without), "rule")
        yield from (
            f"{line}\n" for line in wrap(f"not exported, no expression decides exactly as {what}: {names}", 100)
        )
    yield f"{counted(len(exported.objects), 'rule')} exported.\n"
