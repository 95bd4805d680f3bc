import re
import subprocess
import sys

import click
import pytest

import dslint as package
from dslint.cli.check import GROUPS
from dslint.cli.commands import COMMANDS
from dslint.cli.group import group
from dslint.cli.program import program_name
from tests.cli.manifests import BAD, GOOD
from tests.cli.process import environment

UNASKED = (
    "dslint.inputs.rendering.rendered",
    "dslint.inputs.rendering.releases",
    "dslint.fix",
    "dslint.kube.apiserver.podsecurity",
)
COSTLY = ("importlib.metadata", "jsonschema", "pathlib", "difflib")


def test_the_version_is_told(process):
    for word in ("--version", "-V", "version"):
        assert process(word) == (0, f"dslint {package.__version__}\n", "")


def test_help_is_a_word_too(dslint):
    assert dslint("help") == dslint("--help")
    assert dslint("help", "check") == dslint("check", "--help")
    assert dslint("help", "chek").err.startswith('error: unknown command "chek"; did you mean check?\n')


def test_the_help_of_check_has_groups_and_examples(dslint):
    text = dslint("check", "--help").out
    headings = [line for line in text.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Select:", "Output:", "Baseline:", "Fix:", "Speed:", "Render:", "More:", "Examples:"]
    parts = dict(zip(headings, re.split(r"(?m)^\w+:$", text)[1:], strict=True))
    for heading, flags in GROUPS.items():
        assert {*flags} <= {*re.findall(r"(?m)^  (?:-\w, )?(--[\w-]+)", parts[f"{heading}:"])}
    assert "  --select RULES" in parts["Select:"]
    assert "  --output-format " in parts["Output:"]
    assert "  --add-ignores REASON" in parts["Fix:"]
    assert "  -h, --help" in parts["More:"]
    assert "  helm template charts/agent | dslint check --fail-on-empty -\n" in parts["Examples:"]


def test_every_option_of_a_group_exists_and_stands_in_one_group():
    flags = [flag for group in GROUPS.values() for flag in group]
    command = group.get_command(click.Context(group), "check")
    assert len(flags) == len(set(flags))
    assert set(flags) <= {flag for option in command.params for flag in option.opts}


def test_examples_are_typed_as_the_program_was_called():
    done = subprocess.run(
        [sys.executable, "-c", "from dslint.cli import main; main(['check', '--help'], prog_name='kubectl dslint')"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "\n  kubectl dslint check deploy/\n" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "--since", "main~1"), 'no such option "--since"'),
        (("check", "--frobnicate", "x"), 'no such option "--frobnicate"'),
        (("check", "--sellect", "DS1"), 'no such option "--sellect"; did you mean --select?'),
        (("check", "--select", "DS999"), 'unknown rule "DS999" in --select'),
        (("check", "--select", "DS9999"), 'unknown rule "DS9999" in --select'),
        (("explain", "DS999"), 'unknown rule "DS999"'),
        (("explain", "D101"), 'unknown rule "D101"; did you mean DS101 (unmatched-selector)?'),
        (
            ("explain", "deprecated-label"),
            'unknown rule "deprecated-label"; did you mean DS302 (deprecated-node-label)?',
        ),
        (("lint",), 'unknown command "lint"'),
        (("chekc",), 'unknown command "chekc"; did you mean check?'),
        (
            ("coverage", "--nodes", "profile:kubeadm", "--what-if", "taint a:NoSchedule on pool/nope"),
            '--what-if:1:23: "pool/nope" selects no node',
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_only_what_may_have_been_meant_is_proposed(dslint, tree, arguments, message):
    (tree / "agent.yaml").write_text(GOOD)
    code, _, err = dslint(*arguments)
    assert code == 2
    assert err.splitlines()[0] == f"error: {message}"


@pytest.mark.parametrize("word", ["ds101", "Ds101", "DS101", "UNMATCHED-SELECTOR", "tag:Selector", "dS10"])
def test_a_rule_is_named_in_any_case(dslint, tree, word):
    (tree / "bad.yaml").write_text(BAD)
    assert "error[DS101]" in dslint("check", "bad.yaml", "--select", word, "--output-format", "concise").out
    assert "DS101" not in dslint("check", "bad.yaml", "--ignore", word, "--output-format", "concise").out
    assert "DS101" in dslint("rules", "--select", word).out
    for text in (f"ignore: [{word}]", f"per-file-ignores: {{bad.yaml: [{word}]}}"):
        (tree / "dslint.yaml").write_text(text)
        assert "DS101" not in dslint("check", "bad.yaml", "--output-format", "concise").out


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
    command = group.get_command(click.Context(group), name)
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
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert {"color", "debug"} <= {parameter.name for parameter in command.params}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/usr/bin/dslint", "dslint"),
        ("/usr/bin/daemonset-lint", "daemonset-lint"),
        ("daemonset-lint.exe", "daemonset-lint"),
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
            (
                "click",
                "dslint.judge.engine",
                "dslint.catalogue.index",
                "dslint.inputs.rendering.rendered",
                "yaml",
                "json",
                *COSTLY,
            ),
        ),
        (
            ("check", "good.yaml"),
            ("click", "yaml", "dslint.judge.suppress", "dslint.render.snippet", *UNASKED, *COSTLY),
        ),
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
