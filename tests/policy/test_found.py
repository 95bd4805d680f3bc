"""Admission policies that lie among the checked files: evaluated, named, or a note, whoever asks for the run."""

import json
import subprocess
import sys

import pytest

from dslint import Options
from dslint.errors import how_to_get_cel
from dslint.parallel.jobs import jobs
from dslint.run import check_paths, check_text

from .policies import API, PODS, TEXT, binding, policy

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
NAMES = policy("object.metadata.name == 'x'")
POLICY_ONLY = Options(no_config=True, select=("policy",))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agent.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def write(folder, name, *objects):
    text = "\n---\n".join(json.dumps(one, indent=1) for one in objects)
    (folder / name).write_text(text + "\n", encoding="utf-8")
    return text


def told(report):
    return [(one.path, one.rule, one.severity, one.at.start.line) for one in report.findings]


def test_a_policy_of_another_file_is_evaluated(folder):
    write(folder, "policies.yaml", NAMES, binding())
    assert told(check_paths(["."], POLICY_ONLY)) == [("agent.yaml", "policy/p", "error", 4)]


def test_policy_and_binding_may_lie_in_two_files(folder):
    write(folder, "policy.json", NAMES)
    write(folder, "z.yaml", binding("Warn"))
    assert told(check_paths(["."], POLICY_ONLY)) == [("agent.yaml", "policy/p", "warning", 4)]


def test_one_text_may_hold_both(folder):
    text = f"{TEXT}---\n{write(folder, 'other.yaml', NAMES, binding())}\n"
    (one,) = check_text(text, options=POLICY_ONLY).findings
    assert (one.rule, one.at.start.line) == ("policy/p", 4)


def test_a_list_of_policies_is_read(folder):
    write(folder, "all.json", {"apiVersion": "v1", "kind": "List", "items": [NAMES, binding()]})
    assert told(check_paths(["."], POLICY_ONLY)) == [("agent.yaml", "policy/p", "error", 4)]


def test_namespaces_and_parameters_of_other_files_are_known(folder):
    asks = policy(
        "object.metadata.name == params.data.name && namespaceObject.metadata.labels['env'] == 'prod'",
        constraints={"namespaceSelector": {"matchLabels": {"env": "prod"}}},
        paramKind={"apiVersion": "v1", "kind": "ConfigMap"},
    )
    bound = binding(paramRef={"name": "a", "parameterNotFoundAction": "Deny"})
    write(
        folder,
        "ns.yaml",
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default", "labels": {"env": "prod"}}},
    )
    write(
        folder, "cm.yaml", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"name": "x"}}
    )
    write(folder, "policy.yaml", asks, bound)
    assert told(check_paths(["."], POLICY_ONLY)) == [("agent.yaml", "policy/p", "error", 4)]
    (folder / "policy.yaml").rename(folder.parent / "policy.yaml")
    apart = POLICY_ONLY._replace(policies=(str(folder.parent / "policy.yaml"),))
    assert told(check_paths(["."], apart)) == [("agent.yaml", "policy/p", "error", 4)]


def test_a_policy_of_the_checked_folder_that_is_asked_for_too_speaks_once(folder):
    write(folder, "policies.yaml", NAMES, binding())
    report = check_paths(["."], POLICY_ONLY._replace(policies=("policies.yaml",)))
    assert told(report) == [("agent.yaml", "policy/p", "error", 4)]


def test_labels_of_namespaces_come_from_the_configuration(folder):
    asks = policy("false", constraints={"namespaceSelector": {"matchLabels": {"env": "prod"}}})
    write(folder, "policies.yaml", asks, binding())
    config = folder / "dslint.yaml"
    options = Options(select=("policy",), config=str(config))
    config.write_text("cluster: {namespaces: {default: {labels: {env: prod}}}}\n", encoding="utf-8")
    assert told(check_paths(["."], options)) == [("agent.yaml", "policy/p", "error", 4)]
    config.write_text("cluster: {namespaces: {default: {labels: {env: test}}}}\n", encoding="utf-8")
    report = check_paths(["."], options)
    assert (report.findings, [text for text in report.remarks if "policy/p" in text]) == ([], [])
    config.write_text("cluster: {namespaces: [default]}\n", encoding="utf-8")
    (note,) = (text for text in check_paths(["."], options).remarks if "policy/p" in text)
    assert note.endswith("nothing says which labels the namespace has (default)")


