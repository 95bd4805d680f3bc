"""Print what other programs say of the mistakes in docs/compare.

Usage: ``python scripts/compare.py 'COMMAND {}'...``. A manifest there has one mistake, in the line that ends in
``# mended:`` and what it would be without it. Each command is run with the manifest and with its mended twin in
the place of ``{}``; what it prints of the first and not of the second is what it has to say of the mistake. Numbers
do not count: those of lines, and the time of day, differ by themselves.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

MANIFESTS = Path(__file__).resolve().parent.parent / "docs" / "compare"
MENDED = re.compile(r"^( *)(.*?)  # mended: (.*)$", re.MULTILINE)


def twins(path: Path) -> tuple[str, str]:
    """Return a manifest as it is and as it would be without its mistake, both without the remark."""
    text = path.read_text(encoding="utf-8")
    return MENDED.sub(r"\1\2", text), MENDED.sub(r"\1\3", text)


def said(command: str, text: str) -> list[str]:
    """Return the lines that a command prints of a manifest."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "manifest.yaml"
        path.write_text(text, encoding="utf-8")
        words = [str(path) if word == "{}" else word for word in shlex.split(command)]
        done = subprocess.run(
            words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=300
        )
    return [line.replace(folder, "") for line in (done.stdout + done.stderr).splitlines()]


def only(lines: list[str], others: list[str]) -> list[str]:
    """Return the lines that the others do not have, or have less often, numbers apart."""
    left = Counter(re.sub(r"\d+", "0", line) for line in others)
    found = []
    for line in lines:
        key = re.sub(r"\d+", "0", line)
        left[key] -= 1
        found += [line] if left[key] < 0 else []
    return found


def main(commands: list[str]) -> None:
    """Run the commands and print what each says of each mistake."""
    for path in sorted(MANIFESTS.glob("*.yaml")):
        print(path.name)
        for command in commands:
            mistaken, mended = (said(command, text) for text in twins(path))
            found = [line for line in only(mistaken, mended) if line.strip()]
            print(f"  {shlex.split(command)[0]}:" + ("" if found else " nothing"))
            print(*(f"    {line}\n" for line in found), sep="", end="")


if __name__ == "__main__":
    main(sys.argv[1:])
