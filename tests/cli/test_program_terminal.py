"""What people see: every command in a pseudo-terminal, narrow and wide, with colour and without."""

import re
import shutil

import pytest

from dslint.catalogue.index import load_rules
from dslint.cli.commands import COMMANDS
from tests.cli.manifests import BAD, OLD, POLICY

RULES = [rule.id for rule in load_rules()]
CALLS = [
    (),
    ("--help",),
    ("--version",),
    *((command, "--help") for command in COMMANDS),
    ("check", "."),
    ("check", ".", "--statistics"),
    ("check", ".", "--diff"),
    ("check", "nowhere/of-a-name-that-is-so-long/that-no-line-has-room-for-it/whatever-one-tries-to-do.yaml"),
    ("check", "--frobnicate"),
    ("check", "--select", "nonsense"),
    ("check", "--config", "wrong.yaml"),
    ("explain", "DS101"),
    ("explain", "DS201"),
    ("explain", "nonsense"),
    ("rules",),
    ("rules", "--select", "DS101"),
    ("init",),
    ("config",),
    ("config", "-v"),
    ("completion", "--help"),
    ("reduce", "a.yaml", "--rule", "DS101"),
    ("test", "policies"),
    ("export", "--rules", "DS203"),
    *(
        ("coverage", "old.yaml", "named.yaml", "--nodes", "profile:mixed", *more)
        for more in (
            (),
            ("-v",),
            ("--daemonset", "agent"),
            ("--node", "worker-1"),
            ("--what-if", "taint example.com/maintenance=planned:NoExecute on pool/worker"),
        )
    ),
]
NEVER = {"LESS": "", "PAGER": "false"}  # a pager that shows nothing


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.fixture
def folder(tree):
    """Fill the working directory with what the commands are to show."""
    (tree / "a.yaml").write_text(
        BAD.replace("nodeSelector", "tolerations: [{key: a, operator: Exits}]\n      nodeSelector")
    )
    (tree / "old.yaml").write_text(OLD)
    (tree / "wrong.yaml").write_text("selectt: [DS101]\n")
    (tree / "named.yaml").write_text(
        BAD.replace("name: agent", "name: agent-with-a-name-of-many-words").replace(
            "      nodeSelector", "      tolerations: [{operator: Exists}]\n      nodeSelector"
        )
    )
    (tree / "policies").mkdir()
    (tree / "policies" / "ACME001-team.yaml").write_text(POLICY)
    return tree


@pytest.mark.parametrize("color", ["auto", "never"])
@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(terminal, folder, call, columns, color):  # noqa: ARG001 - for what is in it
    env = {"NO_COLOR": "1"} if color == "never" else {}
    done = terminal(*call, columns=columns, rows=1000, **env)
    assert done.out
    assert [line for line in plain(done.out).splitlines() if len(line) > columns] == []
    assert "ESC" not in done.out
    assert ("\x1b" in done.out) is (color == "auto" and done.out != plain(done.out))


@pytest.mark.parametrize("rule", RULES)
def test_every_explanation_fits_and_shows_no_slot(rule):
    from dslint.catalogue.page import brief, page
    from dslint.catalogue.selection import find_rule
    from dslint.render.page_text import render
    from dslint.render.style import Style

    found = find_rule(load_rules(), rule)
    for text in (brief(found), page(found)):
        prose = re.sub(r"(?ms)^```.*?^```$", "", text)
        assert re.findall(r"\{\w+\}", prose) == []
        shown = "".join(render(text, Style(width=80, terminal=True)))
        assert [line for line in shown.splitlines() if len(line) > 80 and not line.startswith("    ")] == []
    assert len(brief(found)) <= len(page(found)) + 200


def test_a_header_a_why_and_a_fix_go_on_further_in(terminal, folder):
    (folder / "a.yaml").write_text(BAD)
    lines = terminal("check", "a.yaml", "old.yaml", NO_COLOR="1").out.splitlines()
    header = lines.index("error[DS101 unmatched-selector]: pod template label app=agnet does not satisfy")
    assert lines[header + 1] == "    the selector"
    fix = lines.index("   = fix (safe): rename it to kubernetes.io/os, which the same nodes carry with")
    assert lines[fix + 1] == "          the same value"
    wide = terminal("check", "a.yaml", "old.yaml", columns=200, NO_COLOR="1").out.splitlines()
    assert "error[DS101 unmatched-selector]: pod template label app=agnet does not satisfy the selector" in wide


def test_rules_are_a_table_where_there_is_room_and_else_have_their_summary_below(terminal, tree):  # noqa: ARG001
    assert terminal("rules", columns=200, NO_COLOR="1").out.splitlines()[0].split()[-1] == "summary"
    lines = terminal("rules", NO_COLOR="1").out.splitlines()
    assert lines[0].split()[:5] == ["id", "name", "severity", "default", "fix"]
    at = next(number for number, line in enumerate(lines) if line.startswith("DS101 "))
    assert lines[at].split()[:5] == ["DS101", "unmatched-selector", "error", "on", "unsafe"]
    assert lines[at + 1] == "       selector does not match the labels of the pod template"


def test_a_terminal_of_no_width_is_taken_for_one_of_eighty_columns(terminal, folder):  # noqa: ARG001
    for call in (("check", "."), ("rules",), ("explain", "DS101")):
        assert terminal(*call, columns=0, rows=0).out == terminal(*call, columns=80, rows=1000).out


def test_what_fits_is_shown_without_a_pager_and_what_does_not_with_one(terminal, tree):
    pager = tree / "pager"
    pager.write_text("#!/bin/sh\nsed 's/^/paged: /'\n")
    pager.chmod(0o755)
    env = {"PAGER": str(pager), "NO_COLOR": "1"}
    assert terminal("explain", "DS101", rows=24, **env).out.startswith("paged: DS101 unmatched-selector · error")
    assert terminal("explain", "DS101", rows=24, **env).out != terminal("explain", "DS101", rows=500, **env).out
    assert terminal("explain", "DS101", rows=500, **env).out.startswith("DS101 unmatched-selector · error")
    assert terminal("explain", "DS101", "--no-pager", rows=24, **env).out.startswith("DS101 unmatched-selector")


@pytest.mark.skipif(shutil.which("less") is None, reason="needs less")
@pytest.mark.parametrize("less", ["", "-R", "-X"])
@pytest.mark.parametrize("color", ["auto", "always"])
def test_less_shows_colours_or_none_but_never_their_escapes(terminal, tree, less, color):  # noqa: ARG001
    done = terminal("explain", "DS302", "--color", color, rows=20, typed="q", PAGER="less", LESS=less, TERM="screen")
    assert "DS302 deprecated-node-label" in plain(done.out)
    assert "ESC[" not in plain(done.out)
    assert done.code == 0


def test_the_brief_page_says_where_the_whole_one_is(terminal, tree):  # noqa: ARG001
    brief = terminal("explain", "DS101", rows=500, NO_COLOR="1").out
    full = terminal("explain", "DS101", "--full", rows=500, NO_COLOR="1").out
    headings = ["Why it matters", "Fix", "Bad", "Good"]
    assert [line for line in brief.splitlines() if line in headings] == headings
    assert brief.endswith("`dslint explain DS101 --full` has 6 examples and references.\n")
    assert len(full.splitlines()) > len(brief.splitlines())
    assert "Read more" in full.splitlines()
