"""How much is read at once; docs/limits.md has all that is bounded."""

from __future__ import annotations

# a document, or one item of a list: the tree of a larger one would take gigabytes
LARGEST = 8 * 1024 * 1024
# a file that is to be changed, or of a revision, which are read whole
MAX_BYTES = 64 * 1024 * 1024
# and of a file whose releases of charts are rendered
RELEASES_BYTES = 1024 * 1024
