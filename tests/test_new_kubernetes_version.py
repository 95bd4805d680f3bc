"""A new Kubernetes version is a schema file and one line; whatever else must know it finds it there."""

import json
import shutil
import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator

from dslint.kube.versions import NEWEST, OLDEST, VERIFIED
from tests.checkout import ROOT, copy_checkout
from tests.checks.hits import HEAD, pod
from tests.cli.process import Done, environment

NEXT = NEWEST + 1
LINE = "OLDEST, VERIFIED, NEWEST = {}, {}, {}\n"
MANIFEST = pod("notYetKnown: x")
UNKNOWN = (
    f"spec.template.spec has no field notYetKnown before Kubernetes 1.{NEXT}",
    f"remove it, or target Kubernetes 1.{NEXT} or later",
    *(10, 7),
)
SECONDS = 60


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Return a checkout with the next version, which has one more field of pods, and nothing else changed."""
    root = copy_checkout(tmp_path_factory.mktemp("next") / "dslint")
    for name in ("docs", "scripts"):
        shutil.copytree(ROOT / name, root / name)
    schemas = root / "schemas" / "kubernetes"
    schema = json.loads((schemas / f"1.{NEWEST}" / "daemonset.json").read_text(encoding="utf-8"))
    schema["$defs"]["io.k8s.api.core.v1.PodSpec"]["properties"]["notYetKnown"] = {"type": "string"}
    (schemas / f"1.{NEXT}").mkdir()
    (schemas / f"1.{NEXT}" / "daemonset.json").write_text(json.dumps(schema), encoding="utf-8")
    versions = root / "dslint" / "kube" / "versions.py"
    text = versions.read_text(encoding="utf-8")
    now, then = LINE.format(OLDEST, VERIFIED, NEWEST), LINE.format(OLDEST, VERIFIED, NEXT)
    assert text.count(now) == 1
    versions.write_text(text.replace(now, then), encoding="utf-8")
    return root


@pytest.fixture
def dslint(checkout, tmp_path):
    """Run the command of that checkout in an empty folder."""
    (tmp_path / ".git").mkdir()  # configuration is not looked for above

    def call(*arguments, stdin=MANIFEST, **env):
        command = [sys.executable, "-m", "dslint", *arguments]
        said = environment(PYTHONPATH=str(checkout), **env)
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, check=False, cwd=tmp_path, env=said, timeout=SECONDS
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call


def check(dslint, version, stdin=MANIFEST):
    """Return message, help, line, column and versions of each unknown field."""
    chosen = ("--select", "DS109", "--kubernetes-version", version, "--output-format", "json", "-q")
    done = dslint("check", "-", *chosen, stdin=stdin)
    assert done.err == ""
    found = json.loads(done.out)["findings"]
    return [(it["message"], it["help"], it["line"], it["column"], it["versions"]) for it in found]


def test_the_new_version_is_accepted_and_the_one_after_it_is_not(dslint):
    assert check(dslint, f"1.{NEXT}", HEAD) == []
    done = dslint("check", "-", "--kubernetes-version", f"1.{NEXT + 1}")
    said = f'"1.{NEXT + 1}" is not known; dslint knows 1.{OLDEST} to 1.{NEXT} (--kubernetes-version)'
    assert (done.code, done.out, done.err.splitlines()[0]) == (2, "", f"error: Kubernetes {said}")


def test_the_new_version_is_completed(dslint):
    words = ["dslint", "check", "--kubernetes-version", ""]
    done = dslint(_DSLINT_COMPLETE="zsh_complete", COMP_WORDS=" ".join(words), COMP_CWORD="3")
    assert done.out.splitlines()[1::3] == [f"1.{minor}" for minor in range(OLDEST, NEXT + 1)]


@pytest.mark.parametrize("minor", [OLDEST, VERIFIED, NEWEST])
def test_a_field_that_only_the_new_version_has_is_said_to_come_with_it(dslint, minor):
    assert check(dslint, f"1.{minor}") == [(*UNKNOWN, None)]
    assert check(dslint, f"1.{NEXT}") == []


def test_of_a_range_the_versions_before_it_are_named(dslint):
    before = [f"1.{minor}" for minor in range(NEWEST - 1, NEXT)]
    assert check(dslint, f"1.{NEWEST - 1}..1.{NEXT}") == [(*UNKNOWN, before)]


def test_the_script_writes_the_new_version_into_guides_and_schema(dslint, checkout, tmp_path):
    script = [sys.executable, "scripts/make_versions.py"]
    subprocess.run(script, cwd=checkout, check=True, capture_output=True, timeout=SECONDS)
    schema = Draft202012Validator(json.loads((checkout / "schemas" / "config.schema.json").read_text(encoding="utf-8")))
    assert schema.is_valid({"kubernetes-version": float(f"1.{NEXT}")})
    for value in (f"1.{NEXT}", f"1.{OLDEST}..1.{NEXT}"):
        assert schema.is_valid({"kubernetes-version": value})
        (tmp_path / "dslint.yaml").write_text(f"kubernetes-version: {value}\n", encoding="utf-8")
        assert dslint("check", "-", stdin=HEAD).code == 0
    assert not schema.is_valid({"kubernetes-version": f"1.{NEXT + 1}"})
    assert f"before 1.{OLDEST} and after 1.{NEXT}." in (checkout / "docs" / "exactness.md").read_text(encoding="utf-8")
