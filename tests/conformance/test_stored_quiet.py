"""An object as a cluster hands it out has the findings of the manifest that it was made from, and no others."""

import copy
import json
from pathlib import Path

import pytest

from dslint import check_text
from dslint.inputs.load import load_text
from dslint.kube.versions import DEFAULT
from dslint.manifest.workload import Workload

WILD = Path(__file__).parents[1] / "wild"


def stored():
    for path in sorted(WILD.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8-sig")
        for content in load_text(text, str(path)).contents():
            for ds in content.daemon_sets:
                workload = Workload(ds, DEFAULT)
                if ds.fragment is None and not (workload.answer.errors or workload.answer.decode_errors):
                    yield pytest.param(ds, workload, id=f"{path.name}:{ds.document}:{ds.name.name}")


@pytest.mark.parametrize(("ds", "workload"), list(stored()))
def test_defaults_and_what_the_server_adds_are_no_findings(ds, workload):
    live = copy.deepcopy(workload.stored) | {"apiVersion": "apps/v1", "kind": "DaemonSet"}
    live["metadata"] |= {
        "creationTimestamp": "2026-01-05T09:12:44Z",
        "generation": 3,
        "managedFields": [{"apiVersion": "apps/v1", "manager": "kubectl", "operation": "Update"}],
        "resourceVersion": "4711",
        "uid": "0c1f2a6e-3b1f-4a43-9a3e-5f9a8d1b7c55",
    }
    live["metadata"].setdefault("annotations", {})["deprecated.daemonset.template.generation"] = "3"
    live["status"] = {"currentNumberScheduled": 3, "desiredNumberScheduled": 3, "numberMisscheduled": 0}
    written = copy.deepcopy(ds.value) | {"apiVersion": "apps/v1", "kind": "DaemonSet"}
    before = {finding.rule for finding in check_text(json.dumps(written), path="x.json").findings}
    after = {finding.rule for finding in check_text(json.dumps(live), path="x.json").findings}
    assert after <= before
