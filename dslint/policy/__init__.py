"""Users' own rules, a JSON Schema or an expression in CEL, and the cluster's admission policies as rules."""

from __future__ import annotations

from collections.abc import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.manifest.objects import Record


def load(dirs: Iterable[str], beside: Iterable[tuple[str, str]] = (), declared: Iterable[Record] = ()) -> list[Rule]:
    """Return the policies of some folders, in order of folder and file name, then those in the texts ``beside``.

    ``declared`` are objects that the cluster has: its namespaces are known to admission policies.

    Raises InputError for a folder that is not there or holds no rule file, RuleFileError for a file that is wrong or
    takes an id or name that is taken.
    """
    from dslint.policy.files import load_policies  # brings jsonschema, which only policies need

    return load_policies(dirs, beside, declared)
