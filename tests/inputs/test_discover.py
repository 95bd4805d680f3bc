import io
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dslint.config import Options, Resolver
from dslint.errors import ConfigError, InputError, UsageError
from dslint.inputs import discover, documents, gitfiles
from dslint.inputs.discover import Input, TooLarge, Unreadable, find, read_bytes


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in [name for name in os.environ if name.startswith(("GIT_", "DSLINT_"))]:
        monkeypatch.delenv(name)


def write(name, text="x"):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def inputs(*paths, **said):
    options = Options(**said)
    return list(find(paths, options=options, resolver=Resolver(options)))


def shown(*paths, **said):
    return [item.shown for item in inputs(*paths, **said)]


def git(*arguments, cwd="."):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "protocol.file.allow=always")
    subprocess.run(("git", *identity, *arguments), cwd=cwd, check=True, capture_output=True, timeout=120)


@pytest.fixture(params=["walked", "listed by Git"])
def _both(request):
    """Run a test in a plain folder and in a work tree: the same files are found."""
    if request.param != "walked":
        git("init", "-q")


@pytest.mark.usefixtures("_both")
def test_manifests_below_a_folder_are_found_in_order():
    for name in ("b.yaml", "a.yml", "c/d.json", "c.yaml", "c/e/f.yaml", "g.txt", "yaml", "h.yaml.bak", ".i.yaml"):
        write(name)
    assert shown(".") == [".i.yaml", "a.yml", "b.yaml", "c.yaml", "c/d.json", "c/e/f.yaml"]
    assert shown("c") == ["c/d.json", "c/e/f.yaml"]
    assert all(not item.explicit for item in inputs("."))


@pytest.mark.usefixtures("_both")
def test_hidden_folders_are_skipped_unless_named():
    write(".github/a.yaml")
    write("x/.cache/b.yaml")
    write("x/.cache/y/c.yaml")
    assert shown(".") == []
    assert shown(".github", "x/.cache") == [".github/a.yaml", "x/.cache/b.yaml", "x/.cache/y/c.yaml"]


@pytest.mark.usefixtures("_both")
def test_everything_is_everything_but_git_itself():
    write(".github/a.yaml")
    write("build/b.yaml")
    write(".gitignore", "build/\n")
    write(".git/c.yaml")
    assert shown(".", no_ignore=True) == [".github/a.yaml", "build/b.yaml"]


@pytest.mark.usefixtures("_both")
def test_each_file_comes_once_however_it_is_named():
    write("x/a.yaml")
    write("x/b.yaml")
    found = inputs("x/b.yaml", "x", "./x/../x/a.yaml", str(Path("x/a.yaml").absolute()), "x/b.yaml", ".")
    assert [(item.shown, item.explicit) for item in found] == [("x/b.yaml", True), ("x/a.yaml", True)]


@pytest.mark.usefixtures("_both")
def test_links_to_files_are_followed_and_links_to_folders_are_not():
    write("x/a.yaml")
    Path("b.yaml").symlink_to("x/a.yaml")
    Path("y").symlink_to("x")
    Path("y.yaml").symlink_to("x")
    Path("broken.yaml").symlink_to("nowhere")
    Path("self.yaml").symlink_to("self.yaml")
    assert shown(".") == ["b.yaml", "x/a.yaml"]
    assert shown("y") == ["y/a.yaml"]


@pytest.mark.usefixtures("_both")
def test_a_loop_of_folders_ends():
    write("x/a.yaml")
    Path("x/up").symlink_to("..")
    Path("x/round").symlink_to("../x")
    assert shown(".") == ["x/a.yaml"]
    assert shown(".", no_ignore=True) == ["x/a.yaml"]


@pytest.mark.usefixtures("_both")
def test_what_is_no_regular_file_is_passed_over():
    os.mkfifo("a.yaml")
    Path("b.yaml").mkdir()
    write("b.yaml/c.yaml")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("d.yaml")
        Path("e.yaml").symlink_to("/dev/null")
        assert shown(".") == ["b.yaml/c.yaml"]


@pytest.mark.usefixtures("_both")
def test_names_that_are_not_utf8_are_found_read_and_shown_with_escapes():
    Path(os.fsdecode(b"\xff\n.yaml")).write_bytes(b"x")
    Path("é.yaml").write_bytes(b"y")
    found = inputs(".")
    assert [item.shown for item in found] == ["é.yaml", "\\xff\n.yaml"]
    assert [read_bytes(item) for item in found] == [b"y", b"x"]


