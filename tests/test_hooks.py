"""The hooks as a user of pre-commit meets them: installed from a clone, run on a scratch repository."""

import os
import re
import subprocess
import sys

import pytest
import yaml

from tests.checkout import ROOT, copy_checkout
from tests.manifests import MONITORING
from tests.markdown import blocks

GOOD = (
    MONITORING
    + """\
      priorityClassName: system-node-critical
      containers:
        - name: agent
          image: registry.example/agent:1.4
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
          resources:
            requests: {cpu: 10m, memory: 32Mi}
            limits: {memory: 64Mi}
"""
)
BAD = GOOD.replace("labels: {app: agent}}\n    spec", "labels: {app: agnet}}\n    spec")
OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {mode: fast}\n"

pytestmark = pytest.mark.slow  # pre-commit installs the hooks


class Scratch:
    """A repository of a user and the environment that pre-commit runs in."""

    def __init__(self, root, store):
        self.root = root
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
            "PRE_COMMIT_HOME": str(store),
            "PRE_COMMIT_COLOR": "never",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        root.mkdir()
        self.git("init", "-q")

    def git(self, *arguments):
        identity = ("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")
        command = ("git", *identity, *arguments)
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=True, timeout=600
        )
        return done.stdout.strip()

    def write(self, files):
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")

    def pre_commit(self, *arguments):
        command = (sys.executable, "-m", "pre_commit", *arguments)
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=600,
        )
        return done.returncode, done.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def clone(tmp_path_factory, store):
    """Return a repository that holds the tree as it is now, and its only commit."""
    place = tmp_path_factory.mktemp("clone")
    copy_checkout(place / "tree")
    repository = Scratch(place / "repository", store)
    (place / "repository" / ".git").rename(place / "tree" / ".git")
    repository.root = place / "tree"
    repository.git("add", "--all")
    repository.git("commit", "-q", "-m", "now")
    return str(repository.root), repository.git("rev-parse", "HEAD")


@pytest.fixture
def scratch(tmp_path, store, clone):
    """Return an empty repository that has the hooks configured."""
    repository = Scratch(tmp_path / "user", store)
    url, commit = clone
    known = "{id: dslint}, {id: dslint-fix}, {id: dslint-all}"
    hooks = f"repos:\n- repo: {url}\n  rev: {commit}\n  hooks: [{known}]\n"
    repository.write({".pre-commit-config.yaml": hooks})
    return repository


def test_trying_the_repository_fails_on_a_bad_manifest(tmp_path, store, clone):
    user = Scratch(tmp_path / "user", store)
    user.write({"deploy/agent.yaml": BAD})
    code, out = user.pre_commit("try-repo", clone[0], "dslint", "--all-files")
    assert code == 1, out
    assert "deploy/agent.yaml:7:30" in out
    assert "error[DS101" in out


@pytest.mark.parametrize("hook", ["dslint", "dslint-fix", "dslint-all"])
def test_a_hook_takes_json_too(hook, scratch):
    import json

    import yaml

    scratch.write({"deploy/agent.json": json.dumps(yaml.safe_load(BAD), indent=1)})
    code, out = scratch.pre_commit("run", hook, "--all-files")
    assert code == 1, out
    assert "deploy/agent.json:" in out


@pytest.mark.parametrize("hook", ["dslint", "dslint-fix", "dslint-all"])
def test_a_hook_fails_on_a_bad_manifest(hook, scratch):
    scratch.write({"deploy/agent.yaml": BAD, "deploy/good.yaml": GOOD})
    code, out = scratch.pre_commit("run", hook, "--all-files")
    assert code == 1, out
    assert "deploy/agent.yaml:7:30" in out
    assert "good.yaml" not in out


@pytest.mark.parametrize("hook", ["dslint", "dslint-fix", "dslint-all"])
def test_a_hook_passes_on_a_good_manifest(hook, scratch):
    scratch.write({"deploy/agent.yaml": GOOD})
    code, out = scratch.pre_commit("run", hook, "--all-files", "--verbose")
    assert code == 0, out
    assert "Checked 1 DaemonSet" in out


@pytest.mark.parametrize("hook", ["dslint", "dslint-fix", "dslint-all"])
def test_a_hook_passes_where_nothing_is_left_to_check(hook, scratch):
    scratch.write({"deploy/settings.yaml": OTHER})
    code, out = scratch.pre_commit("run", hook, "--all-files")
    assert code == 0, out


@pytest.mark.parametrize("hook", ["dslint", "dslint-fix", "dslint-all"])
def test_a_hook_leaves_out_what_the_configuration_excludes(hook, scratch):
    scratch.write({"vendor/agent.yaml": BAD, "deploy/agent.yaml": GOOD, "dslint.yaml": "exclude: [vendor]\n"})
    code, out = scratch.pre_commit("run", hook, "--all-files")
    assert code == 0, out


