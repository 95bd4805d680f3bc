import os

import pytest

from tests.rendering.programs import VERSIONS, programs


@pytest.fixture(params=VERSIONS)
def renderers(request, monkeypatch):
    """Put real helm and kubectl in front of all others."""
    folder = programs(request.param)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return request.param


@pytest.fixture
def no_renderers(monkeypatch, tmp_path):
    """Leave neither helm nor kustomize nor kubectl on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
