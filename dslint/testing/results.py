"""The examples of a rule file as tests: bad is reported on exactly the marked lines, good is not reported.

A comment such as ``# <- ACME001`` or ``# <- DS101, DS102`` at the end of a line says which rules must report it.
Examples that are fields of one part of a DaemonSet are completed, see :mod:`dslint.catalogue.example`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from dslint.catalogue.example import Manifest, complete
from dslint.catalogue.file import RuleFile
from dslint.catalogue.index import load_rules
from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import ALWAYS_ON
from dslint.config import Options
from dslint.errors import RuleFileError, UsageError
from dslint.finding import ERROR, Finding
from dslint.kube.versions import KNOWN, VERIFIED
from dslint.manifest.field import Field
from dslint.policy.files import make_policy, policy_files
from dslint.record import NamedTuple
from dslint.run import check_text
from dslint.source.text import SourceText
from dslint.source.tree import Scalar
from dslint.template import printable, show

_MARK = re.compile(r"# <- ((?:[\w-]+, *)*[\w-]+)\s*$")
KINDS = ("bad", "good", "fixed")


class Mismatch(NamedTuple):
    """One difference between what an example says and what was found; ``line`` counts within the example."""

    line: int
    expected: str | None
    got: str | None

    def __str__(self) -> str:
        """Return what was expected and what came."""
        return f"expected {self.expected or 'nothing'}, got {self.got or 'nothing'}"


class Result(NamedTuple):
    """How one example of a rule file fared.

    ``path`` and ``line`` are where it begins; ``in_block`` tells that its lines are lines of the file.
    """

    rule: Rule
    path: str
    line: int
    in_block: bool
    title: str
    kind: str
    mismatches: tuple[Mismatch, ...]

    @property
    def ok(self) -> bool:
        """Tell whether the example passed."""
        return not self.mismatches

    def lines(self) -> Iterator[str]:
        """Yield a line of text for each mismatch, with its place in the rule file."""
        of = f"{self.kind} example {show(self.title)!r} of {self.rule.id} ({self.rule.name})"
        for mismatch in self.mismatches:
            line = self.line + mismatch.line if self.in_block else self.line
            yield f"{printable(self.path)}:{line}: {mismatch} ({of})"


def run_rule_files(dirs: Iterable[str]) -> Iterator[Result]:
    """Yield how the examples of the rule files in some folders fared; raises as :func:`dslint.policy.load` does."""
    folders = tuple(dirs)
    for file in policy_files(folders):
        yield from _file(file, folders)


def _file(file: RuleFile, folders: tuple[str, ...]) -> Iterator[Result]:
    rule, path = make_policy(file), file.source.path
    own = {rule.id for rule in load_rules()}
    for example in file.root.get("examples").items():
        for kind in KINDS:
            text = example.get(kind)
            if not text:
                continue
            manifest = complete(text.text, example.get("target").text)
            others = {name for _, name in marks(manifest.text)} - own - {rule.id}
            try:
                options = Options(policies=folders if others else (path,))
                found = tuple(mismatches(rule, kind, manifest.text, options, config=example.get("config").text))
            except UsageError as error:  # a mark that names no rule
                message = f"{error.message.partition(' in --')[0]} in a mark"
                raise RuleFileError(message, hint=error.hint, source=file.source, span=text.span()) from None
            title = example.get("title").text
            shown = tuple(_as_shown(mismatch, manifest) for mismatch in found)
            yield Result(rule, path, *place(text, file.source), title, kind, shown)


def _as_shown(mismatch: Mismatch, manifest: Manifest) -> Mismatch:
    """Return a mismatch in a manifest with its line in the example; 0 is the line above."""
    line = manifest.line(mismatch.line)
    if line or mismatch.got is None:
        return mismatch._replace(line=line)
    where = manifest.text.split("\n")[mismatch.line - 1].strip()
    return Mismatch(line, None, f'{mismatch.got} (at "{where}", which completes the example)')


def summary(results: list[Result]) -> str:
    """Return one line that counts what passed."""
    if not results:
        return "No examples to run."
    failed = sum(not result.ok for result in results)
    count = f"{len(results)} example{'s' * (len(results) != 1)}"
    return f"{failed} of {count} failed." if failed else f"{count} passed."


def marks(text: str) -> set[tuple[int, str]]:
    """Return the line and rule id of every mark in an example."""
    source = SourceText("", text)
    return {
        (number, rule.strip())
        for number in range(1, len(source.starts) + 1)
        if (found := _MARK.search(source.line(number)))
        for rule in found[1].split(",")
    }


def mismatches(
    rule: Rule, kind: str, text: str, options: Options | None = None, *, config: str = "", strict: bool = False
) -> Iterator[Mismatch]:
    """Yield where an example and the findings on it differ; ``config`` is the configuration that it stands under.

    ``strict`` also wants a good example to be free of errors of the default rules.
    """
    expected = marks(text) if kind == "bad" else set()
    if kind == "bad" and rule.id not in {name for _, name in expected}:
        yield Mismatch(1, f'a line marked "# <- {rule.id}"', None)
    judged = {rule.id, *ALWAYS_ON, *(name for _, name in expected)}
    got = {
        (finding.at.start.line, finding.rule): finding.message
        for finding in findings(rule, text, options, config)
        if finding.rule in judged or (strict and kind != "bad" and finding.severity == ERROR)
    }
    for line, name in sorted(expected ^ got.keys()):
        message = got.get((line, name))
        yield Mismatch(line, None if message else name, f"{name}: {message}" if message else None)


def findings(rule: Rule, text: str, options: Options | None = None, config: str = "") -> list[Finding]:
    """Return what a rule, the rules that an example marks and the default rules report, whatever is configured here.

    ``config`` is a configuration of the example's own: the nodes that it is about, the version that it is for.

    Where that names no version, the target is the newest verified one that the rule applies to.
    """
    minor = next((minor for minor in (VERIFIED, *reversed(KNOWN)) if rule.applies_to(minor)), VERIFIED)
    named = {rule.id, *(name for _, name in marks(text))}
    said = (options or Options())._replace(
        extend_select=tuple(sorted(named)),
        kubernetes_version=None if "kubernetes-version:" in config else f"1.{minor}",
        preview=True,
        no_config=True,
    )
    with configured(said, config) as options_there:
        return check_text(text, options=options_there).findings


@contextmanager
def configured(options: Options, config: str) -> Iterator[Options]:
    """Give options that take a configuration file with this text; without a text the options themselves."""
    if not config:
        yield options
        return
    with TemporaryDirectory() as folder:
        path = os.path.join(folder, "dslint.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config)
        yield options._replace(config=path, no_config=False)


def place(text: Field, source: SourceText) -> tuple[int, bool]:
    """Return the line of an example in its file, and whether the lines below it are the example's, one to one."""
    node = text.node
    return source.place(text.span().start).line, isinstance(node, Scalar) and node.style == "|"
