"""Code blocks of Markdown files, and consoles in them that are run for real.

A block ```` ```console ```` holds commands behind ``$ `` and what each prints, stdout and stderr as they come; so does
one between ``<pre>`` and ``</pre>``. A block ```` ```yaml NAME ```` is a file that the commands find.
"""

import html
import os
import re
import subprocess
import sys
from typing import NamedTuple

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
PRE = re.compile(r"^<pre>\n(?P<body>.*?)^</pre>$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    info: str
    body: str
    start: int
    end: int


def blocks(text):
    for found in FENCE.finditer(text):
        yield Block(found["info"].strip(), found["body"], found.start("body"), found.end("body"))


def environment():
    """Return an environment in which the output depends on nobody's settings, with our own dslint first."""
    kept = {name: value for name, value in os.environ.items() if name in {"HOME", "LANG", "LC_ALL", "TMPDIR"}}
    return kept | {"PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])}


def replay(console, folder):
    """Return a console as it looks when its commands are run one after the other in a folder."""
    out, code = [], 0
    for line in console.splitlines():
        if not line.startswith("$ "):
            continue
        done = subprocess.run(
            ["bash", "-c", f"(exit {code})\n{line[2:]}"],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        code = done.returncode
        out.append(f"{line}\n{done.stdout}")
    return "".join(out)


def replayed(text, folder):
    """Return a Markdown text with every console as it looks when it is run; files are written on the way."""
    done, at = [], 0
    for block in blocks(text):
        kind, _, name = block.info.partition(" ")
        if kind == "console":
            done += [text[at : block.start], replay(block.body, folder)]
            at = block.end
        elif kind == "yaml" and name:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
    fenced = "".join([*done, text[at:]])
    return PRE.sub(
        lambda found: f"<pre>\n{html.escape(replay(html.unescape(found['body']), folder), quote=False)}</pre>", fenced
    )
