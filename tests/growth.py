"""How much work something is, as a count that every machine agrees on, and how much room it takes."""

import gc
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


def size(*of):
    """Return how many bytes some objects and all that they lead to take, classes and functions apart."""
    seen, pending, total = set(), list(of), 0
    while pending:
        one = pending.pop()
        if id(one) not in seen and not isinstance(one, type) and not callable(one):
            seen.add(id(one))
            total += sys.getsizeof(one)
            pending += gc.get_referents(one)
    return total
