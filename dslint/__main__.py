"""The process: ``dslint``, ``kubectl dslint`` and ``python -m dslint``."""

import gc
import os

# imports and manifests leave next to no cycles behind, and looking for them takes a thirtieth of a start
gc.disable()

_TOO_LITTLE = (MemoryError, SystemError)  # the second is what an import makes of the first now and then


def _end() -> None:
    """End with code 2, in few words and without an import: Python itself would end with 1, as findings do."""
    os.write(2, b"error: there is not enough memory for dslint\n")
    os._exit(2)


try:
    from dslint.cli import main as _main
except KeyboardInterrupt:  # as ``main`` itself ends, without a word
    raise SystemExit(130) from None
except _TOO_LITTLE:
    _end()


def main() -> None:
    """Run the command."""
    try:
        _main()
    except _TOO_LITTLE:
        _end()


if __name__ == "__main__":
    main()
