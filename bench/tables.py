"""How much memory and time tables of a million findings take, in both formats; the limit is 500 MB.

python bench/tables.py [FINDINGS]

The findings are those of a small run, under one path after the other, made one at a time: what is measured is writing.
Each format is written in a process of its own, whose peak is told.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 500


def write(form: str, count: int) -> None:
    from dslint.run import check_paths
    from dslint.tables.columns import FINDINGS
    from dslint.tables.rows import tables
    from dslint.tables.save import save_folder

    examples = Path(__file__).parents[1] / "examples" / "fleet" / "clusters"
    report = check_paths([str(examples)])
    few = list(tables(report, None)[FINDINGS])
    path = [column.name for column in FINDINGS.columns].index("path")
    rows = (
        (*row[:path], f"clusters/{number}/agents.yaml", *row[path + 1 :])
        for number, row in enumerate(few * (count // len(few) + 1))
        if number < count
    )
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        save_folder(form, folder, {FINDINGS: rows})
        seconds = time.process_time() - begin
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{form:>7}  {count:,} findings  {peak} MB at most (limit {LIMIT})  {seconds:.1f} s of CPU  {size:,} bytes")
    sys.exit(peak > LIMIT)


def main() -> None:
    if sys.argv[1:2] == ["--write"]:
        write(sys.argv[2], int(sys.argv[3]))
    count = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    codes = [
        subprocess.run([sys.executable, __file__, "--write", form, count], check=False, timeout=900).returncode
        for form in ("jsonl", "parquet")
    ]
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
