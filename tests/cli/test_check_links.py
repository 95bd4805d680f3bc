"""``dslint check --fix`` in a repository of a stranger: which files a link may have changed."""

import json
import os

import pytest

import dslint.fix.save as saving
from tests.cli.manifests import OLD

NEW = OLD.replace("beta.kubernetes.io/os", "kubernetes.io/os")
WHY = "the file is a link that leads out of the folder; name it to have it fixed"


@pytest.fixture
def victim(tree):
    """Return a manifest outside the repository that is the working directory."""
    (tree / "outside").mkdir()
    path = tree / "outside" / "victim.yaml"
    path.write_text(OLD)
    (tree / "repo").mkdir()
    (tree / "repo" / ".git").mkdir()
    os.chdir(tree / "repo")
    return path


@pytest.mark.parametrize(
    "options", [["--fix"], ["--fix", "--unsafe-fixes"], ["--add-ignores", "why"], ["--fix", "--add-ignores", "why"]]
)
@pytest.mark.parametrize("target", ["../outside/victim.yaml", "{absolute}", "hop.txt"])
def test_a_link_out_of_the_folder_is_checked_and_its_fix_held_back_and_said(victim, dslint, options, target):
    os.symlink("../outside/victim.yaml", "hop.txt")
    os.symlink(target.format(absolute=victim), "link.yaml")
    done = dslint("check", *options, "--output-format", "concise", ".")
    assert done.code == 1
    assert done.out.startswith("link.yaml:14:9: warning[DS302] ")
    assert f"note: link.yaml:14:9: held back the fix of DS302 (deprecated-node-label): {WHY}\n" in done.err
    assert victim.read_text() == OLD


def test_a_fix_that_the_link_holds_back_is_promised_nowhere(victim, dslint):
    os.symlink(victim, "link.yaml")
    done = dslint("check", ".")
    assert f"= fix held back: {WHY}\n" in done.out
    assert "fixable" not in done.err
    found = json.loads(dslint("check", "--output-format", "json", ".").out)["findings"]
    assert [(one["fix"], one["fixHeldBack"]) for one in found] == [(None, WHY)]
    assert dslint("check", "--diff", ".").out == ""


@pytest.mark.parametrize(
    "named", [["link.yaml"], [".", "link.yaml"], ["../outside/victim.yaml"], ["../outside"], ["link.yaml", "."]]
)
def test_what_is_named_is_fixed_through_a_link_too(victim, dslint, named):
    os.symlink(victim, "link.yaml")
    assert dslint("check", "--fix", *named).code == 0
    assert victim.read_text() == NEW
    assert os.path.islink("link.yaml")


def test_a_link_that_stays_in_the_folder_is_followed(victim, dslint):
    os.mkdir("base")
    (victim.parent.parent / "repo" / "base" / "a.txt").write_text(OLD)
    os.symlink("base/a.txt", "link.yaml")
    assert dslint("check", "--fix", ".").code == 0
    assert (victim.parent.parent / "repo" / "base" / "a.txt").read_text() == NEW


def test_a_folder_that_is_a_link_itself_has_its_files_fixed(victim, dslint):
    os.symlink(victim.parent, "folder")
    assert dslint("check", "--fix", "folder").code == 0
    assert victim.read_text() == NEW


def test_nothing_is_cleared_in_a_folder_that_only_a_link_leads_to(victim, dslint):
    leftover = victim.parent / ".other.dslint-999999999.tmp"
    leftover.write_text("of somebody else")
    os.symlink(victim, "link.yaml")
    dslint("check", "--fix", ".")
    assert leftover.exists()


SWAPPED = {
    "the file": lambda repo: (
        (repo / "a" / "x.yaml").unlink(),
        os.symlink("../../outside/x.yaml", repo / "a" / "x.yaml"),
    ),
    "its folder": lambda repo: ((repo / "a").rename(repo / "b"), os.symlink("../outside", repo / "a")),
}


@pytest.mark.parametrize("swap", SWAPPED.values(), ids=SWAPPED)
@pytest.mark.parametrize("moment", ["before it is opened", "while it is written"])
def test_nothing_is_written_through_a_link_that_comes_between_reading_and_writing(
    victim, dslint, monkeypatch, swap, moment
):
    """Even where it leads to a file with the same contents."""
    repo, there = victim.parent.parent / "repo", victim.with_name("x.yaml")
    (repo / "a").mkdir()
    (repo / "a" / "x.yaml").write_text(OLD)
    there.write_text(OLD)
    before = sorted(os.listdir(victim.parent))
    owner, real, done = (os, os.fsync, []) if moment == "while it is written" else (saving, saving.save, [])

    def swapping(*given, **named):
        if not done:
            done.append(swap(repo))
        return real(*given, **named)

    monkeypatch.setattr(owner, real.__name__, swapping)
    ended = dslint("check", "--fix", ".")
    assert (done != [], ended.code) == (True, 2)
    assert "error: cannot write a/x.yaml: it has " in ended.err
    assert there.read_text() == OLD
    assert sorted(os.listdir(victim.parent)) == before
