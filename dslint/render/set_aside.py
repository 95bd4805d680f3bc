"""Folders and files whose findings hardly anybody acts on: what is kept for the record, or written by a tool."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from dslint.kube.versions import OLD_NAME

SHOWN = 12
MOST_FOLDERS = 2000
_NAME = re.compile(
    r"_?archived?|_?deprecated|_?retired|_?obsolete|_?legacy|_?attic|_?old|_?releases|_?testdata|_?golden|_?rendered|_?fixtures"
    rf"|(?:__|\.)?snapshots(?:__)?|vendor|third[-_]party|{OLD_NAME}(?:[-_.].*)?|v\d+\.\d+\.\d+"
)
# files that say which API or Kubernetes of long ago they are for, or, first or last, that they are no longer in use
_DONE = "(?:old|deprecated|obsolete|legacy)"
_FILE = re.compile(
    rf"(?:(?:.*[-_.])?(?:v1beta[12]|{OLD_NAME})(?:[-_.].*)?|{_DONE}(?:[-_.].*)?|.*[-_.]{_DONE})\.(?:ya?ml|json)"
)


def folders(paths: Iterable[str]) -> Counter[str]:
    """Return those that files are in or are, by path and with how many there are of each; the outermost counts."""
    found: Counter[str] = Counter()
    for path in paths:
        parts = path.split("/")
        folder = folder_of(path)
        if folder and parts[0] not in ("", ".."):
            found[folder] += 1
    return found


def folder_of(path: str, named: Iterable[str] = (".",)) -> str:
    """Return the one that a file is in or is, as it is shown; empty for one in none of them, or that was named itself.

    ``named`` are the files and folders that somebody wants to be looked at, whatever they are called: what is below
    them counts.
    """
    absolute = os.path.abspath(path)
    tops = [os.path.abspath(one) for one in named]
    if absolute in tops:
        return ""
    top = max((one for one in tops if absolute.startswith(os.path.join(one, ""))), key=len, default=absolute)
    *below, name = absolute[len(top) :].strip(os.sep).lower().split(os.sep)
    at = next((number for number, part in enumerate(below) if _NAME.fullmatch(part)), None)
    if at is None:
        return path if absolute != top and _FILE.fullmatch(name) else ""
    return "/".join(path.split("/")[: at - len(below)])


def below(top: str) -> Iterator[str]:
    """Yield those below a folder, hidden ones left out; looks at a bounded number of folders."""
    for _, (folder, names, _) in zip(range(MOST_FOLDERS), os.walk(top), strict=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in [name for name in names if _NAME.fullmatch(name.lower())]:
            names.remove(name)
            yield os.path.relpath(os.path.join(folder, name), top).replace(os.sep, "/")


def exclusion(found: Iterable[str]) -> str:
    """Return what to write into the configuration of this folder to leave some folders and files out."""
    entries = [_quoted(f"/{one}" if _FILE.fullmatch(one.rpartition("/")[2].lower()) else f"/{one}/") for one in found]
    more = ", …" if len(entries) > SHOWN else ""
    return f"exclude: [{', '.join(entries[:SHOWN])}{more}]"


def _quoted(path: str) -> str:
    """Return a pattern that means just this path, in quotes where YAML needs them."""
    pattern = re.sub(r"([*?\[\\])", r"\\\1", path)
    return pattern if re.fullmatch(r"[\w./-]+", pattern) else "'" + pattern.replace("'", "''") + "'"
