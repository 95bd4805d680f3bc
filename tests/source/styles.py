"""Random YAML documents in every style that people write, comments and anchors included."""

WORDS = ("app", "name", "key", "effect", "spec", "on", "8080", "linux/amd64", "a b", "ä", "x#y", "null", "10%", "")
PLAIN = ("app", "name", "key", "effect", "spec", "8080", "true", "linux/amd64", "a b", "ä", "x#y", "10%", "~", "1.5")


class Writer:
    """Writes one document; every choice comes from ``random``."""

    def __init__(self, random):
        self.random = random
        self.newline = random.choice(["\n", "\n", "\r\n"])
        self.final = random.choice([True, True, False])
        self.step = random.choice([2, 2, 4])
        self.dash = random.choice([0, 2, 4])
        self.anchors = []
        self.depth = 0

    def document(self):
        lines = [*self.remarks(0), *self.mapping(0), *self.remarks(0)]
        if self.random.random() < 0.2:
            lines = ["---", *lines]
        return self.newline.join(lines) + (self.newline if self.final else "")

    def chance(self, odds):
        return self.random.random() < odds

    def remarks(self, column):
        if not self.chance(0.15):
            return [""] if self.chance(0.05) else []
        return [" " * (column + self.random.choice([0, 0, 2])) + f"# note {self.random.randint(0, 99)}: {{x}} - y"]

    def remark(self):
        return f"  # why {self.random.randint(0, 99)}" if self.chance(0.12) else ""

    def quoted(self, text):
        if self.chance(0.5):
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def names(self):
        count = self.random.choice([1, 1, 2, 3, 4])
        names = self.random.sample(["app", "name", "key", "effect", "spec", "a/b", "ä", "x y", "env"], count)
        style = self.random.random()
        return [self.quoted(name) if style < 0.15 else name for name in names]

    def anchor(self):
        if not self.chance(0.06):
            return ""
        name = f"a{len(self.anchors)}"
        return f"&{name} "

    def scalar(self, *, flow=False):
        if self.anchors and self.chance(0.1):
            return f"*{self.random.choice(self.anchors)}" + (" " if flow else "")
        anchor = self.anchor()
        text = self.quoted(self.random.choice(WORDS)) if self.chance(0.4) else self.random.choice(PLAIN)
        if anchor:
            self.anchors.append(anchor[1:-1])
        return anchor + text

    def flow(self):
        self.depth += 1
        names = self.names() if self.depth < 4 and self.chance(0.9) else []
        parts = [(name, self.flow() if self.chance(0.2) else self.scalar(flow=True)) for name in names]
        self.depth -= 1
        comma = self.random.choice([", ", ", ", ","])
        pad = self.random.choice(["", " "])
        if self.chance(0.3):
            items = [value for _, value in parts]
            return f"[{comma.join(items)}]"
        inner = comma.join(f"{name}: {value}" for name, value in parts)
        return f"{{{pad}{inner}{pad}}}" if inner else "{}"

    def spread(self, column):
        """Return something in brackets with one thing a line, the first line without its indentation."""
        lines = ["{"]
        names = self.names()
        for number, name in enumerate(names):
            comma = "," if number + 1 < len(names) or self.chance(0.3) else ""
            lines.append(f"{' ' * (column + 2)}{name}: {self.scalar(flow=True)}{comma}{self.remark()}")
        return [*lines, f"{' ' * column}}}"]

    def mapping(self, column):
        self.depth += 1
        lines = []
        for name in self.names():
            lines += self.remarks(column) if lines else []
            lines += self.entry(name, column)
        self.depth -= 1
        return lines

    def entry(self, name, column):
        kind = self.random.random()
        head = f"{' ' * column}{name}:"
        if kind < 0.4 or self.depth > 4:
            return [f"{head} {self.scalar()}{self.remark()}"]
        if kind < 0.5:
            return [f"{head} {self.flow()}{self.remark()}"]
        if kind < 0.54:
            first, *others = self.spread(column)
            return [f"{head} {first}", *others[:-1], others[-1] + self.remark()]
        if kind < 0.6:
            return [f"{head}{self.remark()}"]
        if kind < 0.67:
            header = self.random.choice(["|", ">", "|-", "|+", ">2-"])
            text = " " * (column + 2)
            body = [f"{text}run # x", f"{text}- y", "", f"{text}{{a: b}}"][: self.random.choice([1, 2, 4])]
            return [f"{head} {header}{self.remark()}", *body, *([""] if self.chance(0.2) else [])]
        if kind < 0.83:
            inside = self.mapping(column + self.step)
            return [f"{head}{self.mark()}{self.remark()}", *inside]
        inside = self.sequence(column + self.dash)
        return [f"{head}{self.mark() if self.dash else ''}{self.remark()}", *inside]

    def mark(self):
        """Name what has been written just now; nothing inside may use it, which holds as it is complete."""
        anchor = self.anchor().strip()
        if not anchor:
            return ""
        self.anchors.append(anchor[1:])
        return f" {anchor}"

    def sequence(self, column):
        self.depth += 1
        lines = []
        gap = self.random.choice([" ", " ", "   "])
        for _ in range(self.random.choice([1, 1, 2, 3])):
            lines += self.remarks(column) if lines else []
            kind = self.random.random()
            dash = f"{' ' * column}-"
            if kind < 0.3 or self.depth > 4:
                lines.append(f"{dash}{gap}{self.scalar()}{self.remark()}")
            elif kind < 0.45:
                lines.append(f"{dash}{gap}{self.flow()}{self.remark()}")
            elif kind < 0.5:
                first, *others = self.spread(column + 2)
                lines += [f"{dash} {first}", *others]
            elif kind < 0.55:
                lines.append(f"{dash}{self.remark()}")
            else:
                inside = column + 1 + len(gap)
                first, *others = self.mapping(inside) if kind < 0.9 else self.sequence(inside)
                lines += [f"{dash}{gap}{first.lstrip()}", *others]
        self.depth -= 1
        return lines
