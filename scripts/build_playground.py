"""Make the playground: one static folder, in which dslint runs in the browser and asks no other origin for anything.

``build_playground.py OUT``; it takes Pyodide from the npm package, whose hash is known, or from ``--pyodide FOLDER``.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import os
import shutil
import string
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "playground"
sys.path[:0] = [str(ROOT), str(SOURCES)]

import yaml  # noqa: E402
from page import Playground  # noqa: E402

import dslint  # noqa: E402
from dslint.catalogue.example import complete  # noqa: E402
from dslint.catalogue.index import INDEX, built_index, contents, load_rules  # noqa: E402
from dslint.catalogue.rule import Rule  # noqa: E402
from dslint.catalogue.selection import ALWAYS_ON, BLOCKS  # noqa: E402
from dslint.compiled import dumps  # noqa: E402
from dslint.inventory.profiles import NAMES  # noqa: E402
from dslint.kube.versions import DEFAULT, KNOWN  # noqa: E402
from dslint.render.page.document import asset  # noqa: E402

VERSION = "314.0.7"
INTEGRITY = "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
PAGES = ("style.css", "app.js", "client.js", "editor.js", "share.js", "worker.js")
# what the page has no use for: commands, other formats, what starts other programs
LEFT_OUT = ("dslint/cli", "dslint/lsp", "dslint/reduce", "dslint/tables", "dslint/rules/")
FIRST = {"profile": "profile:kubeadm"}
STARTS = {"first": "A node agent with three mistakes", "coverage": "Four agents on nine nodes"}
EPOCH = (1980, 1, 1, 0, 0, 0)


def fetch(folder: Path) -> Path:
    """Return the folder of the npm package, which is put below another; raises SystemExit where it cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not there; install Node, or give --pyodide FOLDER")
    command = [npm, "pack", f"pyodide@{VERSION}", "--silent", "--prefer-offline"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    packed = folder / f"pyodide-{VERSION}.tgz"
    if done.returncode or not packed.is_file():
        raise SystemExit(f"npm cannot fetch pyodide {VERSION}: {done.stderr.strip()[-300:]}")
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != INTEGRITY:
        raise SystemExit(f"pyodide {VERSION} is not what it was: sha512-{digest}")
    with tarfile.open(packed) as archive:
        for name in RUNTIME:
            archive.extract(f"package/{name}", folder)
    return folder / "package"


def archive() -> Iterator[tuple[str, bytes]]:
    """Yield the files that Python needs in the browser, by name: dslint, what it is asked through, and PyYAML."""
    yield "page.py", (SOURCES / "page.py").read_bytes()
    own = {"dslint": ROOT / "dslint", "dslint/schemas/kubernetes": ROOT / "schemas" / "kubernetes"}
    for name, base in {**own, "yaml": Path(yaml.__file__).parent}.items():
        for path in sorted(base.rglob("*")):
            inside = f"{name}/{path.relative_to(base).as_posix()}"
            wanted = path.suffix in {".py", ".json", ".yaml"} and "__pycache__" not in path.parts
            if wanted and not inside.startswith(LEFT_OUT):
                yield inside, path.read_bytes()
    index = built_index(str(ROOT / "rules"))
    yield f"dslint/rules/{INDEX}", dumps(index)


def write_archive(path: Path) -> None:
    """Write them as a zip that is the same whenever it is made of the same files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, data in archive():
            out.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)


def examples() -> dict[str, dict[str, Any]]:
    """Return what can be chosen: two to start with, and what each rule's file shows as bad."""
    coverage = ROOT / "examples" / "coverage"
    found: dict[str, dict[str, Any]] = {
        "first": {"text": (SOURCES / "example.yaml").read_text("utf-8"), **FIRST},
        "coverage": {
            "text": (coverage / "daemonsets.yaml").read_text("utf-8"),
            "nodes": (coverage / "nodes.yaml").read_text("utf-8"),
        },
    }
    for rule in load_rules():
        bad = next((one for one in contents(rule.path).get("examples", ()) if "bad" in one), None)
        if bad is not None:
            text = complete(bad["bad"], bad.get("target")).text
            found[rule.name] = {"text": text, "config": bad.get("config", ""), **_on(rule)}
    return found


def _on(rule: Rule) -> dict[str, list[str]]:
    return {} if rule.default else {"on": [rule.id]}


def page(said: dict[str, Any], covered: dict[str, Any], known: dict[str, Any], size: int, docs: str) -> str:
    """Return index.html with the result for the first example in it."""
    rules = load_rules()
    more = ""
    if docs:
        more = (
            f'What it knows: <a href="{escape(docs)}/rules/">its rules</a>, <a href="{escape(docs)}/">the manual</a>.'
        )
    starts = "".join(_option(name, title) for name, title in STARTS.items())
    by_rule = "".join(_option(one.name, f"{one.id} {one.name}") for one in rules if one.name in known)
    profiles = {"": "none", **{f"profile:{name}": f"like {name}" for name in NAMES}, "own": "my own (below)"}
    fields = {
        "docs": escape(docs),
        "more": more,
        "examples": f'<optgroup label="To start with">{starts}</optgroup><optgroup label="Rules">{by_rule}</optgroup>',
        "versions": "".join(_option(f"1.{one}", f"1.{one}", f"1.{DEFAULT}") for one in reversed(KNOWN)),
        "profiles": "".join(_option(name, title, FIRST["profile"]) for name, title in profiles.items()),
        "rules": "".join(_fieldsets(rules)),
        "manifest": escape(known["first"]["text"]),
        "summary": escape(said["summary"]),
        "findings": said["html"],
        "coverage": covered["html"],
        "safe": said["safe"],
        "fixable": said["fixable"],
        "safe_off": "" if said["safe"] else " disabled",
        "all_off": "" if said["fixable"] else " disabled",
        "tool_version": dslint.__version__,
        "pyodide": VERSION,
        "size": f"{size / 1e6:.1f} MB",
        "first": json.dumps(said["marks"]).replace("<", "\\u003c"),
    }
    return string.Template((SOURCES / "index.html").read_text("utf-8")).substitute(fields)


def _option(value: str, title: str, chosen: str = "") -> str:
    selected = " selected" if chosen and value == chosen else ""
    return f'<option value="{escape(value)}"{selected}>{escape(title)}</option>'


def _fieldsets(rules: list[Rule]) -> Iterator[str]:
    for block, (_, title) in BLOCKS.items():
        inside = [rule for rule in rules if rule.id.startswith(block)]
        if not inside:
            continue
        yield f"<fieldset><legend>{escape(title)}</legend>\n"
        for rule in inside:
            on = {"on": " checked", "partly": " data-partly"}.get(rule.shown_default, "")
            fixed = " disabled" if rule.id in ALWAYS_ON else ""
            box = f'<input type="checkbox" value="{rule.id}"{on}{fixed}>'
            yield f'<label title="{escape(rule.summary)}">{box} {rule.id} {rule.name}</label>\n'
        yield "</fieldset>\n"


def weigh(folder: Path) -> int:
    """Return how many bytes go over the wire where a server compresses."""
    return sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in folder.rglob("*") if path.is_file())


