"""Each line of what Helm prints is mapped to the line of a template that has to be changed to change it."""

import os
import subprocess

import pytest

from dslint.inputs.rendering import helm
from dslint.inputs.rendering.charts import Chart, Target
from dslint.inputs.worktree import WorkTree
from dslint.source.text import Span
from tests.rendering.made import CONSTRUCTS, chart, write

EVERY = os.environ.get("DSLINT_RENDERERS") == "all"
PROOFS = 1_000 if EVERY else 2
RANDOM = {"random"}  # of what is new at each render the lines that differ have no origin
# the twin of a template has a name of its own
OTHERWISE = {"template-name": 1, "random": 1}


def render(folder):
    return Chart(WorkTree(), str(folder), folder.name).render(Target(str(folder), folder.name))


def helm_template(folder):
    command = ["helm", "template", "release-name", str(folder)]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()


def lines_of(rendered):
    """Return the lines of the documents that are not blank, each with its number and origin."""
    found, text = [], rendered.text
    for one in helm.documents(text):
        at = one.span.start
        for line in text[one.span.start : one.span.end].split("\n"):
            start = at + len(line) - len(line.lstrip())
            if line.strip():
                found.append((rendered.place(at).line, rendered.where(Span(start, at + len(line)))))
            at += len(line) + 1
    return found


@pytest.mark.parametrize("name", CONSTRUCTS)
@pytest.mark.usefixtures("renderers")
def test_every_line_has_an_origin_that_changes_it(name, tmp_path):
    folder = tmp_path / "agent"
    write(folder, chart(name))
    rendered = render(folder)
    found = lines_of(rendered)

    plain = helm_template(folder)
    assert len(rendered.text.splitlines()) == len(plain.splitlines())
    assert name in RANDOM or rendered.text == plain
    unknown = [line for line, origin in found if origin is None]
    assert len(unknown) == OTHERWISE.get(name, 0)

    mapped = [(line, origin) for line, origin in found if origin is not None]
    proofs = [_proof(folder, rendered, found, *one) for one in mapped[:: max(len(mapped) // PROOFS, 1)]]
    assert name in RANDOM or (all(one is not False for one in proofs) and True in proofs)


def _proof(folder, rendered, found, line, origin):
    """Tell whether a comment behind the origin of a line changes that line, or one of those of the same action.

    ``None`` where none may stand there.
    """
    path = folder / os.path.relpath(origin.source.path, folder.name)
    text = path.read_bytes().decode()
    at = rendered.stretch(rendered.starts[line - 1] + len(rendered.line(line)) - 1).origin.span.end
    path.write_bytes(f"{text[:at]} # changed{text[at:]}".encode())
    try:
        changed = helm_template(folder)
    except subprocess.CalledProcessError:
        return None
    finally:
        path.write_bytes(text.encode())
    lines = zip(rendered.text.split("\n"), changed.split("\n"), strict=False)
    differ = {number for number, (one, other) in enumerate(lines, 1) if one != other}
    return bool(differ & {line, *(number for number, other in found if other == origin)})
