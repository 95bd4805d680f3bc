"""What ``dslint check`` of charts and overlays costs beside the plain render of the same, which is in it twice or more.

python bench/render.py [--sample N] [--rounds N] FOLDER...

A folder that is neither stands for the charts and overlays below it; with a sample every one of so many, at equal
distances, is taken. What cannot be rendered is named and left out.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which

from process import ENVIRONMENT, Cost, dslint, in_turns, median, run

CHART, KUSTOMIZATION = "Chart.yaml", "kustomization.yaml"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--sample", type=int)
    asked.add_argument("--rounds", type=int, default=5)
    wanted = asked.parse_args()
    found = [one for folder in wanted.folders for one in sorted(_below(folder))]
    if wanted.sample and wanted.sample < len(found):
        found = [found[number * len(found) // wanted.sample] for number in range(wanted.sample)]
    ratios: dict[str, list[float]] = {}
    for folder in found:
        for name, ratio in _compared(folder, wanted.rounds).items():
            ratios.setdefault(name, []).append(ratio)
    for name, of in ratios.items():
        print(f"{len(of)} {name}: {min(of):.1f} to {max(of):.1f}, median {sorted(of)[len(of) // 2]:.1f}")


def _below(folder: Path) -> Iterator[Path]:
    """Yield a chart or an overlay, or those below a folder: charts in charts apart."""
    if (folder / CHART).exists() or (folder / KUSTOMIZATION).exists():
        yield folder
        return
    for path in folder.rglob(CHART):
        if path.parent.parent.name != "charts":
            yield path.parent
    yield from (path.parent for path in folder.rglob(KUSTOMIZATION))


def _compared(folder: Path, rounds: int) -> dict[str, float]:
    """Print how often a folder is rendered, and at what cost; return the ratios to the plain render."""
    is_chart = (folder / CHART).exists()
    plain = ["helm", "template", str(folder), "--kube-version", "1.37.0", "--skip-schema-validation"]
    plain = plain if is_chart else ["kubectl", "kustomize", str(folder)]
    try:
        run(plain)
    except SystemExit:
        print(f"{folder}: cannot be rendered")
        return {}
    check = [*dslint(), "check", str(folder), "--no-config"]
    commands = {
        "plain": plain,
        "start": [*dslint(), "--version"],
        "lines": [*check, "--select", "DS101"],
        "default rules": check,
        "all rules": [*check, "--select", "ALL"],
    }
    costs = in_turns(commands, rounds)
    kind = "charts" if is_chart else "overlays"
    found = {}
    for name in list(commands)[2:]:
        starts = _starts(commands[name])
        ratio = _ratio(costs[name], costs["start"], costs["plain"])
        found[f"{kind}, {name}, ratio of CPU"] = ratio
        found[f"{kind}, {name}, renders"] = starts
        print(f"{folder}: {name}: {starts} renders, {ratio:.1f} times {median(costs['plain']).cpu:.3f} s")
    return found


def _ratio(own: list[Cost], start: list[Cost], plain: list[Cost]) -> float:
    """Return what a command costs without the start of Python, in plain renders: the median over the rounds."""
    ratios = sorted((much.cpu - little.cpu) / one.cpu for much, little, one in zip(own, start, plain, strict=True))
    return ratios[len(ratios) // 2]


def _starts(command: list[str]) -> int:
    """Return how often a command starts helm or kubectl."""
    path = ENVIRONMENT["PATH"]
    with tempfile.TemporaryDirectory() as top:
        log = Path(top, "log")
        log.touch()
        for name in ("helm", "kubectl"):
            script = Path(top, name)
            script.write_text(f"#!/bin/sh\necho {name} >> '{log}'\nexec '{which(name)}' \"$@\"\n", encoding="utf-8")
            script.chmod(0o755)
        ENVIRONMENT["PATH"] = f"{top}{os.pathsep}{path}"
        try:
            run(command)
        finally:
            ENVIRONMENT["PATH"] = path
        return len(log.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
