import json

import pytest

from dslint import Options
from dslint.kube.apiserver.podsecurity import evaluate
from dslint.run import check_text

from .vectors import RECORDED, cases


@pytest.mark.parametrize("level", ["baseline", "restricted"])
@pytest.mark.parametrize("case", cases("psa"))
def test_pods_violate_what_they_violate_in_kubernetes(case, level):
    version = case["policyVersion"]
    minor = RECORDED if version == "latest" else int(version.rpartition(".")[2])
    found = evaluate({"metadata": case["metadata"], "spec": case["podSpec"]}, level, minor)
    expect = case["expect"][level]
    assert (not found) == expect["allowed"]
    assert [{"reason": it.reason, "detail": it.detail} for it in found] == expect["violations"]
    assert all(it.places for it in found)


@pytest.mark.parametrize("level", ["baseline", "restricted"])
@pytest.mark.parametrize("case", cases("psa"))
def test_a_daemon_set_of_such_pods_is_told_in_the_words_of_the_plugin(case, level):
    version, labels = case["policyVersion"], {"app": "agent"}
    template = {"metadata": {**case["metadata"], "labels": labels}, "spec": case["podSpec"]}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    text = json.dumps({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"}, "spec": spec})
    policy = f"{level}:{version}"
    options = Options(
        no_config=True, select=("DS611",), pod_security=policy, kubernetes_version=f"1.{RECORDED}", min_severity="info"
    )
    told = [one.message for one in check_text(text, options=options).findings]
    said = ", ".join(
        f"{it['reason']} ({it['detail']})" if it["detail"] else it["reason"]
        for it in case["expect"][level]["violations"]
    )
    assert told == ([f'pods violate PodSecurity "{policy}": {said}'] if said else [])
