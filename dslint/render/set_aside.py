"""Folders whose findings hardly anybody acts on: what is kept for the record, or written by a tool."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator

SHOWN = 5
MOST_FOLDERS = 2000
_NAME = re.compile(r"_?archived?|_?deprecated|_?releases|_?testdata|_?golden|_?rendered|k8s-1\.\d+")


def folders(paths: Iterable[str]) -> Counter[str]:
    """Return those that files are in, by path and with how many there are of each; the outermost counts."""
    found: Counter[str] = Counter()
    for path in paths:
        parts = path.split("/")[:-1]
        at = next((n for n, part in enumerate(parts, 1) if _NAME.fullmatch(part.lower())), None)
        if at is not None and parts[0] not in ("", ".."):
            found["/".join(parts[:at])] += 1
    return found


def below(top: str) -> Iterator[str]:
    """Yield those below a folder, hidden ones left out; looks at a bounded number of folders."""
    for _, (folder, names, _) in zip(range(MOST_FOLDERS), os.walk(top), strict=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in [name for name in names if _NAME.fullmatch(name.lower())]:
            names.remove(name)
            yield os.path.relpath(os.path.join(folder, name), top).replace(os.sep, "/")


def exclusion(found: Iterable[str]) -> str:
    """Return what to write into the configuration of this folder to leave some folders out."""
    entries = [_quoted(f"/{folder}/") for folder in found]
    more = ", …" if len(entries) > SHOWN else ""
    return f"exclude: [{', '.join(entries[:SHOWN])}{more}]"


def _quoted(path: str) -> str:
    """Return a pattern that means just this path, in quotes where YAML needs them."""
    pattern = re.sub(r"([*?\[\\])", r"\\\1", path)
    return pattern if re.fullmatch(r"[\w./-]+", pattern) else "'" + pattern.replace("'", "''") + "'"
