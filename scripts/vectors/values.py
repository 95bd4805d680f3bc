"""The values that fields and texts are made of: valid ones for fields that need some, and odd ones for all."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def values() -> dict[str, Any]:
    """Return the values by kind; ``fields`` and ``smallest`` are by the name of a field and of a type."""
    loaded: dict[str, Any] = json.loads((HERE / "values.json").read_text(encoding="utf-8"), object_hook=_repeated)
    return loaded


@cache
def texts() -> dict[str, list[str]]:
    """Return pieces of YAML by kind."""
    loaded: dict[str, list[str]] = json.loads((HERE / "texts.json").read_text(encoding="utf-8"))
    return loaded


def _repeated(value: dict[str, Any]) -> Any:
    """Make a long text of ``{"$repeat": [piece, times]}``."""
    if value.keys() != {"$repeat"}:
        return value
    piece, times = value["$repeat"]
    return piece * times
