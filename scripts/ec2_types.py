"""Write dslint/inventory/ec2_types.txt from Karpenter's page of instance types.

Usage: ``python scripts/ec2_types.py website/content/en/docs/reference/instance-types.md``, of a checkout of
aws/karpenter-provider-aws. Each line is a family and its architecture, then of each size cores, MiB, pods.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TABLE = Path(__file__).parents[1] / "dslint" / "inventory" / "ec2_types.txt"


def main() -> None:
    """Write the table."""
    families: dict[tuple[str, str], list[str]] = {}
    for section in re.split(r"^### `", Path(sys.argv[1]).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        facts = dict(re.findall(r"^ \|([^|]+)\|([^|]*)\|$", section, flags=re.MULTILINE))
        family, _, size = section[: section.index("`")].partition(".")
        cpu, memory = (facts[f"karpenter.k8s.aws/instance-{name}"] for name in ("cpu", "memory"))
        families.setdefault((family, facts["kubernetes.io/arch"]), []).append(f"{size}:{cpu}:{memory}:{facts['pods']}")
    lines = [" ".join([family, arch, *sizes]) for (family, arch), sizes in sorted(families.items())]
    TABLE.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
