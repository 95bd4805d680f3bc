"""Putting other words in the place of those that say whose a manifest is: the same word for the same, everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslint.reduce.shrink import Holds
from dslint.reduce.trees import Part, parts
from dslint.source.edit import Edit, Withheld, splice
from dslint.source.nodes import Scalar
from dslint.source.text import Span

# what is said in words of Kubernetes alone
_KEPT = frozenset({"apiVersion", "kind", "operator", "effect", "protocol", "restartPolicy", "dnsPolicy", "type"})
_AMOUNTS = frozenset({"limits", "requests", "capacity", "divisor"})
_KEYED = frozenset({"labels", "matchLabels", "nodeSelector", "annotations"})
_NAMES = frozenset({"name", "generateName", "serviceAccountName", "serviceAccount", "secretName", "claimName"})
_OF_KUBERNETES = re.compile(r"([\w.-]+\.)?(kubernetes|k8s)\.io(/|$)")
_SYSTEM = re.compile(r"(beta\.)?kubernetes\.io/(os|arch)")  # what it says tells nothing of anybody
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_IPV6 = re.compile(r"(?i)(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}[0-9a-f:]*(?![\w:])")
_MARKED = "registry.example"
_CONSTANT = re.compile(r"[A-Z][A-Za-z]+")  # as Kubernetes writes them; they tell nothing of anybody


def renamed(text: str, holds: Holds) -> tuple[str, tuple[str, ...]]:
    """Return the text with neutral words, and those that the finding needs as they are."""
    kept: list[str] = []
    fresh = _Fresh(text)
    done: set[str] = set()
    going = True
    while going:
        going = False
        for word, kind in _words(text):
            if word in done:
                continue
            done.add(word)
            for new in _neutral(word, kind, fresh):
                other = _replaced(text, word, new)
                if other != text and holds(other):
                    text, going = other, True
                    done.add(new)
                    break
            else:
                if not (kind == "text" and _CONSTANT.fullmatch(word)):
                    kept.append(word)
            if going:
                break
    return text, tuple(kept)


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word that may say whose the manifest is, with what it is."""
    for part in parts(text):
        field = part.field
        above = str(field.parent.name) if field.parent is not None else ""
        name = str(field.name)
        if above in _KEYED and not _OF_KUBERNETES.match(name):
            yield name, "key"
        word = field.text if isinstance(field.node, Scalar) else ""
        if not word or name in _KEPT or above in _AMOUNTS or _OF_KUBERNETES.match(word) or _SYSTEM.fullmatch(name):
            continue
        if name == "image":
            yield word, "image"
        elif name in ("namespace", "key"):
            yield word, name
        elif name in _NAMES:
            yield word, "name"
        else:
            yield word, "value" if above in _KEYED or above == "values" else "text"


class _Fresh:
    """Numbers words of a kind; none is one that the manifest has."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counts: dict[str, int] = {}

    def __call__(self, kind: str) -> str:
        """Return the next word."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        word = f"{kind}-{self._counts[kind]}"
        return self(kind) if word in self._text else word


def _neutral(word: str, kind: str, fresh: _Fresh) -> Iterator[str]:
    """Yield what may stand for a word, the least telling first."""
    if kind == "image":
        repository, tag = _split(word)
        name = fresh("image")
        yield f"{_MARKED}/{name}:1.0"
        yield f"{_MARKED}/{name}{tag}"
        yield f"{_MARKED}/{repository.rpartition('/')[2]}{tag}"
        return
    if kind == "text" and (_IPV4.search(word) or _IPV6.search(word)):
        yield _IPV6.sub("2001:db8::1", _IPV4.sub("192.0.2.1", word))
    if kind == "key" and "/" in word:
        yield f"example.com/{fresh('key')}"
    elif word.startswith("/"):
        yield f"/{fresh('path')}"
    elif "://" in word:
        yield f"https://{fresh('host')}.example"
    else:
        yield fresh(kind)


def _split(image: str) -> tuple[str, str]:
    """Return an image without its tag and digest, and these."""
    name = image.partition("@")[0]
    front, colon, last = name.rpartition(":")
    repository = front if colon and "/" not in last else name
    return repository, image[len(repository) :]


def _replaced(text: str, word: str, new: str) -> str:
    """Return the text with another word wherever a value or a key of people's own is that word."""
    edits: list[Edit] = []
    for part in parts(text):
        edits += _edits(part, word, new)
    return splice(text, {edit.span: edit for edit in edits}.values())


def _edits(part: Part, word: str, new: str) -> list[Edit]:
    field, edits = part.field, []
    try:
        if isinstance(field.node, Scalar) and field.text == word and str(field.name) not in _KEPT:
            edits += part.editor.set_scalar(field, new)
        if field.parent is not None and str(field.parent.name) in _KEYED and field.name == word:
            edits += part.editor.rename_key(field, new)
    except Withheld:
        return []
    return [edit for edit in edits if edit.span != Span(0, 0)]
