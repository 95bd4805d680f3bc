"""Where dslint still answers differently from the v1.36.2 API server, case by case, with the reason.

A case listed here must fail: the day it passes, its test does not, and its line goes.
"""

REASONS = {}
