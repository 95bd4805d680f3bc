"""What Terraform makes of a file: where a module has it as a template, it puts values in the place of variables."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from dslint.inputs.texts import texts_in
from dslint.manifest.fragment import Fragment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

_CALL, _SUFFIX = "templatefile(", ".tf"
# Source: https://developer.hashicorp.com/terraform/language/functions/templatefile; $${ stands for ${ itself
_VARIABLE = r"(?<!\$)\$\{[^{}\n]*\}"


class Modules:
    """The modules of Terraform around files; each folder is looked at once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._calls: dict[str, list[tuple[str, str]]] = {}

    def filled_in(self, path: str, folders: Iterable[str]) -> Fragment | None:
        """Return what says that a module in one of some folders fills in the variables of a file."""
        calls = [one for folder in folders for one in self._in(folder)]
        named = rf'templatefile\(\s*"(?:[^"\n]*/)?{re.escape(os.path.basename(path))}"'
        module = next((name for name, text in calls if re.search(named, text)), None)
        if module is None:
            return None
        placeholder, unknown = re.compile(_VARIABLE), re.compile(f"^{_VARIABLE}$")
        reason = f"Terraform fills in its values, as {module} says"
        return Fragment("parameters", reason, (), placeholder=placeholder, unknown=unknown)

    def _in(self, folder: str) -> list[tuple[str, str]]:
        if folder not in self._calls:
            self._calls[folder] = [one for one in texts_in(self._tree, folder, _SUFFIX) if _CALL in one[1]]
        return self._calls[folder]
