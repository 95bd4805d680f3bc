"""What ``dslint fleet`` is told to look at: contexts, folders, Git revisions and object stores, each one a cluster."""

from __future__ import annotations

import os
import re
from collections import Counter

from dslint.credentials import masked
from dslint.errors import UsageError
from dslint.inventory import CONTEXT as PREFIX
from dslint.paths import absolute
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

CONTEXT, FOLDER, REVISION, STORE = "context", "folder", "revision", "store"
_NAMED = re.compile(r"(?P<name>[\w.-]+)=(?P<rest>.+)", re.DOTALL)
_GIT = re.compile(r"(?:git@|ssh://|git://|git\+|https?://[^ ]*\.git(?:$|[/@?#]))")


class Source(NamedTuple):
    """Where the objects of one cluster are. ``shown`` is what people see of it, without credentials."""

    name: str
    kind: str
    where: str
    shown: str
    revision: str = ""


def parse(words: Sequence[str]) -> list[Source]:
    """Return the sources that words name, each with a name of its own; raises UsageError for what is none."""
    found = [_parse(word) for word in words]
    twice = Counter(one.name for one in found)
    found = [one if twice[one.name] == 1 else one._replace(name=one.shown) for one in found]
    for name, count in Counter(one.name for one in found).items():
        if count > 1:
            raise UsageError(f'two sources are called "{name}"', hint="give one a name: NAME=SOURCE")
    return found


def _parse(word: str) -> Source:
    named = None if os.path.lexists(word) else _NAMED.fullmatch(word)
    if named is not None:
        return _parse(named["rest"])._replace(name=named["name"])
    shown = masked(word)
    if word.startswith(PREFIX):
        context = word[len(PREFIX) :]
        if not context:
            raise UsageError("the context in context: has no name", hint="kubectl config get-contexts lists them")
        return Source(context, CONTEXT, context, shown)
    if _GIT.match(word):
        raise UsageError(
            f"{shown} is to be cloned first: dslint fetches no repository", hint="git clone, then its path"
        )
    if "://" in word:
        path = masked(word).partition("://")[2].partition("?")[0].rstrip("/")
        return Source(path.rpartition("/")[2] or shown, STORE, word, shown)
    if word in ("", "-"):
        raise UsageError(f'"{word}" is no source', hint="name a folder, a file, context:NAME or a URL such as s3://…")
    path, at, revision = word.rpartition("@")
    if at and path and revision and not os.path.lexists(word):
        return Source(f"{_base(path)}@{revision}", REVISION, path, shown, revision)
    return Source(_base(word), FOLDER, word, shown)


def _base(path: str) -> str:
    return os.path.basename(absolute(path)) or path
