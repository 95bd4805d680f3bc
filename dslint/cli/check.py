"""``dslint check`` as click has it: its help and its options."""

from __future__ import annotations

import click

from dslint.cli.check_options import OWN
from dslint.cli.command import Command
from dslint.cli.options import common_options, complete_paths, declared
from dslint.cli.streams import color_choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GROUPS = {
    "Select": ("--select", "--ignore", "--extend-select", "--preview", "--policies", "--nodes",
                                  "--kubernetes-version", "--pod-security", "--config", "--no-config"),
    "Output": ("--output-format", "--report", "--min-severity", "--statistics", "--quiet", "--verbose",
               "--show-suppressed", "--no-suppressions", "--color"),
    "Baseline": ("--since", "--baseline", "--write-baseline", "--prune-baseline"),
    "Fix": ("--fix", "--unsafe-fixes", "--diff", "--fix-only", "--interactive", "--exit-non-zero-on-fix",
            "--add-ignores"),
    "Speed": ("--jobs", "--executor"),
    "Render": ("--render", "--values", "--set", "--release-name", "--namespace", "--kube-version", "--api-versions",
               "--allow-network"),
    "More": (),
}  # fmt: skip
EXAMPLES = (
    ("dslint check deploy/", "every manifest below a folder"),
    ("dslint check charts/agent", "what a chart renders, by your own Helm"),
    ("helm template charts/agent | dslint check --fail-on-empty -", "a stream of manifests"),
    ("dslint check --select DS2,DS3 --nodes profile:eks", "placement and deprecation only, on EKS"),
    ("dslint check --diff", "what --fix would change in the working directory"),
    ("dslint check --report json=dslint.json --fail-on error", "a file for machines; warnings do not fail the run"),
    ("dslint check --cluster --context prod", "what a cluster runs, by your own kubectl"),
)


ABOUT = (
    "Check DaemonSets in files, folders and streams.\n\n"
    "PATH is a file, a folder, - for standard input or an address in a store, such as s3://BUCKET/PREFIX; without one "
    "the working directory is checked. With --cluster "
    "no path is read: what the cluster has is checked."
)


@click.command(
    "check",
    cls=Command,
    help=ABOUT,
    groups=GROUPS,
    examples=EXAMPLES,
    epilog="RULES are ids, names, prefixes (DS2), tags (tag:placement), ALL and DEFAULT, separated by commas.\n\n"
    "NODES is a file that kubectl get nodes -o json (or yaml) wrote, - for standard input, profile:NAME, or "
    "context:NAME to ask a cluster.\n\n"
    "Exit codes: 0 no finding at or above --fail-on, 1 at least one, 2 could not do the job.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@declared(*OWN)
@common_options
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> int:
    """Do what ``dslint check`` is asked to."""
    from dslint.cli.checking import check

    return check(paths, given, color_choice(ctx))
