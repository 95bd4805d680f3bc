import pytest

from dslint.kube.nodes.lifetime import Lifetime, lifetime


def probe(delay=0, **more):
    return {"httpGet": {"port": 80}, "initialDelaySeconds": delay, **more}


def sleeping(*command):
    return {"lifecycle": {"preStop": {"exec": {"command": list(command)}}}}


@pytest.mark.parametrize(
    ("spec", "times"),
    [
        pytest.param({}, (0, 0, 30), id="nothing is known of no container"),
        pytest.param({"containers": [{}]}, (0, 0, 30), id="without a probe a container is ready when it runs"),
        pytest.param({"containers": [{"livenessProbe": probe(50)}]}, (0, 0, 30), id="liveness holds nothing up"),
        pytest.param({"containers": [{"readinessProbe": probe(20)}]}, (20, 0, 30), id="initial delay"),
        pytest.param(
            {"containers": [{"readinessProbe": probe(5, successThreshold=3, periodSeconds=4)}]},
            (13, 0, 30),
            id="successes",
        ),
        pytest.param(
            {"containers": [{"readinessProbe": probe(20), "startupProbe": probe(30)}]}, (30, 0, 30), id="startup first"
        ),
        pytest.param(
            {"containers": [{"readinessProbe": probe(5)}, {"readinessProbe": probe(9)}]}, (9, 0, 30), id="the slowest"
        ),
        pytest.param(
            {
                "initContainers": [{"restartPolicy": "Always", "startupProbe": probe(7)}, {"startupProbe": probe(99)}],
                "containers": [{"readinessProbe": probe(5)}],
            },
            (12, 0, 30),
            id="a sidecar has to have started",
        ),
        pytest.param({"containers": [sleeping("sleep", "15")]}, (0, 15, 30), id="a hook that sleeps"),
        pytest.param({"containers": [sleeping("/bin/sh", "-c", "sleep 9; x")]}, (0, 9, 30), id="in a shell"),
        pytest.param({"containers": [{"lifecycle": {"preStop": {"sleep": {"seconds": 4}}}}]}, (0, 4, 30), id="sleep"),
        pytest.param(
            {"containers": [sleeping("sleep", "90")], "terminationGracePeriodSeconds": 60}, (0, 60, 60), id="to the end"
        ),
        pytest.param({"containers": [{}], "terminationGracePeriodSeconds": 0}, (0, 0, 1), id="at least a second"),
    ],
)
def test_a_pod_takes_at_least_so_long(spec, times):
    assert lifetime(spec) == Lifetime(*times)
