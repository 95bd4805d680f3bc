"""The same properties under a fuzzer that is led by coverage, which begins with our examples.

``pip install atheris``, which is no dependency, then ``python -m tests.fuzz.atheris_target -max_total_time=300``.
"""

import sys
import tempfile
from pathlib import Path

from tests.fuzz.examples import texts
from tests.fuzz.properties import hold


def one_input(data):
    """Hold everything against the text that some bytes are."""
    hold(data.decode("utf-8", "replace"))


def main():
    import atheris

    for text in texts()[:40]:
        hold(text)  # imports what is imported late
    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as corpus:
        for number, text in enumerate(texts()):
            (Path(corpus) / str(number)).write_text(text, encoding="utf-8")
        atheris.Setup([*sys.argv, corpus, "-max_len=8192", "-timeout=30"], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
