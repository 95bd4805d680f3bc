"""The working directory of the tests about workers."""

import pytest

from dslint.parallel import sizes
from tests.parallel.trees import write_tree


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Stand in a tree of which every file is a batch; return the folder around it."""
    monkeypatch.setattr(sizes, "BATCH", 1)
    monkeypatch.chdir(write_tree(tmp_path / "tree"))
    return tmp_path
