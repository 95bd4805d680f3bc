"""Globs over paths, with the manners of ``.gitignore``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from fnmatch import translate

from dslint.paths import absolute
from dslint.template import Path

_ANY_DEPTH = None
LONGEST = 1000


class Glob:
    """A glob relative to a folder.

    ``*`` and ``?`` stay within one name, ``[ab]`` and ``[!ab]`` are sets, ``**`` is any number of folders. A glob
    without a slash, but for one at its end, matches at any depth; one with a slash starts at the folder. What matches a
    folder matches all below it; a slash at the end matches folders only.

    Names in a path outside the folder are matched by globs without a slash only, so that a shared configuration can
    speak of the files of those who extend it.

    Matching takes time proportional to path times glob at worst, whatever the glob.
    """

    __slots__ = ("base", "parts", "text")

    def __init__(self, text: str, base: str) -> None:
        self.text = text
        self.base = base.rstrip(os.sep) + os.sep
        body = text.removeprefix("./")
        names = [name for name in body.split("/") if name not in ("", ".")]
        parts = [_ANY_DEPTH if name == "**" else re.compile(translate(_set_as_fnmatch(name))).match for name in names]
        if "/" not in body.rstrip("/"):
            parts.insert(0, _ANY_DEPTH)
        if body.endswith("/"):
            parts.append(re.compile("").match)
        self.parts = [*parts, _ANY_DEPTH]

    def matches(self, path: str) -> bool:
        """Tell whether an absolute path of a file is meant."""
        below = path[len(self.base) :] if path.startswith(self.base) else os.path.relpath(path, self.base)
        names = (below.replace(os.sep, "/") if os.sep != "/" else below).split("/")
        parts = self.parts
        at = part = 0
        back_at, back_part = 0, -1
        while at < len(names):
            if part < len(parts) and parts[part] is _ANY_DEPTH:
                back_at, back_part = at, part
                part += 1
                if part == len(parts):
                    return True
            elif part < len(parts) and parts[part](names[at]):  # type: ignore[misc]  # None is handled above
                at, part = at + 1, part + 1
            elif back_part >= 0:
                back_at += 1
                at, part = back_at, back_part + 1
            else:
                return False
        return all(rest is _ANY_DEPTH for rest in parts[part:])


def _set_as_fnmatch(name: str) -> str:
    return name.replace("[^", "[!")


def fault(text: str) -> str | None:
    """Return what keeps a text from being a glob."""
    if not text.strip("/ "):
        return "is empty"
    if len(text) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if text.startswith("!"):
        return "is negated: what is excluded stays so"
    if "\\" in text:
        return "has a backslash: folders are separated by /"
    return "leaves the folder of the configuration" if ".." in text.split("/") else None


def exact(path: str, base: str) -> str:
    """Return the glob, as a configuration in a folder would have it, of one file; outside of it of all of its name."""
    below = os.path.relpath(path, base or ".").replace(os.sep, "/")
    name = below.rpartition("/")[2] if below.startswith("../") else below if "/" in below else f"/{below}"
    glob = re.sub(r"[*?\[]", r"[\g<0>]", name)
    return Path(glob if re.fullmatch(r"[\w./][\w./-]*", glob) else "'" + glob.replace("'", "''") + "'")


def any_matches(globs: Iterable[Glob], path: str) -> bool:
    """Tell whether one of the globs means the path of a file."""
    whole = absolute(path)
    return any(glob.matches(whole) for glob in globs)