@pytest.mark.usefixtures("_both")
def test_a_very_deep_tree_is_walked():
    here = os.getcwd()
    for _ in range(1200):
        os.mkdir("d")
        os.chdir("d")
    write("a.yaml")
    os.chdir(here)
    deepest = "d/" * 1200 + "a.yaml"
    assert shown(".") == [deepest]
    subprocess.run(["rm", "-rf", "d"], check=True, timeout=120)


def test_what_git_ignores_is_skipped():
    git("init", "-q")
    for name in ("a.yaml", "build/b.yaml", "x/c.yaml", "x/d.yaml", "forced.yaml"):
        write(name)
    write(".gitignore", "build/\nforced.yaml\n")
    write("x/.gitignore", "/d.yaml\n")
    git("add", "-f", "forced.yaml")
    assert shown(".") == ["a.yaml", "forced.yaml", "x/c.yaml"]
    assert shown("x") == ["x/c.yaml"]
    assert shown("x/d.yaml") == ["x/d.yaml"]


def test_a_folder_that_git_ignores_is_looked_at_when_named():
    git("init", "-q")
    write("build/chart/a.yaml")
    write(".gitignore", "build/\n")
    assert shown("build") == ["build/chart/a.yaml"]
    assert shown("build/chart") == ["build/chart/a.yaml"]
    assert shown(".") == []


def test_an_empty_folder_in_a_work_tree_has_nothing():
    git("init", "-q")
    Path("x").mkdir()
    assert shown("x") == []


def test_tracked_files_that_are_gone_or_replaced_are_not_found():
    git("init", "-q")
    for name in ("a.yaml", "x/b.yaml", "y/c.yaml", "z.yaml"):
        write(name)
    git("add", ".")
    Path("a.yaml").unlink()
    Path("x/b.yaml").unlink()
    Path("x").rmdir()
    Path("x").symlink_to("y")
    Path("z.yaml").unlink()
    Path("z.yaml").mkdir()
    assert shown(".") == ["y/c.yaml"]


def test_submodules_and_repositories_inside_are_looked_at_with_their_own_ignores():
    git("init", "-q", "other")
    write("other/a.yaml")
    write("other/ignored.yaml")
    write("other/.gitignore", "ignored.yaml\n")
    git("add", ".", cwd="other")
    git("commit", "-qm", "x", cwd="other")
    git("init", "-q", "main")
    git("submodule", "--quiet", "add", "../other", "sub", cwd="main")
    write("main/sub/ignored.yaml")
    write("main/sub/new.yaml")
    git("init", "-q", "main/inner")
    write("main/inner/b.yaml")
    write("main/inner/.hidden/c.yaml")
    git("init", "-q", "main/.hidden")
    write("main/.hidden/d.yaml")
    os.chdir("main")
    assert shown(".") == ["inner/b.yaml", "sub/a.yaml", "sub/new.yaml"]
    git("submodule", "deinit", "-f", "sub")
    assert shown(".") == ["inner/b.yaml"]


def test_a_submodule_whose_repository_is_broken_is_walked():
    git("init", "-q")
    git("init", "-q", "sub")
    write("sub/a.yaml")
    git("add", "a.yaml", cwd="sub")
    git("commit", "-qm", "x", cwd="sub")
    git("add", "sub")
    subprocess.run(["rm", "-rf", "sub/.git"], check=True, timeout=120)
    for broken in ("file", "folder"):
        if broken == "file":
            write("sub/.git", "gitdir: /nowhere\n")
        else:
            Path("sub/.git").unlink()
            Path("sub/.git").mkdir()
        assert shown("sub") == ["sub/a.yaml"]
        assert shown(".") == ["sub/a.yaml"]


def test_git_is_asked_once_and_only_inside_a_work_tree(monkeypatch):
    asked = []
    monkeypatch.setattr(gitfiles, "listed", asked.append)
    for number in range(30):
        write(f"x/{number}/a.yaml")
    assert len(inputs("x")) == 30
    assert asked == []
    Path(".git").mkdir()
    assert len(inputs("x")) == 30
    assert len(inputs("x/1/a.yaml")) == 1
    assert asked == [str(Path("x").absolute())]


