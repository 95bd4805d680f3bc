import os
from io import StringIO

import pytest

from dslint.render.style import NARROWEST, UNBOUNDED, Style, style_of, wants_color


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("choice", "environ", "terminal", "color"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"TERM": "xterm"}, True, True),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": "0"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_the_flag_wins_over_the_environment_and_that_over_the_stream(choice, environ, terminal, color):
    assert wants_color(choice, environ, terminal=terminal) is color


def test_each_stream_is_asked_for_itself():
    assert style_of(Terminal(), environ={"COLUMNS": "77"}) == Style(color=True, width=77, terminal=True)
    assert style_of(StringIO(), environ={}) == Style(color=False, width=UNBOUNDED, terminal=False)


@pytest.mark.parametrize(("columns", "width"), [("77", 77), ("5", NARROWEST), ("0", UNBOUNDED), ("wide", UNBOUNDED)])
def test_a_width_that_makes_no_sense_is_not_taken(columns, width):
    assert style_of(StringIO(), environ={"COLUMNS": columns}).width == width


def test_a_terminal_tells_its_width():
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 66, 0, 0))
    with os.fdopen(theirs, "w") as stream:
        assert style_of(stream, environ={}) == Style(color=True, width=66, terminal=True)
    os.close(ours)


def test_a_closed_stream_is_no_terminal():
    stream = StringIO()
    stream.close()
    assert style_of(stream, environ={}) == Style(color=False, width=UNBOUNDED, terminal=False)


def test_nothing_is_painted_without_colour():
    assert Style().paint("text", "error") == "text"
    assert Style(color=True).paint("text", "error") == "\x1b[1;31mtext\x1b[0m"
    assert Style(color=True).paint("", "error") == ""
