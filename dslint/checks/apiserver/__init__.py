"""The machine behind DS1 and DS399: the API server's answers as hits, at exact places, in our words and its own."""
