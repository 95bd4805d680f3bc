"""The process: ``dslint``, ``kubectl dslint`` and ``python -m dslint``."""

import gc

# imports and manifests leave next to no cycles behind, and looking for them takes a thirtieth of a start
gc.disable()

try:
    from dslint.cli import main
except KeyboardInterrupt:  # as ``main`` itself ends, without a word
    raise SystemExit(130) from None

if __name__ == "__main__":
    main()
