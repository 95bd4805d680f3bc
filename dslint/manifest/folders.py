"""The one list of words in the names of folders and files that say what lies there is not for long, or not for use."""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.versions import OLD_NAME
from dslint.pattern import pattern

# words for what somebody keeps beside what took its place
KEPT = frozenset({"archive", "archived", "attic", "deprecated", "obsolete", "old", "retired"})
RELEASES = "releases"
# whole names, for what a tool wrote to compare with, or for the record
GOLDEN = ("golden", "snapshots", ".snapshots")
RENDERED = "rendered"
# for what is somebody else's
VENDOR = "vendor"
# words for rigs of tests and of development
RIGS = (
    "test", "tests", "testing", "e2e", "testdata", "smoketest", "fixture", "fixtures", "mock", "mocks", "ci", "kind",
    "kubevirtci", "hack", "benchmark", "benchmarks",
)  # fmt: skip
# of an old cluster, or a release, after which the next is made better
OLD = pattern(rf"{OLD_NAME}|v\d+\.\d+\.\d+\Z")
# golden files, by the name that some runners of tests give the folder: the underscores do not separate here
_SNAPSHOTS = pattern(r"(?:^|[/\\]|__)__snapshots?__(?:[/\\]|__)")
# what separates folders, also where a tool has made one name of a path
_SEPARATED = pattern(r"/|\\|__")
_BREAKS = pattern(r"[-_.]")


@lru_cache(maxsize=4)  # several ask one after the other
def names_in(place: str) -> tuple[tuple[str, ...], frozenset[str], str]:
    """Return the folders of a place, the words in their names, and the name of the file, all in lower case."""
    folder, slash, file = place.lower().rpartition("/")
    *more, name = _SEPARATED.split(file)
    folders, words = _names_of(folder) if slash else ((), frozenset())
    return (*folders, *more), words.union(*map(words_of, more)), name


@lru_cache(maxsize=64)  # the files of a folder come one after the other
def _names_of(folder: str) -> tuple[tuple[str, ...], frozenset[str]]:
    folders = _SEPARATED.split(folder)
    return tuple(folders), frozenset(word for one in folders for word in words_of(one))


def words_of(name: str) -> list[str]:
    """Return the words in the name of a folder or file."""
    return _BREAKS.split(name)


def is_golden(place: str) -> bool:
    """Tell whether a file is what a tool wrote to compare with, by its folders."""
    return any(one in GOLDEN for one in names_in(place)[0]) or _SNAPSHOTS.search(place.lower()) is not None
