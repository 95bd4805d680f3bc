"""Options as data: click declares them of it, and what is plainly said is read without click.

click takes longer to import than all the rest of a check of one file. It stays the one that shows the help, completes,
and says what is wrong with a command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Option(NamedTuple):
    """An option; one without a ``metavar`` and without ``words`` to choose from is a flag.

    ``complete`` is what kind of words a shell proposes, ``variable`` is the environment's, and ``dest`` is the name of
    the argument where that does not follow from the flag.
    """

    flags: tuple[str, ...]
    help: str
    metavar: str | None = None
    many: bool = False
    words: tuple[str, ...] = ()
    default: str | None = None
    complete: str = ""
    variable: str | None = None
    dest: str = ""

    @property
    def name(self) -> str:
        """The name of the argument."""
        return self.dest or self.flags[-1].lstrip("-").replace("-", "_")

    @property
    def is_flag(self) -> bool:
        """Whether it takes no value."""
        return not (self.metavar or self.words)

    @property
    def absent(self) -> Any:
        """What stands for it where it is not given."""
        return False if self.is_flag else () if self.many else self.default


def flag(*flags: str, help: str) -> Option:  # noqa: A002 - as click has it
    """Return an option that takes no value."""
    return Option(flags, help)


def read(words: Sequence[str], options: Iterable[Option]) -> tuple[tuple[str, ...], dict[str, Any]] | None:
    """Return the paths and the arguments among the words of a command; ``None`` where click is to look.

    That is wherever something is unknown, short for something, wrong, asked for, such as help, or said by the
    environment.
    """
    known: dict[str, Option] = {}
    given: dict[str, Any] = {}
    for option in options:
        if option.variable and option.variable in os.environ:
            return None
        given[option.name] = option.absent
        known |= dict.fromkeys(option.flags, option)
    paths = []
    rest = iter(words)
    for word in rest:
        if word == "-" or word[:1] != "-":
            paths.append(word)
            continue
        begun, equals, value = word.partition("=")
        found = known.get(begun)
        if found is None or (equals and (found.is_flag or begun[:2] != "--")):
            return None
        if found.is_flag:
            given[found.name] = True
            continue
        if not equals:
            value = next(rest, "--")
            if value != "-" and value[:1] == "-":
                return None
        if found.words and value not in found.words:
            return None
        given[found.name] = (*given[found.name], value) if found.many else value
    return tuple(paths), given


def rules_option(name: str, text: str) -> Option:
    """Return an option that takes words which select rules."""
    return Option((name,), text, metavar="RULES", many=True, complete="selectors")


POLICIES = Option(
    ("--policies",),
    "Folder with rule files of your own, or policies of the cluster; repeatable.",
    metavar="DIR",
    many=True,
    complete="paths",
)
# which rules run
SELECTION = (
    rules_option("--select", "Rules to run instead of the default ones."),
    rules_option("--ignore", "Rules not to run."),
    rules_option("--extend-select", "Rules to run beside the others."),
    flag("--preview", help="Let preview rules be selected."),
    POLICIES,
)
# the configuration, or none
CONFIG = (
    Option(("--config",), "Configuration file to use.", metavar="FILE", complete="paths"),
    flag("--no-config", help="Use no configuration file."),
)
# how charts and overlays are rendered
RENDERING = (
    Option(("--render",), "Render PATH even if that is the working directory, and what HelmReleases name.",
           dest="render_here"),
    Option(("--values",), "Values to render a Helm chart with; repeatable.", metavar="FILE", many=True,
           complete="paths"),
    Option(("--set",), "A value to render a Helm chart with.", metavar="KEY=VALUE", many=True, dest="set_values"),
    Option(("--release-name",), "Release to render a Helm chart for.", metavar="NAME"),
    Option(("--namespace",), "Namespace to render a Helm chart for.", metavar="NAME"),
    Option(("--kube-version",), "Version that Helm is told of.  [default: the one checked for]", metavar="VERSION"),
    flag("--allow-network", help="Let kustomize fetch remote bases."),
    Option(("--api-versions",), "An API that Helm is told of; repeatable.", metavar="API", many=True),
)  # fmt: skip
# which clusters are asked, by the user's own kubectl
CLUSTER = (
    flag("--cluster", help="Take what a cluster has: runs kubectl get, which only reads."),
    Option(("--context",), "Context of kubectl for --cluster; repeatable.", metavar="NAME", many=True),
    flag("--all-contexts", help="Ask the clusters of all contexts of kubectl."),
)
COLOR = Option(
    ("--color",),
    "When to colour; NO_COLOR and FORCE_COLOR are honoured.",
    words=("auto", "always", "never"),
    default="auto",
)
DEBUG = flag("--debug", help="Show where an internal error happened.")
