import pytest

from dslint.kube.apiserver.requests import pod_requests, sum_up
from dslint.kube.values.quantity import parse
from dslint.kube.versions import VERIFIED


def container(cpu=None, memory=None, **more):
    requests = {name: amount for name, amount in (("cpu", cpu), ("memory", memory)) if amount}
    return {"name": "c", "resources": {"requests": requests}, **more}


SIDECAR = {"restartPolicy": "Always"}
CASES = {
    "nothing": ({"containers": [{"name": "a"}]}, {}),
    "containers add up": (
        {"containers": [container("100m", "64Mi"), container("1500m", "1Gi")]},
        {"cpu": "1600m", "memory": "1088Mi"},
    ),
    "an init container counts where it needs more": (
        {"containers": [container("100m", "64Mi")], "initContainers": [container("500m", "32Mi")]},
        {"cpu": "500m", "memory": "64Mi"},
    ),
    "init containers run one after the other": (
        {"containers": [container("100m")], "initContainers": [container("500m"), container("600m")]},
        {"cpu": "600m"},
    ),
    "a sidecar adds to the containers": (
        {"containers": [container("100m")], "initContainers": [container("50m", **SIDECAR)]},
        {"cpu": "150m"},
    ),
    "an init container runs beside the sidecars before it": (
        {"containers": [container("100m")], "initContainers": [container("50m", **SIDECAR), container("400m")]},
        {"cpu": "450m"},
    ),
    "an init container before a sidecar runs alone": (
        {"containers": [container("100m")], "initContainers": [container("400m"), container("50m", **SIDECAR)]},
        {"cpu": "400m"},
    ),
    "the overhead comes on top": (
        {"containers": [container("100m", "64Mi")], "overhead": {"cpu": "10m", "memory": "16Mi"}},
        {"cpu": "110m", "memory": "80Mi"},
    ),
    "a limit without a request is a request": (
        {"containers": [{"name": "a", "resources": {"limits": {"cpu": "2", "nvidia.com/gpu": "1"}}}]},
        {"cpu": "2", "nvidia.com/gpu": "1"},
    ),
    "requests of the pod replace the sum": (
        {"containers": [container("100m", "64Mi")], "resources": {"requests": {"cpu": "1"}}},
        {"cpu": "1", "memory": "64Mi"},
    ),
}


@pytest.mark.parametrize(("spec", "expected"), CASES.values(), ids=CASES)
def test_the_scheduler_reserves(spec, expected):
    assert {name: str(amount) for name, amount in pod_requests(spec, VERIFIED).items()} == expected


def test_an_older_version_knows_no_requests_of_the_pod():
    spec = {"containers": [container("100m")], "resources": {"requests": {"cpu": "1"}}}
    assert {name: str(amount) for name, amount in pod_requests(spec, 31).items()} == {"cpu": "100m"}


def test_sums_are_exact():
    tiny = {"cpu": parse("0.1"), "memory": parse("1")}
    total = sum_up([(tiny, 3), ({"memory": parse("1Ki")}, 1000)])
    assert total == {"cpu": parse("300m"), "memory": parse("1024003")}
