from typing import NamedTuple

import pytest

from dslint.catalogue.rule import Rule
from dslint.config import Options, Resolver, settings
from dslint.errors import ConfigError


def _rule(rule_id, name, **more):
    data = {
        "id": rule_id,
        "name": name,
        "summary": "something",
        "severity": "warning",
        "default": True,
        "status": "stable",
        "since": "0.1",
        "tags": ["placement"],
        "messages": {"found": "something"},
    }
    return Rule(data | more, f"{rule_id}.yaml")


ALLOW = {"description": "registries", "type": "array", "items": {"type": "string"}, "default": []}
DEPTH = {"description": "how deep", "type": "integer", "minimum": 1, "maximum": 9, "default": 3}
MODE = {"description": "how", "type": "string", "enum": ["strict", "lenient"], "default": "strict"}
RULES = [
    _rule("DS001", "unreadable-yaml", tags=["input"]),
    _rule("DS101", "unmatched-selector", tags=["rejected"], severity="error"),
    _rule("DS302", "deprecated-node-label", tags=["deprecated"], aliases=["old-node-label"]),
    _rule("DS303", "dead-annotation", tags=["deprecated"]),
    _rule(
        "DS423",
        "registry-not-allowed",
        tags=["rollout"],
        default=False,
        options={"allow": ALLOW, "depth": DEPTH, "mode": MODE},
    ),
    _rule("DS601", "privileged", tags=["security"], default=False),
]


@pytest.fixture(autouse=True)
def _rules(monkeypatch):
    monkeypatch.setattr(settings, "load_rules", lambda: list(RULES))
    monkeypatch.setattr(settings, "today", lambda: "2026-11-24")
    monkeypatch.delenv("DSLINT_CONFIG", raising=False)


class Mistake(NamedTuple):
    line: int
    column: int
    text: str
    message: str


class Project:
    """A repository with files in it, and the working directory."""

    def __init__(self, root):
        self.root = root
        (root / ".git").mkdir()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def settings(self, path="a.yaml", **options):
        return Resolver(Options(**options)).settings_for(path)

    def mistakes(self, path="a.yaml", **options):
        with pytest.raises(ConfigError) as caught:
            self.settings(path, **options)
        found = []
        for error in (caught.value, *caught.value.others):
            assert error.source is not None
            assert error.span is not None
            place = error.source.place(error.span.start)
            found.append(Mistake(*place, error.source.text[slice(*error.span)], error.message))
        return found


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture
def on():
    return lambda one: {rule.id for rule in one.selection.on()}
