"""Real manifests on eight inventories: the answers of the real v1.36.2 controller, through the command itself."""

import json
import subprocess
import sys

import pytest

from dslint.inventory import load
from dslint.inventory.profiles import NAMES
from tests.conformance.vectors import SHARED, corpus_cases

CASES = [case.values[0] for case in corpus_cases("corpus_placement") if isinstance(case.values[0], dict)]


NODES = {name: {group.name for group in load([f"profile:{name}"]).nodes.groups} for name in NAMES}
OWN_NAMES = {"openshift"}  # some of its nodes are called like nodes of kubeadm


def answered(names):
    """Return what the command says of every DaemonSet of the corpus on the nodes of some profiles."""
    nodes = [word for name in names for word in ("--nodes", f"profile:{name}")]
    command = ["coverage", ".", "--no-ignore", "--no-config", "-q", "--output-format", "json", *nodes]
    done = subprocess.run(
        [sys.executable, "-m", "dslint", *command], cwd=SHARED / "corpus", capture_output=True, check=False, timeout=120
    )
    return {(row["path"], row["document"]): row["nodes"] for row in reversed(json.loads(done.stdout)["daemonSets"])}


@pytest.mark.slow
@pytest.mark.skipif(not CASES, reason="the corpus is absent")
def test_the_command_answers_as_the_controller_does():
    answers = {}
    for names in (set(NAMES) - OWN_NAMES, OWN_NAMES):
        answers |= dict.fromkeys(names, answered(names))
    wrong = []
    for case in CASES:
        for name, expect in case["inventories"].items():
            groups = NODES[name]
            nodes = [one for one in answers[name][case["file"], case["document"]] if one["name"] in groups]
            assert len(nodes) == len(groups)
            run = [node["name"] for node in nodes if node["shouldRun"]]
            keep = [node["name"] for node in nodes if node["shouldContinueRunning"] and not node["shouldRun"]]
            if (run, keep) != (expect["run"], expect["keep"]):
                wrong.append((case["file"], name))
    assert len(CASES) >= 100
    assert wrong == []
