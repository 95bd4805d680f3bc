"""Folders and files whose findings hardly anybody acts on: what is kept for the record, or written by a tool."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from dslint.kube.versions import OLD_NAME
from dslint.manifest.folders import GOLDEN, KEPT, RELEASES, RENDERED, VENDOR

SHOWN = 12
MOST_FOLDERS = 2000
# what a name says, first or last, of what is no longer in use
_DONE = "(?:old|deprecated|obsolete|legacy)"
_PUT_AWAY = "(?:old|archived|deprecated|obsolete)"  # of a folder, whose name has more than one word
_PLAIN = (*sorted(KEPT), "legacy", RELEASES, "testdata", "fixtures", *GOLDEN, RENDERED, VENDOR)
_NAME = re.compile(
    rf"_?(?:{'|'.join(map(re.escape, _PLAIN))})|{_PUT_AWAY}[-_.].*|.*[-_.]{_PUT_AWAY}|__snapshots?__|third[-_]party"
    rf"|{OLD_NAME}(?:[-_.].*)?|v\d+\.\d+\.\d+"
)
_SUFFIX = r"\.(?:ya?ml|json)"
# files that say which API or Kubernetes of long ago they are for, or that they are no longer in use
_FILE = re.compile(
    rf"(?:(?:.*[-_.])?(?:v1beta[12]|{OLD_NAME})(?:[-_.].*)?|{_DONE}(?:[-_.].*)?|.*[-_.]{_DONE}){_SUFFIX}"
)
# one of several for clusters of different versions, by the last words of its name, with the minor version
_VARIANT = re.compile(rf"(.+-v?1\.)(\d{{1,2}})({_SUFFIX})")
_OLDEST_TOLD = 16  # that of Kubernetes that took DaemonSets of apps/v1 alone


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
        return path if absolute != top and (_is_aside(name) or _is_for_old(absolute)) else ""
    return "/".join(path.split("/")[: at - len(below)])


def _is_aside(name: str) -> bool:
    """Tell whether a file says it of itself, or one of the folders that a tool has made one name of."""
    *folders, last = name.split("__")
    return any(map(_NAME.fullmatch, folders)) or _FILE.fullmatch(last) is not None


def _is_for_old(path: str) -> bool:
    """Tell whether a file is kept for an old cluster: one for a later version is beside it, as the names say."""
    folder, name = os.path.split(path)
    found = _VARIANT.fullmatch(name)
    if found is None or int(found[2]) >= _OLDEST_TOLD:
        return False
    try:
        return _latest(folder, os.stat(folder).st_mtime_ns)[found[1]] > int(found[2])
    except (OSError, KeyError):  # of a revision, or of elsewhere
        return False


@lru_cache(maxsize=1)  # the files of a folder come one after the other
def _latest(folder: str, _changed: int) -> dict[str, int]:
    """Return for which minor version the latest of several files is, by the rest of their name; raises OSError."""
    there = filter(None, map(_VARIANT.fullmatch, os.listdir(folder)))
    return {stem: int(minor) for minor, stem in sorted((f"{int(one[2]):02}", one[1]) for one in there)}


def below(top: str) -> Iterator[str]:
    """Yield those below a folder, hidden ones left out; looks at a bounded number of folders."""
    for _, (folder, names, _) in zip(range(MOST_FOLDERS), os.walk(top), strict=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in [name for name in names if _NAME.fullmatch(name.lower())]:
            names.remove(name)
            yield os.path.relpath(os.path.join(folder, name), top).replace(os.sep, "/")


def exclusion(found: Iterable[str]) -> str:
    """Return what to write into the configuration of this folder to leave some folders and files out."""
    entries = [_quoted(f"/{one}" if re.search(f"{_SUFFIX}$", one.lower()) else f"/{one}/") for one in found]
    more = ", …" if len(entries) > SHOWN else ""
    return f"exclude: [{', '.join(entries[:SHOWN])}{more}]"


def _quoted(path: str) -> str:
    """Return a pattern that means just this path, in quotes where YAML needs them."""
    pattern = re.sub(r"([*?\[\\])", r"\\\1", path)
    return pattern if re.fullmatch(r"[\w./-]+", pattern) else "'" + pattern.replace("'", "''") + "'"
