"""Many seeded mutants held against what holds of every text: ``python -m tests.fuzz.campaign 50000``."""

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

from tests.fuzz.examples import texts
from tests.fuzz.mutator import mutant
from tests.fuzz.properties import fixed, hold
from tests.fuzz.styles import hold_styles

SCHEMA_EVERY, FIX_EVERY, STYLES_EVERY = 21, 10, 500


def case(seed, folder):
    """Hold everything against the mutant of one seed, some of it now and then, and return the mutant."""
    text = mutant(seed, texts())
    hold(text, schema=seed % SCHEMA_EVERY == 0)
    if seed % FIX_EVERY == 0 and "\0" not in text:
        fixed(text, folder)
    if seed % STYLES_EVERY == 0:
        hold_styles(texts()[seed // STYLES_EVERY % len(texts())], folder)
    return text


def campaign(count, seed, folder):
    """Return the seeds of the cases that fail, each with what is wrong."""
    failed = []
    for number in range(seed, seed + count):
        try:
            case(number, folder)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is
            place = traceback.extract_tb(error.__traceback__)[-1]
            failed.append((number, f"{type(error).__name__}: {str(error)[:200]} ({place.filename}:{place.lineno})"))
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0, help="the first one; the others follow")
    parser.add_argument("--show", action="store_true", help="print the mutants of the seeds that fail")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ".git").mkdir()
        failed = campaign(arguments.count, arguments.seed, Path(folder))
    for seed, what in failed:
        sys.stdout.write(f"seed {seed}: {what}\n")
        if arguments.show:
            sys.stdout.write(f"{mutant(seed, texts())!r}\n")
    sys.stdout.write(f"{arguments.count} cases from seed {arguments.seed}: {len(failed)} failed\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
