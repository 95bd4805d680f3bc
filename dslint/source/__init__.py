"""Text with exact places: what a file says and where it says it."""
