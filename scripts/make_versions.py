"""Write the versions of ``dslint/kube/versions.py`` into files that cannot ask it: guides and the schema of settings.

Usage: ``python scripts/make_versions.py``.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dslint.kube.versions import DEFAULT, KNOWN, NEWEST, OLDEST, VERIFIED  # noqa: E402 - found through the line above

# Of each guide the sentence that names versions.
SENTENCES = {
    "docs/exactness.md": "before 1.{OLDEST} and after 1.{NEWEST}. The behaviour is verified against 1.{VERIFIED};",
    "docs/quickstart.md": "Without a setting dslint answers for Kubernetes 1.{DEFAULT},",
}
SCHEMA = "schemas/config.schema.json"


def texts() -> dict[str, str]:
    """Return what each file should say, by its path below the checkout; raises SystemExit where a sentence is gone."""
    guides = {path: guide(path, _read(path)) for path in SENTENCES}
    return {**guides, SCHEMA: schema(_read(SCHEMA))}


def guide(path: str, text: str) -> str:
    """Return a guide with the versions in its sentence brought up to date."""
    sentence = SENTENCES[path]
    said = sentence.format(DEFAULT=DEFAULT, NEWEST=NEWEST, OLDEST=OLDEST, VERIFIED=VERIFIED)
    current, found = re.subn(re.sub(r"\\{[A-Z]+\\}", r"\\d+", re.escape(sentence)), lambda _: said, text)
    if found != 1:
        raise SystemExit(f"{path}: expected once: {said}")
    return current


def schema(text: str) -> str:
    """Return the configuration's schema with the versions and ranges that a target can be."""
    loaded = json.loads(text)
    loaded["$defs"]["version"] = {
        "anyOf": [
            {"type": "string", "pattern": _pattern()},
            {"type": "number", "enum": [float(f"1.{minor}") for minor in KNOWN]},
        ],
    }
    return json.dumps(loaded, indent=2, ensure_ascii=False) + "\n"


def _pattern() -> str:
    """Return a regular expression for one version, or for a range that ends no earlier than it starts."""
    ranges = [f"{_one_of(minor)}\\s*\\.\\.\\s*{_one_of(*range(minor, NEWEST + 1))}" for minor in KNOWN]
    return f"^\\s*(?:{'|'.join([_one_of(*KNOWN), *ranges])})\\s*$"


def _one_of(*minors: int) -> str:
    """Return a regular expression for one of some minor versions, as ``dslint.kube.versions.parse`` reads them."""
    return rf"v?1\.(?:{'|'.join(map(str, minors))})(?:\.[0-9]+)?\+?(?:[-+][0-9A-Za-z.+-]+)?"


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def main() -> None:
    """Write the files."""
    for path, text in texts().items():
        (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
        print(path)


if __name__ == "__main__":
    main()
