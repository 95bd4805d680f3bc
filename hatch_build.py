"""Put what is compiled into wheels: the rules, which an installed dslint never reads one by one, and the schemas."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compiled(BuildHookInterface):  # type: ignore[type-arg]
    """Compile ``rules/**.yaml`` and the schemas with the code of the tree that is being built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to a wheel; an editable install keeps its own, by modification time."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from dslint.catalogue.index import INDEX, built_index
        from dslint.compiled import built_copies, dumps

        files = built_copies(os.path.join(self.root, "schemas", "kubernetes"))
        compiled = {f"schemas/kubernetes/{name}": data for name, data in files}
        compiled[f"rules/{INDEX}"] = dumps(built_index(os.path.join(self.root, "rules")))
        self._folder = tempfile.TemporaryDirectory()
        for number, (name, data) in enumerate(compiled.items()):
            path = os.path.join(self._folder.name, str(number))
            with open(path, "wb") as file:
                file.write(data)
            build_data["force_include"][path] = f"dslint/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the temporary file; the wheel has it."""
        if version != "editable":
            self._folder.cleanup()
