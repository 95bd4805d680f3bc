"""What a manifest is for, by the names of its folders and its file: what they say, no manifest says."""

from __future__ import annotations

import re
from itertools import takewhile

from dslint.manifest.folders import KEPT, OLD, RELEASES, RENDERED, RIGS, VENDOR, names_in
from dslint.manifest.purpose import LESSONS, is_to_show
from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.manifest.daemonset import DaemonSet

_RIGS = r"test[a-z]*|e2e|integration|mocks?"
_RIG = pattern(rf"(?<![a-z0-9])(?:{_RIGS})(?![a-z])")
# what lies there is to be tried or looked at, not to run for long
_TRIAL = pattern(
    rf"(?<![a-z0-9])(?:{_RIGS}|{LESSONS}|labs|quickstart|hack|dev|devel|development|examples?|samples?)(?![a-z])"
)
# what the comment in front of a manifest may say of it
_SAID = pattern(
    r"(?<![a-z/.-])(?:example|sample|demo|prototype) (?:deployment|daemon ?set|manifest)"
    r"|for (?:manual |local )?(?:testing|demonstration)|not (?:meant |intended )?for production"
    r"|(?<![a-z])set your (?:own )?images?(?![a-z])"
)
# of what a program puts together and applies
_OF_AN_OPERATOR = pattern(
    r"(?:payload|manifest|daemon ?set|file|resource)\b[^.]* (?:deployed|filled in|rendered)"
    r" by (?:the|an?) (?:[a-z]+-)*operator"
)
# the folder of what is built into an operator of OpenShift
_BINDATA = "bindata"
# a comment about clusters that run in containers of one machine, and what says that others are meant as well
_CLUSTER = pattern(
    r"^[^\n#]*#[^\n]*\b(?:in|inside|on|for)(?: an?| the| our)? (?:[Dd]in[Dd]|[Kk]in[Dd]|[Mm]inikube)"
    r" (?:clusters?|environments?|nodes?)\b[^\n]*",
    re.MULTILINE,
)
_PERHAPS = pattern(r"\b(?:if|unless|when|where|e\.g|like|also|and|or|uncomment|remove|change|optional|may|might)\b")
_LONGEST = 1000  # characters of a comment that are read
# words of folders of what nobody runs for long
_UNUSED = {*RIGS, "snapshot", "snapshots", "golden", RENDERED, "generated", *KEPT, RELEASES, VENDOR}
# the file of what a developer runs
_DEV_FILE = pattern(r"(?:.*[-_.])?(?:dev|devel|development|debug)(?:[-_.].*)?\.(?:ya?ml|json)")
# folders that are named after a channel, which what lies there follows; clusters are called main and edge
_CHANNEL = frozenset({"nightly", "canary"})
# the file of a test, not that of an agent that tests
_TEST_FILE = pattern(r".*[-_.]tests?\.(?:ya?ml|json)")


def is_for_tests(ds: DaemonSet) -> bool:
    """Tell whether it is part of a rig that something is tested with."""
    return _RIG.search(_names(ds)) is not None


def is_of_a_developer(ds: DaemonSet) -> bool:
    """Tell whether a file is what somebody runs who works on the agent, by its name."""
    return _DEV_FILE.fullmatch(names_in(ds.place)[2]) is not None


def follows_a_channel(ds: DaemonSet) -> bool:
    """Tell whether a manifest lies in a folder that is named after a channel."""
    folders, words, _ = names_in(ds.where.partition("/")[2])  # the first is what the repository is called
    return "latest" in words or not _CHANNEL.isdisjoint(folders)


def is_for_trial(ds: DaemonSet) -> bool:
    """Tell whether it is to be tried or looked at: a rig, a demonstration, the cluster of a developer."""
    return _TRIAL.search(_names(ds)) is not None or is_to_show(ds.where, ds.place) or _is_of_a_developers_cluster(ds)


def is_said_to_be_for_trial(ds: DaemonSet) -> bool:
    """Tell whether a comment in front of it or of all says that it is an example, or to test something with."""
    return _says_in_front(ds, _SAID) or _is_of_a_developers_cluster(ds)


def is_of_an_operator(ds: DaemonSet) -> bool:
    """Tell whether an operator applies it, and puts in what is missing: by its folder or a comment in front of it."""
    return _BINDATA in names_in(ds.place)[0] or _says_in_front(ds, _OF_AN_OPERATOR)


def _says_in_front(ds: DaemonSet, expression: re.Pattern[str]) -> bool:
    """Tell whether the comments in front of it, and of all, have something in them."""
    root, text = ds.root.target, ds.source.text
    if root is None:
        return False
    before = text[max(0, root.start - _LONGEST) : root.start].rpartition("\n---")[2]
    above = takewhile(_is_comment, text[:_LONGEST].removeprefix("---\n").splitlines())
    said = " ".join(line.lstrip("# ") for line in (*above, *filter(_is_comment, before.splitlines())))
    return bool(said) and expression.search(said.lower()) is not None


def _is_of_a_developers_cluster(ds: DaemonSet) -> bool:
    """Tell whether a comment in it says that something is as a cluster in containers of one machine wants it."""
    root = ds.root.target
    if root is None:
        return False
    said = (one[0].lower() for one in _CLUSTER.finditer(ds.source.text, root.start, root.end))
    return any(_PERHAPS.search(one) is None for one in said)


def _is_comment(line: str) -> bool:
    return line.startswith("#")


def is_unused(path: str) -> bool:
    """Tell whether a manifest is of a test, or in a folder for tests, for what a tool recorded, or for what is kept.

    ``path`` is its place: folders that somebody happens to work below say nothing.
    """
    folders, words, name = names_in(path)
    return _TEST_FILE.fullmatch(name) is not None or any(map(OLD.match, folders)) or not words.isdisjoint(_UNUSED)


def _names(ds: DaemonSet) -> str:
    """Return the name of its repository, and its path from where somebody stands: who goes into a folder means it.

    In lower case: a pattern for letters in any case takes four times as long to compile.
    """
    return f"{ds.where.partition('/')[0]}/{ds.place}".lower()