@pytest.mark.parametrize("way", ["missing", "refusing", "slow", "no executable"])
def test_where_git_does_not_answer_the_folder_is_walked(monkeypatch, way):
    Path(".git").mkdir()
    write("a.yaml")
    write("x/b.yaml")
    Path("bin").mkdir()
    if way == "refusing":
        write("bin/git", "#!/bin/sh\necho 'fatal: detected dubious ownership' >&2\nexit 128\n")
    elif way == "slow":
        write("bin/git", f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
        monkeypatch.setattr(gitfiles, "TIMEOUT", 0.01)
    elif way == "no executable":
        write("bin/git", "")
    if way in ("refusing", "slow"):
        Path("bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", str(Path("bin").absolute()))
    assert shown(".") == ["a.yaml", "x/b.yaml"]


def test_a_hostile_repository_runs_nothing():
    git("init", "-q")
    write("a.yaml")
    git("add", "a.yaml")
    write("evil", "#!/bin/sh\ntouch was-run\n")
    Path("evil").chmod(0o755)
    evil = str(Path("evil").absolute())
    for key in ("core.fsmonitor", "core.pager", "pager.ls-files", "core.sshCommand", "alias.ls-files", "core.editor"):
        git("config", key, f"!{evil}" if key.startswith("alias") else evil)
    git("config", "filter.x.clean", evil)
    git("config", "filter.x.process", evil)
    git("config", "core.hooksPath", "hooks")
    write(".gitattributes", "* filter=x\n")
    write("hooks/post-index-change", f"#!/bin/sh\nexec {evil}\n")
    Path("hooks/post-index-change").chmod(0o755)
    os.utime("a.yaml", (1, 1))
    assert shown(".") == ["a.yaml"]
    assert not Path("was-run").exists()
    # the trap works: Git itself, asked without our precautions, springs it
    subprocess.run(["git", "ls-files", "-o"], check=False, capture_output=True, timeout=120)
    assert Path("was-run").exists()


def test_a_repository_cannot_lead_out_of_its_folder(monkeypatch):
    Path("repo/.git").mkdir(parents=True)
    write("outside.yaml")
    write("repo/a.yaml")
    names = ["../outside.yaml", "a/../../outside.yaml", "/etc/x.yaml", "a.yaml", "", "/", "../", "nowhere/"]
    monkeypatch.setattr(gitfiles, "listed", lambda _: names)
    assert shown("repo") == ["repo/a.yaml"]


def test_variables_of_a_hook_do_not_mislead(monkeypatch):
    git("init", "-q")
    write("a.yaml")
    git("init", "-q", "other")
    monkeypatch.setenv("GIT_DIR", str(Path("other/.git").absolute()))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", str(Path("other").absolute()))
    write(".gitignore", "b.yaml\n")
    write("b.yaml")
    assert shown(".") == ["a.yaml"]


def test_a_file_named_explicitly_is_looked_at_whatever_its_name():
    write("agent.txt")
    write(".hidden/x.tpl")
    assert [(item.shown, item.explicit) for item in inputs("agent.txt", ".hidden/x.tpl")] == [
        ("agent.txt", True),
        (".hidden/x.tpl", True),
    ]


def test_paths_are_shown_relative_to_the_working_directory_when_below_it():
    write("x/y/a.yaml")
    write("z/b.yaml")
    outside = str(Path("z").absolute())
    os.chdir("x")
    assert shown("y", "../z", outside) == ["y/a.yaml", f"{outside}/b.yaml"]
    assert [item.path for item in inputs("y")] == [str(Path("y/a.yaml").absolute())]


@pytest.mark.parametrize("path", ["nowhere.yaml", "a.yaml/x", "a\0b", "x" * 300, "loop.yaml", "broken.yaml"])
def test_a_path_that_is_not_there_is_told_when_it_is_read_and_the_others_are_found(path):
    write("a.yaml")
    Path("loop.yaml").symlink_to("loop.yaml")
    Path("broken.yaml").symlink_to("nowhere")
    missing, there = find([path, "a.yaml"], options=Options(), resolver=Resolver())
    assert (missing.explicit, there.shown) == (True, "a.yaml")
    with pytest.raises(Unreadable, match=r"^cannot read .*: [a-z]"):
        read_bytes(missing)


def test_an_empty_path_is_not_the_working_directory():
    write("a.yaml")
    with pytest.raises(InputError, match="cannot read a path that is empty") as caught:
        inputs("")
    assert caught.value.hint == "for the working directory write ."


def test_a_pipe_a_socket_and_a_device_named_explicitly_are_not_read():
    os.mkfifo("a.yaml")
    with pytest.raises(Unreadable, match=r"cannot read a\.yaml: it is a pipe, not a file"):
        read_bytes(*inputs("a.yaml"))
    with pytest.raises(Unreadable, match="cannot read /dev/null: it is a device"):
        read_bytes(*inputs("/dev/null"))
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s")
        with pytest.raises(Unreadable, match="cannot read s: "):
            read_bytes(*inputs("s"))


@pytest.mark.usefixtures("_both")
def test_excluded_files_are_not_found():
    write("dslint.yaml", "exclude: [vendor/, '*.gen.yaml']\n")
    write("sub/dslint.yaml", "exclude: [/old]\n")
    for name in ("a.yaml", "a.gen.yaml", "vendor/b.yaml", "sub/c.gen.yaml", "sub/old/d.yaml", "old/e.yaml"):
        write(name)
    rest = ["a.yaml", "dslint.yaml", "old/e.yaml", "sub/c.gen.yaml", "sub/dslint.yaml"]
    assert shown(".") == rest
    assert shown(".", no_ignore=True) == rest
    assert shown(".", exclude=("old", "dslint.yaml", "sub/c*")) == ["a.yaml"]


def test_an_excluded_file_named_explicitly_is_looked_at_unless_excludes_are_forced():
    write("dslint.yaml", "exclude: [a.yaml]\n")
    write("a.yaml")
    write("b.yaml")
    assert shown("a.yaml", "b.yaml") == ["a.yaml", "b.yaml"]
    assert shown("a.yaml", "b.yaml", force_exclude=True) == ["b.yaml"]
    assert shown(".", "a.yaml") == ["a.yaml", "b.yaml", "dslint.yaml"]


@pytest.mark.parametrize("path", [".", "a.yaml", "empty"])
def test_a_wrong_configuration_is_told_whatever_there_is_to_look_at(path):
    write("dslint.yaml", "ignores: []\n")
    write("a.yaml")
    Path("empty").mkdir()
    with pytest.raises(ConfigError, match='unknown key "ignores"'):
        inputs(path)


def test_a_wrong_option_is_told_even_without_files():
    Path("empty").mkdir()
    with pytest.raises(UsageError, match='unknown rule "zzzzz"'):
        inputs("empty", select=("zzzzz",))


class Stdin:
    def __init__(self, data):
        self.buffer = io.BytesIO(data)


def test_a_dash_is_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Stdin(b"text"))
    (item,) = inputs("-", "-")
    assert (item.shown, item.explicit, item.stdin) == ("<stdin>", True, True)
    assert os.path.dirname(item.path) == os.getcwd()
    assert read_bytes(item) == b"text"


