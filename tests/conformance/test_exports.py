"""Exported rules in the code of the API server: each refuses the DaemonSets in which dslint finds something, no other.

Recorded by ``scripts/record_exports.py`` of Kubernetes 1.34 and 1.37 (``oracle/policies``).
"""

import gzip
import json
from pathlib import Path

import pytest

from dslint.inputs.load import load_text
from dslint.judge.engine import Engine
from dslint.judge.report import Report

from .export_cases import EXAMPLES, MUTANTS, TWINS, asked, exported, policies, settings, subjects

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
VECTORS = {version: Path(__file__).parent / "vectors" / version / "exports.json.gz" for version in ("1.34", "1.37")}
# what a schema says of a manifest as written and the API server of the stored one
LEFT_OUT = {
    "twin-const-default",
    "twin-contains",
    "twin-dependent",
    "twin-dependent-schema",
    "twin-not",
    "twin-reference",
}


@pytest.fixture(scope="module")
def found():
    """Return the rules that spoke of each DaemonSet."""
    engine, out = Engine(settings()[0]), []
    for subject in asked():
        report = Report()
        engine.check(load_text(json.dumps(subject), "agent.json"), report)
        out.append({one.rule for one in report.findings})
    return out


def read(version):
    return json.loads(gzip.decompress(VECTORS[version].read_bytes()))


@pytest.mark.parametrize("version", VECTORS)
@pytest.mark.parametrize("rule", sorted({*TWINS, *EXAMPLES, *(one["id"] for one in policies().values())}))
def test_the_cluster_refuses_what_the_rule_finds(found, rule, version):
    recorded = read(version)
    if rule in recorded:
        assert "".join("x" if rule in rules else "." for rules in found) == recorded[rule]
        assert len(recorded[rule]) == len(found)
    else:
        assert rule in {one.id for one, _ in settings()[1].left_out}


@pytest.mark.parametrize("version", VECTORS)
def test_what_is_left_out_is_known_by_name(version):
    assert {rule.name for rule, _ in settings()[1].left_out} == LEFT_OUT
    recorded = read(version)
    assert {policy["metadata"]["annotations"]["dslint.dev/rule"] for policy, _ in exported()} == set(recorded)


@pytest.mark.parametrize("version", VECTORS)
def test_most_rules_refuse_some_and_accept_others(found, version):
    recorded = read(version)
    both = [rule for rule, refused in recorded.items() if set(refused) == {"x", "."}]
    assert len(both) >= len(recorded) * 2 / 3
    assert len(found) > len(subjects()) * MUTANTS / 2
