"""Files in the folder that a test stands in, and what a run finds in them, with every place."""

import os


def write(name, text):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def found(report):
    return [(f.path, f.rule, *f.at.start) for f in sorted(report.findings, key=lambda one: one.sort_key())]
