"""What a manifest is for where that is less than to run for long, by its API version and the names of its folders."""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.values.image import without_tag
from dslint.kube.versions import DAEMONSET_API, OLDEST
from dslint.manifest.folders import KEPT, OLD, RELEASES, is_golden, names_in, words_of
from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    Purpose = Literal["idle", "lesson", "example", ""]

# no server of a known version takes it
_REMOVED = frozenset(
    name for name, life in DAEMONSET_API.items() if life.removed is not None and life.removed.minor <= OLDEST
)
# the folder of a kustomization whose overlays say what is meant
_BASE = pattern(r"(^|[/_])bases?([/_]|$)")
# installs drivers of a kind that Kubernetes 1.23 deprecated: who has one replaces it
_FLEX = "flexvol"
# a copy that somebody keeps beside the file, as editors and file managers call it
_COPY = pattern(r".*(?: copy(?: \d+)?|[-_.](?:bak\d*|old|orig|deprecated))\.(?:ya?ml|json)")
LESSONS = (
    "demos?|demonstration|pocs?|proof-of-concept|tutorials?|workshops?|courses?|training|exercises?|playground|sandbox|learning"
    "|(?:kube|k8s)?-?talks?|presentations?|slides|how-?tos?|getting-?started|get-?started|cookbooks?|[a-z]*101"
    "|(?:day|lesson|chapter)-?\\d{1,2}"
    "|minikube|k3d|docker-desktop"
)
_LESSON = pattern(rf"(?<![a-z0-9])(?:{LESSONS})(?![a-z])")
# words of what is there to try something with, or to show how; repositories are called after them for other reasons
_SHOWS = frozenset({"sample", "samples", "labs", "jenkins", "ci", "e2e"})
# words of folders of what others begin with, who know what their nodes can do without
_EXAMPLES = frozenset({"example", "examples"})
# a repository, perhaps behind its owner, that holds what others learn from
_COLLECTION = pattern(r".*[-_+.](?:examples?|samples?|recipes|cookbook|snippets)")
# what stands in the place of an image for a reader to replace: marked so (in upper case for sed), his own, or in words
_BY_HAND = pattern(r"<(?![A-Z0-9_]+>)[^<>]+>|(?:\A|/)(?:your|YOUR|Your)[-_ ]|\A[A-Z]?[a-z]+(?:[_ ][a-z]+){2,}\Z")


def purpose(api_version: str, name: str, where: str, place: str) -> Purpose:
    """Tell what a manifest is for, by its API version and name, where it lies and its path from where somebody stands.

    *Idle* is what nobody runs: no server takes its API version any more, it installs FlexVolume drivers, it is kept
    beside what took its place, or a tool wrote it to compare with; what else says so lies in the tree around it. A
    *lesson* shows or teaches something, an *example* is for others to begin with.
    """
    if api_version in _REMOVED or _FLEX in name or _is_kept(place):
        return "idle"
    top, _, below = where.partition("/")
    folder, _, file = place.rpartition("/")
    repository = below.partition("/")[0] if top == "." else top
    is_lesson = _teaches(top, repository, folder) or _LESSON.search(file.lower()) or is_to_show(where, place)
    if is_lesson:
        return "lesson"
    return "" if _EXAMPLES.isdisjoint(names_in(place)[1]) else "example"


@lru_cache(maxsize=64)  # the files of a folder come one after the other
def _teaches(top: str, repository: str, folder: str) -> bool:
    """Tell whether folders are called as those are that hold lessons."""
    copies = (one for one in folder.split("/") if "__" in one)
    is_collection = any(_COLLECTION.fullmatch(one.lower()) for one in (repository, *copies))
    return is_collection or _LESSON.search(f"{top}/{folder}".lower()) is not None


def is_to_fill_in(images: Iterable[str]) -> bool:
    """Tell whether a reader is to put every image there himself: the rest is a sketch, or a lesson.

    What a tool puts there is written in another way: ``${IMAGE}``, ``<AGENT_IMAGE>``.
    """
    found = [without_tag(image) for image in images]
    return bool(found) and all(map(_BY_HAND.search, found))


def is_to_show(where: str, place: str) -> bool:
    """Tell whether a file is a sample, or of a rig that tests are run with, by words of its path in its repository."""
    below = where.partition("/")[2]  # the first is what the repository is called
    path = below if below and len(below) < len(place) else place
    _, words, name = names_in(path)
    return not _SHOWS.isdisjoint(words | set(words_of(name)))


def is_base(path: str) -> bool:
    """Tell whether a folder on a path is a base, for overlays to build on."""
    return _BASE.search(path) is not None


def _is_kept(place: str) -> bool:
    folders, words, name = names_in(place)
    if _COPY.fullmatch(name) is not None or any(map(OLD.match, folders)) or is_golden(place):
        return True
    return RELEASES in words or not KEPT.isdisjoint(words)
