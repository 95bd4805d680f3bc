"""What happens at the edges of the process: pipes, terminals, signals, encodings."""

import json
import os
import signal
import subprocess
import sys
from io import StringIO

import pytest

from dslint.cli.progress import Progress
from tests.cli.manifests import BAD, GOOD
from tests.cli.process import environment

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")
COMMAND = (sys.executable, "-m", "dslint", "check")


@pytest.mark.parametrize(
    ("env", "arguments", "color"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"CLICOLOR_FORCE": "1"}, (), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
        ({}, ("--color", "always"), True),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
        ({"FORCE_COLOR": "1"}, ("--color", "never"), False),
    ],
)
def test_colour_is_decided_for_each_stream(process, tree, env, arguments, color):
    (tree / "a.yaml").write_text(BAD)
    done = process("check", "a.yaml", *arguments, **env)
    assert ("\x1b[1;31merror[DS101 " in done.out) is color
    failed = process("check", "a.yaml", "--select", "nonsense", *arguments, **env)
    assert ("\x1b[1;31merror\x1b[0m: " in failed.err) is color


@POSIX
def test_on_a_terminal_findings_are_coloured_and_the_rest_is_by_its_own_stream(tree):
    import pty

    (tree / "a.yaml").write_text(BAD)
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "a.yaml"],
        cwd=tree,
        env=environment(TERM="xterm"),
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
        timeout=120,
    )
    os.close(theirs)
    out = b""
    while chunk := _read(ours):
        out += chunk
    assert out.startswith(b"\x1b[1;31merror[DS101 unmatched-selector]\x1b[0m: ")
    assert b"\x1b" not in done.stderr
    assert done.returncode == 1


def _read(fd):
    try:
        return os.read(fd, 4096)
    except OSError:  # Linux says so when the other side has closed
        return b""


@POSIX
def test_a_reader_that_goes_away_is_no_error(tree):
    (tree / "a.yaml").write_text(BAD * 1 + "".join(f"---\n{BAD}" for _ in range(300)))
    with subprocess.Popen(["head", "-n", "1"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as reader:
        done = subprocess.run(
            [*COMMAND, "a.yaml", "-q"],
            cwd=tree,
            env=environment(),
            stdout=reader.stdin,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
        assert reader.wait(timeout=120) == 0  # it did read a line
    assert (done.returncode, done.stderr) == (1, b"")


@POSIX
@pytest.mark.parametrize(
    "arguments", [("rules",), ("--help",), ("check", "--help"), ("explain", "DS101"), ("--version",)]
)
def test_no_command_minds_a_closed_pipe(tree, arguments):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "dslint", *arguments],
        cwd=tree,
        env=environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=120,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_a_job_that_cannot_be_done(tree):
    (tree / "a.yaml").write_text(BAD)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "a.yaml"],
            cwd=tree,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[0] == "error: cannot write to <stdout>: No space left on device"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("a.yaml",), ("--frobnicate",), ("nowhere.yaml",)], ids=" ".join)
def test_where_nobody_can_be_told_the_exit_code_still_tells(tree, arguments):
    (tree / "a.yaml").write_text(BAD)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=tree, env=environment(), stderr=full, check=False, timeout=120
        )
    assert done.returncode == 2


@POSIX
def test_closed_standard_streams_are_no_error(tree):
    (tree / "a.yaml").write_text(BAD)
    shell = f'"{sys.executable}" -m dslint check a.yaml <&- >&- 2>&-'
    assert subprocess.run(["sh", "-c", shell], cwd=tree, env=environment(), check=False, timeout=120).returncode == 1


@POSIX
def test_an_interrupt_ends_with_130_and_no_word(tree):
    code = (
        "import os, signal, dslint.run\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # whoever runs the tests may ignore interrupts
        "def check_paths(*_, **__):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    signal.pause()\n"
        "dslint.run.check_paths = check_paths\n"
        "from dslint.cli import main\n"
        "main(['check', '.'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tree, env=environment(), capture_output=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGINT, b"", b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_what_a_stream_cannot_encode_is_shown_as_an_escape(process, tree, encoding):
    (tree / "a.yaml").write_text(BAD.replace("agnet", "日本"), encoding="utf-8")
    done = process("check", "a.yaml", PYTHONIOENCODING=encoding)
    assert done.code == 1
    assert "\\u65e5\\u672c" in done.out


def test_hostile_names_reach_no_stream_raw(process, tree):
    evil = "\x1b[2J\u202e"
    (tree / f"{evil}.yaml").write_text(
        BAD.replace("agnet", '"\\e[2J"').replace("name: agent\n", 'name: "a\\e[2J"\n', 1)
    )
    for form in ("full", "concise", "json"):
        done = process("check", ".", "--output-format", form, "-v")
        assert done.code == 1
        assert "\x1b" not in done.out + done.err
        assert "\u202e" not in done.out + done.err


@POSIX
def test_a_name_that_is_not_utf8_can_be_shown(process, tree):
    name = os.fsencode(tree) + b"/a\xff.yaml"
    try:
        with open(name, "wb") as file:
            file.write(BAD.encode())
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    for form in ("full", "concise", "json"):
        done = process("check", ".", "--output-format", form)
        assert done.code == 1
        assert "a\\xff.yaml" in (json.loads(done.out)["findings"][0]["path"] if form == "json" else done.out)


def test_progress_is_silent_for_a_second_and_leaves_no_trace():
    now = 0.0
    stream = StringIO()
    progress = Progress(stream, lambda: now)
    progress(1)
    now = 0.9
    progress(2)
    progress.clear()
    assert stream.getvalue() == ""
    for now, count in ((1.0, 3), (1.05, 4), (1.2, 5)):  # noqa: B007 - the clock reads it
        progress(count)
    assert stream.getvalue() == "\r3 files\r5 files"
    progress.clear()
    assert stream.getvalue() == "\r3 files\r5 files\r\x1b[K"


def test_progress_is_for_terminals_that_somebody_watches(monkeypatch):
    class Terminal(StringIO):
        def isatty(self):
            return True

    monkeypatch.delenv("PRE_COMMIT", raising=False)
    monkeypatch.setattr(sys, "stderr", StringIO())
    assert Progress.wanted() is None
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert Progress.wanted() is not None
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert Progress.wanted() is None


def test_a_clean_file_says_nothing_on_standard_output(process, tree):
    (tree / "a.yaml").write_text(GOOD)
    assert process("check", "a.yaml", "--color", "always").out == ""
