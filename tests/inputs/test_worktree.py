import io
import os
import socket
import sys
from pathlib import Path

import pytest

from dslint.inputs.limits import MAX_BYTES
from dslint.inputs.tree import Input, TooLarge, Unreadable
from tests.inputs.build import Stdin, inputs, item, read, write

pytestmark = pytest.mark.usefixtures("_here")


def test_a_pipe_a_socket_and_a_device_named_explicitly_are_not_read():
    os.mkfifo("a.yaml")
    with pytest.raises(Unreadable, match=r"cannot read a\.yaml: it is a pipe, not a file"):
        read(*inputs("a.yaml"))
    with pytest.raises(Unreadable, match="cannot read /dev/null: it is a device"):
        read(*inputs("/dev/null"))
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s")
        with pytest.raises(Unreadable, match="cannot read s: "):
            read(*inputs("s"))


def test_standard_input_is_limited_too(monkeypatch):
    buffer = io.BytesIO(b"x" * 100)
    monkeypatch.setattr(sys, "stdin", Stdin(b""))
    sys.stdin.buffer = buffer
    with pytest.raises(TooLarge, match="cannot read <stdin>: it is larger than 10 bytes"):
        read(inputs("-")[0], 10)
    assert buffer.tell() == 11


def test_no_standard_input_is_an_error(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(Unreadable, match="bad file descriptor"):
        read(inputs("-")[0])


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 300_000])
def test_a_file_is_read_whole(size):
    Path("a.yaml").write_bytes(os.urandom(size))
    assert read(item("a.yaml")) == Path("a.yaml").read_bytes()


def test_a_file_is_read_in_as_many_steps_as_it_takes(monkeypatch):
    data = os.urandom(5000)
    Path("a.yaml").write_bytes(data)
    real = os.read
    monkeypatch.setattr(os, "read", lambda handle, size: real(handle, min(size, 7)))
    assert read(item("a.yaml")) == data


def test_a_file_whose_size_is_not_known_is_read():
    assert b"Name:" in read(Input("/proc/self/status", "status", explicit=True))


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    Path("a.yaml").write_bytes(b"x" * 11)
    assert len(read(item("a.yaml"), 11)) == 11
    monkeypatch.setattr(os, "read", None)
    with pytest.raises(TooLarge, match=r"cannot read a\.yaml: it is larger than 10 bytes"):
        read(item("a.yaml"), 10)
    os.truncate("a.yaml", MAX_BYTES + 1)
    with pytest.raises(TooLarge, match="it is larger than 64 MiB"):
        read(item("a.yaml"))


def test_of_a_file_that_grows_no_more_than_the_limit_is_read(monkeypatch):
    Path("a.yaml").write_bytes(b"x" * 5)
    monkeypatch.setattr(os, "read", lambda _, size: b"x" * size)
    with pytest.raises(TooLarge):
        read(item("a.yaml"), 100)


def test_a_file_that_vanishes_says_so():
    write("a.yaml")
    (found,) = inputs(".")
    Path("a.yaml").unlink()
    with pytest.raises(Unreadable, match=r"cannot read a\.yaml: no such file or directory") as caught:
        read(found)
    assert caught.value.gone


def test_an_unreadable_file_says_why(monkeypatch):
    write("a.yaml")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Unreadable) as caught:
        read(item("a.yaml"))
    assert (caught.value.reason, caught.value.gone) == ("permission denied", False)


def test_a_file_that_breaks_off_says_why_and_is_closed(monkeypatch):
    write("a.yaml")
    before = len(os.listdir("/proc/self/fd"))

    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    with pytest.raises(Unreadable, match="input/output error"):
        read(item("a.yaml"))
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_pipe_put_in_the_place_of_a_file_is_not_waited_for():
    write("a.yaml")
    (found,) = inputs(".")
    Path("a.yaml").unlink()
    os.mkfifo("a.yaml")
    with pytest.raises(Unreadable, match="it is a pipe, not a file"):
        read(found)
