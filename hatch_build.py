"""Put the compiled rule index into wheels, so that an installed dslint never reads its rule files to find its rules."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RuleIndex(BuildHookInterface):  # type: ignore[type-arg]
    """Compile ``rules/**.yaml`` with the code of the tree that is being built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the index to a wheel; an editable install keeps its own, by modification time."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from dslint.catalogue.index import INDEX, built_index

        self._folder = tempfile.TemporaryDirectory()
        path = os.path.join(self._folder.name, INDEX)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(built_index(os.path.join(self.root, "rules")), file, separators=(",", ":"))
        build_data["force_include"][path] = f"dslint/rules/{INDEX}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the temporary file; the wheel has it."""
        if version != "editable":
            self._folder.cleanup()
