"""``dslint check OVERLAY``: findings in the resource, the patch or the kustomization that has to be edited."""

import json
import subprocess
import sys
from textwrap import indent

import pytest

from tests.checkout import ROOT
from tests.cli.process import Done, environment
from tests.rendering.made import BASE, PATCH_HEAD, write

PATCH = (
    PATCH_HEAD
    + """\
      nodeSelector:
        beta.kubernetes.io/arch: amd64
      containers:
      - name: agent
        imagePullPolicy: Sometimes
"""
)
FILES = {
    "base/kustomization.yaml": "resources:\n- agent.yaml\n",
    "base/agent.yaml": BASE,
    "overlays/prod/kustomization.yaml": (
        "namePrefix: prod-\nnamespace: agents\nresources:\n- ../../base\npatches:\n- path: patch.yaml\n"
        "images:\n- name: registry.example/agent\n  newTag: latest\n"
    ),
    "overlays/prod/patch.yaml": PATCH,
}


def check(folder, *arguments, paths=("overlays/prod",)):
    command = [sys.executable, "-m", "dslint", "check", *paths, "--no-config", "--output-format", "json", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=120
    )
    return Done(done.returncode, done.stdout, done.stderr)


def places(done):
    return [(one["rule"], one["path"], one["line"], one["column"]) for one in json.loads(done.out)["findings"]]


