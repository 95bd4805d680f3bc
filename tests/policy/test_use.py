"""A policy is used like any rule: selected, suppressed, regraded and limited to versions."""

import pytest

from dslint.config import Options
from dslint.kube.versions import DEFAULT
from dslint.run import check_text

from .policies import MANIFEST, dslint, write

FORBIDDEN = {"properties": {"hostNetwork": False}}
COMMENT = MANIFEST.replace("hostNetwork: true", "hostNetwork: true # dslint: ignore[%s] metrics")
USES = {
    "on by itself": (MANIFEST, {}, {}, ["warning"]),
    "off unless selected": (MANIFEST, {"default": False}, {}, []),
    "selected by id": (MANIFEST, {"default": False}, {"extend_select": ("ACME001",)}, ["warning"]),
    "selected by prefix": (MANIFEST, {"default": False}, {"extend_select": ("ACME",)}, ["warning"]),
    "selected by name": (MANIFEST, {"default": False}, {"extend_select": ("not-as-agreed",)}, ["warning"]),
    "selected by tag": (MANIFEST, {"default": False}, {"extend_select": ("tag:policy",)}, ["warning"]),
    "ignored": (MANIFEST, {}, {"ignore": ("not-as-agreed",)}, []),
    "in preview": (MANIFEST, {"status": "preview"}, {}, []),
    "regraded": (MANIFEST, {}, {"severity": {"ACME001": "error"}}, ["error"]),
    "for newer versions": (MANIFEST, {"kubernetes": f">=1.{DEFAULT + 1}"}, {}, []),
    "for older versions, asked about one": (
        MANIFEST,
        {"kubernetes": "<1.30"},
        {"kubernetes_version": "1.29"},
        ["warning"],
    ),
    "suppressed by id": (COMMENT % "ACME001", {}, {}, []),
    "suppressed by name": (COMMENT % "not-as-agreed", {}, {}, []),
}


@pytest.mark.parametrize(("text", "changes", "options", "expected"), USES.values(), ids=USES)
def test_a_policy_is_used_like_any_rule(tmp_path, text, changes, options, expected):
    folder = write(tmp_path, "podSpec", FORBIDDEN, **changes)
    report = check_text(text, options=Options(policies=(folder,), no_config=True, **options))
    assert [finding.severity for finding in report.findings if finding.rule == "ACME001"] == expected
    assert [finding for finding in report.findings if finding.rule in ("DS003", "DS004", "DS007")] == []


def test_the_configuration_names_folders_of_policies(tmp_path):
    write(tmp_path / "deploy" / "policies", "podSpec", FORBIDDEN)
    (tmp_path / "deploy" / "dslint.yaml").write_text("select: [ACME]\npolicies: [policies]\n")
    (tmp_path / "deploy" / "agent.yaml").write_text(MANIFEST)
    done = dslint("check", "deploy", "--output-format", "concise", "-q", cwd=tmp_path)
    assert done.stdout == (
        "deploy/agent.yaml:15:7: warning[ACME001] spec.template.spec.hostNetwork is true (DaemonSet agent)\n"
    )
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_broken_policy_ends_with_2_and_its_place(tmp_path, command):
    write(tmp_path / "policies", "pod", FORBIDDEN)
    (tmp_path / "dslint.yaml").write_text("policies: [policies]\n")
    (tmp_path / "agent.yaml").write_text(MANIFEST)
    done = dslint(command, *(["agent.yaml"] if command == "check" else []), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        'error: policies/ACME001.yaml:9:12: target "pod" is not one of daemonset, podTemplate, podSpec, container\n'
    )


@pytest.mark.parametrize(
    ("mark", "code", "told"),
    [("  # <- ACME001", 0, "1 example passed.\n"), ("", 1, "1 of 1 example failed.\n")],
    ids=["passed", "failed"],
)
def test_examples_are_run_by_the_command(tmp_path, mark, code, told):
    bad = MANIFEST.replace("hostNetwork: true", f"hostNetwork: true{mark}")
    folder = write(tmp_path / "policies", "podSpec", FORBIDDEN, examples=[{"title": "on the host", "bad": bad}])
    done = dslint("test", folder, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (code, told)
    assert (not done.stdout) == (code == 0)