def test_standard_input_may_have_a_name_for_configuration_and_excludes():
    write("deploy/dslint.yaml", "exclude: [x.yaml]\n")
    (item,) = inputs("-", stdin_filename="./deploy/x.yaml")
    assert (item.shown, item.path) == ("deploy/x.yaml", str(Path("deploy/x.yaml").absolute()))
    assert inputs("-", stdin_filename="deploy/x.yaml", force_exclude=True) == []
    assert len(inputs("-", stdin_filename="deploy/y.yaml", force_exclude=True)) == 1


def test_standard_input_and_the_file_it_is_named_after_are_two_inputs():
    write("a.yaml")
    found = inputs(".", "-", stdin_filename="a.yaml")
    assert [(item.shown, item.explicit, item.stdin) for item in found] == [
        ("a.yaml", False, False),
        ("a.yaml", True, True),
    ]


def test_standard_input_is_limited_too(monkeypatch):
    buffer = io.BytesIO(b"x" * 100)
    monkeypatch.setattr(sys, "stdin", Stdin(b""))
    sys.stdin.buffer = buffer
    with pytest.raises(TooLarge, match="cannot read <stdin>: it is larger than 10 bytes"):
        read_bytes(inputs("-")[0], 10)
    assert buffer.tell() == 11


def test_no_standard_input_is_an_error(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(Unreadable, match="bad file descriptor"):
        read_bytes(inputs("-")[0])


def item(name):
    return Input(str(Path(name).absolute()), name, explicit=False)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 300_000])
