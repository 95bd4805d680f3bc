from dslint.errors import ConfigError, UsageError
from dslint.render.problem import render
from dslint.render.style import Style
from dslint.source.text import SourceText, Span

TEXT = "select: [ALL]\n\n# old\nignores: [DS302]\n"


def located(**more):
    at = TEXT.index("ignores")
    return ConfigError(
        'unknown key "ignores"; did you mean "ignore"?',
        source=SourceText("dslint.yaml", TEXT),
        span=Span(at, at + len("ignores")),
        **more,
    )


def test_a_mistake_in_a_file_is_shown_where_it_stands():
    assert "".join(render(located(), Style())) == (
        'error: dslint.yaml:4:1: unknown key "ignores"; did you mean "ignore"?\n'
        "  |\n"
        "4 | ignores: [DS302]\n"
        "  | ^^^^^^^\n"
    )


def test_a_hint_follows_the_place():
    assert "".join(render(located(hint="remove it"), Style())).endswith("  | ^^^^^^^\n  = help: remove it\n")


def test_a_mistake_without_a_place_is_a_line_with_its_hint_below():
    assert "".join(render(UsageError("no such thing", hint="name another"), Style())) == (
        "error: no such thing\nhelp: name another\n"
    )


def test_colour_marks_the_word_and_the_carets():
    text = "".join(render(located(), Style(color=True)))
    assert text.startswith("\x1b[1;31merror\x1b[0m: dslint.yaml:4:1: ")
    assert "\x1b[1;31m^^^^^^^\x1b[0m" in text


def test_hostile_text_is_escaped():
    source = SourceText("a\x1b[2J", "x: \x1b]0;owned\x07")
    error = ConfigError("bad \x1b[2J", source=source, span=Span(3, 4), hint="\x1b")
    text = "".join(render(error, Style()))
    assert all(char.isprintable() or char == "\n" for char in text)
    assert r"1 | x: \x1b]0;owned\x07" in text
