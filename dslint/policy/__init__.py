"""Users' own rules: a rule file whose body is a JSON Schema that a part of each DaemonSet must satisfy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule


def load(dirs: Iterable[str]) -> list[Rule]:
    """Return the policies of some folders, in order of folder and file name.

    Raises InputError for a folder that is not there or holds no rule file, RuleFileError for a file that is wrong or
    takes an id or name that is taken.
    """
    from dslint.policy.files import make_policy, policy_files  # brings jsonschema, which only policies need

    return [make_policy(file) for file in policy_files(dirs)]