def build(out: Path, runtime: Path, docs: str) -> int:
    """Write the folder and return how many bytes it is, compressed."""
    shutil.rmtree(out, ignore_errors=True)
    (out / "pyodide").mkdir(parents=True)
    for name in RUNTIME:
        shutil.copyfile(runtime / name, out / "pyodide" / name)
    for name in PAGES:
        shutil.copyfile(SOURCES / name, out / name)
    (out / "findings.css").write_text(asset("findings.css"), encoding="ascii")
    (out / "coverage.css").write_text(asset("page.css") + asset("intent.css"), encoding="ascii")
    write_archive(out / "dslint.zip")
    known = examples()
    (out / "examples.json").write_text(json.dumps(known, separators=(",", ":")), encoding="ascii")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # where the manifest is, as it is in the browser
        playground = Playground(docs)
        said = playground.check({**known["first"], "version": f"1.{DEFAULT}"})
        covered = playground.cover({})
        os.chdir(ROOT)
    text = page(said, covered, known, weigh(out), docs)
    (out / "index.html").write_text(text, encoding="utf-8")
    return weigh(out)


def main() -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder to write; what is in it goes")
    parser.add_argument("--pyodide", type=Path, help=f"the npm package pyodide {VERSION}, unpacked")
    parser.add_argument("--docs", default="", help="where the manual is, as seen from the page, such as ..")
    given = parser.parse_args()
    out = given.out.resolve()
    with tempfile.TemporaryDirectory() as folder:
        size = build(out, given.pyodide.resolve() if given.pyodide else fetch(Path(folder)), given.docs)
    print(f"{out}: {size / 1e6:.1f} MB compressed")


if __name__ == "__main__":
    main()