def test_the_fixing_hook_fixes_and_fails_so_that_somebody_looks(scratch):
    old = GOOD.replace("      containers:", "      nodeSelector: {beta.kubernetes.io/os: linux}\n      containers:")
    scratch.write({"deploy/agent.yaml": old})
    code, out = scratch.pre_commit("run", "dslint-fix", "--all-files")
    assert code == 1, out
    assert "files were modified by this hook" in out
    assert (scratch.root / "deploy/agent.yaml").read_text("utf-8") == old.replace("beta.", "")
    scratch.git("add", "--all")
    code, out = scratch.pre_commit("run", "dslint-fix", "--all-files")
    assert code == 0, out


def test_two_hundred_other_yaml_files_cost_one_process(scratch):
    scratch.write({f"config/settings-{n:03}.yaml": OTHER for n in range(200)})
    code, out = scratch.pre_commit("run", "dslint", "--all-files", "--verbose")
    assert code == 0, out
    # every process ends with a closing line of its own
    assert [line for line in out.splitlines() if line.startswith("Checked ")] == [
        "Checked 0 DaemonSets in 0 files: nothing to check."
    ]


def test_every_hook_runs_for_yaml_and_json_and_the_one_for_charts_for_all_that_a_chart_reads():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    types = {hook["id"]: hook.get("types_or") for hook in hooks}
    charts = types.pop("dslint-charts")
    assert types == {name: ["yaml", "json"] for name in ("dslint", "dslint-fix", "dslint-all")}
    assert charts is None
    files = next(re.compile(hook["files"]) for hook in hooks if hook["id"] == "dslint-charts")
    read = [
        "Chart.yaml",
        "a/values-prod.yml",
        "a/templates/_helpers.tpl",
        "a/templates/NOTES.txt",
        "kustomization.yaml",
    ]
    assert [path for path in (*read, "README.md", "src/main.py") if files.search(path)] == read


CORPUS = ROOT.parent / "shared" / "corpus"


def hundred_manifests():
    """Return every third manifest of the corpus, of those that can be read, by a path for it."""
    from dslint.run import check_paths

    files = sorted(path for path in CORPUS.rglob("*") if path.suffix in (".yaml", ".yml", ".json"))
    unread = {finding.path for finding in check_paths([str(CORPUS)]).findings if finding.rule == "DS001"}
    readable = [path for path in files if str(path) not in unread]
    return {f"deploy/{path.relative_to(CORPUS)}": path.read_bytes() for path in readable[::3][:100]}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")
def test_an_old_repository_adopts_it_as_the_guide_says(tmp_path, store, clone):
    """Run the commands of the guide and no others: no manifest is changed, the hook is green, a new mistake is red."""
    user = Scratch(tmp_path / "user", store)
    manifests = hundred_manifests()
    assert len(manifests) == 100
    for name, data in manifests.items():
        path = user.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    user.git("add", "--all")
    user.git("commit", "-q", "-m", "old")
    commands = next(block for block in blocks((ROOT / "docs" / "adopting.md").read_text("utf-8")) if block.info == "sh")
    lines = commands.body.replace("DSLINT_URL", clone[0]).replace("DSLINT_REV", clone[1]).splitlines()
    assert len(lines) == 4
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, module in (("dslint", "dslint"), ("pre-commit", "pre_commit")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        (programs / name).chmod(0o755)
    user.environment |= {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    for line in lines:
        subprocess.run(["sh", "-c", line], cwd=user.root, env=user.environment, check=True, timeout=600)
    user.environment.pop("PYTHONPATH")  # the hook has a dslint of its own
    assert user.git("status", "--porcelain").splitlines() == [
        "?? .dslint-baseline.json",
        "?? .pre-commit-config.yaml",
        "?? dslint.yaml",
    ]
    user.git("add", "--all")
    code, out = user.pre_commit("run", "--all-files", "--verbose")
    assert code == 0, out
    assert "no new errors or warnings; " in out
    assert {name: (user.root / name).read_bytes() for name in manifests} == manifests
    user.git("commit", "-q", "-m", "adopt dslint")
    user.write({"deploy/new.yaml": BAD})
    with pytest.raises(subprocess.CalledProcessError) as refused:
        user.git("commit", "-q", "-m", "a new mistake")
    assert "deploy/new.yaml:7:30" in refused.value.stderr + refused.value.stdout
    user.git("rm", "-q", "--cached", "deploy/new.yaml")
    (user.root / "deploy/new.yaml").unlink()
    (first, data) = next((name, data) for name, data in manifests.items() if b"    metadata:\n      labels:\n" in data)
    user.write({first: data.decode().replace("    metadata:\n      labels:\n", "    metadata:\n      lables:\n")})
    code, out = user.pre_commit("run")
    assert code == 1, out
    assert f"{first}:" in out
