"""How long all report formats at once take beside JSON alone, and how much memory.

python bench/reports.py FOLDER [ROUNDS]
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from dslint.render import FORMATS


def measure(folder: str, names: Sequence[str], place: Path) -> tuple[float, int]:
    reports = [word for name in names for word in ("--report", f"{name}={place / name}")]
    begin = perf_counter()
    command = [sys.executable, "-m", "dslint", "check", folder, "-q", "--exit-zero", "--no-config", *reports]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)
    return perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> None:
    folder, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as name:
        for label, names in {"json": ("json",), "all": FORMATS}.items():
            times, most = [], 0
            for _ in range(rounds):
                seconds, most = measure(folder, names, Path(name))
                times.append(seconds)
            size = sum((Path(name) / one).stat().st_size for one in names)
            print(f"{label:>5}  {min(times):.2f} s  {most} MiB at most  {size:,} bytes")


if __name__ == "__main__":
    main()
