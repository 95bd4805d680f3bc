"""What other programs take from the repository: action, workflows, image, matcher, and snippets of the guide."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest
import yaml

from dslint.render.concise import render
from dslint.render.style import Style
from tests.checkout import ROOT
from tests.markdown import blocks
from tests.render.build import three
from tests.render.oracles import github
from tests.render.samples import BAD, GOOD

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RELEASE = ROOT / ".github" / "workflows" / "release.yml"
PAGES = ("integrations", "pre-commit", "github", "gitlab", "helm", "kustomize")
GUIDE = "\n".join((ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8") for page in PAGES)
STEPS = ACTION["runs"]["steps"]


def snippet(word):
    """Return the block of YAML in the guide that has a word in it."""
    (found,) = (
        block.body
        for block in blocks(GUIDE)
        if block.info == "yaml" and word in block.body and "$CI_MERGE" not in block.body
    )
    return found


def validate(schema, path):
    if find_spec("check_jsonschema") is None:
        reason = "check-jsonschema, which carries the schemas, is not there: pip install check-jsonschema"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("schema", "name"), [("github-actions", "action.yml"), ("github-workflows", ".github/workflows/release.yml")]
)
def test_what_github_reads_is_what_its_schema_asks_for(schema, name):
    validate(schema, ROOT / name)


def test_the_snippet_for_gitlab_is_a_pipeline(tmp_path):
    (tmp_path / ".gitlab-ci.yml").write_text(snippet("codequality:"), encoding="utf-8")
    validate("gitlab-ci", tmp_path / ".gitlab-ci.yml")


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_actions_of_others_are_pinned_to_the_commit_of_a_release(path):
    used = re.findall(r"^ *-? *uses: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


def test_no_script_has_an_expression_in_it():
    """Hold that what a stranger writes into a pull request reaches a script as a variable only."""
    workflow = yaml.safe_load(RELEASE.read_text(encoding="utf-8"))
    scripts = [step["run"] for step in STEPS if "run" in step]
    scripts += [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert len(scripts) > 5
    assert not [script for script in scripts if "${{" in script]


def test_the_release_has_no_more_rights_than_each_job_needs():
    workflow = yaml.safe_load(RELEASE.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    assert set(workflow["jobs"]) == {"build", "package", "image"}
    assert all("permissions" in job for job in workflow["jobs"].values())


class Runner:
    """Runs the scripts of the action as the runner does, with our dslint in the place of the installed one."""

    def __init__(self, root):
        self.root = root
        self.temporary = root / "temporary"
        programs = self.temporary / "dslint" / "bin"
        programs.mkdir(parents=True)
        (programs / "dslint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dslint "$@"\n', encoding="utf-8")
        (programs / "dslint").chmod(0o755)

    def run(self, name, **inputs):
        (step,) = (step for step in STEPS if step["name"] == name)
        files = {word: str(self.root / word) for word in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        surroundings = {"PATH": os.environ["PATH"], "HOME": str(self.root), "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.root,
            env=surroundings | files | {"RUNNER_TEMP": str(self.temporary)} | inputs,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(("text", "code"), [(BAD, 1), (GOOD, 0)], ids=["bad", "good"])
def test_the_action_checks_annotates_and_keeps_the_code_for_its_last_step(tmp_path, text, code):
    runner = Runner(tmp_path)
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "agent.yaml").write_text(text % "agent", encoding="utf-8")
    done = runner.run("Check", DSLINT_PATHS="a b\n\n", DSLINT_ARGS="--no-config", DSLINT_OUTPUT_FORMAT="github")
    assert done.returncode == 0, done.stderr
    assert [facts["file"] for _, facts, _ in github(done.stdout)] == ["a b/agent.yaml"] * code
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == f"exit-code={code}\n"
    assert ("DS101" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()) is bool(code)
    assert (runner.temporary / "dslint.sarif").exists()
    assert runner.run("Result", DSLINT_CODE=str(code)).returncode == code


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_action_tells_what_it_could_not_do(tmp_path):
    done = Runner(tmp_path).run("Check", DSLINT_PATHS="nowhere", DSLINT_ARGS="", DSLINT_OUTPUT_FORMAT="concise")
    assert (done.returncode, (tmp_path / "GITHUB_OUTPUT").read_text()) == (0, "exit-code=2\n")
    assert "nowhere" in done.stderr


def test_the_problem_matcher_reads_every_line_of_concise():
    matcher = yaml.safe_load((ROOT / ".github" / "problem-matcher.json").read_text(encoding="utf-8"))
    (pattern,) = matcher["problemMatcher"][0]["pattern"]
    lines = "".join(render(three(), Style())).splitlines()
    found = [re.match(pattern["regexp"], line) for line in lines]
    assert [one[pattern["line"]] for one in found] == ["17", "20", "23"]
    assert found[0][pattern["file"]] == "deploy/node-agent.yaml"
    assert [one[pattern["severity"]] for one in found] == ["error", "warning", "info"]
    assert found[0][pattern["message"]].startswith("pod template label")


def test_the_image_is_slim_and_nobodys():
    lines = [
        line.split(maxsplit=1) for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if line[:1].isupper()
    ]
    words = [word for word, _ in lines]
    said = dict(lines)
    bases = [rest.split()[0] for word, rest in lines if word == "FROM"]
    assert all(re.fullmatch(r"python:3\.\d+-slim", base) for base in bases)
    assert said["USER"] == "65534:65534"
    assert said["ENTRYPOINT"] == '["dslint"]'
    assert "ADD" not in words
    assert words.index("USER") < words.index("ENTRYPOINT")


@pytest.mark.slow
def test_the_image_is_built_where_docker_answers():
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "info"], capture_output=True, timeout=60, check=False).returncode
    ):
        pytest.skip("no docker daemon answers")
    subprocess.run(["docker", "build", "-q", "-t", "dslint-test", "."], cwd=ROOT, check=True, timeout=600)
    done = subprocess.run(
        ["docker", "run", "--rm", "--network=none", "dslint-test", "--version"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.startswith("dslint ")


@pytest.mark.parametrize("word", ["dslint-charts", "fetch-depth", "setup-python"])
def test_snippets_of_the_guide_are_yaml(word):
    assert isinstance(yaml.safe_load(snippet(word)), dict)
