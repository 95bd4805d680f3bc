"""The pipeline: paths to texts to findings, one file after the other."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from dslint.config import Options, Resolver
from dslint.errors import ENDS_A_RUN, DslintError, UsageError
from dslint.inputs.load import Found, load_inputs, load_objects, load_text, objects_in
from dslint.inputs.policies import asks_for_policies, beside, holds_policies, without_words
from dslint.inputs.tree import NoMemory, Unreadable
from dslint.inputs.words import names_kinds
from dslint.inputs.worktree import WorkTree
from dslint.judge.engines import Clusters, Engines
from dslint.judge.report import Report
from dslint.paths import STDIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.fix import Fixer
    from dslint.inputs.load import Loaded
    from dslint.inputs.tree import Input, Tree
    from dslint.judge.engine import Engine
    from dslint.manifest.objects import Record
    from dslint.source.provenance import Rendered
    from dslint.source.text import SourceText

Progress = Callable[[int], None]
ObjectsOf = Callable[[Iterable["Input"], frozenset[str]], "Iterable[Record]"]
Judge = Callable[["Run", Iterable["Input"], tuple[str, ...], "Progress | None"], None]
_NOT_KNOWN = frozenset[str]()
IN_RENDERED = "the text is rendered; mend the place that it comes from"
IN_PIECES = "the file is too large to be changed; split it"
IN_CLUSTER = "a cluster is not changed; mend the manifest that it was made from"


def check_paths(
    paths: str | Iterable[str],
    options: Options | None = None,
    *,
    progress: Progress | None = None,
    fixer: Fixer | None = None,
    roles: bool = False,
    skipped: bool = False,
    baseline: bool = True,
    tree: Tree | None = None,
    judge: Judge | None = None,
) -> Report:
    """Check files, folders and ``-`` (standard input); ``progress`` is told how many files have been looked at.

    A ``fixer`` fixes what it can: the report is about what is left then. With ``roles`` it says what each agent is for,
    with ``skipped`` what was passed over below folders. Without ``baseline`` what a baseline knows is reported too.
    Files are read from the ``tree``, which keeps what standard input held for those who read after it.
    ``judge`` judges the inputs of a run in another way than one after the other.

    Raises :class:`~dslint.errors.DslintError` where the job cannot be done at all: a wrong option, a wrong
    configuration or rule file. What cannot be read is in the report's ``errors``, and the others are checked.
    """
    named, options = (paths,) if isinstance(paths, str) else tuple(map(os.fspath, paths)), options or Options()
    if any("://" in path for path in named):
        from dslint.inputs import store  # few runs are about one

        if fixer is not None:
            raise UsageError("what is in a store is not changed", hint="fix the files that it comes from")
        named, options = store.inside(named), store.configured(options)
        tree = store.Store(named[0])
    tree = tree or WorkTree(whole=fixer is not None)
    if fixer is not None:
        fixer.sources(partial(_rendered, named, options))
    passed: list[tuple[str, str]] | None = [] if skipped else None

    clusters, first = Clusters(), Resolver(options)

    def judged(beside: tuple[tuple[str, str], ...], tree: Tree = tree, fixer: Fixer | None = fixer) -> Run:
        del (passed or [])[:]
        resolver = Resolver(options, beside) if beside else first
        run = Run(options, tree, resolver, fixer=fixer, roles=roles, paths=named or (".",), clusters=clusters)
        found = Found(run.tree, named, run.resolver, passed)
        (judge or one_by_one)(run, found.items(), found.paths, progress)
        for loaded in found.rest():
            run.judge(loaded)
        return run

    with collector_off():
        run = with_policies(judged, first, tree, named, at_once=fixer is not None)
        run.finish()
        if fixer is not None and fixer.late(run.report):
            before, again = len(run.report.suppressed), WorkTree()
            run = with_policies(partial(judged, tree=again, fixer=None), first, again, named, at_once=True)
            run.finish()
            fixer.ignored += len(run.report.suppressed) - before
    if fixer is not None:
        run.report.errors += fixer.errors
        done = {finding.key for finding in fixer.applied}
        fixer.replaced += [finding for finding in run.report.findings if finding.key in done]
    if baseline:
        run.accept(named or (".",))
    run.report.skipped += passed or ()  # behind the rules: what they find depends on no option of the output
    return run.report


def _rendered(paths: tuple[str, ...], options: Options, drafts: Mapping[str, bytes]) -> tuple[Report, list[Rendered]]:
    """Judge what charts and overlays become, with other contents in some of their files."""
    from dslint.inputs.drafts import Drafts  # few runs fix anything

    run = Run(options, Drafts(drafts), paths=paths)
    with collector_off():
        for loaded in Found(run.tree, paths, run.resolver).rest():
            run.judge(loaded)
        if run.texts:
            run.finish()
    return run.report, run.texts


def check_text(
    text: str,
    *,
    path: str = STDIN,
    options: Options | None = None,
    fixer: Fixer | None = None,
    light: bool = False,
) -> Report:
    """Check a text; ``path`` is the name to report, and where configuration and kustomizations are looked for.

    A ``fixer`` fixes what it can: the report is about what is left then. With ``light`` fixes keep nothing but edits.

    Raises :class:`~dslint.errors.DslintError` for a wrong option, configuration or rule file.
    """
    if not isinstance(text, str):
        raise TypeError(f"check_text takes a text, not {type(text).__name__}")
    beside = ((path, text),) if holds_policies(text) else ()
    run = Run(options or Options(), resolver=Resolver(options, beside), fixer=fixer, light=light)
    run.judge(load_text(text, path, run.resolver.makers(path)))
    run.finish()
    return run.report


def with_policies(
    judged: Callable[[tuple[tuple[str, str], ...]], Run],
    resolver: Resolver,
    tree: Tree,
    paths: tuple[str, ...],
    *,
    at_once: bool,
) -> Run:
    """Judge inputs, once more where admission policies are among them, which nobody knew of before.

    ``resolver`` is that of a run without any. ``at_once``: a run that changes files is not made twice; all are looked
    through for policies first.
    """
    lenient = without_words(resolver.options)
    asked = at_once or asks_for_policies(resolver, paths)
    texts = beside(lenient, tree, paths) if asked else ()
    try:
        run = judged(texts)
    except DslintError:  # a word may name one of the policies
        if asked or not (texts := beside(lenient, tree, paths)):
            raise
        run = judged(texts)
    if not texts and not asked and run.meets_policies:
        found = (*beside(lenient, tree, paths), *run.rendered_policies)
    else:
        found = tuple(run.rendered_policies)
    return judged((*texts, *found)) if found and not at_once else run


def one_by_one(run: Run, items: Iterable[Input], paths: tuple[str, ...], progress: Progress | None) -> None:
    """Judge inputs that were found below some paths, one after the other."""
    count = 0
    for loaded in load_inputs(run.tree, items, paths, run.resolver):
        run.judge(loaded)
        count += loaded.window is None
        if progress is not None:
            progress(count)


class Run:
    """What the inputs of one run share; what only one with a DaemonSet needs is imported at the first of them."""

    def __init__(
        self,
        options: Options,
        tree: Tree | None = None,
        resolver: Resolver | None = None,
        *,
        fixer: Fixer | None = None,
        roles: bool = False,
        paths: tuple[str, ...] = (),
        clusters: Clusters | None = None,
        light: bool = False,
    ) -> None:
        self.resolver = resolver or Resolver(options)
        self.tree: Tree = tree or WorkTree(whole=fixer is not None)
        self.report = Report(roles=() if roles else None)
        self.engines = Engines(self.resolver, self.report, paths, clusters)
        # what holds no DaemonSet, by the kinds of objects that it holds none of, and what reads those of some kinds
        self.others: dict[frozenset[str], list[Input]] = {}
        self.lent: list[Record] = []
        self.meets_policies = False
        self.rendered_policies: list[tuple[str, str]] = []
        self.objects_of: ObjectsOf = partial(load_objects, self.tree)
        self._fixer = fixer
        self._in_pieces: set[str] = set()
        self.texts: list[Rendered] = []
        self._left: dict[tuple[str, int], str] = {}  # releases that are not rendered, by their places
        self._many = bool(paths)  # of many texts little may be kept
        self._light = light or self._many  # nor the tree of one that fixes hold

    def judge(self, loaded: Loaded) -> None:
        """Judge one input; most have no DaemonSet and are done with at once."""
        if loaded.left is not None:
            self._left[loaded.left[:2]] = loaded.left.reason
            return
        self.meets_policies = self.meets_policies or holds_policies(loaded.data)
        if loaded.rendered is not None and holds_policies(loaded.rendered.text):
            self.rendered_policies.append((loaded.rendered.path, loaded.rendered.text))
        if loaded.source is not None:
            self._text(loaded, loaded.source)
        elif isinstance(loaded.error, Unreadable):
            self._unreadable(loaded.item, loaded.error)
            self._untouched(loaded)
        else:
            if loaded.error is not None:
                params, message = (
                    {"reason": loaded.error.reason},
                    "replaced" if loaded.error.replaced else "undecodable",
                )
                self.engines.of(loaded.item.path).unreadable(loaded.error.source, message, params, self.report)
            elif not self._takes_at_once(loaded):
                kinds = self.engines.kinds
                lacks = loaded.data and kinds and not names_kinds(loaded.data, kinds)
                self._pass_over(loaded.item, kinds if lacks else _NOT_KNOWN)
            self._untouched(loaded)

    def _takes_at_once(self, loaded: Loaded) -> bool:
        """Take the objects that rules about the run look at, if somebody looks, where reading again takes long."""
        if not (getattr(self.tree, "is_store", False) and loaded.data and self.engines.kinds):
            return False
        self.lent += objects_in(loaded.item, loaded.data, self.engines.kinds)
        return True

    def lend(self, items: Iterable[Input]) -> None:
        """Let the rules about the run have the objects of inputs that are not judged."""
        for item in items:
            self._pass_over(item, _NOT_KNOWN)

    def _pass_over(self, item: Input, lacking: frozenset[str]) -> None:
        """Take note of an input without a DaemonSet and without objects of some kinds."""
        self.others.setdefault(lacking, []).append(item)

    def _objects(self, kinds: frozenset[str]) -> list[Record]:
        """Return the objects of some kinds in inputs without a DaemonSet."""
        items = [item for lacking, some in self.others.items() if not kinds <= lacking for item in some]
        return [*self.lent, *self.objects_of(items, kinds)]

    def finish(self) -> None:
        """Let the rules speak that look at the whole run, at objects of other kinds too."""
        for text in self.tree.notes:
            self.report.note(text)
        self.engines.finish(self._objects)
        self.report.release({text.release for text in self.texts}, self._left)
        if self.texts:
            from dslint.fix import origins  # few runs render anything
            from dslint.judge.environments import settle

            settle(self.report, self.texts, self.engines, lambda: origins.settle(self.report, self.texts))

    def accept(self, paths: tuple[str, ...]) -> None:
        """Take out of the report what the baselines of the run know."""
        settings = self.resolver.in_force() if self.resolver.options.suppressions else []
        if any(one.baseline is not None for one in settings):
            from dslint.judge.baseline import accept  # most runs have none

            accept(self.report, settings, paths)

    def _text(self, loaded: Loaded, source: SourceText) -> None:
        """Check a text that may hold a DaemonSet, and fix it where that is asked for."""
        engine, report = self.engines.of(loaded.item.path), self.report
        roles = report.roles is not None
        check, trial = _checker(engine, loaded, roles=roles), _checker(engine, loaded, roles=roles, trial=True)
        too_little = False
        try:
            if loaded.window is not None:
                found = self._piece(check(source), loaded.item.path)
                found.let_go()
            elif source.is_live:
                found = _unfixed(check(source), IN_CLUSTER)
            elif loaded.rendered is not None:
                found = check(source)
                _settle(loaded.item, source, found, trial)
                found = self._rendered(found, loaded.rendered)
            elif self._fixer is None:
                found = check(source)
                _settle(loaded.item, source, found, trial, light=self._light)
                if self._many:
                    found.let_go()
            else:
                found = self._fixer.text(loaded.item, loaded.data, source, check, trial)
            report.add(found)
        except (DslintError, *ENDS_A_RUN):
            raise
        except MemoryError:
            too_little = True
        except BaseException as error:  # noqa: BLE001 - one text that breaks us must not take the others with it
            engine.crashed(source, error, report)
            self._untouched(loaded)
        if too_little:  # told here, where the error no longer holds what was too much
            self._unreadable(loaded.item, NoMemory(loaded.item.shown))
            self._untouched(loaded)
        engine.memory.let_go(loaded.item.shown)

    def _piece(self, found: Report, path: str) -> Report:
        """Take the fixes out of what is said of a piece of an input, which is read only, and count its file once."""
        _unfixed(found, IN_PIECES)
        found.files = min(found.files, path not in self._in_pieces)
        if found.files:
            self._in_pieces.add(path)
        return found

    def _rendered(self, found: Report, source: Rendered) -> Report:
        """Keep a rendered text: its fixes are made where it comes from, when all environments are known."""
        self.texts.append(source)
        found.suppressed = [
            (one if one.fix is None else one._replace(fix=None, held=IN_RENDERED), reason)
            for one, reason in found.suppressed
        ]
        return found

    def _untouched(self, loaded: Loaded) -> None:
        if self._fixer is not None:
            self._fixer.untouched(loaded.item, loaded.data)

    def _unreadable(self, item: Input, problem: Unreadable) -> None:
        """Say that a file cannot be read: what the user named is an error, what was found below a folder a finding."""
        if item.explicit:
            self.report.errors.append(problem.message)
        elif problem.gone:
            self.report.skipped.append((item.shown, problem.reason))
        else:
            from dslint.source.text import SourceText

            message = problem.message_key or ("unlisted" if self.tree.is_folder(item.path) else "unreadable")
            params = {"reason": problem.reason}
            source = SourceText(item.shown, "")
            self.engines.of(item.path).unreadable(source, message, params, self.report, problem.at)


def _settle(
    item: Input, source: SourceText, found: Report, trial: Callable[[SourceText], Report], *, light: bool = False
) -> None:
    """Take back the fixes that would not be carried out; most texts have none."""
    if found.offers_fixes:
        from dslint.fix import settle

        settle(item, source, found, trial, light=light)


def _unfixed(found: Report, why: str) -> Report:
    """Take the fixes out of what is said of a text that is not changed."""
    found.findings = [one if one.fix is None else one._replace(fix=None, held=why) for one in found.findings]
    return found


def _checker(engine: Engine, loaded: Loaded, *, roles: bool, trial: bool = False) -> Callable[[SourceText], Report]:
    """Return what checks a text by itself: a fixer needs to know about one text at a time.

    Of a ``trial`` nothing is kept.
    """

    def check(source: SourceText) -> Report:
        report = Report(roles=() if roles else None)
        (engine.trial() if trial else engine).check(loaded.having(source), report)
        return report

    return check


@contextmanager
def collector_off() -> Iterator[None]:
    """Run without the cyclic garbage collector: nodes make no cycles, and looking for them takes time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
