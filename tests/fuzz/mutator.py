"""Seeded mutants of texts: of bytes, tokens and lines, and two texts spliced together."""

import re
from random import Random

# what YAML, JSON, templates and DaemonSets are made of, and what has broken readers
TOKENS = [
    ": ", "- ", "> ", "- - ? ? ", "{ ", "} ", "[ ", "] ", ", ", '" ', "' ", "# ", "&a ", "*a ", "!!map ",
    "!!binary ", "!!str ", "! ", "<<: *a", "| ", "> ", "|+ ", ">- ", "--- ", "... ", "%YAML 1.2", "\\x44",
    "\\u0044", "\\", "~", "null", "true", "yes", "0x1F", "0o17", "017", "1e999", ".nan", ".inf", "1_000",
    "2024-01-01", "12:30:45", "{{ .Values.x }}", "{{", "}}", "${X}", "__X__", "DaemonSet", "daemonset", "kind",
    "apiVersion", "apps/v1", "metadata", "spec", "template", "selector", "matchLabels", "tolerations", "containers",
    "hostPort", "nodeSelector", "items", "List", "# dslint: ignore[DS302] x", "# dslint: ignore",
    "# dslint: ignore-file",
]  # fmt: skip
ODD = ["\r", "\r\n", "\t", "\0", "\x1b[31m", "\u202e", "\ufeff", "\u2028", "\x85", "é", "\U0001f600", "\ud7ff", " " * 9]
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def mutant(seed, texts):
    """Return one of the texts after one to six changes; the same for the same seed."""
    random = Random(seed)  # noqa: S311 - to be made again
    text = random.choice(texts)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        text = random.choice(_WAYS)(random, text, texts)
    return text[: 64 * 1024]


def _characters(random, text, _):
    at = random.randrange(len(text) + 1)
    what = random.choice((*ODD, chr(random.randrange(32, 127)), ""))
    return text[:at] + what + text[at + random.randrange(3) :]


def _tokens(random, text, _):
    spans = [found.span() for found in _TOKEN.finditer(text)]
    if not spans:
        return random.choice(TOKENS)
    start, end = random.choice(spans)
    there = text[start:end]
    other = text[slice(*random.choice(spans))]
    return text[:start] + random.choice((*TOKENS, "", other, there + there, there + " ", " " + there)) + text[end:]


def _lines(random, text, texts):
    lines = text.splitlines(keepends=True) or [""]
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines[at:at] = lines[other : other + random.randrange(1, 4)]
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = " " * random.choice((1, 2, 4)) + lines[at]
        case 4:
            lines[at] = lines[at].removeprefix(random.choice((" ", "  ", "    ")))
        case _:
            lines.insert(at, random.choice(random.choice(texts).splitlines(keepends=True) or ["\n"]))
    return "".join(lines)


def _splice(random, text, texts):
    other = random.choice(texts)
    return text[: random.randrange(len(text) + 1)] + other[random.randrange(len(other)) :]


def _streams(random, text, texts):
    return text + random.choice(("---\n", "\n---\n", "...\n", "---", "--- #\n", "\r---\r")) + random.choice(texts)


def _ends(random, text, _):
    return text.replace("\n", random.choice(("\r\n", "\r", "\n\n", " \n", "\n  ")))


_WAYS = (_characters, _characters, _tokens, _tokens, _tokens, _lines, _lines, _splice, _streams, _ends)
