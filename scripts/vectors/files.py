"""Manifests in files, for those who make other inputs of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path


def texts(paths: list[Path]) -> list[str]:
    """Return the texts of files, and of manifests in folders."""
    found = [path for given in paths for path in (sorted(given.rglob("*")) if given.is_dir() else [given])]
    return [path.read_text(encoding="utf-8-sig") for path in found if path.suffix in {".yaml", ".yml", ".json"}]


def daemonsets(text: str) -> list[dict[str, Any]]:
    """Return the DaemonSets of a text, as JSON; none of a text that cannot be read."""
    try:
        documents = [json.loads(json.dumps(it)) for it in yaml.safe_load_all(text)]
    except (TypeError, ValueError, yaml.YAMLError):
        return []
    kinds = ("apps/v1", "DaemonSet")
    return [it for it in documents if isinstance(it, dict) and (it.get("apiVersion"), it.get("kind")) == kinds]
