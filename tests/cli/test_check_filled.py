"""Values that are filled in later, as the configuration says, are counted in one note a file."""

import pytest

from dslint.run import check_paths
from tests.manifests import CONTAINER, START

MANIFEST = f"""\
{START}      terminationGracePeriodSeconds: ${{GRACE}}
      containers:
      - name: agent
        image: ${{IMAGE}}
        ports: [{{containerPort: "${{PORT}}"}}]
"""
NOTE = "agent.yaml: 2 values are filled in later (filled-later)"


@pytest.fixture
def folder(tree):
    return tree


def checked(folder, patterns, text=MANIFEST):
    (folder / "agent.yaml").write_text(text)
    (folder / "dslint.yaml").write_text(f"filled-later: {patterns}\n")
    report = check_paths(["agent.yaml"])
    return [f"{one.rule} {one.at.start.line}:{one.at.start.column}" for one in report.findings], report.notes


@pytest.mark.parametrize(
    ("patterns", "found", "notes"),
    [
        ("[]", ["DS110 9:38", "DS110 13:33"], []),
        ('["${*}"]', [], [NOTE]),
        ('["${GR*}"]', ["DS110 13:33"], ["agent.yaml: 1 value is filled in later (filled-later)"]),
        ('["*GRACE}", "${P?RT}"]', [], [NOTE]),
        ('["GRACE"]', ["DS110 9:38", "DS110 13:33"], []),
        ('["${grace}"]', ["DS110 9:38", "DS110 13:33"], []),
    ],
    ids=["none", "all", "one", "two patterns", "a part is not enough", "case counts"],
)
def test_what_is_found_about_them_is_counted(patterns, found, notes, folder):
    assert checked(folder, patterns) == (found, notes)


def test_a_key_may_be_filled_in_too(folder):
    text = MANIFEST.replace("name: agent}\n", 'name: agent, labels: {"${KEY}": x}}\n', 1)
    text = text.replace("${GRACE}", "30").replace('"${PORT}"', "80")
    assert checked(folder, "[]", text) == (["DS111 3:34"], [])
    assert checked(folder, '["${*}"]', text) == ([], ["agent.yaml: 1 value is filled in later (filled-later)"])


def test_each_document_and_each_version_counts_once(folder):
    (folder / "agent.yaml").write_text(f"{MANIFEST}---\n{MANIFEST}")
    (folder / "dslint.yaml").write_text('filled-later: ["${*}"]\nkubernetes-version: "1.30..1.33"\n')
    report = check_paths(["agent.yaml"])
    assert (report.findings, report.notes) == ([], [NOTE.replace("2", "4")])


def test_other_mistakes_are_still_told(folder):
    text = MANIFEST.replace("selector: {matchLabels: {app: agent}}", "selectors: {}").replace("${PORT}", "80 x")
    assert checked(folder, '["${*}"]', text)[0] == ["DS109 5:3", "DS110 13:33"]


def test_the_command_passes_and_says_how_many_there_are(folder, dslint):
    checked(folder, '["${*}"]')
    done = dslint("check", "agent.yaml")
    assert (done.code, done.out) == (0, "")
    assert f"note: {NOTE}" in done.err
    assert f"note: {NOTE}" in dslint("check", "-v", "agent.yaml").err


UNREADABLE = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n{}\nspec: x\n"


@pytest.mark.parametrize("line", ["__LABELS__", "${LABELS}", "<% if x %>", "{% if x %}", "@LABELS@"])
@pytest.mark.parametrize("path", ["a.yaml", "deploy/a.yaml", "deploy/it's [one] *.yaml"], ids=["here", "below", "odd"])
@pytest.mark.parametrize("config", [None, "dslint.yaml", "deploy/dslint.yaml"], ids=str)
def test_a_file_that_is_no_yaml_for_a_placeholder_can_be_left_out(line, path, config, folder):
    (folder / "deploy").mkdir()
    (folder / path).write_text(UNREADABLE.replace("{}", line))
    (folder / "b").mkdir()
    (folder / "b" / "a.yaml").write_text(UNREADABLE.replace("{}", line))  # of the same name, and not to be left out
    if config is not None:
        (folder / config).write_text("fail-on: error\n")
    report = check_paths(["."])
    (finding,) = [one for one in report.findings if one.path == path]
    assert (finding.rule, finding.message_key, finding.at.start.line) == ("DS001", "placeholder", 5)
    said, _, file = finding.help.rpartition(" in ")
    assert said.startswith("check what comes out, or leave the file out: exclude: [")
    assert file == (config if config and path.startswith(config.rpartition("/")[0]) else "dslint.yaml")
    (folder / file).write_text(said.partition("out: ")[2] + "\n")
    assert [one.path for one in check_paths(["."]).findings] == ["b/a.yaml"]


@pytest.mark.parametrize("line", ["no colon", "\tname: ${LABELS}", "- ${LABELS}"])
def test_another_mistake_keeps_its_own_advice(line, folder):
    (folder / "a.yaml").write_text(UNREADABLE.replace("{}", line))
    (finding,) = check_paths(["a.yaml"]).findings
    assert finding.rule == "DS001"
    assert "exclude" not in (finding.help or "")


@pytest.mark.parametrize(
    "value",
    ["${NAME}", "a-${NAME}", "__NAME__", "<NAME>", "<your name>", "FILLED BY THE OPERATOR", "ko://a/b", "{{ .name }}"],
)
@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("metadata: {name: §}", "3:18"),
        ("metadata: {name: agent, labels: {a: §}}", "3:37"),
        ("metadata: {name: agent, namespace: §}", "3:36"),
    ],
    ids=["name", "label", "namespace"],
)
def test_a_placeholder_is_called_one_and_no_name_is_made_of_it(value, line, place, folder):
    text = MANIFEST.replace("metadata: {name: agent}", line.replace("§", f'"{value}"'))
    (folder / "agent.yaml").write_text(text.replace("${GRACE}", "30").replace('"${PORT}"', "80"))
    (finding,) = check_paths(["agent.yaml"]).findings
    assert f"{finding.rule} {finding.at.start.line}:{finding.at.start.column}" == f"DS111 {place}"
    assert finding.message.endswith("is a placeholder, to be filled in before applying")
    assert "rename" not in finding.help
    assert finding.fix is None


ACCOUNT = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: agent}\n"


@pytest.mark.parametrize("written", ['"agnet"', "agnet"], ids=["in quotes", "bare"])
def test_what_a_rule_about_the_whole_run_finds_about_them_is_counted_too(folder, written):
    text = f"{START}      serviceAccountName: {written}\n{CONTAINER}{ACCOUNT}"
    assert checked(folder, '["agn"]', text) == (["DS801 9:27"], [])
    assert checked(folder, '["agn*"]', text) == ([], ["agent.yaml: 1 value is filled in later (filled-later)"])
