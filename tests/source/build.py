"""A finding that proposes some changes, where nothing else about it matters."""

from dslint.finding import Finding, Fix
from dslint.source.location import Location
from dslint.source.text import SourceText, Span


def finding(*changes):
    at = Location(SourceText("x", ""), Span(0, 0), "", "")
    return Finding("DS000", "n", "error", "m", at, fix=Fix("t", "safe", changes))
