"""What a manifest is for, by the names of its folders and its file: what they say, no manifest says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dslint.kube.versions import OLD_NAME
from dslint.pattern import pattern

if TYPE_CHECKING:
    from dslint.manifest.daemonset import DaemonSet

# the folder of a kustomization whose overlays say which tag is meant
_BASE = pattern(r"(^|[/_])bases?([/_]|$)")
_RIGS = r"test[a-z]*|e2e|integration|mocks?"
_LESSONS = (
    "demos?|demonstration|tutorials?|workshops?|courses?|training|exercises?|playground|sandbox|learning"
    "|getting-?started|get-?started|[a-z]*101|minikube|k3d|docker-desktop"
)
_LESSON = pattern(rf"(?<![a-z0-9])(?:{_LESSONS})(?![a-z])", re.IGNORECASE)
_RIG = pattern(rf"(?<![a-z0-9])(?:{_RIGS})(?![a-z])", re.IGNORECASE)
# what lies there is to be tried or looked at, not to run for long
_TRIAL = pattern(
    rf"(?<![a-z0-9])(?:{_RIGS}|{_LESSONS}|labs|quickstart|hack|dev|devel|development|examples?|samples?)(?![a-z])",
    re.IGNORECASE,
)
# folders of what nobody runs for long
_UNUSED = (
    "test", "tests", "testing", "e2e", "testdata", "smoketest", "fixture", "fixtures", "mock", "mocks", "ci", "kind",
    "kubevirtci", "hack", "benchmark", "benchmarks",  # rigs of tests and of development
    "snapshot", "snapshots", "golden", "rendered", "generated",  # written by a tool for the record
    "archive", "archived", "deprecated", "attic", "releases", "vendor",  # kept
)  # fmt: skip
# what is kept beside what took its place
_KEPT = frozenset({"archive", "archived", "deprecated", "attic", "releases", "old", "obsolete"})
# what separates folders, also where a tool has made one name of a path
_FOLDERS = pattern(r"/|\\|__")
_BREAKS = pattern(r"[-_.]")
# a repository, perhaps behind its owner, that holds what others learn from
_COLLECTION = pattern(r".*[-_+.](?:examples?|samples?|recipes|cookbook|snippets)")
# of an old cluster, or of a release that others followed
_OLD = pattern(rf"{OLD_NAME}|v\d+\.\d+\.\d+\Z")
# the file of a test, not that of an agent that tests
_TEST_FILE = pattern(r".*[-_.]tests?\.(?:ya?ml|json)")


def is_base(ds: DaemonSet) -> bool:
    """Tell whether overlays say what is meant."""
    return _BASE.search(ds.where) is not None


def is_for_tests(ds: DaemonSet) -> bool:
    """Tell whether it is part of a rig that something is tested with."""
    return _RIG.search(_names(ds)) is not None


def is_lesson(ds: DaemonSet) -> bool:
    """Tell whether something is shown or taught with it."""
    top, _, below = ds.where.partition("/")
    repository = below.partition("/")[0] if top == "." else top
    return _LESSON.search(_names(ds)) is not None or _COLLECTION.fullmatch(repository.lower()) is not None


def is_for_trial(ds: DaemonSet) -> bool:
    """Tell whether it is to be tried or looked at: a rig, a demonstration, the cluster of a developer."""
    return _TRIAL.search(_names(ds)) is not None


def is_unused(path: str) -> bool:
    """Tell whether a manifest is of a test, or in a folder for tests, for what a tool recorded, or for what is kept.

    ``path`` is that of :func:`place`: folders that somebody happens to work below say nothing.
    """
    *folders, name = _FOLDERS.split(path.lower())
    if _TEST_FILE.fullmatch(name) or any(map(_OLD.match, folders)):
        return True
    return any(word in _UNUSED for folder in folders for word in _BREAKS.split(folder))


def is_kept(ds: DaemonSet) -> bool:
    """Tell whether the folders or the file of a manifest say that it is kept beside what took its place."""
    parts = _FOLDERS.split(place(ds).lower())
    return any(word in _KEPT for part in parts for word in _BREAKS.split(part)) or any(map(_OLD.match, parts[:-1]))


def _names(ds: DaemonSet) -> str:
    """Return the name of its repository, and its path from where somebody stands: who goes into a folder means it."""
    return f"{ds.where.partition('/')[0]}/{place(ds)}"


def place(ds: DaemonSet) -> str:
    """Return its path from where somebody stands, or below the top of its repository or the folder that he named."""
    top, _, below = ds.where.partition("/")
    path = "" if ds.source.is_live else ds.source.path
    if path.startswith(("/", "..")):
        path = below if top not in ("", "..") else path.rpartition("/")[2]
    return path
