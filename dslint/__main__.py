"""The process: ``dslint``, ``kubectl dslint`` and ``python -m dslint``."""

import gc

# imports and manifests leave next to no cycles behind, and looking for them takes a thirtieth of a start
gc.disable()

from dslint.cli import main  # noqa: E402 - not before that

if __name__ == "__main__":
    main()
