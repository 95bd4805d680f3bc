"""The program ``policies`` of ``oracle/``: what is asked of it on the command line, and the vectors that it fills."""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectors.oracle import Oracle, OracleError

if TYPE_CHECKING:
    from collections.abc import Iterable

VECTORS = Path(__file__).resolve().parents[2] / "tests" / "conformance" / "vectors"


class Policies:
    """The program of one version, as the command line names it."""

    def __init__(self, version: str, folder: Path) -> None:
        self.version = version
        self.minor = int(version.rpartition(".")[2])
        self._oracle = Oracle(folder / version)

    def ask(self, requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the answers; raises OracleError where the program breaks on a request."""
        answers = self._oracle.ask("policies", list(requests))
        panics = [one["panic"] for one in answers if one.get("panic")]
        if panics:
            raise OracleError(f"policies panics: {panics[0]}")
        return answers

    def record(self, topic: str, found: Any) -> int:
        """Write the vectors of a topic; returns their size. The same answers make the same bytes."""
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        path = VECTORS / self.version / f"{topic}.json.gz"
        path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        return path.stat().st_size


def arguments(description: str) -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubernetes", required=True, metavar="VERSION", help="the minor version")
    parser.add_argument("--oracle", required=True, type=Path, metavar="FOLDER", help="what oracle/build.sh has filled")
    return parser
