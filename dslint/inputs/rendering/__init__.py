"""Charts, overlays and releases: rendered by the user's own programs, each line told back to where it is written."""
