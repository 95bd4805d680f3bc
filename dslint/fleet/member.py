"""One cluster of a fleet: its DaemonSets with where they run, in which version, and what is wrong with them."""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import suppress
from itertools import islice

from dslint.config import Options, Resolver
from dslint.coverage.compare import Now
from dslint.coverage.live import live_resolver
from dslint.coverage.manifests import Manifests
from dslint.coverage.query import Query
from dslint.coverage.run import cover_manifests
from dslint.coverage.totals import of_row
from dslint.credentials import masked
from dslint.errors import DslintError, InputError, UsageError
from dslint.fleet.source import CONTEXT, REVISION, STORE, Source
from dslint.inputs.discover import find
from dslint.inputs.load import load, load_inputs
from dslint.inputs.tree import Input
from dslint.inputs.worktree import WorkTree
from dslint.inventory import Inventory, of_settings
from dslint.inventory.nodes import read_nodes
from dslint.judge.engines import Clusters
from dslint.kube.nodes.classes import Nodes
from dslint.kube.values.image import ImageError
from dslint.kube.values.image import parse as parse_image
from dslint.manifest.rollout import Rollout, rollout_of
from dslint.phrases import counted
from dslint.record import NamedTuple
from dslint.run import Run, collector_off
from dslint.source.text import SourceText, UndecodableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.coverage.model import Coverage
    from dslint.coverage.row import Row
    from dslint.inputs.load import Loaded
    from dslint.inputs.tree import Tree
    from dslint.inventory.snapshot import Snapshot
    from dslint.judge.report import Report

_NODE = re.compile(rb"kind[\"']?[ \t]*:[ \t]*[\"']?Node(?:List)?[\"']?[ \t]*[\r\n,}#]")
_LIST = re.compile(rb"kind[\"']?[ \t]*:[ \t]*[\"']?List\b")
_SHORT = 12  # so much of a digest tells it from others
MOST = 100_000  # so many manifests of a store are one cluster
KEPT = 64 * 1024 * 1024  # so much of them is kept, since they are read for nodes, findings and coverage


class Placed(NamedTuple):
    """Where the pods of a DaemonSet run: counts of nodes. ``wanted`` are those that it is meant for."""

    desired: int
    runs: int
    wanted: int
    missed: int
    pending: int
    never_starts: int
    refused: int


class Agent(NamedTuple):
    """A DaemonSet of one cluster; ``placed`` is ``None`` where its nodes are not known."""

    namespace: str
    name: str
    path: str
    line: int
    images: tuple[str, ...]
    version: str
    placed: Placed | None
    rollout: Rollout | None
    findings: dict[str, int]
    """How many of each severity."""
    rules: tuple[str, ...]
    """Rules with errors or warnings."""

    @property
    def title(self) -> str:
        """``namespace/name``."""
        return f"{self.namespace}/{self.name}"


class Member(NamedTuple):
    """One cluster; where nothing of it could be read ``error`` says why. ``errors`` are of parts of it."""

    name: str
    source: str
    agents: tuple[Agent, ...] = ()
    nodes: int | None = None
    version: str | None = None
    error: str | None = None
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failing: int = 0


def members(sources: Iterable[Source], options: Options) -> Iterator[Member]:
    """Yield what there is in each source, in order; one that cannot be read says so in its ``error``.

    Raises :class:`~dslint.errors.UsageError` for what no source is at fault for.
    """
    sources = list(sources)
    contexts = [one.where for one in sources if one.kind == CONTEXT]
    live: Iterator[Snapshot] = iter(())
    if contexts:
        from dslint.inventory.snapshot import snapshots

        live = snapshots(contexts)
    with collector_off():
        for source in sources:
            snapshot = next(live) if source.kind == CONTEXT else None
            try:
                yield _of_snapshot(source, snapshot, options) if snapshot is not None else _of_files(source, options)
            except DslintError as error:
                if not _is_of(source, error):
                    raise
                yield Member(source.name, source.shown, error=masked(error.message))


def _is_of(source: Source, error: DslintError) -> bool:
    """Tell whether an error is one of a source alone: what is not installed is missing for all."""
    return not (source.kind == STORE and isinstance(error, UsageError))


def _of_snapshot(source: Source, snapshot: Snapshot, options: Options) -> Member:
    from dslint.clusters import check_snapshot
    from dslint.coverage.from_cluster import manifests_of

    if snapshot.error is not None:
        raise snapshot.error
    report = check_snapshot(snapshot, options)
    nodes = snapshot.nodes
    inventory = Inventory(Nodes(()) if nodes is None else nodes, snapshot.sources)
    resolver = live_resolver(snapshot, options)
    settings = resolver.settings_for(os.path.join(os.getcwd(), ""))
    now = Now((), manifests_of(snapshot), inventory, resolver, settings)
    coverage = cover_manifests(now, Query(bare=True)).coverage
    notes = (*snapshot.notes, *(() if nodes is not None else ("it shows no nodes",)))
    return _member(source, report, coverage, (), notes)


