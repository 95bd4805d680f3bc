"""The names that programs may rely on: what they return, and that it is what the commands print."""

import doctest
import inspect
import json
import pickle
import subprocess
import sys
import typing
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

import dslint
from dslint import api
from tests.checkout import ROOT
from tests.cli.process import LIMIT, environment
from tests.manifests import MISLABELLED
from tests.markdown import blocks
from tests.parallel.trees import write_tree

NAMES = dslint.__all__
FUNCTIONS = ("check_text", "check_paths", "check_many", "fix_text", "coverage")


@pytest.fixture
def deploy(tmp_path, monkeypatch):
    """Return a working directory with a manifest below deploy/."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy/agent.yaml").write_text(MISLABELLED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(*arguments, cwd, code=1):
    done = subprocess.run(
        [sys.executable, "-m", "dslint", *arguments, "--output-format", "json"],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def test_there_are_fifteen_names_and_the_page_has_each():
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    assert len(NAMES) == len(set(NAMES)) <= 15
    assert [name for name in NAMES if f"`{name}" not in page] == []
    assert set(NAMES) <= set(dir(dslint))
    assert all(getattr(dslint, name) is not None for name in NAMES)


def test_the_package_says_that_it_has_types_and_every_function_has_all_of_them():
    assert (ROOT / "dslint/py.typed").is_file()
    for name in FUNCTIONS:
        signature = inspect.signature(getattr(dslint, name))
        assert signature.return_annotation in {"Report", "Fixed", "Coverage"}
        assert all(one.annotation is not inspect.Parameter.empty for one in signature.parameters.values())
    for record in (dslint.Report, dslint.Fixed, dslint.Coverage):
        assert set(record._fields) == set(typing.cast("dict", record.__annotations__))


def test_the_page_has_the_signatures():
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    rows = {line.partition("`")[2].partition("(")[0]: line for line in page.splitlines() if line.startswith("| `")}
    for name in FUNCTIONS:
        for parameter in inspect.signature(getattr(dslint, name)).parameters.values():
            said = parameter.name if parameter.default is inspect.Parameter.empty else f"{parameter.name}="
            assert said in rows[name], (name, parameter.name)


def test_examples_in_the_docstrings_are_true(deploy):
    failed, tried = doctest.testmod(api, extraglobs={"manifest": MISLABELLED})
    assert (failed, tried > 8) == (0, True)
    assert doctest.testmod(dslint, extraglobs={"manifest": MISLABELLED}).failed == 0
    assert deploy.is_dir()


@pytest.mark.usefixtures("deploy")
def test_examples_on_the_page_run(capsys, monkeypatch):
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", ThreadPoolExecutor)
    names = {"manifest": MISLABELLED, "__name__": "__main__"}
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    for block in blocks(page):
        assert block.info == "python"
        exec(compile(block.body, "docs/api.md", "exec"), names)  # noqa: S102 - our own page
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "deploy/agent.yaml:7:30 DS101 pod template label app=agnet does not satisfy the selector"
    assert "agent 5 ('cp-1', 'cp-2', 'cp-3', 'worker-6')" in out
    assert "['DS101'] 0" in out
    assert names["report"].to_dict() == dslint.check_paths("deploy/").to_dict()


def test_a_report_is_what_the_command_prints(tmp_path, monkeypatch):
    tree = write_tree(tmp_path / "tree")
    monkeypatch.chdir(tmp_path)
    report = dslint.check_paths(str(tree))
    assert report.to_dict() == printed("check", str(tree), cwd=tmp_path, code=1)
    assert report.to_dict(suppressed=True) == printed("check", str(tree), "--show-suppressed", cwd=tmp_path, code=1)
    told = report.to_dict()["findings"]
    assert [(one["rule"], one["line"]) for one in told] == [(one.rule, one.at.start.line) for one in report.findings]
    assert report.failing == sum(one.fails for one in report.findings) > 0


def test_a_coverage_is_what_the_command_prints(deploy):
    placed = dslint.coverage("deploy", nodes=["profile:kubeadm"])
    assert placed.to_dict() == printed("coverage", "deploy", "--nodes", "profile:kubeadm", cwd=deploy, code=0)
    (agent,) = placed.daemon_sets
    assert (agent.object.name, agent.path, agent.line, agent.desired) == ("agent", "deploy/agent.yaml", 1, 5)
    assert {*agent.runs, *agent.missed} == set(placed.nodes)
    assert set(dict(agent.reasons)) == set(agent.missed)
    assert dslint.coverage(nodes="profile:kubeadm").daemon_sets[0].missed == agent.missed
    assert dslint.coverage("deploy", dslint.Options(nodes=("profile:kubeadm",))).nodes == placed.nodes


def test_a_coverage_tells_where_a_pod_is_missed_that_is_meant(deploy):
    text = "coverage:\n- {daemonset: agent, on: [all]}\n- {daemonset: none, on: [all]}\n"
    (deploy / "dslint.yaml").write_text(text, encoding="utf-8")
    assert dslint.coverage("deploy", nodes="profile:kubeadm").fails
    assert not dslint.coverage("deploy", dslint.Options(no_config=True), nodes="profile:kubeadm").fails


def test_a_fixed_text_is_what_the_command_writes(deploy):
    text = MISLABELLED.replace(
        "      containers", "      tolerations: [{key: node-role.kubernetes.io/master}]\n      containers"
    )
    fixed = dslint.fix_text(text, path="deploy/agent.yaml", unsafe=True)
    (deploy / "deploy/agent.yaml").write_text(text, encoding="utf-8")
    printed("check", "deploy", "--fix", "--unsafe-fixes", cwd=deploy, code=0)
    assert fixed.text == (deploy / "deploy/agent.yaml").read_text(encoding="utf-8") != text
    assert {"DS101"} <= {one.rule for one in fixed.applied}
    assert fixed.report.to_dict() == dslint.check_text(fixed.text, path="deploy/agent.yaml").to_dict()
    assert fixed.to_dict()["text"] == fixed.text
    assert json.dumps(fixed.to_dict())


@pytest.mark.parametrize("unsafe", [False, True])
def test_fixing_a_text_writes_nothing_and_leaves_what_is_not_to_be_mended(deploy, unsafe):
    before = {path: path.stat().st_mtime_ns for path in deploy.rglob("*")}
    text = "\ufeff" + MISLABELLED.replace("\n", "\r\n")
    fixed = dslint.fix_text(text, path="deploy/agent.yaml", unsafe=unsafe)
    assert fixed.text == (text.replace("agnet", "agent") if unsafe else text)
    assert dslint.fix_text("kind: ConfigMap\n").text == "kind: ConfigMap\n"
    assert {path: path.stat().st_mtime_ns for path in deploy.rglob("*")} == before


def test_a_fix_that_is_held_back_says_why():
    text = MISLABELLED.replace("labels: {app: agnet}", "labels: &all {app: agnet}").replace(
        "metadata: {name: agent}", "metadata: {name: agent, annotations: {a: b}}"
    )
    fixed = dslint.fix_text(text.replace("{name: agent, image", "{name: agent, env: [{name: A, value: 1}], image"))
    assert all(isinstance(why, str) and one.rule for one, why in fixed.held)
    assert "value: 1" not in fixed.text or fixed.report.failing


@pytest.mark.parametrize("name", ["check_text", "fix_text", "check_paths", "check_many", "coverage"])
def test_results_do_not_change_and_can_be_pickled(deploy, name):
    arguments = (MISLABELLED,) if name.endswith("_text") else ("deploy",)
    more = {"nodes": "profile:kubeadm"} if name == "coverage" else {}
    result = getattr(dslint, name)(*arguments, **more)
    with pytest.raises(AttributeError):
        result.notes = ()
    assert all(isinstance(value, (tuple, int, str, bool)) for value in result)
    assert pickle.loads(pickle.dumps(result)).to_dict() == result.to_dict()  # noqa: S301 - just made
    assert deploy.is_dir()


def test_an_executor_of_ones_own_does_the_work_and_stays_as_it_was(tmp_path):
    tree = str(write_tree(tmp_path / "tree"))
    alone = dslint.check_paths([tree]).to_dict(suppressed=True)
    told = []
    with ThreadPoolExecutor(2) as executor:
        report = dslint.check_many([tree], executor=executor, progress=told.append)
        assert report.to_dict(suppressed=True) == alone
        assert executor.submit(int, "7").result() == 7
    assert dslint.check_many([tree]).to_dict(suppressed=True) == alone
    assert told[-1] == 34


def test_paths_may_be_those_of_pathlib(deploy):
    one, several = deploy / "deploy", [deploy / "deploy", "deploy"]
    assert len(dslint.check_paths(one).findings) == len(dslint.check_paths(several).findings) == 1
    assert dslint.coverage(one, nodes="profile:kubeadm").daemon_sets[0].desired == 5
    (deploy / "nodes.json").write_text(
        '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}}', encoding="utf-8"
    )
    assert dslint.coverage(one, nodes=deploy / "nodes.json").nodes == ("n1",)


@pytest.mark.usefixtures("deploy")
def test_what_was_handed_out_is_taken_back_where_the_run_ends():
    class Never:
        def __init__(self):
            self.futures = []

        def submit(self, _fn, *_arguments):
            self.futures.append(Future())
            if len(self.futures) == 1:
                self.futures[0].set_exception(ModuleNotFoundError("No module named 'dslint'"))
            return self.futures[-1]

    never = Never()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dslint.parallel.sizes.BATCH", 1)
        for number in range(3):
            with open(f"deploy/{number}.yaml", "w", encoding="utf-8") as file:
                file.write(MISLABELLED)
        with pytest.raises(dslint.DslintError, match="the workers cannot check"):
            dslint.check_many("deploy", executor=never)
    assert [future.cancelled() for future in never.futures] == [False, True, True, True]


CHEAP = """
import sys
import dslint
before = [name for name in sys.modules if name.startswith(("dslint.", "yaml", "click", "concurrent", "json"))]
from dslint import coverage
import dslint.coverage.run
from dslint import coverage as again
print(before, coverage is again is dslint.coverage, callable(again), "click" in sys.modules, "pygls" in sys.modules)
"""


def test_to_import_it_is_cheap_and_the_function_keeps_its_name_beside_the_folder(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CHEAP],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=True,
    )
    assert done.stdout == "[] True True False False\n"
