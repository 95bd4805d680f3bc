"""What folders say of the manifests in them: that nobody runs them for long."""

from __future__ import annotations

import os
import re

_UNUSED = (
    "test", "tests", "testing", "e2e", "testdata", "smoketest", "fixture", "fixtures", "mock", "mocks", "ci", "kind",
    "hack", "benchmark", "benchmarks",  # rigs of tests and of development
    "snapshot", "snapshots", "golden", "rendered", "generated",  # written by a tool for the record
    "archive", "archived", "deprecated", "attic", "releases", "vendor",  # kept
)  # fmt: skip
# what separates folders, also where a tool has made one name of a path
_FOLDERS = re.compile(r"/|\\|__")
_BREAKS = re.compile(r"[-_.]")


def is_unused(path: str) -> bool:
    """Tell whether a manifest lies in a folder for tests, for what a tool recorded, or for what is kept.

    ``path`` is as shown. Folders that somebody happens to work below say nothing, nor does the name of the file itself.
    """
    if os.path.isabs(path):
        here = os.path.join(os.getcwd(), "")
        path = path[len(here) :] if path.startswith(here) else os.path.basename(path)
    folders = _FOLDERS.split(path)[:-1]
    return any(word in _UNUSED for folder in folders for word in _BREAKS.split(folder.lower()))
