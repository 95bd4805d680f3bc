import subprocess
import sys

import click
import pytest

import dslint as package
from dslint.cli.program import COMMANDS, main, program_name
from tests.cli.manifests import GOOD
from tests.cli.process import environment

COSTLY = ("importlib.metadata", "jsonschema", "pathlib", "difflib")


def test_the_version_is_told(process):
    assert process("--version") == (0, f"dslint {package.__version__}\n", "")


def test_the_help_lists_every_command(dslint):
    done = dslint("--help")
    assert (done.code, done.err) == (0, "")
    assert all(f"  {name} " in done.out and text in done.out for name, text in COMMANDS.items())


def test_without_a_command_the_help_is_shown(dslint):
    done = dslint()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: dslint [OPTIONS] COMMAND [ARGS]...")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_begins_as_in_the_list(dslint, name):
    done = dslint(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: dslint {name} ")
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert dslint(name, "-h").out == done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("chek",), 'unknown command "chek"; did you mean check?'),
        (("frobnicate",), 'unknown command "frobnicate"'),
        (("--frobnicate",), "no such option"),
        (("check", "--frobnicate"), "no such option"),
        (("explain",), "missing argument 'RULE'"),
        (("check", "--config"), "option '--config' requires an argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_on_the_command_line_ends_with_2_and_a_way_out(dslint, arguments, message):
    code, out, err = dslint(*arguments)
    assert (code, out) == (2, "")
    first, second = err.splitlines()
    assert first.lower().startswith(f"error: {message}".lower())
    assert second.startswith("help: run dslint ")
    assert second.endswith(" --help")


def test_a_path_instead_of_a_command_is_understood(dslint, tree):
    (tree / "deploy").mkdir()
    assert dslint("deploy") == (2, "", 'error: "deploy" is a path, not a command\nhelp: run dslint check deploy\n')


def test_an_internal_error_ends_with_2_and_shows_its_trace_on_request(dslint, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no\x1b[2J")

    monkeypatch.setattr("dslint.run.check_paths", broken)
    code, out, err = dslint("check")
    assert (code, out) == (2, "")
    assert err == ("error: internal error: RuntimeError: no\\x1b[2J\nhelp: add --debug to see where it happened\n")
    code, out, err = dslint("check", "--debug")
    assert (code, out) == (2, "")
    assert err.startswith("Traceback (most recent call last):\n")
    assert "\x1b" not in err
    assert err.endswith("error: internal error: RuntimeError: no\\x1b[2J\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_coloured_and_debugged(name):
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert {"color", "debug"} <= {parameter.name for parameter in command.params}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/usr/bin/dslint", "dslint"),
        ("/usr/bin/kubectl-dslint", "kubectl dslint"),
        ("kubectl-dslint.exe", "kubectl dslint"),
        ("kubectl_dslint", "kubectl dslint"),
        ("/x/dslint/__main__.py", "dslint"),
    ],
)
def test_the_program_calls_itself_as_the_user_did(path, name):
    assert program_name(path) == name


def test_as_a_plugin_of_kubectl_it_is_the_same_program(tree):
    plugin = tree / "kubectl-dslint"
    plugin.write_text("from dslint.cli import main\nmain()\n")
    done = subprocess.run(
        [sys.executable, plugin, "check", "--help"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.startswith("Usage: kubectl dslint check ")


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (("--version",), ("dslint.catalogue.index", "dslint.config", "yaml", "json", *COSTLY)),
        (("--help",), ("dslint.catalogue.index", "dslint.config", "yaml", "json", *COSTLY)),
        (("rules",), ("dslint.checks", "dslint.judge.engine", "yaml", "dslint.config", *COSTLY)),
        (("explain", "DS101"), ("dslint.checks", "dslint.judge.engine", *COSTLY)),
        (
            ("check", "other.yaml"),
            ("dslint.judge.engine", "dslint.catalogue.index", "dslint.render.snippet", "yaml", "json", *COSTLY),
        ),
        (("check", "good.yaml"), ("dslint.judge.suppress", "dslint.render.snippet", *COSTLY)),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) and len(value) < 3 else "",
)
def test_nothing_is_imported_that_is_not_needed(tree, arguments, unwanted):
    (tree / "other.yaml").write_text("kind: Service\n")
    (tree / "good.yaml").write_text(GOOD)
    code = (
        "import sys\nfrom dslint.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=tree, env=environment(), capture_output=True, text=True, check=True, timeout=120)
    loaded = set(done.stderr.split("\n"))
    assert "dslint.cli.program" in loaded
    assert not loaded & set(unwanted)
