"""How inputs are cut into batches, by what they cost."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.inputs.tree import Input, Tree

# a batch takes a worker a twentieth of a second or more: an engine takes a twentieth of that to hand it out; each file
# costs as much as so many bytes
BATCH = 1024 * 1024
FILE = 4096
# a long run goes on in larger ones: after each so many they are a BATCH larger, up to so many times; then one input of
# so many is weighed, and the others are taken to be alike: to ask about all takes a twentieth of what one worker does
GROWS, LARGER, SAMPLED = 16, 4, 8


def cut(items: Iterable[Input], tree: Tree, most: int | None = None) -> Iterator[tuple[Input, ...]]:
    """Yield inputs in batches of about the same size, which grows in a long run; standard input is one by itself."""
    batch: list[Input] = []
    most = most or BATCH
    room, count, size = most, 0, 0
    for number, item in enumerate(items):
        if count < GROWS or number % SAMPLED == 0 or item.stdin or size > most // SAMPLED:
            size = weight(item, tree)
        if batch and size > room:
            yield tuple(batch)
            count += 1
            batch, room = [], most * min(1 + count // GROWS, LARGER)
        batch.append(item)
        room -= size
    if batch:
        yield tuple(batch)


def weight(item: Input, tree: Tree) -> int:
    """Return what an input costs in bytes."""
    return BATCH if item.stdin else FILE + tree.size(item.path)
