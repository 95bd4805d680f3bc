"""How long all report formats at once take beside JSON alone, and how much memory.

python bench/reports.py FOLDER [ROUNDS]
"""

import os
import sys
import tempfile

from process import dslint, in_turns, median, ratio

from dslint.render import FORMATS


def main() -> None:
    folder, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as place:
        runs = {"json": ("json",), "all": FORMATS}
        common = [*dslint(), "check", folder, "-q", "--exit-zero", "--no-config"]
        costs = in_turns(
            {
                label: [*common, *(word for name in names for word in ("--report", f"{name}={place}/{name}"))]
                for label, names in runs.items()
            },
            rounds,
        )
        for label, names in runs.items():
            cost, size = median(costs[label]), sum(os.path.getsize(os.path.join(place, name)) for name in names)
            print(f"{label:>5}  {cost.cpu:.2f} s  {cost.peak / 1e6:.0f} MB at most  {size:,} bytes")
        times = ratio(costs["all"], costs["json"])
        print(f"ratio  {times.cpu:.2f} (limit 1.5), memory {times.peak:.2f}")


if __name__ == "__main__":
    main()
