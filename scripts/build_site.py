"""Make the documentation site: the pages of docs/ as they are, schemas, playground, and nothing of another origin.

``build_site.py OUT``; zensical is in the extra ``docs``. ``--playground FOLDER`` takes one that is built already.
"""

from __future__ import annotations

import argparse
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dslint.catalogue.index import contents, load_rules  # noqa: E402
from dslint.catalogue.selection import BLOCKS  # noqa: E402

LINK = re.compile(r"(?<=\]\()(?P<target>[^)#\s]+)(?=[)#])")
FENCE = re.compile(r"^(?P<marks>`{3,})(?P<language>\w+) (?P<name>\S+)$", re.MULTILINE)
BLOCK = re.compile(r"^(?P<marks>`{3,}).*?^(?P=marks)$", re.MULTILINE | re.DOTALL)
OUTSIDE = "repository"  # where the site has files of the repository that pages point at
PAGES = "docs"
INDEX = "      - rules/README.md\n"


class Stage:
    """Copies pages into a folder, with what they point at; links lead to where that is on the site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._done: set[str] = set()

    def add(self, path: str) -> None:
        """Copy a file of the repository, and what it points at, unless that has been done."""
        if path in self._done:
            return
        self._done.add(path)
        target = self.folder / self.place(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith(".md"):
            target.write_text(self._page(path), encoding="utf-8")
        else:
            shutil.copyfile(ROOT / path, target)

    @staticmethod
    def place(path: str) -> str:
        """Return where a file of the repository is on the site."""
        inside = path.removeprefix(f"{PAGES}/")
        if inside != path or path.startswith("schemas/"):
            return inside
        return f"{OUTSIDE}/{path.lstrip('.')}"  # what begins with a dot is often not served

    def _page(self, path: str) -> str:
        text = (ROOT / path).read_text(encoding="utf-8")
        parts, at = [], 0
        for block in BLOCK.finditer(text):
            fence = FENCE.sub(r'\g<marks>\g<language> title="\g<name>"', block[0], count=1)
            parts += [self._linked(path, text[at : block.start()]), fence]
            at = block.end()
        return "".join([*parts, self._linked(path, text[at:])])

    def _linked(self, path: str, text: str) -> str:
        text = re.sub(r"\[([^]]+)\]\(([^)#\s]+)\)", lambda found: self._without_folder(path, found), text)
        return LINK.sub(lambda found: self._target(path, found["target"]), text)

    def _without_folder(self, path: str, link: re.Match[str]) -> str:
        """Return the words of a link to a folder that is no page: a site lists none."""
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), link[2]))
        return link[1] if (ROOT / whole).is_dir() else link[0]

    def _target(self, path: str, target: str) -> str:
        if re.match(r"[a-z]+:", target):
            return target
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if not (ROOT / whole).is_file():
            return target  # the strict build tells it
        self.add(whole)
        return posixpath.relpath(self.place(whole), posixpath.dirname(self.place(path)) or ".")


def stage(folder: Path) -> None:
    """Write the pages, the schemas and a link to the playground on each page of a rule with an example."""
    pages = Stage(folder)
    for path in sorted((ROOT / PAGES).rglob("*")):
        if path.is_file():
            pages.add(path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "schemas").glob("*.json")):
        pages.add(path.relative_to(ROOT).as_posix())
    for rule in load_rules():
        if any("bad" in example for example in contents(rule.path).get("examples", ())):
            page = folder / "rules" / f"{rule.name}.md"
            link = f'<a class="md-button" href="../try/#example={rule.name}">Try it in the playground</a>'
            text = page.read_text(encoding="utf-8").replace("\n## Bad\n", f"\n## Bad\n\n{link}\n", 1)
            page.write_text(text, encoding="utf-8")


def navigation() -> Iterator[str]:
    """Yield the rules as they stand in the navigation, by block."""
    rules = load_rules()
    for block, (_, title) in BLOCKS.items():
        inside = [rule for rule in rules if rule.id.startswith(block)]
        if inside:
            yield f"      - {title}:\n"
            yield from (f"          - {rule.id} {rule.name}: rules/{rule.name}.md\n" for rule in inside)


def redirect(out: Path) -> None:
    """Let the id of a rule lead to its page."""
    for rule in load_rules():
        folder = out / "rules" / rule.id
        folder.mkdir()
        to = escape(f"../{rule.name}/")
        head = f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={to}"><title>{rule.id}</title>'
        (folder / "index.html").write_text(
            f'<!DOCTYPE html>\n<html lang="en">{head}<a href="{to}">{rule.id} {rule.name}</a></html>\n',
            encoding="ascii",
        )


def build(out: Path) -> None:
    """Write the site without the playground; raises SystemExit where zensical says that something is wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        (folder / "mkdocs.yml").write_text(config.replace(INDEX, f"{INDEX}{''.join(navigation())}"), encoding="utf-8")
        stage(folder / PAGES)
        command = [sys.executable, "-m", "zensical", "build", "--strict"]
        done = subprocess.run(command, cwd=folder, check=False, timeout=600, env={**os.environ, "NO_COLOR": "1"})
        if done.returncode:
            raise SystemExit("the site is not built: see above")
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(folder / "site", out)
    redirect(out)


def main() -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder to write; what is in it goes")
    parser.add_argument("--playground", type=Path, help="a playground that is built already")
    given = parser.parse_args()
    out, begin = given.out.resolve(), time.monotonic()
    build(out)
    took = time.monotonic() - begin
    playground = out / "try"
    if given.playground:
        shutil.rmtree(playground)
        shutil.copytree(given.playground, playground)
    else:
        script = str(ROOT / "scripts" / "build_playground.py")
        subprocess.run([sys.executable, script, str(playground), "--docs", ".."], check=True, timeout=600)
    pages = sum(1 for _ in out.rglob("index.html"))
    print(f"{out}: {pages} pages in {took:.1f} s")


if __name__ == "__main__":
    main()
