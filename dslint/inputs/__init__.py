"""From paths to DaemonSets: which files there are, on the disk or at a Git revision, and what is in them."""
