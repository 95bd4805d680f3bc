"""The proof that a value of what kustomize builds comes from the place it is told at: it changes with that.

Many places are changed at once, each by a word of its own behind the value. Where all else is as before, each value
that shows the word of its place is proved. Places that cannot be changed together are proved in halves, or one by one.
"""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from dslint.inputs.documents import objects, read
from dslint.source.provenance import PATCH, RESOURCE
from dslint.source.text import SourceText, Span
from dslint.source.tree import Scalar

# kustomize finds objects and items by these: a patch for what has another one is refused, or becomes an item more
IDENTITY = {"apiVersion", "kind", "name", "namespace"}
_WORD = re.compile(r"xq(\d+)q")


class Place(NamedTuple):
    """Where the word goes: behind the text of a value, in its quotes."""

    path: Path
    at: int


class Proofs(NamedTuple):
    """How many values there are, how many stand as they are at their place, and which of these have proved wrong."""

    values: int
    tried: int
    wrong: list[str]


def built(folder):
    """Return what kustomize builds of a folder; ``None`` where it refuses."""
    command = ["kubectl", "kustomize", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    return done.stdout.decode() if done.returncode == 0 else None


def prove(folder, rendered, step=1):
    """Change the place of every value of the DaemonSets in a folder that may be written to."""
    values = dict(_values(rendered))
    placed = {pointer: place for pointer, (raw, place) in _placed(rendered).items() if raw == values[pointer]}
    tried = dict([*placed.items()][::step])
    shown = {}
    batches = [sorted(set(tried.values()))]
    while batches:
        batch = batches.pop()
        answer = _together(folder, batch, values)
        if answer is not None:
            shown |= answer
        elif len(batch) > 1:
            batches += [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
    left = {name: place for name, place in tried.items() if name not in shown.get(place, ())}
    alone = {place: _changed(folder, {place: "xq0q"}) or _changed(folder, {place: "1"}) for place in set(left.values())}
    return Proofs(
        len(values), len(tried), [name for name, place in left.items() if not _is_other(name, values, alone[place])]
    )


def _is_other(name, values, changed):
    """Tell whether a value is another one; of what kustomize goes by, whether it refuses, or anything is."""
    if name.rpartition("/")[2] in IDENTITY or "/labels/" in name:
        return changed != values
    return changed is not None and changed.get(name) != values[name]


def _values(source):
    """Yield the scalars of the DaemonSets of a text, each by the name of its object and its pointer."""
    for name, field in _scalars(source):
        yield name, field.raw


def _scalars(source):
    roots = [root for document in read(source, everything=True) for root in objects(document)]
    for root in (one for one in roots if one.get("kind").text == "DaemonSet"):
        stack = [root]
        while stack:
            field = stack.pop()
            stack += [*field.entries(), *field.items()]
            if isinstance(field.node, Scalar):
                yield f"{root.get('metadata', 'name').text}{field.pointer}", field


def _placed(rendered):
    """Return what stands at the place of each value, and the place, where that is a resource or a patch."""
    found = {}
    for name, field in _scalars(rendered):
        origin = rendered.where(Span(field.node.start, field.node.end))
        if origin is None or origin.kind not in (RESOURCE, PATCH):
            continue
        text = origin.source.text[origin.span.start : origin.span.end]
        quotes = len(text) > 1 and text[0] in "\"'" and text[0] == text[-1]
        path = Path(rendered.files[origin.source.path])
        found[name] = text[1:-1] if quotes else text, Place(path, origin.span.end - quotes)
    return found


def _together(folder, places, values):
    """Return the values that show the word of each place, with words behind all; ``None`` where more differs."""
    changed = _changed(folder, {place: f"xq{number}q" for number, place in enumerate(places)})
    if changed is None or {name: _WORD.sub("", raw) for name, raw in changed.items()} != values:
        return None
    shown = {}
    for name, raw in changed.items():
        for number in _WORD.findall(raw):
            shown.setdefault(places[int(number)], set()).add(name)
    return shown


def _changed(folder, words):
    before = {place.path: place.path.read_bytes() for place in words}
    try:
        for path, data in before.items():
            text = data.decode()
            for (_, at), word in sorted(((p, w) for p, w in words.items() if p.path == path), reverse=True):
                text = text[:at] + word + text[at:]
            path.write_bytes(text.encode())
        text = built(folder)
        return None if text is None else dict(_values(SourceText("", text)))
    finally:
        for path, data in before.items():
            path.write_bytes(data)
