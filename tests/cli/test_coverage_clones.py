"""``dslint coverage --since`` in clones that lack something: what is there is enough, or is said to be fetched."""

import os
import subprocess

import pytest

from dslint.inputs import git
from tests.cli.manifests import GOOD

SINCE = ("coverage", "--nodes", "profile:kubeadm", "-q", "--since")


def run(*arguments, cwd):
    options = ("-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *options, *arguments], cwd=cwd, check=True, capture_output=True, timeout=120)
    return done.stdout.decode().strip()


@pytest.fixture
def origin(tree):
    """Return a repository with three commits: a manifest, another beside a file that is none, a change of the first."""
    (tree / "origin").mkdir()
    os.rmdir(tree / ".git")
    run("init", "-q", "-b", "main", cwd=tree / "origin")
    run("config", "uploadpack.allowFilter", "true", cwd=tree / "origin")
    run("config", "uploadpack.allowAnySHA1InWant", "true", cwd=tree / "origin")
    for files in (
        {"a.yaml": GOOD},
        {"b.yaml": GOOD.replace("agent", "other"), "big.bin": "x" * 9999},
        {"a.yaml": GOOD.replace("agent:1.4", "agent:1.5")},
    ):
        for name, text in files.items():
            (tree / "origin" / name).write_text(text)
        run("add", "-A", cwd=tree / "origin")
        run("commit", "-q", "-m", "x", cwd=tree / "origin")
    return tree / "origin"


@pytest.fixture
def clone(origin, tree, monkeypatch):
    def make(*options):
        run("clone", "-q", *options, origin.as_uri(), str(tree / "clone"), cwd=tree)
        monkeypatch.chdir(tree / "clone")
        return tree / "clone"

    return make


def objects(folder):
    return run("count-objects", "-v", cwd=folder)


PARTIAL = "this is a partial clone, and nothing is fetched unasked: git -C {} fetch --refetch --no-filter"
SHALLOW = "this is a shallow clone: git -C {} fetch --unshallow"


@pytest.mark.parametrize(
    ("how", "message", "hint"),
    [
        ("--filter=blob:none", "the repository lacks the contents of HEAD~2:a.yaml", PARTIAL),
        ("--filter=tree:0", "the repository lacks the files of HEAD~2", PARTIAL),
        ("--depth=1", 'no revision "HEAD~2" in {}', SHALLOW),
    ],
)
def test_a_clone_that_lacks_a_revision_says_what_brings_it_and_fetches_nothing(clone, dslint, how, message, hint):
    folder = clone(how)
    before = objects(folder)
    done = dslint(*SINCE, "HEAD~2", ".")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"error: {message.format(folder)}\nhelp: {hint.format(folder)}\n"
    assert objects(folder) == before
    run(*hint.split(": git -C {} ")[1].split(), cwd=folder)
    done = dslint(*SINCE, "HEAD~2", ".")
    assert (done.code, done.err) == (0, "")
    assert "monitoring/other" in done.out


def test_a_partial_clone_may_lack_what_is_no_manifest(clone, dslint):
    folder = clone("--filter=blob:none", "--no-checkout")
    for name in ("a.yaml", "b.yaml"):
        run("checkout", "-q", "HEAD", "--", name, cwd=folder)
    before = objects(folder)
    done = dslint(*SINCE, "HEAD", ".")
    assert (done.code, done.err) == (0, "")
    assert objects(folder) == before


def test_only_manifests_below_the_paths_are_asked_for(clone, dslint):
    folder = clone("--filter=blob:none", "--no-checkout")
    run("checkout", "-q", "HEAD", "--", "b.yaml", cwd=folder)
    assert dslint(*SINCE, "HEAD", "b.yaml").code == 0
    assert dslint(*SINCE, "HEAD", ".").code == 2


@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "another size"])
def test_a_damaged_repository_is_an_error_and_nobody_takes_it_for_a_change(origin, dslint, monkeypatch, harm):
    monkeypatch.chdir(origin)
    name = run("rev-parse", "HEAD~2:a.yaml", cwd=origin)
    path = origin / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    if harm == "missing":
        path.unlink()
    else:
        data = path.read_bytes()
        path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "another size": b"x\x9cK\xca\xc9O"}[harm])
    done = dslint(*SINCE, "HEAD~2", ".")
    assert (done.code, done.out) == (2, "")
    assert "internal error" not in done.err
    assert done.err.endswith("\nhelp: the repository is damaged: git fsck tells what is missing\n")


def test_git_is_asked_for_the_sizes_of_manifests_alone(origin, dslint, monkeypatch):
    monkeypatch.chdir(origin)
    asked, real = [], git.run

    def listening(folder, *arguments, text=b""):
        asked.append((arguments[0], arguments[1:2], text))
        return real(folder, *arguments, text=text)

    monkeypatch.setattr(git, "run", listening)
    assert dslint(*SINCE, "HEAD~1", ".").code == 0
    sizes = [text for name, options, text in asked if (name, options) == ("cat-file", ("--batch-check",))]
    wanted = {run("rev-parse", f"HEAD~1:{name}", cwd=origin) for name in ("a.yaml", "b.yaml")}
    assert [set(text.decode().split()) for text in sizes] == [wanted]
    assert not [arguments for name, arguments, _ in asked if name == "ls-tree" and "-l" in arguments]
