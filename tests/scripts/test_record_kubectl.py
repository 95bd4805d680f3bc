"""The script that records kubectl, with a small program in the place of kubectl."""

from __future__ import annotations

import importlib.util
import json
import sys

import pytest

from tests.checkout import ROOT

# creates what it is given, as JSON, after it has looked for the kind; its kustomize prints the file or refuses it
KUBECTL = """#!{python}
import json, sys, urllib.request
if "version" in sys.argv:
    print(json.dumps({{"clientVersion": {{"gitVersion": "v1.99.0"}}, "kustomizeVersion": "v9.0.0"}}))
elif "kustomize" in sys.argv:
    text = open("agent.json").read()
    sys.exit(sys.argv[0] + " does not like it") if "refuse" in text else print(text)
else:
    server, text = sys.argv[sys.argv.index("--server") + 1], open("agent.json", "rb").read()
    known = json.load(urllib.request.urlopen(server + "/apis/apps/v1", timeout=10))
    assert [resource["kind"] for resource in known["resources"]] == ["DaemonSet"]
    request = urllib.request.Request(server + "/apis/apps/v1/daemonsets?fieldValidation=Strict", text)
    assert urllib.request.urlopen(request, timeout=10).status == 201
"""


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("record_kubectl", ROOT / "scripts" / "record_kubectl.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_answers_are_recorded_beside_the_texts(script, tmp_path, monkeypatch):
    kubectl = tmp_path / "kubectl"
    kubectl.write_text(KUBECTL.format(python=sys.executable))
    kubectl.chmod(0o755)
    record = tmp_path / "record.json"
    texts = {"taken": '{"kind": "DaemonSet"}', "refused": '{"kind": "refuse"}'}
    cases = [{"id": name, "file": "agent.json", "text": text} for name, text in texts.items()]
    record.write_text(json.dumps({"cases": cases}))
    monkeypatch.setattr(script, "RECORD", record)
    script.main([str(kubectl)])
    written = json.loads(record.read_text())
    taken, refused = written["cases"]
    assert written["versions"] == [{"kubectl": "v1.99.0", "kustomize": "v9.0.0"}]
    assert taken["create"] == [
        {"by": ["v1.99.0"], "exit": 0, "sent": [{"fieldValidation": "Strict", "object": {"kind": "DaemonSet"}}]}
    ]
    assert taken["kustomize"] == [{"by": ["v1.99.0"], "exit": 0, "objects": [{"kind": "DaemonSet"}]}]
    said = f"{kubectl} does not like it"
    assert refused["kustomize"] == [{"by": ["v1.99.0"], "exit": 1, "objects": [], "said": said}]


def test_answers_that_differ_stand_apart_with_the_versions_that_gave_them(script):
    answers = {"v1": {"exit": 0}, "v2": {"exit": 1}, "v3": {"exit": 0}}
    assert script.alike(answers) == [{"by": ["v1", "v3"], "exit": 0}, {"by": ["v2"], "exit": 1}]
