"""Every block of code in the guides is run, read by what it is for, or marked as output or as another program's."""

import ast
import json
import re
import shlex
import shutil
import subprocess

import click
import pytest
import yaml

from dslint.cli.group import group
from dslint.config import Options, Resolver
from dslint.config.keys import KEYS
from tests.checkout import ROOT
from tests.markdown import blocks

DOCS = ROOT / "docs"
GUIDES = [path for path in sorted(DOCS.rglob("*.md")) if path.parent.name != "rules"]
TEXTS = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")), *GUIDES]
# run by tests/test_docs.py, tests/test_api.py and the tests of docs/fleet.md, or read below
RUN = {"console", "sh", "yaml", "json", "python", "sql"}
# what is not run and says so: output that needs programs or takes long, and settings of editors
MARKED = {"text", "lua", "vim", "jsonc", "xml", "toml"}
BLOCKS = [
    pytest.param(block.info, block.body, id=f"{path.relative_to(ROOT)}:{number}")
    for path in TEXTS
    for number, block in enumerate(blocks(path.read_text(encoding="utf-8")), 1)
]


def of_kind(kind):
    return [one for one in BLOCKS if one.values[0].partition(" ")[0] == kind]


def test_every_block_says_what_it_is():
    assert len(BLOCKS) > 100
    assert [one.id for one in BLOCKS if one.values[0].partition(" ")[0] not in RUN | MARKED] == []


@pytest.mark.parametrize(("info", "body"), of_kind("yaml"))
def test_yaml_can_be_read_and_settings_are_settings(info, body, tmp_path):
    documents = list(yaml.safe_load_all(body))
    assert documents
    names = {key.name for key in KEYS}
    if info == "yaml" and isinstance(documents[0], dict) and documents[0].keys() <= names:
        shutil.copytree(ROOT / "examples" / "policies", tmp_path / "policies")
        (tmp_path / "dslint.yaml").write_text(body, encoding="utf-8")
        assert Resolver(Options()).settings_for(str(tmp_path / "agent.yaml"))


@pytest.mark.parametrize(("info", "body"), of_kind("json"))
def test_json_can_be_read(info, body):
    assert json.loads(body), info


@pytest.mark.parametrize(("info", "body"), of_kind("python"))
def test_python_can_be_read(info, body):
    assert ast.parse(body).body, info


def commands(script):
    """Yield the arguments of each ``dslint`` in a script, up to where its output goes."""
    for line in re.sub(r"\\\n\s*", " ", script).splitlines():
        words = shlex.shlex(line, posix=True, punctuation_chars=True)
        words.whitespace_split = True
        words = list(words)
        for number, word in enumerate(words):
            if word.rpartition("/")[2] in {"dslint", "daemonset-lint"} and words[number - 1 : number] != ["run"]:
                rest = words[number + 1 :]
                ends = [place for place, one in enumerate(rest) if re.fullmatch(r"[|&;<>()]+|\d>", one)]
                yield rest[: min(ends, default=len(rest))]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(("info", "body"), of_kind("sh"))
def test_a_script_is_one_and_commands_take_what_it_gives_them(info, body):
    done = subprocess.run(["bash", "-n"], input=body, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    for name, *rest in filter(None, commands(body)):
        if name.startswith("-"):
            continue
        command = group.get_command(click.Context(group), name)
        if command is None:
            assert name in {"dslint", "."}, f"{info}: no command {name}"  # an image, or a folder
            continue
        command.make_parser(click.Context(command)).parse_args(rest)
