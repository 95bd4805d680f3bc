"""A copy of what is needed to build dslint, so that tests see the tree as it is now, committed or not."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "LICENSE",
    "README.md",
    "dslint",
    "hatch_build.py",
    "pyproject.toml",
    "rules",
    "schemas",
)


def copy_checkout(target):
    target.mkdir(parents=True)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", ".index*"))
        else:
            shutil.copy2(source, target / name)
    return target