@pytest.fixture
def overlay(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    (tmp_path / ".git").mkdir()
    write(tmp_path, FILES)
    return tmp_path


def test_findings_are_where_each_field_is_set(overlay):
    assert places(check(overlay, "--select", "DS302,DS420")) == [
        ("DS302", "base/agent.yaml", 13, 9),
        ("DS420", "overlays/prod/kustomization.yaml", 9, 11),
        ("DS302", "overlays/prod/patch.yaml", 9, 9),
    ]


@pytest.mark.parametrize("label", ["agnet", "agent"], ids=["another", "the same again"])
def test_a_label_that_a_patch_sets_is_told_at_the_patch(overlay, label):
    base = BASE.replace("matchLabels: {app: agent}", "matchLabels: {app: other}")
    patch = PATCH.replace("    spec:\n", f"    metadata:\n      labels:\n        app: {label}\n    spec:\n")
    write(overlay, {"base/agent.yaml": base, "overlays/prod/patch.yaml": patch})
    assert places(check(overlay, "--select", "DS101")) == [("DS101", "overlays/prod/patch.yaml", 9, 14)]


def test_the_rendered_place_comes_last(overlay):
    found = json.loads(check(overlay, "--select", "DS302").out)["findings"]
    last = found[0]["related"][-1]
    assert (last["role"], last["path"]) == ("rendered", "<kubectl kustomize overlays/prod>")


def test_what_two_overlays_share_is_one_finding(overlay):
    write(overlay, {"overlays/test/kustomization.yaml": "resources:\n- ../../base\n"})
    found = json.loads(check(overlay, "--select", "DS302", paths=("overlays/prod", "overlays/test")).out)["findings"]
    shared = next(one for one in found if one["path"] == "base/agent.yaml")
    assert [one["message"] for one in shared["related"] if one["role"] == "rendered"] == [
        "rendered: overlays/prod", "rendered: overlays/test",
    ]  # fmt: skip


@pytest.mark.parametrize("base", ["https://example.com/base?ref=v1", "github.com/example/base", "git@example.com:a/b"])
def test_a_remote_base_is_refused(overlay, base):
    write(overlay, {"overlays/prod/kustomization.yaml": f"resources:\n- {base}\n"})
    done = check(overlay)
    assert done.code == 2
    assert f"cannot render overlays/prod: {base} is not here" in done.err


@pytest.mark.parametrize("lines", ["transformers: [%s]", "patches: [{path: '%s'}]"], ids=["transformer", "patch"])
def test_what_else_is_remote_is_refused_too(overlay, lines):
    text = f"resources: [../../base]\n{lines % 'https://example.com/x.yaml'}\n"
    write(overlay, {"overlays/prod/kustomization.yaml": text})
    done = check(overlay)
    assert done.code == 2
    assert "cannot render overlays/prod: https://example.com/x.yaml is not here: what is remote needs" in done.err


@pytest.mark.usefixtures("renderers")
def test_a_program_that_a_kustomization_names_is_not_run(overlay):
    function = "    config.kubernetes.io/function: |\n      exec: {path: ./run.sh}\n"
    generator = f"apiVersion: x/v1\nkind: X\nmetadata:\n  name: x\n  annotations:\n{function}"
    write(overlay / "overlays/prod", {"kustomization.yaml": "generators: [x.yaml]\n", "x.yaml": generator})
    write(overlay / "overlays/prod", {"run.sh": f"#!/bin/sh\ntouch {overlay}/started\n"})
    (overlay / "overlays/prod/run.sh").chmod(0o755)
    done = check(overlay)
    assert "cannot render overlays/prod: " in done.err
    assert not (overlay / "started").exists()


def test_a_wrong_overlay_is_a_message_and_the_others_go_on(overlay):
    write(overlay, {"overlays/test/kustomization.yaml": "resources:\n- missing.yaml\n"})
    done = check(overlay, "--select", "DS302", paths=("overlays/prod", "overlays/test"))
    assert {one[0] for one in places(done)} == {"DS001", "DS302"}
    assert done.code == 1


def test_the_files_of_an_overlay_that_cannot_be_rendered_are_read_by_themselves(overlay):
    write(
        overlay, {"base/kustomization.yaml": "resources:\n- agent.yaml\nconfigMapGenerator: [{name: c, files: [x]}]\n"}
    )
    done = check(overlay, "--select", "DS302", paths=("base",))
    assert done.code == 2
    assert "cannot render base: " in done.err
    assert places(done) == [("DS302", "base/agent.yaml", 13, 9)]


@pytest.mark.usefixtures("no_renderers")
def test_without_kustomize_the_files_are_read_by_themselves(tmp_path):
    write(tmp_path, FILES)
    done = check(tmp_path, "--select", "DS302")
    assert "overlays/prod is a kustomization, whose files are read by themselves" in done.err
    assert places(done) == [("DS302", "overlays/prod/patch.yaml", 9, 9)]


def test_a_comment_in_a_resource_or_patch_suppresses(overlay):
    for path in ("base/agent.yaml", "overlays/prod/patch.yaml"):
        text = (overlay / path).read_text()
        (overlay / path).write_text(
            text.replace("      nodeSelector:", "      nodeSelector: # dslint: ignore[DS302] old")
        )
    done = check(overlay, "--select", "DS302")
    assert places(done) == []
    assert json.loads(done.out)["summary"]["suppressed"] == 2


def test_a_comment_in_a_resource_that_is_of_no_use_is_told(overlay):
    (overlay / "base/agent.yaml").write_text(BASE.replace("    spec:", "    spec: # dslint: ignore[DS201] old", 1))
    assert places(check(overlay, "--select", "DS201,DS004")) == [("DS004", "base/agent.yaml", 11, 28)]


def test_the_overlay_of_the_wild(renderers):  # noqa: ARG001 - they are put on the PATH
    done = check(ROOT / "tests" / "wild" / "38-kustomize", "--select", "DS010")
    assert places(done) == [("DS010", "overlays/prod/tolerations-patch.yaml", 10, 7)]


INLINE = {
    "patches": "patches:\n- target: {kind: DaemonSet}\n  patch: |-\n%s",
    "strategic merge": "patchesStrategicMerge:\n- |\n%s",
}
SELECTS = "      nodeSelector:\n        beta.kubernetes.io/arch: amd64\n      terminationGracePeriodSeconds: 5\n"
BODY = indent(PATCH_HEAD + SELECTS, "    ")
JSON_PATCH = """\
    - op: add
      path: /spec/template/spec/nodeSelector/beta.kubernetes.io~1arch
      value: amd64
"""


FOLDED = "\n".join(f"{line}\n" if line.startswith("    ") and line[4] != " " else line for line in BODY.split("\n"))
BODIES = {
    "literal": ("|-", BODY),
    "folded": (">-", FOLDED),
    "in quotes": (
        "",
        """\
    '[{"op": "add", "path": "/spec/template/spec/nodeSelector",
      "value": {"beta.kubernetes.io/arch": "amd64"}}]'
""",
    ),
}


@pytest.mark.parametrize(("style", "body"), BODIES.values(), ids=BODIES)
def test_a_patch_in_any_style_is_told_at_its_line(tmp_path, renderers, style, body):  # noqa: ARG001 - on the PATH
    base = BASE.replace("        beta.kubernetes.io/os: linux", "        kubernetes.io/os: linux")
    text = f"resources: [agent.yaml]\npatches:\n- target: {{kind: DaemonSet}}\n  patch: {style}\n{body}"
    write(tmp_path, {"prod/kustomization.yaml": text, "prod/agent.yaml": base})
    (place,) = places(check(tmp_path, "--select", "DS302", paths=("prod",)))
    assert place[:2] == ("DS302", "prod/kustomization.yaml")
    assert text.splitlines()[place[2] - 1][place[3] - 1 :].strip('"').startswith("beta.kubernetes.io/arch")


@pytest.mark.parametrize("form", INLINE.values(), ids=INLINE)
def test_what_an_inline_patch_sets_is_told_at_its_line(tmp_path, renderers, form):  # noqa: ARG001 - on the PATH
    base = BASE.replace("        beta.kubernetes.io/os: linux", "        kubernetes.io/os: linux")
    write(tmp_path, {"prod/kustomization.yaml": "resources: [agent.yaml]\n" + form % BODY, "prod/agent.yaml": base})
    (place,) = places(check(tmp_path, "--select", "DS302", paths=("prod",)))
    lines = (tmp_path / "prod/kustomization.yaml").read_text().splitlines()
    assert place[:2] == ("DS302", "prod/kustomization.yaml")
    assert lines[place[2] - 1][place[3] - 1 :] == "beta.kubernetes.io/arch: amd64"


def test_what_an_inline_json_patch_sets_is_told_at_its_operation(tmp_path, renderers):  # noqa: ARG001 - on the PATH
    base = BASE.replace("        beta.kubernetes.io/os: linux", "        kubernetes.io/os: linux")
    text = "resources: [agent.yaml]\npatches:\n- target: {kind: DaemonSet}\n  patch: |-\n" + JSON_PATCH
    write(tmp_path, {"prod/kustomization.yaml": text, "prod/agent.yaml": base})
    (place,) = places(check(tmp_path, "--select", "DS302", paths=("prod",)))
    assert place == ("DS302", "prod/kustomization.yaml", 7, 7)


def test_an_inline_patch_is_fixed_where_it_stands(tmp_path, renderers):  # noqa: ARG001 - on the PATH
    base = BASE.replace("        beta.kubernetes.io/os: linux", "        kubernetes.io/os: linux")
    text = "resources: [agent.yaml] # kept\n" + INLINE["patches"] % BODY
    write(tmp_path, {"prod/kustomization.yaml": text, "prod/agent.yaml": base, ".git/x": ""})
    assert check(tmp_path, "--select", "DS302", "--fix", paths=("prod",)).code == 0
    assert (tmp_path / "prod/kustomization.yaml").read_text() == text.replace("beta.", "")


def test_a_comment_in_an_inline_patch_suppresses(tmp_path, renderers):  # noqa: ARG001 - on the PATH
    base = BASE.replace("        beta.kubernetes.io/os: linux", "        kubernetes.io/os: linux")
    body = BODY.replace("arch: amd64", "arch: amd64 # dslint: ignore[DS302] old nodes")
    text = "resources: [agent.yaml]\n" + INLINE["patches"] % body.replace(
        "Seconds: 5", "Seconds: 5 # dslint: ignore[DS201] of no use"
    )
    write(tmp_path, {"prod/kustomization.yaml": text, "prod/agent.yaml": base})
    done = check(tmp_path, "--select", "DS302,DS201,DS004", paths=("prod",))
    assert [one[:3] for one in places(done)] == [("DS004", "prod/kustomization.yaml", 14)]
    assert json.loads(done.out)["summary"]["suppressed"] == 1


@pytest.mark.parametrize("options", [["--fix"], ["--add-ignores", "why"]])
@pytest.mark.parametrize(("base", "repository"), [("base", True), ("base", False), ("../../../outside", True)])
def test_what_lies_outside_of_the_repository_is_told_and_not_changed(tmp_path, renderers, base, repository, options):  # noqa: ARG001 - on the PATH
    outside = {"outside/kustomization.yaml": "resources: [agent.yaml]\n", "outside/agent.yaml": BASE}
    write(tmp_path, outside | {"all/repo/prod/kustomization.yaml": f"resources: [{base}]\n"})
    (tmp_path / "outside/.git").mkdir()
    (tmp_path / "all/repo/prod/base").symlink_to(tmp_path / "outside")
    if repository:
        (tmp_path / "all/repo/.git").mkdir()
    done = check(tmp_path / "all/repo", "--select", "DS302", *options, paths=("prod",))
    (one,) = json.loads(done.out)["findings"]
    assert (done.code, one["line"], one["fix"], one["fixHeldBack"]) == (
        1, 13, None, "it stands in no file that can be changed by itself",
    )  # fmt: skip
    assert (tmp_path / "outside/agent.yaml").read_text() == BASE