def _of_files(source: Source, options: Options) -> Member:
    tree, path, options = _tree(source, options)
    resolver = Resolver(options)
    settings = resolver.settings_for(os.path.join(path, "") if tree.is_folder(path) else path)
    found = list(islice(find(tree, (path,), resolver), MOST + 1))
    if source.kind == STORE and len(found) > MOST:
        raise InputError(f"{source.shown} has more than {counted(MOST, 'manifest')}", hint="name a folder in it")
    inventory, errors = _inventory(tree, found)
    inventory = inventory or of_settings(settings)

    def inputs() -> Iterator[Loaded]:
        return load_inputs(tree, found, (path,), resolver) if source.kind == STORE else load(tree, (path,), resolver)

    run = Run(options, tree, resolver, paths=(path,), clusters=Clusters(inventory))
    for loaded in inputs():
        run.judge(loaded)
    run.finish()
    manifests = Manifests(inputs(), tree)
    now = Now((), manifests, inventory or Inventory(Nodes(()), ()), resolver, settings)
    coverage = cover_manifests(now, Query(bare=True)).coverage
    errors += [f"{error.source.path}: {error.message}" if error.source else error.message for error in manifests.errors]
    notes = () if inventory is not None else ("no nodes among its files: where its agents run is not known",)
    return _member(source, run.report, coverage, errors, notes)


def _tree(source: Source, options: Options) -> tuple[Tree, str, Options]:
    """Return where the files of a source are, the absolute path of what is meant there, and the options for it."""
    if source.kind == STORE:
        from dslint.inputs.store import Store, configured, inside

        (path,) = inside([source.where])
        return Store(path, keeps=KEPT), path, configured(options)
    path = os.path.realpath(source.where)
    if source.kind == REVISION:
        from dslint.inputs.revision import Revision

        return Revision(source.revision, [path]), path, options
    tree = WorkTree()
    if not tree.is_folder(path):
        tree.read(Input(path, source.shown, explicit=True))  # raises where there is nothing
    return tree, path, options


def _inventory(tree: Tree, items: Iterable[Input]) -> tuple[Inventory | None, list[str]]:
    """Return the nodes among the files of a tree, ``None`` where there are none, and what is wrong with their files."""
    groups, errors, shown = [], [], []
    for item, data in tree.read_all(items):
        if not isinstance(data, bytes) or not (
            _NODE.search(data) or (_LIST.search(data) and b"kubeletVersion" in data)
        ):
            continue
        try:
            with suppress(UndecodableError):
                file = read_nodes(SourceText.decode(item.shown, data))
                groups += file.groups
                shown.append(file.shown)
        except DslintError as error:
            if "holds no Node" not in error.message:
                errors.append(f"{item.shown}: {error.message}")
    return (Inventory(Nodes(groups), tuple(shown)) if groups else None), errors


def _member(source: Source, report: Report, coverage: Coverage, errors: Iterable[str], notes: Iterable[str]) -> Member:
    found: dict[tuple[str, object], Counter[str]] = {}
    rules: dict[tuple[str, object], set[str]] = {}
    for one in report.findings:
        key = (one.path, one.object)
        found.setdefault(key, Counter())[one.severity] += 1
        if one.severity != "info":
            rules.setdefault(key, set()).add(f"{one.rule} {one.name}")
    agents: dict[str, Agent] = {}
    twice: Counter[str] = Counter()
    for row in coverage.rows:
        key = (row.ds.source.path, row.name)
        agent = _agent(coverage, row, found.get(key, Counter()), tuple(sorted(rules.get(key, ()))))
        twice[agent.title] += 1
        agents.setdefault(agent.title, agent)
    own_notes = [*notes, *(f"{title} stands there {count} times" for title, count in twice.items() if count > 1)]
    errors = dict.fromkeys(map(masked, (*report.errors, *errors)))
    own = tuple(agents.values())
    nodes = coverage.nodes.size or None
    return Member(
        source.name, source.shown, own, nodes, coverage.version, None, tuple(errors), tuple(own_notes), report.failing
    )


def _agent(coverage: Coverage, row: Row, found: Counter[str], rules: tuple[str, ...]) -> Agent:
    placed = None
    if coverage.nodes.size:
        bill = of_row(coverage, row)
        tally = bill.tally
        lost = tally.pending, tally.never_starts, tally.refused
        placed = Placed(bill.pods, bill.running, tally.wanted, tally.missed, *lost)
    images = tuple(_images(row.workload.pod))
    name = row.name
    return Agent(
        name.namespace or "default",
        name.name or "(unnamed)",
        masked(row.place.source.path),
        row.place.start.line,
        images,
        _version(images[0]) if images else "",
        placed,
        rollout_of(row.ds.value),
        {severity: found[severity] for severity in ("error", "warning", "info")},
        rules,
    )


def _images(pod: object) -> Iterator[str]:
    for part in ("containers", "initContainers"):
        for one in (pod.get(part) or ()) if isinstance(pod, dict) else ():
            if isinstance(one, dict) and isinstance(one.get("image"), str):
                yield one["image"]


def _version(image: str) -> str:
    """Return what tells a version of an image from others: its tag, or the beginning of its digest."""
    try:
        read = parse_image(image)
    except ImageError:
        return image
    return read.effective_tag or read.digest.partition(":")[2][:_SHORT]
