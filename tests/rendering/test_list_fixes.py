"""Items that lists lack: added to the list of the values, or of the template, that a chart prints."""

import json

import pytest

from tests.rendering.made import CHART, HEAD, write

TEMPLATE = (
    HEAD
    + """\
%s
      containers:
      - name: agent
        image: registry.example/agent:1.4
"""
)
PRINTED = """\
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}"""
BLOCK = "tolerations:\n# of old nodes\n- key: node-role.kubernetes.io/master\n  effect: NoSchedule # kept\n"
FLOW = "tolerations: [{key: node-role.kubernetes.io/master, effect: NoSchedule}] # kept\n"
NEW = "- key: node-role.kubernetes.io/control-plane\n  effect: NoSchedule\n"
NEW_FLOW = ", {key: node-role.kubernetes.io/control-plane, effect: NoSchedule}] # kept\n"


@pytest.fixture
def agent(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    (tmp_path / ".git").mkdir()

    def make(values, lines=PRINTED, **files):
        own = {"Chart.yaml": CHART, "values.yaml": values, "templates/agent.yaml": TEMPLATE % lines}
        write(tmp_path / "agent", own | {f"{path.replace('__', '/')}.yaml": text for path, text in files.items()})
        return tmp_path / "agent"

    return make


def fix(run_dslint, folder):
    return run_dslint(folder.parent, "check", "agent", "--no-config", "--select", "DS202", "--fix")


@pytest.mark.parametrize(
    ("before", "after"), [(BLOCK, BLOCK + NEW), (FLOW, FLOW.replace("] # kept\n", NEW_FLOW))], ids=["block", "flow"]
)
def test_an_item_is_added_to_the_list_of_the_values(agent, run_dslint, before, after):
    folder = agent(before)
    done = fix(run_dslint, folder)
    assert (done.code, done.err) == (0, "Fixed 1 problem in 1 file.\n")
    assert (folder / "values.yaml").read_text() == after
    assert (folder / "templates/agent.yaml").read_text() == TEMPLATE % PRINTED


EACH = "      - {key: {{ .key }}, effect: NoSchedule}"
RANGES = {
    "on one line": f"      tolerations:{{{{ range .Values.tolerations }}}}\n{EACH}{{{{ end }}}}",
    "on lines": f"      tolerations:\n      {{{{- range .Values.tolerations }}}}\n{EACH}\n      {{{{- end }}}}",
    "of several lines": (
        "      tolerations:\n      {{- range .Values.tolerations }}\n      - key: {{ .key }}\n"
        "        effect: {{ .effect }}\n      {{- end }}"
    ),
}


@pytest.mark.parametrize("lines", RANGES.values(), ids=RANGES)
def test_an_item_is_added_to_the_values_that_a_template_goes_through(agent, run_dslint, lines):
    folder = agent(BLOCK, lines)
    assert fix(run_dslint, folder).code == 0
    assert (folder / "values.yaml").read_text() == BLOCK + NEW
    assert (folder / "templates/agent.yaml").read_text() == TEMPLATE % lines


def test_it_is_told_where_the_fix_is_made(agent, dslint_json):
    folder = agent(BLOCK)
    (found,) = dslint_json(folder.parent, "check", "agent", "--no-config", "--select", "DS202")["findings"]
    assert (found["path"], found["line"], found["column"]) == ("agent/templates/agent.yaml", 14, 9)
    assert found["fix"]["path"] == "agent/values.yaml"
    (edit,) = found["fix"]["edits"]
    assert (edit["line"], edit["column"], edit["text"]) == (5, 1, NEW)


def test_of_lists_that_are_alike_the_one_that_the_action_names_gets_it(agent, run_dslint):
    other = BLOCK.replace("tolerations", "others")
    folder = agent(other + BLOCK)
    assert fix(run_dslint, folder).code == 0
    assert (folder / "values.yaml").read_text() == other + BLOCK + NEW


def test_environments_that_have_it_from_one_file_agree(agent, run_dslint):
    folder = agent(BLOCK, ci__a_values="x: 1\n", ci__b_values="x: 2\n")
    for name in "ab":
        (folder / f"ci/{name}_values.yaml").rename(folder / f"ci/{name}-values.yaml")
    assert fix(run_dslint, folder).err.startswith("Fixed 1 problem in 1 file")
    assert (folder / "values.yaml").read_text() == BLOCK + NEW


HELD = {
    "what is printed elsewhere too": (PRINTED, {"templates__c": "a: {{ toJson .Values.tolerations | quote }}\n"}),
    "what is counted": (PRINTED + "\n      terminationGracePeriodSeconds: {{ len .Values.tolerations }}", {}),
}


@pytest.mark.parametrize(("lines", "files"), HELD.values(), ids=HELD)
def test_a_list_that_more_hangs_on_is_described_and_left_alone(agent, run_dslint, lines, files):
    folder = agent(BLOCK, lines, **files)
    assert fix(run_dslint, folder).code == 1
    assert (folder / "values.yaml").read_text() == BLOCK
    assert (folder / "templates/agent.yaml").read_text() == TEMPLATE % lines


def test_an_item_stands_with_the_others_in_the_condition_of_a_template(agent, run_dslint):
    lines = (
        "      {{- if .Values.old }}\n      tolerations:\n      - key: node-role.kubernetes.io/master\n"
        "        effect: NoSchedule\n      {{- end }}"
    )
    folder = agent("old: true\n", lines)
    assert fix(run_dslint, folder).code == 0
    added = "\n      - key: node-role.kubernetes.io/control-plane\n        effect: NoSchedule\n      {{- end }}"
    assert (folder / "templates/agent.yaml").read_text() == TEMPLATE % lines.replace("\n      {{- end }}", added)


def test_an_item_stands_below_one_whose_last_line_is_partly_computed(agent, run_dslint):
    lines = "      tolerations:\n      - key: node-role.kubernetes.io/master\n        effect: {{ .Values.effect }}"
    folder = agent("effect: NoSchedule\n", lines)
    assert fix(run_dslint, folder).code == 0
    added = "\n      - key: node-role.kubernetes.io/control-plane\n        effect: NoSchedule"
    assert (folder / "templates/agent.yaml").read_text() == TEMPLATE % (lines + added)


def test_nothing_is_added_behind_an_action_that_prints_the_list(agent, dslint_json):
    folder = agent(
        "", PRINTED.replace(".Values.tolerations", 'fromYamlArray "[{key: node-role.kubernetes.io/master}]"')
    )
    (found,) = dslint_json(folder.parent, "check", "agent", "--no-config", "--select", "DS202")["findings"]
    assert (found["line"], found["column"], found["fix"]) == (14, 9, None)
    assert found["fixHeldBack"] == "what is to change is computed; mend the place that it comes from"


def test_a_list_in_a_release_is_described(agent, run_dslint):
    folder = agent("")
    values = json.dumps({"tolerations": [{"key": "node-role.kubernetes.io/master", "effect": "NoSchedule"}]})
    release = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: agent, namespace: a}\n"
        "spec:\n  chart:\n    spec:\n      chart: ./agent\n      sourceRef: {kind: GitRepository, name: a}\n"
        f"  values: {values}\n"
    )
    write(folder.parent, {"release.yaml": release})
    done = run_dslint(folder.parent, "check", "release.yaml", "--no-config", "--select", "DS202", "--fix")
    assert (done.code, (folder.parent / "release.yaml").read_text()) == (1, release)
