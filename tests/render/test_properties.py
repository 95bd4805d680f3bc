"""Whatever a text holds and wherever places lie in it, every format shows it and none does harm."""

import json

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from dslint.finding import Finding
from dslint.render import FORMATS, renderer
from dslint.render.columns import _cells, show_line
from dslint.render.style import Style
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from tests.render.build import AGENT, CLOSED, report

ALPHABET = st.sampled_from("aab: -#\n\n\r\t\x1b\u0301日🐳\u200d\u2028\ud800\x85")
TEXTS = st.text(ALPHABET, max_size=60) | st.text(max_size=20)
PLACES = st.lists(st.tuples(st.integers(0, 64), st.integers(1, 64), TEXTS), min_size=1, max_size=4)


@given(text=TEXTS, places=PLACES, width=st.integers(40, 60), words=TEXTS, color=st.booleans())
def test_every_format_shows_any_text(text, places, width, words, color):
    source = SourceText(words, text)
    labels = [
        Location(source, Span(min(at, len(text)), min(at, len(text)) + size), said, "") for at, size, said in places
    ]
    found = Finding("X1", "x", "info", words, labels[0], object=AGENT, related=tuple(labels[1:]), why=words, help=words)
    made = report(found, found)
    for name in FORMATS:
        shown = "".join(renderer(name)(made, Style(width=width)))
        assert all(char.isprintable() or char == "\n" for char in shown)
        shown.encode()
        if name == "json":
            data = json.loads(shown)
            jsonschema.Draft202012Validator(CLOSED).validate(data)
            assert data["findings"][0]["message"] == words
        elif color:
            colored = "".join(renderer(name)(made, Style(color=True, width=width)))
            assert colored.replace("\x1b[0m", "").count("\x1b[") == colored.count("\x1b[0m")


@given(text=st.text(ALPHABET.filter(lambda char: char not in "\r\n"), max_size=300), data=st.data())
def test_a_line_is_never_wider_than_asked_and_columns_lie_within_it(text, data):
    width = data.draw(st.integers(30, 90))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    view = show_line(SourceText("", text), 1, start, end, width)
    assert sum(_cells(view.text)[1]) <= width
    columns = [view.column(index) for index in range(len(text) + 1)]
    assert columns == sorted(columns)
    assert 0 <= columns[0] <= columns[-1] <= width
    whole = sum(_cells(text)[1]) <= width
    assert (view.text == "".join(_cells(text)[0])) is whole or text == ""
    if start < len(text) and _cells(text[start])[1][0]:
        assert view.column(start) < view.column(start + 1)  # what is marked is in sight
