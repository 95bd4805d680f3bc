"""The script that holds exported rules against Kubernetes' code, with a small program in the place of ``policies``."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from tests.checkout import ROOT

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
# refuses by one policy alone whatever there is, and takes no DaemonSet that is called other
PROGRAM = """#!{python}
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    rule = "forbidden-text"
    (name,) = [one["metadata"]["name"] for one in asked["policies"] if rule in one["metadata"]["name"]]
    taken = asked["daemonSet"]["metadata"]["name"] != "other"
    denied = {{"daemonSet": {{"decisions": [{{"policy": name, "action": "deny"}}]}}}}
    print(json.dumps(denied if taken else {{"error": "no"}}))
"""
AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {}}}
spec:
  selector: {{matchLabels: {{app: a}}}}
  template:
    metadata: {{labels: {{app: a}}}}
    spec: {{containers: [{{name: a, image: "a:1"}}]}}
"""


@pytest.fixture
def script(monkeypatch):
    spec = importlib.util.spec_from_file_location("record_exports", ROOT / "scripts" / "record_exports.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "mutants", lambda one, _seed, _accepts: [one])
    return module


def test_every_verdict_that_differs_is_told_with_the_side_that_refuses(script, tmp_path, monkeypatch, capsys):
    program = tmp_path / "1.37" / "policies"
    program.parent.mkdir()
    program.write_text(PROGRAM.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    manifests = tmp_path / "manifests"
    manifests.mkdir()
    (manifests / "a.yaml").write_text("---\n".join([AGENT.format("a"), AGENT.format("other")]), encoding="utf-8")
    arguments = ["record_exports.py", "--kubernetes", "1.37", "--oracle", str(tmp_path), str(manifests)]
    monkeypatch.setattr(sys, "argv", arguments)
    assert script.main() == 1
    told = capsys.readouterr().out.splitlines()
    rules = len(list(script._pairs()))
    assert told[-1].startswith(f"{rules} rules, 2 DaemonSets, 2 with mutants: ")
    assert told[-1].endswith(f" of {rules} verdicts differ")  # the other one is taken by nobody
    assert sum("only the server refuses" in line for line in told) == 1
    assert any(": only dslint refuses" in line for line in told)
