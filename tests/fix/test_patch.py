"""A patch is exact: applied to the old bytes it gives the new ones, by Git's own judgement too."""

import re
import shutil
import subprocess
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dslint.fix.lineage import Lineage, lines_of
from dslint.fix.patch import patch
from dslint.source.edit import Edit, splice
from dslint.source.text import SourceText, Span

HEAD = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n")
MISSING = "\\ No newline at end of file\n"
git = pytest.mark.skipif(shutil.which("git") is None, reason="Git is not there")


def made(path, text, *rounds, mark=False):
    """Return the patch for some rounds of edits, and the text that they make."""
    lineage, new = Lineage(text), text
    for edits in rounds:
        lineage.advance(new, edits)
        new = splice(new, edits)
    old, now = (SourceText(path, one, had_mark=mark) for one in (text, new))
    return patch(path, old, now, lineage), new


def applied(old, said):
    """Apply a patch for one file, strictly."""
    lines, out, at = lines_of(old), [], 0
    body = lines_of(said)[2:]
    while body:
        head = HEAD.fullmatch(body.pop(0))
        assert head is not None
        start, size = int(head[1]), int(head[2] or 1)
        start -= size > 0
        new_start, new_size = int(head[3]), int(head[4] or 1)
        out += lines[at:start]
        assert len(out) == new_start - (new_size > 0)
        at, before = start, len(out)
        while body and not body[0].startswith("@@"):
            line = body.pop(0)
            if body and body[0] == MISSING:
                body.pop(0)
                line = line.removesuffix("\n")
            if line[0] in " -":
                assert lines[at] == line[1:]
                at += 1
            if line[0] in " +":
                out.append(line[1:])
        assert (at - start, len(out) - before) == (size, new_size)
    return "".join(out + lines[at:])


def edits(random, text):
    """Return some edits of a text that do not overlap, whole lines among them."""
    places = sorted(random.sample(range(len(text) + 1), min(len(text) + 1, 2 * random.randint(1, 3))))
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    out = []
    for low, high in zip(places[::2], places[1::2], strict=False):
        span = Span(low, high) if random.random() < 0.5 else Span(low, low)
        if random.random() < 0.5:
            start = max(one for one in starts if one <= low)
            span = Span(start, start)
        if not out or out[-1].span.end <= span.start:
            out.append(Edit(span, random.choice(["", "x", "x\n", "x\ny\n", "\nx", "a\r\n"])))
    return out


@settings(max_examples=400)
@given(
    st.randoms(use_true_random=False), st.lists(st.sampled_from(["a", "b", "c", "", "d\r"]), max_size=30), st.booleans()
)
def test_a_patch_gives_the_new_text_line_by_line(random, lines, final):
    text = "\n".join(lines) + ("\n" if final else "")
    rounds, new = [], text
    for _ in range(random.randint(1, 3)):
        rounds.append(edits(random, new))
        new = splice(new, rounds[-1])
    said, result = made("a.yaml", text, *rounds)
    assert result == new
    assert (said == "") == (text == new)
    assert applied(text, said) == new


def test_a_patch_has_three_lines_around_each_change_and_joins_near_ones():
    text = "".join(f"{number}\n" for number in range(1, 21))
    said, _ = made("deploy/a.yaml", text, [Edit(Span(6, 7), "x"), Edit(Span(18, 18), "new\n"), Edit(Span(45, 48), "")])
    assert said == (
        "--- a/deploy/a.yaml\n+++ b/deploy/a.yaml\n"
        "@@ -1,12 +1,13 @@\n 1\n 2\n 3\n-4\n+x\n 5\n 6\n 7\n 8\n 9\n+new\n 10\n 11\n 12\n"
        "@@ -16,5 +17,4 @@\n 16\n 17\n 18\n-19\n 20\n"
    )


def test_edits_that_leave_the_text_as_it_was_make_no_patch():
    said, new = made("a.yaml", "\n\n", [Edit(Span(0, 0), "\n")], [Edit(Span(2, 3), "")])
    assert new == "\n\n"
    assert said == ""


def test_line_breaks_and_their_absence_are_part_of_a_patch():
    said, _ = made("a.yaml", "a: 1\r\nb: 2", [Edit(Span(10, 10), "\r\nc: 3")])
    assert said == (
        "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,3 @@\n a: 1\r\n-b: 2\n" + MISSING + "+b: 2\r\n+c: 3\n" + MISSING
    )


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a b.yaml", "--- a/a b.yaml\t\n"),
        ('a"b.yaml', '--- "a/a\\"b.yaml"\n'),
        ("a\nb\x01.yaml", '--- "a/a\\nb\\001.yaml"\n'),
        ("ä.yaml", "--- a/ä.yaml\n"),
        ("/srv/a.yaml", "--- a/srv/a.yaml\n"),
    ],
)
def test_a_path_stands_as_git_reads_it(path, shown):
    said, _ = made(path, "a: 1\n", [Edit(Span(3, 4), "2")])
    assert said.startswith(shown)


@git
def test_git_applies_patches_of_all_kinds(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True, timeout=120)
    random = Random(3)  # noqa: S311 - to be the same each time
    wanted, patches = {}, []
    for number in range(60):
        name = random.choice(["f", "a b", "ä", 'q"', "x\ty"]) + f"{number}.yaml"
        end = random.choice(["\n", "\r\n"])
        mark = random.random() < 0.2
        text = end.join(random.choice("abc") for _ in range(random.randint(1, 30))) + random.choice([end, ""])
        said, new = made(name, text, edits(random, text), mark=mark)
        sign = "\ufeff" if mark else ""
        (tmp_path / name).write_bytes(f"{sign}{text}".encode())
        wanted[name] = f"{sign}{new}".encode()
        patches.append(said)
    both = "".join(patches).encode()
    for flags in (["--check"], []):
        done = subprocess.run(
            ["git", "apply", *flags, "-"], input=both, cwd=tmp_path, capture_output=True, check=False, timeout=120
        )
        assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert {name: (tmp_path / name).read_bytes() for name in wanted} == wanted
