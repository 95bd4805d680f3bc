"""No regular expression of dslint takes for ever: hostile text that nearly fits one fails at once.

Each is given what makes a backtracking matcher try every way to cut a text, 40 times: 2**40, if there are two.
"""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

import dslint
from dslint.pattern import pattern

# what people repeat, and what repeats in expressions
PIECES = [
    *"aA0 \t\n\r#-_./:,$%@&!\\\"'{}<([;",
    "\r\n", "# ", "#\n", "# \r\n", "#a\r", " \n", "a.", "a/", "a-", "/a", "a:", "a b ", "--",
    "---\n", "...", "0.", "1e", "{{", "}}", "${", "__", "sh ", " ;", "||",
]  # fmt: skip
ENDS = ["\x00", "\n\x00", "z"]
TIMES = 40
SECONDS = 120  # of the processor, which other work on the machine does not take from it
PATIENCE = 1800  # so that a test ends where a system knows no such limit


LATE = pattern  # a class, that a type checker takes for a function
METHODS = ("compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer")


def expressions():
    """Yield the compiled expressions of all modules, and texts that look like one, compiled on first use."""
    for module in pkgutil.walk_packages(dslint.__path__, "dslint."):
        if module.name.endswith("__main__"):
            continue
        try:
            loaded = importlib.import_module(module.name)
        except ImportError:  # of an extra that is not installed
            continue
        for name, value in vars(loaded).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value
            elif isinstance(value, LATE):
                yield f"{module.name}.{name}", re.compile(value.pattern, value._flags)
            elif name.startswith("_") and isinstance(value, str) and LOOKS_LIKE_ONE.search(value):
                yield from compiled(f"{module.name}.{name}", value)
        for node in ast.walk(ast.parse(Path(loaded.__file__).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
                text = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
                if getattr(node.func.value, "id", "") == "re" and isinstance(text, (str, bytes)):
                    yield from compiled(f"{module.name}:{node.lineno}", text)


LOOKS_LIKE_ONE = re.compile(r"[*+?]\)|\(\?|\][*+]|\\[sdwS][*+]")


def compiled(name, text):
    try:
        yield name, re.compile(text)
    except re.error:  # it is none
        return


def hold(expression):
    for start, piece, end in product(["", "\n"], PIECES, ENDS):
        text = start + piece * TIMES + end
        given = text.encode() if isinstance(expression.pattern, bytes) else text
        for method in (expression.match, expression.fullmatch, expression.search):
            method(given)


def test_no_expression_takes_for_ever():
    found = dict(expressions())
    assert len(found) > 300
    assert "dslint.source.chunks._END" in found
    done = subprocess.run(
        [sys.executable, "-c", f"{BOUND}from tests.fuzz import test_expressions as it; it.hold_all()"],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-200:]
    assert set(done.stdout.split()) == set(found)


BOUND = f"""
try:
    import resource
except ImportError:
    pass
else:
    resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
"""


def hold_all():
    """Hold every expression, and name each that is done: the one that is not is the next."""
    for name, expression in expressions():
        hold(expression)
        print(name, flush=True)  # noqa: T201 - for the test, which reads it


MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: agent}}
spec:
  selector: {{matchLabels: {{app: agent}}}}
  template:
    metadata: {{labels: {{app: agent}}}}
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: r.example/agent:1
          args: ["{argument}"]
          resources: {{limits: {{memory: "{amount}"}}}}
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("kind: DaemonSet\n...\n" + "# " * 400 + "\nb: 1\n", id="many hashes behind the end of a document"),
        pytest.param("---\r\n" + "# c\r\n" * 400 + "kind: DaemonSet\r\n", id="many comments that end with CR LF"),
        pytest.param(MANIFEST.format(argument=" " * 100_000 + "x", amount="1Gi"), id="a long blank argument"),
        pytest.param(MANIFEST.format(argument="-port" * 50_000, amount="1Gi"), id="a long flag"),
        pytest.param(MANIFEST.format(argument="x", amount="0" * 100_000 + "x"), id="a long amount"),
    ],
)
def test_what_nearly_fits_is_checked_in_a_moment(text, tmp_path):
    manifest = tmp_path / "agent.yaml"
    manifest.write_text(text, encoding="utf-8", newline="")
    run = [sys.executable, "-c", f"{BOUND}from dslint.__main__ import main; main()"]
    arguments = ["check", "--select", "ALL", str(manifest)]
    done = subprocess.run([*run, *arguments], capture_output=True, check=False, timeout=PATIENCE)
    assert done.returncode in (0, 1), done.stderr[-500:]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not bound what a process may take of the processor")
def test_what_takes_for_ever_ends():
    bound = BOUND.replace(f"({SECONDS}, {SECONDS})", "(1, 1)")
    done = subprocess.run(
        [sys.executable, "-c", f"{bound}import re; re.match('(a|a)*b', 'a' * 60)"],
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode < 0
