"""Texts to ask about: blocks of YAML from odd pieces, and manifests with some characters changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .values import texts

if TYPE_CHECKING:
    import random


class Texts:
    """Makes texts from a source of chance and some manifests."""

    def __init__(self, rng: random.Random, manifests: list[str]) -> None:
        self.rng = rng
        self.manifests = manifests

    def make(self) -> str:
        """Make one text."""
        if self.manifests and self.rng.random() < 0.4:
            return self._mutation()
        stream = self.rng.choice(texts()["streams"]) if self.rng.random() < 0.35 else "%s"
        for _ in range(stream.count("%s")):
            part = self.rng.choice(texts()["merges"]) if self.rng.random() < 0.12 else self._block(0, 0)
            stream = stream.replace("%s", part, 1)
        if self.rng.random() < 0.05:
            stream = stream.replace("\n", "\r\n")
        return stream + "\n" if self.rng.random() < 0.7 else stream

    def _block(self, depth: int, indent: int) -> str:
        chance, pad = self.rng.random(), " " * indent
        if depth > 3 or chance < 0.35:
            return self.rng.choice(texts()["scalars"]).replace("\n  ", f"\n{pad}  ")
        if chance < 0.75:
            return f"\n{pad}".join(self._pair(depth, indent) for _ in range(self.rng.choice([1, 1, 2, 2, 3])))
        marks = [*["- "] * 10, "-  ", "-\t", "-", "- - ", f"-\n{pad}  "]
        items = [self.rng.choice(marks) + self._block(depth + 1, indent + 2) for _ in range(self.rng.choice([1, 2, 3]))]
        return f"\n{pad}".join(items)

    def _pair(self, depth: int, indent: int) -> str:
        step = self.rng.choice([2, 2, 2, 1, 4, 3])
        key = self.rng.choice(texts()["keys"] if self.rng.random() < 0.5 else "abcdk")
        value = self._block(depth + 1, indent + step)
        between = self.rng.choice([*[": "] * 12, ":", ":  ", ":\t", " : "])
        if ("\n" in value and value[:1] not in "|>\"'[{") or value.startswith("- "):
            mark = self.rng.choice(["", "", "", "", " &a", " !!map", " # c", " !foo", " *a"])
            between = f":{mark}\n{' ' * (indent + step)}"
        return key + between + value + self.rng.choice([*[""] * 10, " # c", " ", "\t", "#c"])

    def _mutation(self) -> str:
        lines = self.rng.choice(self.manifests).split("\n")
        start = self.rng.randrange(max(1, len(lines) - 12))
        text = "\n".join(lines[start : start + 12] if self.rng.random() < 0.7 else lines)
        for _ in range(self.rng.choice([1, 1, 2, 3, 5])):
            index = self.rng.randrange(len(text) + 1)
            piece = self.rng.choice([*texts()["pieces"], "", "\n---\n", "\n# c\n", "\n<<: *a\n"])
            text = text[:index] + piece + text[index + self.rng.choice([0, 0, 1, 2]) :]
        return text
