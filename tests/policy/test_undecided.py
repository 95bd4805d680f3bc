"""What policies leave open is told in few words, each policy once, and whole in JSON."""

import json

import pytest

from dslint import Options, check_paths, check_text
from dslint.run import check_paths as judged

from .policies import PODS, TEXT, binding, dslint, policy

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
PROD = {"namespaceSelector": {"matchLabels": {"env": "prod"}}}
WHO = "request.userInfo.username == 'a'"


def named(number, *objects):
    """Return a policy and its bindings under names of their own."""
    for one in objects:
        one["metadata"]["name"] = f"p{number:02}"
        if "policyName" in one["spec"]:
            one["spec"]["policyName"] = f"p{number:02}"
    return objects


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Twelve policies, nine of which ask for what no file says, and six DaemonSets in three namespaces."""
    monkeypatch.chdir(tmp_path)
    made = []
    for number in range(3):
        made += named(number, policy("true", PODS, constraints=PROD), binding())
        made += named(number + 3, policy(WHO), binding())
        made += named(number + 6, policy(WHO, constraints=PROD), binding())
        made += named(number + 9, policy("true"), binding())
    (tmp_path / "policies.yaml").write_text("\n---\n".join(map(json.dumps, made)), encoding="utf-8")
    (tmp_path / "deploy").mkdir()
    for number in range(6):
        text = TEXT.replace("name: agent\nspec", f"name: agent\n  namespace: team-{number % 3}\nspec")
        (tmp_path / "deploy" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


OPTIONS = Options(policies=("policies.yaml",), select=("policy",), no_config=True)
LABELS = "nothing says which labels the namespace has"
SENDER = "no file says what request.userInfo is"
NAMESPACES = ("team-0", "team-1", "team-2")


@pytest.mark.usefixtures("folder")
def test_policies_that_lack_the_same_are_told_together_and_each_once():
    labels = f"{LABELS} (team-0, team-1, team-2)"
    assert judged(["deploy"], OPTIONS).remarks == [
        f"policy/p00, policy/p01, policy/p02 and 3 more are not decided for 6 DaemonSets: {labels}",
        f"policy/p03, policy/p04, policy/p05 are not decided for 6 DaemonSets: {SENDER}",
    ]


def test_json_has_every_policy_with_every_reason_and_namespace(folder):
    (folder / "deploy" / "0.yaml").unlink()
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team-1", "labels": {"env": "prod"}}}
    (folder / "namespace.yaml").write_text(json.dumps(namespace), encoding="utf-8")
    report = check_paths(["deploy", "namespace.yaml"], OPTIONS)
    found = {(one["rule"], one["reason"]): one for one in report.to_dict()["notDecided"]}
    assert {rule for rule, _ in found} == {f"policy/p{number:02}" for number in range(9)}
    assert found["policy/p07", LABELS] == {
        "rule": "policy/p07", "reason": LABELS, "namespaces": ["team-0", "team-2"], "daemonSets": 3,
    }  # fmt: skip
    assert found["policy/p07", SENDER]["daemonSets"] == 2
    assert found["policy/p03", SENDER]["daemonSets"] == 5
    why = f"for 2 DaemonSets: {SENDER}; for 3 DaemonSets: {LABELS} (team-0, team-2)"
    assert f"policy/p06, policy/p07, policy/p08 are not decided {why}" in report.notes


def test_the_last_line_does_not_say_that_nothing_was_found(folder):
    done = dslint("check", "deploy", "--policies", "policies.yaml", "--select", "policy", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("Checked 6 DaemonSets in 6 files; 9 policies not decided.\n")


def test_several_versions_and_processes_count_a_daemonset_once(folder):
    args = ("--policies", "policies.yaml", "--select", "policy", "--output-format", "json")
    one = dslint("check", "deploy", *args, cwd=folder)
    for more in (("--kubernetes-version", "1.34-1.37"), ("--jobs", "2")):
        many = dslint("check", "deploy", *args, *more, cwd=folder)
        key = json.loads(many.stdout)["notDecided"]
        assert key == json.loads(one.stdout)["notDecided"]


FIXABLE = TEXT.replace("kubernetes.io/os: linux", "beta.kubernetes.io/os: linux")


@pytest.mark.parametrize("flags", [(), ("--diff",), ("--fix",), ("--fix", "--unsafe-fixes"), ("--jobs", "2")])
def test_a_text_that_is_judged_again_for_its_fixes_counts_once(folder, flags):
    texts = [FIXABLE.replace("name: agent\nspec", f"name: agent-{number}\nspec") for number in range(3)]
    (folder / "deploy" / "many.yaml").write_text("---\n".join(texts), encoding="utf-8")
    args = ("check", "deploy/many.yaml", "--policies", "policies.yaml", "--extend-select", "policy", "--no-config")
    told = dslint(*args, *flags, cwd=folder).stderr
    assert "policy/p03, policy/p04, policy/p05 are not decided for 3 DaemonSets: " in told
    assert ("Fixed" in told) == ("--fix" in flags)


def test_what_a_fix_decides_is_not_told_as_left_open(folder):
    old = {"name": "old", "expression": "'beta.kubernetes.io/os' in object.spec.template.spec.nodeSelector"}
    made = policy(WHO, matchConditions=[old]), binding()
    (folder / "policies.yaml").write_text("\n---\n".join(map(json.dumps, made)), encoding="utf-8")
    (folder / "deploy" / "one.yaml").write_text(FIXABLE, encoding="utf-8")
    args = ("check", "deploy/one.yaml", "--policies", "policies.yaml", "--extend-select", "policy", "--no-config")
    assert "not decided for 1 DaemonSet" in dslint(*args, cwd=folder).stderr
    done = dslint(*args, "--fix", "--unsafe-fixes", cwd=folder)
    assert "Fixed" in done.stderr
    assert "not decided" not in done.stderr


def test_a_program_that_judges_a_text_again_and_again_hears_the_same():
    options = OPTIONS._replace(policies=())
    other = TEXT.replace("name: agent\nspec", "name: other\nspec")
    whole = "\n---\n".join((json.dumps(policy(WHO)), json.dumps(binding()), TEXT, other))
    for _ in range(2):
        (left,) = check_text(whole, options=options).not_decided
        assert (left.daemon_sets, left.counts()) == (2, {(SENDER, ""): 2})
