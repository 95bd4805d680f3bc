"""``rules/`` and ``schemas/`` stand beside the package and are found however dslint is installed."""

import json
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from dslint import __version__
from dslint.catalogue.index import INDEX, load_rules
from dslint.compiled import BUILT, dumps, load
from dslint.kube.versions import DEFAULT, KNOWN
from dslint.manifest.schema import schema
from tests.checkout import ROOT, copy_checkout
from tests.manifests import MISLABELLED

WAYS = ("wheel", "sdist", "editable", "checkout")
FACTS = """
import json, os, dslint
from dslint.kube.versions import DEFAULT
from dslint.catalogue.index import load_rules
from dslint.resources import folder
schema = os.path.join(folder("schemas"), "kubernetes", f"1.{DEFAULT}", "daemonset.json")
print(json.dumps({
    "package": os.path.dirname(dslint.__file__),
    "rules": [rule.id for rule in load_rules()],
    "pages": all(os.path.isfile(rule.path) for rule in load_rules()),
    "schema": json.load(open(schema))["title"],
}))
"""

KEPT_OUT = (
    "oracle/strategy/main.go",
    "tests/conformance/test_recorded.py",
    "tests/conformance/vectors/1.37/objects.json.gz",
)

pytestmark = pytest.mark.slow  # builds and installs


def run(*command, cwd, expect=0):
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    made = copy_checkout(tmp_path_factory.mktemp("packaging") / "tree")
    for name in KEPT_OUT:
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text("")
    return made


@pytest.fixture(scope="module")
def dist(tree):
    """Build the sdist, and the wheel from the sdist; the index of the checkout is in the way on purpose."""
    (tree / "rules" / INDEX).write_bytes(dumps({"stamp": "built", "rules": []}))
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist", ".", cwd=tree)
    (tree / "rules" / INDEX).unlink()
    return tree / "dist"


@pytest.fixture(scope="module")
def interpreters(tree, dist, tmp_path_factory):
    """Return for each way a fresh interpreter; dependencies come from our own environment, dslint does not."""
    wheel, sdist = next(dist.glob("*.whl")), next(dist.glob("*.tar.gz"))
    what = {"wheel": [wheel], "sdist": [sdist], "editable": ["--editable", tree], "checkout": []}
    dependencies = "\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    made = {}
    for way, arguments in what.items():
        home = tmp_path_factory.mktemp(way) / "venv"
        venv.create(home, symlinks=True)
        python = home / "bin" / "python"
        purelib = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip()
        (Path(purelib) / "dependencies.pth").write_text(dependencies)
        if arguments:
            pip = (sys.executable, "-m", "pip", "--python", python)
            run(*pip, "install", "-q", "--no-deps", "--no-build-isolation", *arguments, cwd=home)
        made[way] = python
    return made


def where(way, tree, python):
    """Return the working directory: only a bare checkout needs to be in it."""
    return tree if way == "checkout" else python.parent


@pytest.mark.parametrize("way", WAYS)
def test_rules_and_schemas_are_found(way, tree, interpreters):
    python = interpreters[way]
    facts = json.loads(run(python, "-c", FACTS, cwd=where(way, tree, python)))
    installed = tree if way in {"editable", "checkout"} else python.parent.parent
    assert Path(facts["package"]).is_relative_to(installed)
    assert facts["rules"] == [rule.id for rule in load_rules()]
    assert facts["rules"]
    assert facts["pages"]
    assert facts["schema"] == f"DaemonSet (apps/v1) of Kubernetes 1.{DEFAULT}"


@pytest.mark.parametrize("way", WAYS)
def test_the_command_checks_a_manifest(way, tree, tmp_path, interpreters):
    python = interpreters[way]
    (tmp_path / "agent.yaml").write_text(MISLABELLED)
    command = [python, "-m", "dslint"] if way == "checkout" else [python.parent / "dslint"]
    arguments = [
        "check",
        "--no-config",
        "--select",
        "DS101",
        "--output-format",
        "concise",
        "-q",
        tmp_path / "agent.yaml",
    ]
    out = run(*command, *arguments, tmp_path / "agent.yaml", cwd=where(way, tree, python), expect=1)
    assert "agent.yaml:7:30: error[DS101] " in out


@pytest.mark.parametrize("way", WAYS)
def test_profiles_of_nodes_and_the_style_of_the_page_are_found(way, tree, tmp_path, interpreters):
    python = interpreters[way]
    (tmp_path / "agent.yaml").write_text(MISLABELLED)
    command = [python, "-m", "dslint"] if way == "checkout" else [python.parent / "dslint"]
    arguments = ["coverage", tmp_path / "agent.yaml", "--no-config", "-q", "--nodes", "profile:k3s"]
    out = run(*command, *arguments, "--output-format", "json", cwd=where(way, tree, python))
    assert json.loads(out)["summary"]["nodes"] == 3
    page = run(*command, *arguments, "--output-format", "html", cwd=where(way, tree, python))
    assert ".matrix thead th {" in page


@pytest.mark.parametrize("way", [way for way in WAYS if way != "checkout"])
def test_all_commands_know_their_version(way, interpreters):
    bin_ = interpreters[way].parent
    for name in ("dslint", "daemonset-lint", "kubectl-dslint"):
        assert __version__ in run(bin_ / name, "--version", cwd=bin_)


def test_a_wheel_needs_no_rule_file_to_know_its_rules(dist, tmp_path):
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        wheel.extractall(tmp_path)  # noqa: S202 - our own
    assert len(names) == len(set(names))
    assert load(str(tmp_path / "dslint" / "rules" / INDEX))["stamp"] == BUILT
    for file in (tmp_path / "dslint" / "rules").glob("*/*.yaml"):
        file.unlink()
    for file in (tmp_path / "dslint" / "schemas" / "kubernetes").glob("*/*.json"):
        file.unlink()
    script = "from dslint.catalogue.index import load_rules; print([rule.id for rule in load_rules()])"
    found = run(sys.executable, "-c", script, cwd=tmp_path)
    assert found.strip() == str([rule.id for rule in load_rules()])
    script = f"from dslint.manifest.schema import schema; print([len(schema(minor)) for minor in {KNOWN}])"
    found = run(sys.executable, "-c", script, cwd=tmp_path)
    assert found.strip() == str([len(schema(minor)) for minor in KNOWN])


def test_a_wheel_holds_the_package_its_data_and_the_licence_only(dist):
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    info = f"daemonset_lint-{__version__}.dist-info/"
    assert all(name.startswith(("dslint/", info)) for name in names)
    assert {"dslint/py.typed", "dslint/schemas/kubernetes/NOTICE", f"{info}licenses/LICENSE"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_an_sdist_holds_what_a_wheel_is_built_from(dist):
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "hatch_build.py",
        "pyproject.toml",
        "LICENSE",
        "README.md",
        "dslint/run.py",
        "schemas/kubernetes/NOTICE",
    } <= names
    assert f"rules/{INDEX}" not in names
    assert not [name for name in names if name.endswith(".marshal")]
    assert not names & set(KEPT_OUT)


def test_the_linter_and_the_type_checker_are_told_the_oldest_python_that_is_promised():
    text = (ROOT / "pyproject.toml").read_text()
    assert 'requires-python = ">=3.10"' in text
    assert 'target-version = "py310"' in text
    assert 'python_version = "3.10"' in text
