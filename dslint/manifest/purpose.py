"""What a manifest is for where that is less than to run for long, by its API version and the names of its folders."""

from __future__ import annotations

from typing import Literal

from dslint.kube.versions import DAEMONSET_API, OLD_NAME, OLDEST
from dslint.pattern import pattern

Purpose = Literal["idle", "lesson", ""]

# no server of a known version takes it
_REMOVED = frozenset(
    name for name, life in DAEMONSET_API.items() if life.removed is not None and life.removed.minor <= OLDEST
)
# the folder of a kustomization whose overlays say what is meant
_BASE = pattern(r"(^|[/_])bases?([/_]|$)")
# installs drivers of a kind that Kubernetes 1.23 deprecated: who has one replaces it
_FLEX = "flexvol"
# folders of what somebody keeps beside what took its place
_KEPT = frozenset({"archive", "archived", "deprecated", "attic", "releases", "old", "obsolete"})
# of an old cluster, or a release, after which the next is made better
OLD = pattern(rf"{OLD_NAME}|v\d+\.\d+\.\d+\Z")
# a copy that somebody keeps beside the file, as editors and file managers call it
_COPY = pattern(r".*(?: copy(?: \d+)?|[-_.]bak\d*)\.(?:ya?ml|json)")
LESSONS = (
    "demos?|demonstration|pocs?|proof-of-concept|tutorials?|workshops?|courses?|training|exercises?|playground|sandbox|learning"
    "|(?:kube|k8s)?-?talks?|presentations?|slides|getting-?started|get-?started|[a-z]*101|minikube|k3d|docker-desktop"
)
_LESSON = pattern(rf"(?<![a-z0-9])(?:{LESSONS})(?![a-z])")
# a repository, perhaps behind its owner, that holds what others learn from
_COLLECTION = pattern(r".*[-_+.](?:examples?|samples?|recipes|cookbook|snippets)")
# what separates folders, also where a tool has made one name of a path
_FOLDERS = pattern(r"/|\\|__")
_BREAKS = pattern(r"[-_.]")


def purpose(api_version: str, name: str, where: str, place: str) -> Purpose:
    """Tell what a manifest is for, by its API version and name, where it lies and its path from where somebody stands.

    *Idle* is what nobody runs: no server takes its API version any more, it installs FlexVolume drivers, or it is kept
    beside what took its place. A *lesson* shows or teaches something.
    """
    if api_version in _REMOVED or _FLEX in name or _is_kept(place):
        return "idle"
    top, _, below = where.partition("/")
    copies = (one for one in place.split("/")[:-1] if "__" in one)
    repositories = (below.partition("/")[0] if top == "." else top, *copies)
    is_lesson = _LESSON.search(f"{top}/{place}".lower()) or any(
        _COLLECTION.fullmatch(one.lower()) for one in repositories
    )
    return "lesson" if is_lesson else ""


def is_base(path: str) -> bool:
    """Tell whether a folder on a path is a base, for overlays to build on."""
    return _BASE.search(path) is not None


def names_in(place: str) -> tuple[list[str], set[str], str]:
    """Return the folders of a place, the words in their names, and the name of the file, all in lower case."""
    *folders, name = _FOLDERS.split(place.lower())
    return folders, {word for folder in folders for word in _BREAKS.split(folder)}, name


def _is_kept(place: str) -> bool:
    folders, words, name = names_in(place)
    return _COPY.fullmatch(name) is not None or any(map(OLD.match, folders)) or not _KEPT.isdisjoint(words)
