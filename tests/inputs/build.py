"""Files in a working directory, and what is found of them."""

import io
import subprocess
from pathlib import Path

from dslint.config import Options, Resolver
from dslint.inputs import documents
from dslint.inputs.discover import find
from dslint.inputs.fragments import Fragments
from dslint.inputs.tree import Input
from dslint.inputs.worktree import WorkTree
from dslint.source.text import SourceText

DAEMONSET = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n"
WITH_IMAGE = f"{DAEMONSET}spec: {{template: {{spec: {{containers: [{{name: x, image: y}}]}}}}}}\n"


def read(item, *limit):
    """Read one input as the first that is read."""
    return WorkTree().read(item, *limit)


def write(name, text="x"):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def inputs(*paths, **said):
    return list(find(WorkTree(), paths, Resolver(Options(**said))))


def shown(*paths, **said):
    return [item.shown for item in inputs(*paths, **said)]


def git(*arguments, cwd="."):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "protocol.file.allow=always")
    subprocess.run(("git", *identity, *arguments), cwd=cwd, check=True, capture_output=True, timeout=120)


def item(name):
    return Input(str(Path(name).absolute()), name, explicit=False)


class Stdin:
    def __init__(self, data):
        self.buffer = io.BytesIO(data)


def read_daemon_sets(source):
    """Return all DaemonSets of a text."""
    return [ds for document in documents.read(source) for ds in documents.daemon_sets(document)]


def fragment(path, fragments=None, *, stdin=False):
    """Return what the first DaemonSet of a file is a part of, or whether it is whole."""
    source = SourceText.decode(str(path), Path(path).read_bytes())
    find_one = (fragments or Fragments(WorkTree())).finder(item(path)._replace(stdin=stdin))
    found = [find_one(document, ds) for document in documents.read(source) for ds in documents.daemon_sets(document)]
    assert found
    return found[0]
