"""From a stream of text to DaemonSets whose every field knows its place."""
