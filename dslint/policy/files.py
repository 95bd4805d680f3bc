"""Find the rule files of policies and make rules of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext

from dslint.catalogue.file import RuleFile, read_rule_file
from dslint.catalogue.index import load_rules
from dslint.catalogue.rule import Rule
from dslint.errors import InputError, RuleFileError, how_to_get_cel
from dslint.paths import working_directory
from dslint.policy.manifests import Manifest, manifests
from dslint.template import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.manifest.objects import Record

# what a policy may leave unsaid
TESTS = (".test.yaml", ".test.yml")
MOST_NAMES = 10_000
DEFAULTS = {"default": True, "status": "stable", "since": "", "tags": ["policy"]}


def make_policy(file: RuleFile) -> Rule:
    """Make a rule of a policy's file; raises RuleFileError for an expression that is wrong."""
    data: dict[str, Any] = DEFAULTS | file.data
    if "messageExpression" in data:
        texts = data["messages"]["found"]
        data["messages"] = {
            **data["messages"],
            "said": {**(texts if isinstance(texts, dict) else {}), "text": "{said}"},
        }
    rule = Rule(data, file.source.path)
    if "cel" in file.data:
        with installed(f"{printable(file.source.path)} has an expression in CEL"):
            from dslint.policy.expression import Expression  # few policies are expressions

            rule.evaluator = Expression(rule, file)
    return rule


@contextmanager
def installed(what: str) -> Iterator[None]:
    """Tell how to install what evaluates expressions where something needs it and it is not there."""
    from dslint.kube.cel.runtime import CelMissingError

    try:
        yield
    except CelMissingError:
        raise InputError(f"{what}, and nothing is installed that evaluates CEL", hint=how_to_get_cel()) from None


def load_policies(
    dirs: Iterable[str], beside: Iterable[tuple[str, str]] = (), declared: Iterable[Record] = ()
) -> list[Rule]:
    """Return the rules of some folders: rule files, then the admission policies among the Kubernetes objects.

    Then come those in the texts ``beside``, which nobody has asked for: where nothing evaluates them, that is told.
    ``declared`` are objects that the cluster has.
    """
    asked: list[Manifest] = []
    rules = [make_policy(file) for file in policy_files(dirs, asked)]
    texts = tuple(beside)
    if not asked and not texts:
        return rules
    from dslint.policy.found import gather  # few runs have admission policies

    found = gather(asked, texts, declared)
    if not found.policies and not found.notes:
        return rules
    taken = frozenset(rule.name for rule in (*load_rules(), *rules))
    with installed("there are admission policies") if found.asked else nullcontext():
        from dslint.kube.cel.runtime import CelMissingError
        from dslint.policy.admission import admission_rules, silent

        try:
            rules += admission_rules(found, taken)
        except CelMissingError:
            if found.asked:
                raise
            rules.append(silent([found.not_installed()]))
    return rules


def policy_files(dirs: Iterable[str], objects: list[Manifest] | None = None) -> Iterator[RuleFile]:
    """Yield the checked rule files of some folders; raises as :func:`dslint.policy.load` does.

    ``objects`` gets the Kubernetes objects of the other files.
    """
    owners = {word: "dslint" for rule in load_rules() for word in (rule.id, rule.name, *rule.aliases)}
    for path in _paths(dirs):
        if path.endswith(TESTS):
            continue
        found = manifests(path)
        if found is not None:
            if objects is not None:
                objects += found
            continue
        file = read_rule_file(path)
        if "schema" not in file.data and "cel" not in file.data:
            message = "a rule with a check is dslint's own; a policy has a target and a schema or cel"
            raise RuleFileError(message, source=file.source, span=file.root.get("id").span())
        names = [file.root.get("id"), file.root.get("name"), *file.root.get("aliases").items()]
        for name in names:
            if name.text in owners:
                message = f"{name.text} is taken by {printable(owners[name.text])}"
                raise RuleFileError(message, source=file.source, span=name.span())
        owners |= {name.text: path for name in names}
        yield file


def test_files(dirs: Iterable[str]) -> list[str]:
    """Return the files with examples of policies in some folders; raises InputError as :func:`load_policies` does."""
    return [path for path in _paths(dirs) if path.endswith(TESTS)]


def _paths(dirs: Iterable[str]) -> Iterator[str]:
    here, seen = working_directory(), set()
    for folder in dirs:
        paths = [folder] if os.path.isfile(folder) else list(_below(folder))
        if not paths:
            there = "it is neither a folder nor a file" if os.path.exists(folder) else "no such folder"
            what = "no rule file (*.yaml) in it" if os.path.isdir(folder) else there
            raise InputError(f"policies {printable(folder)}: {what}")
        for path in paths:
            if (real := os.path.realpath(path)) not in seen:
                seen.add(real)
                yield path.removeprefix(os.path.join(here, ""))


def _below(folder: str) -> Iterator[str]:
    looked_at = 0
    for base, folders, files in os.walk(folder):
        looked_at += len(folders) + len(files)
        if looked_at > MOST_NAMES:
            message = f"policies {printable(folder)}: more than {MOST_NAMES:,} files and folders in it"
            raise InputError(message, hint="name the folder of the policies")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            os.path.join(base, name)
            for name in sorted(files)
            if name.endswith((".yaml", ".yml")) and not name.startswith(".")
        )
