"""What words of the command line can be completed with; loaded only when a shell asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    import click

# words, each with what is told beside it
Words = Iterable[tuple[str, str | None]]


def _rules(_ctx: click.Context) -> Words:
    """Yield ids and names of rules, each with its summary."""
    from dslint.catalogue.index import load_rules

    for rule in load_rules():
        yield rule.id, rule.summary
        yield rule.name, rule.summary


def _selectors(ctx: click.Context) -> Words:
    """Yield what selects rules: ids, names, ``ALL``, ``DEFAULT`` and tags."""
    from dslint.catalogue.index import load_rules

    yield from _rules(ctx)
    for word in ("ALL", "DEFAULT", *sorted({f"tag:{tag}" for rule in load_rules() for tag in rule.tags})):
        yield word, None


def _versions(_ctx: click.Context) -> Words:
    """Yield the Kubernetes versions that dslint knows."""
    from dslint.kube.versions import KNOWN

    for minor in KNOWN:
        yield f"1.{minor}", None


def _levels(_ctx: click.Context) -> Words:
    """Return the levels of the Pod Security Standards."""
    from dslint.kube.apiserver.podsecurity import LEVELS

    return ((level, None) for level in LEVELS)


def _profiles(_ctx: click.Context) -> Words:
    """Yield the names of profiles of nodes."""
    from dslint.inventory import PREFIX
    from dslint.inventory.profiles import NAMES

    for name in NAMES:
        yield f"{PREFIX}{name}", None


def _revisions(_ctx: click.Context) -> Words:
    """Yield the branches and tags of the repository around the working directory."""
    import subprocess

    from dslint.inputs import git

    try:
        done = git.run(".", "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
    except (OSError, ValueError, subprocess.SubprocessError):
        return
    for name in ("HEAD", *done.stdout.decode("utf-8", "replace").split()):
        yield name, None


def _changes(_ctx: click.Context) -> Words:
    """Return the first word of each change to nodes, with what follows it."""
    from dslint.coverage.whatif import FORMS

    return FORMS.items()


def _reports(ctx: click.Context) -> Words:
    """Yield the formats of ``FORMAT=PATH``; the path is the shell's."""
    from dslint.render import FORMATS, OF_COVERAGE
    from dslint.tables import FORMATS as TABLES

    for name in (*(OF_COVERAGE if ctx.command.name == "coverage" else FORMATS), *TABLES):
        yield f"{name}=", None


def _daemon_sets(ctx: click.Context) -> Words:
    """Yield the names of the DaemonSets in the paths that were typed, or in the working directory."""
    from dslint.config import Options, Resolver
    from dslint.errors import DslintError
    from dslint.inputs.load import load
    from dslint.inputs.worktree import WorkTree

    paths = [path for path in ctx.params.get("paths") or (".",) if path != "-"]
    names: set[str] = set()
    try:
        for loaded in load(WorkTree(), paths, Resolver(Options())):
            if loaded.error is None:
                names.update(one.name.name or "" for part in loaded.contents() for one in part.daemon_sets)
    except DslintError:
        return
    for name in sorted(names - {""}):
        yield name, None


def _jobs(_ctx: click.Context) -> Words:
    """Return what may stand in the place of a number of processes."""
    return (("auto", "as many as there are processors"),)


def _executors(_ctx: click.Context) -> Words:
    """Return the beginnings of addresses of engines."""
    return (("dask://local", "a worker for each processor of this machine"), ("dask://", "HOST:PORT of a scheduler"))


WORDS: dict[str, Callable[[click.Context], Words]] = {
    "rules": _rules,
    "selectors": _selectors,
    "versions": _versions,
    "levels": _levels,
    "profiles": _profiles,
    "revisions": _revisions,
    "changes": _changes,
    "reports": _reports,
    "daemon sets": _daemon_sets,
    "jobs": _jobs,
    "executors": _executors,
}
