"""The parts of the HTML page of ``dslint coverage``, and the style and the script that go into it."""
