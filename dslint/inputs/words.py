r"""The word test: which bytes and texts can hold a DaemonSet at all, however its kind is spelled.

It keeps all others cheap. An escape in double quotes can stand for a letter of the word, or go on with it in the next
line; ``!!binary`` holds it in Base64.

Source: gopkg.in/yaml.v2 scannerc.go yaml_parser_scan_flow_scalar, yaml_parser_scan_tag_uri; decode.go and resolve.go.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dslint.kube.data.makers import GROUPS, groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.kube.data.makers import Maker

# what a DaemonSet is spelled with, the usual slips included
WORDS = ("DaemonSet", "kind: Daemonset", "kind: daemon")
_IN_BYTES = tuple(word.encode() for word in WORDS)
_IN_ALL = b"aemon"
_API_VERSION = b"apiVersion"
_GROUPS = tuple(group.encode() for group in GROUPS)
_NEAR_GROUP = 80  # bytes behind the key within which a group stands
# the key of other kinds, and within how many bytes behind it the kind stands
_KIND, _NEAR = b"kind", 200
# for one of the letters DaemonSt; compiled when the first text has a backslash
_LETTER = r"\\(?:x|u00|U000000)(44|61|6[5dDeEfF]|53|74)"
_BREAK = "\\\\(?:\r\n|[\n\r\x85\u2028\u2029])[ \t]*"
_ESCAPE = rf"{_LETTER}|{_BREAK}"
_ESCAPE_IN_BYTES = _LETTER.encode() + rb"|\\[\r\n\xc2\xe2]"
# a tag may be written out, with %62 for b, none longer than this, or by a handle of its own
_TAG = r"!(?:!|<tag:yaml\.org,2002:)binary|!\S{0,80}%[0-9A-Fa-f]{2}|%TAG[ \t]"


def names_charts(data: bytes) -> bool:
    """Tell whether bytes can hold a release of a chart, of Flux or of Argo CD."""
    return b"HelmRelease" in data or b"argoproj.io" in data


def names_kinds(data: bytes, kinds: frozenset[str]) -> bool:
    """Tell whether bytes can hold an object of some kinds: one of them stands behind the key, or an alias does."""
    at = data.find(_KIND)
    while at >= 0:
        at += len(_KIND)
        near = data[at : at + _NEAR]
        word, _, _ = near.partition(b"\n")
        # a plain word that the line ends with is all that may go on in the next ones
        if _is_one(word if word[2:].isalpha() else near, kinds):
            return True
        at = data.find(_KIND, at)
    return False


@lru_cache(maxsize=100)
def _is_one(near: bytes, kinds: frozenset[str]) -> bool:
    return b"*" in near or any(word in near for word in _of_kinds(kinds))


@lru_cache(maxsize=10)  # asked for every file
def _of_kinds(kinds: frozenset[str]) -> tuple[bytes, ...]:
    """Return words one of which stands where one of some kinds does; what has ClusterRole has Role."""
    return tuple(kind.encode() for kind in kinds if not any(other != kind and other in kind for other in kinds))


def mentions(data: bytes) -> bool:
    """Tell whether bytes can hold a DaemonSet: those of nearly all files are decided by a search or two."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\0" in data[:4]:
        data = data.replace(b"\0", b"")  # UTF-32, or UTF-16 without a mark: to be told that kubectl cannot read it
    if _IN_ALL in data and any(word in data for word in _IN_BYTES):
        return True
    escapes = b"\\" in data and re.search(_ESCAPE_IN_BYTES, data) is not None
    tags = b"%" in data or (b"!" in data and (b"!!binary" in data or b":binary" in data))
    return (escapes or tags) and disguises(data.decode("utf-8", "replace"))


def spells(text: str, start: int = 0, end: int | None = None) -> bool:
    """Tell whether a stretch of a text has the word as it is."""
    return any(text.find(word, start, end) >= 0 for word in WORDS)


def disguises(text: str, start: int = 0, end: int | None = None) -> bool:
    """Tell whether a stretch of a text may have the word in escapes, or a scalar in Base64."""
    end = len(text) if end is None else end
    tagged = text.find("!", start, end) >= 0 or text.find("%TAG", start, end) >= 0
    if tagged and re.compile(_TAG).search(text, start, end):
        return True
    if text.find("\\", start, end) < 0 or not re.compile(_ESCAPE).search(text, start, end):
        return False
    return "DaemonSet" in re.sub(_ESCAPE, _letter, text[start:end])


def _letter(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else ""


def makes(data: bytes, makers: Mapping[str, Maker]) -> bool:
    """Tell whether bytes can hold an object that becomes a DaemonSet, as cheaply: by the group of its API version."""
    of = (*_GROUPS, *(group.encode() for group in groups(makers))) if makers else _GROUPS
    at = data.find(_API_VERSION)
    while at >= 0:
        at += len(_API_VERSION)
        if data[at : at + _NEAR_GROUP].lstrip(b"\"': \t").startswith(of):
            return True
        at = data.find(_API_VERSION, at)
    return False
