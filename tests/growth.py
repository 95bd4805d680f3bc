"""How much work something is, as a count that every machine agrees on."""

import sys

MOST = 2.2
"""How many times the work may grow where the input doubles."""


def calls(function, *arguments, **named):
    """Return how many functions are called meanwhile, those written in C and steps of generators included."""
    total = 0

    def count(_frame, event, _arg):
        nonlocal total
        total += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        function(*arguments, **named)
    finally:
        sys.setprofile(None)
    return total
