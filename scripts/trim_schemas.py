"""Trim the JSON Schema of DaemonSet out of the ``kubernetes-validate`` package, for every Kubernetes version it knows.

``schemas/kubernetes/<minor>/daemonset.json`` holds what an apps/v1 DaemonSet can reach and nothing that only people
read: no descriptions, no patch strategies. One definition stands on each line, sorted, so that the difference between
two versions is the difference between two files. The package is needed to run this script, never to run dslint.

Usage: ``python scripts/trim_schemas.py`` writes the files; ``--check`` only says whether they are current (exit code 1
if they are not).
"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = "io.k8s.api.apps.v1.DaemonSet"
TARGET = Path(__file__).resolve().parent.parent / "schemas" / "kubernetes"
KEPT = (
    "$ref",
    "type",
    "format",
    "enum",
    "required",
    "items",
    "properties",
    "additionalProperties",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
)
# The source says `oneOf: [string or null, number or null]`, which forbids null by the letter: both branches match it.
REWRITTEN: dict[str, dict[str, Any]] = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number", "null"]},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer", "null"]},
}


def sources() -> dict[str, Path]:
    """Return minor version -> definitions file of the package; raises SystemExit where it is not installed."""
    spec = find_spec("kubernetes_validate")
    if spec is None or spec.origin is None:
        raise SystemExit("kubernetes-validate is not installed: pip install -e '.[dev]'")
    folders = (Path(spec.origin).parent / "kubernetes-json-schema").glob("v*-local-strict")
    minors = {folder.name.removeprefix("v").rsplit(".", 1)[0]: folder / "_definitions.json" for folder in folders}
    return dict(sorted(minors.items()))


def trim(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with only what decides about values, in a fixed order."""
    kept: dict[str, Any] = {}
    for keyword in KEPT:
        if keyword not in schema:
            continue
        value = schema[keyword]
        if keyword == "properties":
            value = {name: trim(value[name]) for name in sorted(value)}
        elif isinstance(value, dict):
            value = trim(value)
        elif keyword in {"required", "enum"}:
            value = sorted(value)
        kept[keyword] = value
    return kept


def references(schema: Any) -> set[str]:
    """Return the names of the definitions that a schema points at."""
    if isinstance(schema, list):
        return {name for item in schema for name in references(item)}
    if not isinstance(schema, dict):
        return set()
    found = {name for value in schema.values() for name in references(value)}
    if isinstance(schema.get("$ref"), str):
        found.add(schema["$ref"].rpartition("/")[2])
    return found


def closure(definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the trimmed definitions that ``ROOT`` reaches, sorted by name."""
    reached: dict[str, Any] = {}
    pending = {ROOT}
    while pending:
        name = pending.pop()
        reached[name] = REWRITTEN.get(name) or trim(definitions[name])
        pending |= references(reached[name]) - reached.keys()
    return dict(sorted(reached.items()))


def text(minor: str, definitions: dict[str, Any]) -> str:
    """Return the content of one schema file: one definition per line."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"DaemonSet (apps/v1) of Kubernetes {minor}",
        "$ref": f"#/$defs/{ROOT}",
    }
    lines = [f"{json.dumps(key)}:{json.dumps(value)}" for key, value in head.items()]
    entries = [f"{json.dumps(name)}:{json.dumps(it, separators=(',', ':'))}" for name, it in definitions.items()]
    return "{\n" + ",\n".join(lines) + ',\n"$defs":{\n' + ",\n".join(entries) + "\n}}\n"


def main(argv: list[str]) -> int:
    """Write the schema files, or compare them with what would be written."""
    stale = []
    for minor, source in sources().items():
        wanted = text(minor, closure(json.loads(source.read_bytes())["$defs"]))
        path = TARGET / minor / "daemonset.json"
        if path.is_file() and path.read_text(encoding="utf-8") == wanted:
            continue
        stale.append(minor)
        if "--check" not in argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
    if "--check" not in argv:
        print(f"{len(stale)} schema files written")
        return 0
    print(f"stale: {', '.join(stale)} (run scripts/trim_schemas.py)" if stale else "schema files are current")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
