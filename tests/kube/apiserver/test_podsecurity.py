import pytest

from dslint.kube.apiserver.podsecurity import LEVELS, evaluate, warning
from dslint.kube.versions import VERIFIED

POD = ("spec", "template", "spec")
BASE = {"name": "c", "image": "i"}
SAFE = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


def pod(context=None, metadata=None, container=None, **spec):
    return {
        "metadata": metadata or {},
        "spec": {"containers": [{**BASE, "securityContext": context or SAFE, **(container or {})}], **spec},
    }


def checks(template, level, minor):
    return [it.check for it in evaluate(template, level, minor)]


def test_a_careful_pod_is_allowed_everywhere():
    assert [checks(pod(), level, VERIFIED) for level in LEVELS] == [[], [], []]


def test_a_privileged_namespace_allows_everything():
    assert checks(pod({"privileged": True}, hostNetwork=True), "privileged", VERIFIED) == []


def test_another_level_is_an_error():
    with pytest.raises(ValueError, match="'Baseline' is no level"):
        evaluate(pod(), "Baseline", VERIFIED)


HOST_PROBE = {"livenessProbe": {"httpGet": {"port": 80, "host": "127.0.0.1"}}}
ENGINE = {**SAFE, "seLinuxOptions": {"type": "container_engine_t"}}
SECCOMP = {"annotations": {"container.seccomp.security.alpha.kubernetes.io/c": "unconfined"}}


@pytest.mark.parametrize(
    ("template", "level", "before", "after", "check", "forbidden_first"),
    [
        pytest.param(pod(container=HOST_PROBE), "baseline", 33, 34, "hostProbesAndHostLifecycle", False, id="hosts"),
        pytest.param(pod(ENGINE), "baseline", 30, 31, "seLinuxOptions", True, id="container_engine_t"),
        pytest.param(pod(metadata=SECCOMP), "baseline", 18, 19, "seccompProfile_baseline", True, id="seccomp"),
        pytest.param(
            pod({**SAFE, "procMount": "Unmasked"}, hostUsers=False),
            "baseline", 34, 35, "procMount", True, id="procMount",
        ),
        pytest.param(pod({**SAFE, "runAsUser": 0}), "restricted", 22, 23, "runAsUser", False, id="runAsUser"),
        pytest.param(
            pod({**SAFE, "runAsUser": 0}, hostUsers=False), "restricted", 34, 35, "runAsUser", True, id="own users"
        ),
        pytest.param(
            pod({"runAsNonRoot": True}, os={"name": "windows"}),
            "restricted", 24, 25, "allowPrivilegeEscalation", True, id="windows",
        ),
        *[
            pytest.param(
                pod(securityContext={"sysctls": [{"name": f"net.ipv4.{name}", "value": "1"}]}),
                "baseline", since - 1, since, "sysctls", True, id=name,
            )
            for name, since in [
                ("ip_local_reserved_ports", 27), ("tcp_keepalive_time", 29), ("tcp_fin_timeout", 29), ("tcp_rmem", 32),
            ]
        ],
    ],
)  # fmt: skip
def test_a_check_changes_with_the_policy_version(template, level, before, after, check, forbidden_first):
    found = [check in checks(template, level, minor) for minor in (before, after)]
    assert found == [forbidden_first, not forbidden_first]


def test_restricted_pods_with_own_users_still_mask_proc():
    template = pod({**SAFE, "procMount": "Unmasked"}, hostUsers=False)
    assert checks(template, "baseline", VERIFIED) == []
    assert checks(template, "restricted", VERIFIED) == ["procMount_restricted"]


@pytest.mark.parametrize(
    ("template", "level", "places"),
    [
        (pod(hostNetwork=True, hostPID=True), "baseline", [(*POD, "hostNetwork"), (*POD, "hostPID")]),
        (
            pod({**SAFE, "capabilities": {"add": ["CHOWN", "NET_ADMIN"], "drop": ["ALL"]}}),
            "baseline",
            [(*POD, "containers", 0, "securityContext", "capabilities", "add", 1)],
        ),
        (
            pod(volumes=[{"name": "a", "emptyDir": {}}, {"name": "b", "hostPath": {"path": "/"}}]),
            "restricted",
            [(*POD, "volumes", 1, "hostPath")],
        ),
        (
            pod({**SAFE, "runAsNonRoot": None}),
            "restricted",
            [(*POD, "containers", 0, "securityContext", "runAsNonRoot")],
        ),
        (
            pod(container={"ports": [{"containerPort": 1}, {"containerPort": 2, "hostPort": 2}]}),
            "baseline",
            [(*POD, "containers", 0, "ports", 1, "hostPort")],
        ),
    ],
)
def test_a_violation_names_its_places(template, level, places):
    (violation,) = evaluate(template, level, VERIFIED)
    assert list(violation.places) == places


def test_everybody_who_sets_something_wrong_is_named_once():
    template = pod(
        {**SAFE, "seLinuxOptions": {"user": "u", "type": "x"}}, securityContext={"seLinuxOptions": {"role": "r"}}
    )
    (violation,) = evaluate(template, "baseline", VERIFIED)
    assert violation.detail == (
        'pod and container "c" set forbidden securityContext.seLinuxOptions: '
        'type "x"; user may not be set; role may not be set'
    )


def test_the_warning_reads_as_the_servers():
    found = evaluate(pod({"privileged": True}, hostNetwork=True), "baseline", VERIFIED)
    assert warning(found, "baseline", "latest") == (
        'would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true), '
        'privileged (container "c" must not set securityContext.privileged=true)'
    )
