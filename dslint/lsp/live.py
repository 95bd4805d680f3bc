"""A run that goes on: each input is judged anew when it changes, and the report is put together again."""

from __future__ import annotations

from itertools import chain

from dslint.config import Resolver
from dslint.fix import Fixer
from dslint.inputs.discover import find
from dslint.inputs.fragments import Fragments
from dslint.inputs.load import load_inputs, load_objects, renders_of
from dslint.inputs.policies import policies_beside
from dslint.inputs.tree import Input
from dslint.judge.report import Report
from dslint.lsp.mending import Text
from dslint.lsp.pieces import Pieces, is_large
from dslint.paths import working_directory
from dslint.run import Run, collector_off

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.config import Options
    from dslint.fix.verify import Check
    from dslint.inputs.worktree import WorkTree
    from dslint.manifest.objects import Record
    from dslint.source.text import SourceText


class _Later(Fixer):
    """Leaves every fix as it is: which of them hold is asked when somebody wants to see one, of the ``latest`` text."""

    def __init__(self) -> None:
        super().__init__()
        self.latest: list[tuple[SourceText, Check]] = []

    def text(self, _item: Input, _data: bytes, source: SourceText, check: Check, trial: Check) -> Report:
        self.latest.append((source, trial))
        return check(source)

    def untouched(self, item: Input, data: bytes) -> None:
        pass


class Live(Run):
    """The inputs below a folder, or one file by itself, with what was found in each.

    Raises :class:`~dslint.errors.DslintError` for what ends ``dslint check``: a wrong configuration, say.
    """

    def __init__(self, path: str, options: Options, tree: WorkTree) -> None:
        resolver, self._later = Resolver(options, policies_beside(options, tree, (path,))), _Later()
        super().__init__(options, tree, resolver, fixer=self._later, paths=(path,))
        self.path = path
        self.items: dict[str, Input] = {}
        self._reports: dict[str, Report] = {}
        self._judged: dict[str, Text] = {}
        self._pieces: dict[str, Pieces] = {}
        self.quick: set[str] = set()
        self._idle: dict[str, list[Input]] = {}
        self._records: dict[tuple[str, frozenset[str]], list[Record]] = {}
        self.fragments = Fragments(tree, (path,))
        renders = renders_of(tree, (path,), resolver)
        for item in find(tree, (path,), resolver):
            if renders is None or not renders.covers(item):
                self.items[item.path] = item

    def judge_all(self, open_paths: Iterable[str]) -> None:
        """Judge every input; of those that are not open little is kept."""
        for path in self.items:
            if path in open_paths:
                self.look_closely(path)
            else:
                self.look(path, light=True)

    def excludes(self, path: str) -> bool:
        """Tell whether the configuration excludes a file."""
        return self.resolver.excludes(path)

    def take(self, path: str) -> None:
        """Take an input that is not on the disk yet."""
        self.items[path] = Input(path, self.tree.show(path, working_directory()), explicit=False, folder=self.path)

    def look(self, path: str, *, light: bool = False) -> None:
        """Judge an input as it is now."""
        self.report, self.others = Report(), {}
        self._later.latest.clear()
        self._judged.pop(path, None)
        self.engines.forget(self.items[path].shown)
        self.quick.discard(path)
        if light:
            self._pieces.pop(path, None)
        for key in [key for key in self._records if key[0] == path]:
            del self._records[key]
        with collector_off():
            for loaded in load_inputs(self.tree, [self.items[path]], (self.path,), self.resolver, self.fragments):
                self.judge(loaded)
        if light:
            self.report.change(lambda finding: finding._replace(fix=None).light())
        else:
            self._judged.update((path, Text(source, self.report, check)) for source, check in self._later.latest)
        self._reports[path], self._idle[path] = self.report, [*chain.from_iterable(self.others.values())]

    def look_closely(self, path: str) -> None:
        """Judge an open input that is new, and keep its documents apart if it is large."""
        self.look_quickly(path)
        if path in self.quick:
            self.look(path)

    def look_quickly(self, path: str) -> None:
        """Judge an input as it is now: of a large one those documents alone that have changed.

        In rare cases the whole would be judged otherwise: ``quick`` has the inputs that were not looked at since.
        """
        item = self.items[path]
        data = self.tree.read(item)
        if not is_large(data):
            self.look(path)
            return
        with collector_off():
            report = self._pieces.setdefault(path, Pieces()).judge(self, item, data, self.fragments)
        if report is None:
            self.look(path)
            return
        self._judged.pop(path, None)
        self._reports[path], self._idle[path] = report, []
        self.quick.add(path)

    def told(self) -> Report:
        """Return what there is to say of all inputs, rules about a run and baselines included."""
        report = self.report = Report()
        for one in self._reports.values():
            report.add(one)
        self.engines.retell(report)
        for text in self.tree.notes:
            report.note(text)
        with collector_off():
            self.engines.finish(self.objects)
            self.accept((self.path,))
        return report

    def text(self, path: str) -> Text | None:
        """Return the text of an open input, to be mended; none where nothing in it was judged."""
        return self._judged.get(path)

    def objects(self, kinds: frozenset[str]) -> Iterator[Record]:
        """Yield the objects of some kinds in the inputs without a DaemonSet, which are read once each."""
        for path, items in self._idle.items():
            key = (path, kinds)
            if key not in self._records:
                self._records[key] = list(load_objects(self.tree, items, kinds))
            yield from self._records[key]
