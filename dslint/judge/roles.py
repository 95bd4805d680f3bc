"""What the agents of a file are for: the roles of its DaemonSets under the configuration that holds for it."""

from __future__ import annotations

from dslint.config import Resolver
from dslint.errors import InputError
from dslint.inputs.load import load
from dslint.inputs.worktree import WorkTree
from dslint.manifest.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Options


def workloads(path: str, options: Options) -> list[Workload]:
    """Return the DaemonSets of a file, a folder or ``-`` (standard input), parts of one too.

    Raises InputError for what cannot be read and where there is none, ConfigError for a wrong configuration.
    """
    resolver, found = Resolver(options), []
    for loaded in load(WorkTree(), (path,), resolver):
        if loaded.error is not None:
            raise loaded.error
        for content in loaded.contents():
            settings = resolver.settings_for(loaded.item.path)
            found += [Workload(one, settings.minors[-1], settings.roles) for one in content.daemon_sets]
    if not found:
        raise InputError(f"no DaemonSet in {path}")
    return found
