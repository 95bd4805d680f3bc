"""What ``dslint check CHART`` costs beside the plain ``helm template`` of the same chart, which is in it twice or more.

python bench/render.py CHART... [ROUNDS]
"""

import sys

from process import dslint, in_turns, median


def main() -> None:
    *charts, last = sys.argv[1:] or sys.exit(__doc__)
    rounds = int(last) if last.isdigit() else 5
    for chart in charts if last.isdigit() else [*charts, last]:
        check = [*dslint(), "check", chart, "--no-config"]
        costs = in_turns(
            {
                "plain": ["helm", "template", chart, "--kube-version", "1.37.0"],
                "start": [*dslint(), "--version"],
                "lines": check,
                "everything": [*check, "--select", "ALL"],
            },
            rounds,
        )
        plain = median(costs["plain"]).cpu
        for name in ("lines", "everything"):
            own = [much.cpu - little.cpu for much, little in zip(costs[name], costs["start"], strict=True)]
            ratios = sorted(cpu / one.cpu for cpu, one in zip(own, costs["plain"], strict=True))
            print(f"{chart}: {name} / helm template = {ratios[len(ratios) // 2]:.1f} (helm template {plain:.3f} s)")


if __name__ == "__main__":
    main()