def test_the_server_labels_a_namespace_with_its_name(folder):
    asks = policy(
        "false",
        constraints={"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "default", "a": "b"}}},
    )
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default", "labels": {"a": "b"}}}
    write(folder, "policies.yaml", asks, binding(), space)
    assert told(check_paths(["."], POLICY_ONLY)) == [("agent.yaml", "policy/p", "error", 4)]


@pytest.mark.parametrize("select", [("policy/p",), ("p",), ("tag:admission",)])
def test_a_word_may_name_a_policy_that_is_only_found(folder, select):
    write(folder, "policies.yaml", NAMES, binding())
    assert len(check_paths(["."], Options(no_config=True, select=select)).findings) == 1


def test_a_configuration_and_a_comment_may_name_a_policy_of_other_files(folder):
    (folder / "dslint.yaml").write_text(
        "ignore: [policy/other]\nexceptions: [{rules: [policy/another], names: [agent], reason: agreed}]\n",
        encoding="utf-8",
    )
    text = TEXT.replace("name: agent\nspec", "name: agent # dslint: ignore[policy/third] agreed\nspec")
    (folder / "agent.yaml").write_text(text, encoding="utf-8")
    report = check_paths(["."], Options(extend_select=("DS004", "DS005")))
    assert [one.message for one in report.findings if "policy/" in one.message] == []


def test_several_processes_find_what_one_does(folder):
    write(folder, "policies.yaml", NAMES, binding())
    with jobs(2, patience=0) as judge:
        assert told(check_paths(["."], POLICY_ONLY, judge=judge)) == [("agent.yaml", "policy/p", "error", 4)]


def test_what_a_template_or_a_patch_has_is_no_policy_yet(folder):
    patch = {
        "apiVersion": API,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "p"},
        "spec": {"failurePolicy": "Ignore"},
    }
    write(folder, "patch.yaml", patch)
    write(folder, "template.yaml", {**policy("{{ .Values.expression }}"), "metadata": {"name": "t"}})
    (folder / "broken.yaml").write_text("kind: ValidatingAdmissionPolicy\nspec: {{ x }\n", encoding="utf-8")
    report = check_paths(["."], POLICY_ONLY._replace(select=()))
    assert report.errors == []
    assert [one for one in report.findings if one.rule.startswith("policy")] == []


def test_a_policy_that_the_server_would_not_store_fails_the_run(folder):
    write(folder, "policies.yaml", policy("object.spec =="), binding())
    (error,) = check_paths(["."], POLICY_ONLY).errors
    assert error.startswith("policies.yaml:")


def test_a_pod_policy_of_the_set_names_the_pod(folder):
    asks = policy("object.metadata.name != 'agent-xxxxx'", PODS)
    write(folder, "policies.yaml", asks, binding())
    (one,) = check_paths(["."], POLICY_ONLY).findings
    assert one.message == "pods are refused: not like this"


def test_policies_that_are_not_evaluated_are_named_and_many_are_counted(folder):
    write(
        folder,
        "all.yaml",
        *({"apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": {"name": f"c{n}"}} for n in range(7)),
    )
    (note,) = (text for text in check_paths(["."], Options(no_config=True)).notes if "Kyverno" in text)
    assert note.startswith("c0, c1, c2, c3, c4 and 2 more: a ClusterPolicy of Kyverno is not evaluated; ask Kyverno: ")


@pytest.mark.parametrize("group", ["chainsaw.kyverno.io/v1alpha1", "cli.kyverno.io/v1alpha1", "reports.kyverno.io/v1"])
def test_tests_and_reports_of_kyverno_are_no_policies(folder, group):
    write(folder, "test.yaml", {"apiVersion": group, "kind": "Test", "metadata": {"name": "t"}})
    assert [text for text in check_paths(["."], Options(no_config=True)).notes if "Kyverno" in text] == []


def test_without_the_extra_policies_of_the_set_are_a_note_and_policies_asked_for_are_an_error(folder):
    write(folder, "policies.yaml", NAMES, binding())
    program = "import sys; sys.modules['cel_expr_python'] = None; from dslint.__main__ import main; sys.exit(main())"
    run = [sys.executable, "-c", program, "check", "agent.yaml", "policies.yaml", "--no-config", "--fail-on", "never"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
    assert "pip install 'daemonset-lint[cel]'" in done.stderr + done.stdout
    assert done.returncode == 0, done.stderr
    asked = subprocess.run(
        [*run, "--policies", "policies.yaml"], capture_output=True, text=True, timeout=60, check=False, cwd=folder
    )
    assert asked.returncode == 2
    assert "pip install 'daemonset-lint[cel]'" in asked.stderr


def test_a_run_without_policies_does_not_import_what_evaluates_them(folder):
    program = (
        "import sys; from dslint import check_paths; check_paths(['agent.yaml']); "
        "print([one for one in sys.modules if 'cel' in one or one.startswith('dslint.policy')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, cwd=folder
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("version", "told"), [((3, 10, 14), " in Python 3.11 or later"), ((3, 11, 0), "")], ids=str)
def test_how_to_get_cel_says_from_which_python_on_there_is_one(monkeypatch, version, told):
    monkeypatch.setattr("sys.version_info", version)
    assert how_to_get_cel() == f"pip install 'daemonset-lint[cel]'{told}"
