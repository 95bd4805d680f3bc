"""The keys of a configuration file, one row each.

What reads a file, merges it with others and with the command line, and shows the result goes by these rows, in this
order; so do the properties of ``schemas/config.schema.json`` and the table of ``docs/configuration.md``, which
``scripts/make_docs.py`` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dslint.kube.versions import DEFAULT
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Setting(NamedTuple):
    """The value of a key in one source, or merged of all of them.

    ``shown`` is the value as ``dslint config`` prints it, ``places`` are where it comes from: ``deploy/dslint.yaml:3``,
    ``--fail-on``, ``default``. Without a place it is not printed.
    """

    value: Any
    shown: Any
    places: tuple[str, ...]


class Key(NamedTuple):
    """A key of a configuration file.

    ``shape`` names the reader of its value in ``config/shapes.py`` and the definition of it in the schema. ``combine``
    makes one setting of those of the sources, which are the default, the files and the command line, the strongest
    last; a key without one is no setting by itself. ``description`` is one line of Markdown. ``together``: the
    strongest source that has one of these keys decides about all of them.

    The option of a key is the field of :class:`~dslint.config.options.Options` that has its name, if there is one.
    """

    name: str
    shape: str
    combine: Callable[[Sequence[Setting]], Setting] | None
    description: str
    default: Any = ()
    default_shown: Any = None
    together: tuple[str, ...] = ()

    @property
    def default_setting(self) -> Setting:
        """The setting where no source has the key; a default that is empty is not printed."""
        shown = self.default if self.default_shown is None else self.default_shown
        return Setting(self.default, shown, () if self.default in ((), {}) else ("default",))


def strongest(settings: Sequence[Setting]) -> Setting:
    """Take the setting of the strongest source."""
    return settings[-1]


def union(settings: Sequence[Setting]) -> Setting:
    """Put the lists of all sources together."""
    return Setting(*(_joined(parts) for parts in zip(*settings, strict=True)))


def by_name(settings: Sequence[Setting]) -> Setting:
    """Take, of mappings of names to settings, that of the strongest source for each name."""
    merged: dict[tuple[str, ...], Setting] = {}
    for setting in settings:
        for name, one in setting.value.items():
            merged.pop(name, None)  # of two names of one rule, the stronger one counts
            merged[name] = one
    return Setting(merged, (), ())


def _joined(parts: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(item for part in parts for item in part)


INVENTORY = ("nodes", "pools")
KEYS = (
    Key(
        "kubernetes-version",
        "version",
        strongest,
        f'the version to check for, such as `"1.31"`, or a range, such as `1.28..1.{DEFAULT}`',
        default=(DEFAULT,),
        default_shown=f"1.{DEFAULT}",
    ),
    Key(
        "select",
        "rules",
        None,
        "the rules to run instead of the default ones: ids, names, prefixes, tags, `ALL`, `DEFAULT`",
        default=("DEFAULT",),
    ),
    Key("extend-select", "rules", None, "rules to run beside the selected ones"),
    Key("ignore", "rules", None, "rules not to run"),
    Key(
        "fail-on",
        "threshold",
        strongest,
        "the least severe finding that fails a run (exit code 1): `error`, `warning`, `info` or `never`",
        default="warning",
    ),
    Key(
        "min-severity",
        "level",
        strongest,
        "the least severe finding that `full` and `concise` show: `error`, `warning` or `info`; else `info` where "
        "infos fail a run or nothing but infos is selected, and `warning` everywhere else",
    ),
    Key("preview", "boolean", strongest, "whether rules in preview may run", default=False),
    Key(
        "require-reason",
        "boolean",
        strongest,
        "whether a suppression comment without a reason is an error",
        default=False,
    ),
    Key(
        "nodes",
        "nodes",
        strongest,
        "the nodes that DaemonSets are [held against](coverage.md): a file that `kubectl get nodes -o json` or "
        "`-o yaml` wrote, or `profile:NAME`; or a list of them",
        together=INVENTORY,
    ),
    Key(
        "pools",
        "pools",
        strongest,
        "nodes that are [declared](coverage.md#node-pools) rather than listed",
        together=INVENTORY,
    ),
    Key(
        "coverage",
        "intents",
        strongest,
        "[where DaemonSets are meant to run](coverage.md#intent), held against the nodes",
    ),
    Key(
        "pod-security",
        "podSecurity",
        strongest,
        "the level of the [Pod Security Standards](rules/pod-security-level.md) that namespaces enforce whose labels "
        'say nothing else: `baseline`, `restricted`, or with a version, `"restricted:v1.31"`',
    ),
    Key(
        "platform",
        "platform",
        strongest,
        "what the nodes are of, for [what it keeps agents from](rules/platform-forbids.md): `bottlerocket`, "
        "`eks-auto`, `gke-autopilot`, `openshift` or `talos`",
    ),
    Key("budget", "budget", strongest, "how much all DaemonSets together [may request of a node](coverage.md#budget)"),
    Key(
        "severity",
        "severities",
        by_name,
        "severities that differ from the rules' own: rules to `error`, `warning` or `info`",
        default={},
    ),
    Key("rules", "ruleOptions", by_name, "options of rules: rules to their options, as on their pages", default={}),
    Key(
        "roles",
        "roles",
        by_name,
        "what agents are for if dslint [sees it differently](roles.md): patterns of `namespace/name` to lists of roles",
        default={},
    ),
    Key(
        "kinds",
        "kinds",
        by_name,
        "kinds of objects that become a DaemonSet: `group/version/Kind` to [the parts that they hold]"
        "(integrations.md#operators)",
        default={},
    ),
    Key(
        "cluster",
        "cluster",
        union,
        "[what the cluster has](#objects-of-the-cluster) and the manifests do not: classes, and namespaces with their "
        "labels, accounts, quotas and so on",
    ),
    Key(
        "render",
        "environments",
        union,
        "[charts and overlays](rendering.md#environments) to be rendered where a folder around them is checked, each "
        "with its values",
    ),
    Key(
        "namespace-node-selectors",
        "boolean",
        strongest,
        "whether pods get the [node selector of their namespace](coverage.md#the-controller-and-the-scheduler), as the "
        "admission plugin PodNodeSelector and OpenShift do",
        default=False,
    ),
    Key(
        "exclude",
        "globs",
        union,
        "files not to check: [globs](#globs) as in `.gitignore`, relative to the folder of this file",
    ),
    Key("per-file-ignores", "fileIgnores", union, "rules not to report for some files: globs to lists of rules"),
    Key("exceptions", "exemptions", union, "[findings that are accepted](suppressing.md#exceptions), with a reason"),
    Key(
        "filled-later",
        "patterns",
        union,
        "values that [are filled in later](suppressing.md#values-that-are-filled-in-later), such as `${*}`: patterns "
        "of whole values, whose findings become one note a file",
    ),
    Key(
        "baseline",
        "file",
        strongest,
        "[known findings](adopting.md), which are not reported: a file that `--write-baseline` wrote",
    ),
    Key(
        "policies",
        "folders",
        union,
        "folders with [rules of your own](policies.md) or policies of the cluster, relative to the folder of this file",
    ),
    Key("unsuppressible", "rules", union, "rules that no comment, exception or per-file-ignores silences"),
    Key(
        "extends",
        "base",
        None,
        "what this file builds on: another configuration file, relative to this one, or a [preset](#presets)",
    ),
)