def test_a_file_is_read_whole(size):
    Path("a.yaml").write_bytes(os.urandom(size))
    assert read_bytes(item("a.yaml")) == Path("a.yaml").read_bytes()


def test_a_file_is_read_in_as_many_steps_as_it_takes(monkeypatch):
    data = os.urandom(5000)
    Path("a.yaml").write_bytes(data)
    real = os.read
    monkeypatch.setattr(os, "read", lambda handle, size: real(handle, min(size, 7)))
    assert read_bytes(item("a.yaml")) == data


def test_a_file_whose_size_is_not_known_is_read():
    assert b"Name:" in read_bytes(Input("/proc/self/status", "status", explicit=True))


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    Path("a.yaml").write_bytes(b"x" * 11)
    assert len(read_bytes(item("a.yaml"), 11)) == 11
    monkeypatch.setattr(os, "read", None)
    with pytest.raises(TooLarge, match=r"cannot read a\.yaml: it is larger than 10 bytes"):
        read_bytes(item("a.yaml"), 10)
    os.truncate("a.yaml", discover.MAX_BYTES + 1)
    with pytest.raises(TooLarge, match="it is larger than 64 MiB"):
        read_bytes(item("a.yaml"))


def test_of_a_file_that_grows_no_more_than_the_limit_is_read(monkeypatch):
    Path("a.yaml").write_bytes(b"x" * 5)
    monkeypatch.setattr(os, "read", lambda _, size: b"x" * size)
    with pytest.raises(TooLarge):
        read_bytes(item("a.yaml"), 100)


def test_a_file_that_vanishes_says_so():
    write("a.yaml")
    (found,) = inputs(".")
    Path("a.yaml").unlink()
    with pytest.raises(Unreadable, match=r"cannot read a\.yaml: no such file or directory") as caught:
        read_bytes(found)
    assert caught.value.gone


def test_an_unreadable_file_says_why(monkeypatch):
    write("a.yaml")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Unreadable) as caught:
        read_bytes(item("a.yaml"))
    assert (caught.value.reason, caught.value.gone) == ("permission denied", False)


def test_a_file_that_breaks_off_says_why_and_is_closed(monkeypatch):
    write("a.yaml")
    before = len(os.listdir("/proc/self/fd"))

    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    with pytest.raises(Unreadable, match="input/output error"):
        read_bytes(item("a.yaml"))
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_pipe_put_in_the_place_of_a_file_is_not_waited_for():
    write("a.yaml")
    (found,) = inputs(".")
    Path("a.yaml").unlink()
    os.mkfifo("a.yaml")
    with pytest.raises(Unreadable, match="it is a pipe, not a file"):
        read_bytes(found)


def test_a_folder_that_cannot_be_listed_is_yielded_for_reading_it_to_say_why(monkeypatch):
    write("a.yaml")
    write("locked/b.yaml")
    real = os.scandir

    def refuse(folder):
        if str(folder).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    found = inputs(".")
    assert [one.shown for one in found] == ["a.yaml", "locked"]
    with pytest.raises(Unreadable):
        read_bytes(found[1])


def test_a_folder_that_vanishes_is_passed_over(monkeypatch):
    write("a.yaml")
    write("gone/b.yaml")
    real = os.scandir

    def vanish(folder):
        if str(folder).endswith("gone"):
            raise FileNotFoundError(2, "No such file or directory")
        return real(folder)

    monkeypatch.setattr(os, "scandir", vanish)
    assert shown(".") == ["a.yaml"]


def test_finding_files_costs_no_look_at_each_for_configuration(monkeypatch):
    for number in range(200):
        write(f"x/{number % 4}/{number}.yaml")
    looked = []
    real = os.stat

    def count(path, *rest, **more):
        looked.append(path)
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "stat", count)
    assert len(inputs("x")) == 200
    assert len(looked) < 40
    assert stat.S_ISDIR(real("x").st_mode)


def test_bytes_and_texts_are_looked_through_for_the_same_words():
    assert tuple(word.decode() for word in discover.MENTIONS) == documents._WORDS
