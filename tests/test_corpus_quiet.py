"""The default set is quiet on real manifests: how many findings a DaemonSet gets, and which well-known agents get."""

from collections import Counter
from statistics import median, quantiles

import pytest

from dslint import Options
from dslint.run import check_paths
from tests.checkout import ROOT

SHARED = ROOT.parent / "shared"
FOLDERS = ("corpus", "corpus-helm", "corpus-kustomize")

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")

# upstream's own manifests, and for the plugin of NVIDIA the nearest that is there, an early copy of it
AGENTS = {
    "prometheus-operator__kube-prometheus/manifests__nodeExporter-daemonset.yaml": [],
    "flannel-io__flannel/Documentation__kube-flannel.yml": [],
    "kubernetes__node-problem-detector/deployment__node-problem-detector.yaml": ["DS503 16:5 warning"],
    "brunsgaard__kops-nvidia-docker-installer/nvidia-device-plugin.yml": ["DS301 1:13 error"],
    "kubernetes-sigs__aws-ebs-csi-driver/deploy__kubernetes__base__node.yaml": [],
    "fluent__fluent-bit-kubernetes-logging/output__elasticsearch__fluent-bit-ds.yaml": [
        "DS503 24:5 warning",
        "DS405 26:15 warning",
        "DS501 26:15 warning",
        "DS307 51:17 warning",
    ],
}


@pytest.fixture(scope="module")
def report():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(SHARED)
        yield check_paths(FOLDERS, Options(no_config=True))


def loud(report):
    return sorted((one for one in report.findings if one.severity != "info"), key=lambda one: one.sort_key())


def test_a_daemon_set_gets_two_findings_at_most_and_few_get_more_than_five(report):
    found = Counter((one.path, one.document, one.object) for one in loud(report))
    counts = [found[place] for place in report.objects]
    assert len(counts) > 300
    assert median(counts) <= 2
    assert quantiles(counts, n=10)[-1] <= 5


@pytest.mark.parametrize("path", AGENTS)
def test_a_well_known_agent_gets_what_its_maintainers_can_act_on(report, path):
    found = [one for one in loud(report) if one.path == f"corpus/{path}"]
    assert [f"{one.rule} {one.at.start.line}:{one.at.start.column} {one.severity}" for one in found] == AGENTS[path]
    assert len(found) <= 4
