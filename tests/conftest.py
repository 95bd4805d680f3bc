from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# no test depends on how fast a machine is
settings.register_profile("dslint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("dslint"), max_examples=25)


def pytest_configure(config):
    """Ask Hypothesis for fewer examples where the slow tests are left out."""
    settings.load_profile("quick" if config.getoption("markexpr") == "not slow" else "dslint")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write what is printed now as what is expected")
    parser.addoption("--campaign", type=int, default=0, metavar="N", help="hold N mutants in tests/fuzz, not a few")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in a folder of its own, which is returned."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def golden(request):
    """Compare a text with the file of that name in golden/ beside the test; escape characters stand as ␛ in it."""

    def compare(name, text):
        path = Path(request.path).parent / "golden" / name
        visible = text.replace("\x1b", "␛")
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(visible.encode())
        assert path.read_bytes().decode() == visible

    return compare
