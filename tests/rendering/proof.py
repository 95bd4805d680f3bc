"""The proof that a line of what Helm prints comes from the places it is mapped to: it changes with each of them.

Many places are changed at once, each by a word of its own behind it. Where the text is as before, those words apart,
each line that shows the word of its place is proved. Places that cannot be changed together, and lines that do not show
the word of theirs, are proved one by one.
"""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from dslint.inputs.rendering import helm
from dslint.source.provenance import ACTION
from dslint.source.text import Span

_WORD = re.compile(r"(?: # )?xq(\d+)q")
# what is put behind one place, until Helm takes it
_CHANGES = (" # xq0q", "xq0q", "1", '"', "\n")


class Place(NamedTuple):
    """The end of a place that text comes from; what an action prints on several lines shows a change on one of them."""

    path: Path
    at: int
    is_action: bool


class Line(NamedTuple):
    """A line of what Helm prints: its number, whether it is mapped, and the places it is put together of."""

    number: int
    is_mapped: bool
    places: tuple[Place, ...]


class Proofs(NamedTuple):
    """How many lines there are, how many mapped ones are tried and proved, which have proved wrong or unchangeable."""

    lines: int
    tried: int
    proved: int
    wrong: list[int]
    unchangeable: list[int]


def helm_template(folder):
    """Return what Helm prints of a chart."""
    command = ["helm", "template", "release-name", str(folder), "--skip-schema-validation"]
    return subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode()


def lines_of(rendered):
    """Yield the lines of the documents that are not blank."""
    for one in helm.documents(rendered.text):
        at = one.span.start
        for line in rendered.text[one.span.start : one.span.end].split("\n"):
            start = at + len(line) - len(line.lstrip())
            if line.strip():
                inside = Span(start, at + len(line.rstrip()))
                is_mapped = rendered.where(Span(start, at + len(line))) is not None
                yield Line(rendered.place(start).line, is_mapped, tuple(_places(rendered, inside)) if is_mapped else ())
            at += len(line) + 1


def _places(rendered, span):
    inside = [one for one in rendered.stretches if span.start < one.start < span.end]
    origins = [one.origin for one in (rendered.stretch(span.start), *inside) if one is not None]
    for one in dict.fromkeys(origin for origin in origins if origin is not None):
        yield Place(Path(rendered.files[one.source.path]), one.span.end, one.kind == ACTION)


def prove(folder, rendered, step=1):
    """Change the places of every mapped line in a chart that may be written to; with a step of some of them."""
    found = list(lines_of(rendered))
    mapped = [one for one in found if one.is_mapped]
    tried = mapped[::step]
    plain = helm_template(folder)
    last = {one.places[-1] for one in mapped}
    shown = {}
    batches = [sorted({place for one in tried for place in one.places})]
    while batches:
        batch = batches.pop()
        answer = _together(folder, {n: (one, " # " if one in last else "") for n, one in enumerate(batch)}, plain)
        if answer is not None:
            shown |= answer
        elif len(batch) > 1:
            batches += [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
    wrong, unchangeable = set(), set()
    for place in dict.fromkeys(place for one in tried for place in one.places):
        lines = {one.number for one in (mapped if place.is_action else tried) if place in one.places}
        if place.is_action:
            lines |= set(_blank_behind(plain.split("\n"), max(lines)))
        if _is_shown(place, lines, shown.get(place, set())):
            continue
        answer = _alone(folder, place, plain)
        if answer is None:
            unchangeable |= {one.number for one in tried if one.number in lines}
        elif not _is_shown(place, lines, answer):
            wrong |= {one.number for one in tried if one.number in lines - answer}
    unchangeable -= wrong
    proved = len(tried) - len(wrong) - len(unchangeable)
    return Proofs(len(found), len(tried), proved, sorted(wrong), sorted(unchangeable))


def _is_shown(place, lines, changed):
    return bool(lines & changed) if place.is_action else lines <= changed


def _blank_behind(text, line):
    """Yield the numbers of the blank lines behind a line, on which what its action prints may end."""
    while line < len(text) and not text[line].strip():
        line += 1
        yield line


def _together(folder, words, plain):
    """Return the lines that show the word of each place, with words behind all of them; ``None`` where more differs."""
    changes = {}
    for number, (place, blank) in words.items():
        changes.setdefault(place.path, []).append((place.at, f"{blank}xq{number}q"))
    changed = _changed(folder, changes)
    if changed is None or _WORD.sub("", changed) != plain:
        return None
    shown = {}
    for line, text in enumerate(changed.split("\n"), 1):
        for number in _WORD.findall(text):
            shown.setdefault(words[int(number)][0], set()).add(line)
    return shown


def _alone(folder, place, plain):
    """Return the lines that change with a place; ``None`` where Helm takes no change of it."""
    for word in _CHANGES:
        changed = _changed(folder, {place.path: [(place.at, word)]})
        if changed is not None:
            lines = zip(plain.split("\n"), changed.split("\n"), strict=False)
            return {number for number, (one, other) in enumerate(lines, 1) if one != other}
    return None


def _changed(folder, changes):
    """Return what Helm prints with texts put into files of a chart; ``None`` where it does not take them."""
    before = {path: path.read_bytes() for path in changes}
    try:
        for path, new in changes.items():
            text = before[path].decode()
            for at, word in sorted(new, reverse=True):
                text = text[:at] + word + text[at:]
            path.write_bytes(text.encode())
        return helm_template(folder)
    except subprocess.CalledProcessError:
        return None
    finally:
        for path, data in before.items():
            path.write_bytes(data)
