"""The machine behind DS1 and DS399: the API server's answers as hits, at exact places, in our words and its own.

An error of the server goes from left to right; ``routes`` is the table that leads it::

    answers ─► routes ─► describe (translate) ─► enrich ─► fixes

``types`` tells of values that the server cannot decode, ``unknown`` of fields that it does not know.
"""
