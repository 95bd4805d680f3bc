import pytest
import yaml

from tests.rules.fixing import fixed

START = """\
apiVersion: extensions/v1beta1
kind: DaemonSet
metadata: {name: agent}
spec:
"""
END = """\
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: registry.example/agent:1.4}]
"""
SELECTOR = "  selector:\n    matchLabels:\n      app: agent\n"
DEFAULT = "updateStrategy then defaults to RollingUpdate, no longer OnDelete"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param("", SELECTOR, True, id="nothing"),
        pytest.param("  # the pods\n", "  # the pods\n" + SELECTOR, True, id="a comment"),
        pytest.param("  selector:\n", SELECTOR, True, id="no selector but its key"),
        pytest.param("  selector: {}\n", "  selector: {}\n", True, id="an empty selector is one"),
        pytest.param("  updateStrategy:\n", "  updateStrategy:\n" + SELECTOR, True, id="no strategy but its key"),
        pytest.param(
            "  updateStrategy: {rollingUpdate: {maxUnavailable: 2}}\n",
            "  updateStrategy: {rollingUpdate: {maxUnavailable: 2}}\n" + SELECTOR,
            True,
            id="a strategy without a type",
        ),
        pytest.param(
            "  updateStrategy: {type: RollingUpdate}\n",
            "  updateStrategy: {type: RollingUpdate}\n" + SELECTOR,
            False,
            id="a strategy",
        ),
        pytest.param("  templateGeneration: 4\n", SELECTOR, True, id="template generation"),
        pytest.param(
            "  minReadySeconds: 5\n  templateGeneration: 4\n",
            "  minReadySeconds: 5\n" + SELECTOR,
            True,
            id="behind another field",
        ),
    ],
)
def test_a_selector_is_added_and_a_default_that_changes_is_told_and_not_written(before, after, told):
    outcome = fixed(START + before + END, "DS301")
    assert outcome.source.text == START.replace("extensions/v1beta1", "apps/v1") + after + END
    assert (DEFAULT in outcome.applied[0].fix.title) == told


def labelled(labels, api_version="apps/v1"):
    return START.replace("extensions/v1beta1", api_version) + END.replace("{app: agent}", labels)


@pytest.mark.parametrize("api_version", ["apps/v1", "apps/v1beta2", "extensions/v1beta1"])
@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        ("{app: agent, version: v1.4}", {"app": "agent"}),
        ("{k8s-app: a, kubernetes.io/cluster-service: 'true', helm.sh/chart: a-1.2}", {"k8s-app": "a"}),
        ("{name: a, chart: a-1, heritage: Tiller, release: prod}", {"name": "a", "release": "prod"}),
        ("{app: a, pod-template-hash: 5d4, checksum/config: 1a2b}", {"app": "a"}),
        ("{app: a, config-hash: 5d4, example.com/sha256: 1a2b}", {"app": "a"}),
        ("{version: v1.4}", {"version": "v1.4"}),
    ],
    ids=["version", "addon", "helm", "template hash", "digests", "nothing else"],
)
def test_a_selector_leaves_out_what_changes_with_a_release(labels, wanted, api_version):
    rule = "DS102" if api_version == "apps/v1" else "DS301"
    result = yaml.safe_load(fixed(labelled(labels, api_version), rule).source.text)
    assert result["spec"]["selector"] == {"matchLabels": wanted}


OTHER = """\
---
kind: Deployment
spec:
  template:
    metadata:
      labels: {labels}
"""


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        ("{app: agent, version: stable}", {"app": "agent", "version": "canary"}),
        ("{app: agent, version: canary}", {"app": "agent"}),
        ("{app: controller, version: stable}", {"app": "agent"}),
        ("[", {"app": "agent"}),
    ],
    ids=["another one has the rest", "another one has all", "another one is apart", "another one is unreadable"],
)
def test_a_selector_keeps_the_label_that_alone_tells_two_workloads_apart(other, wanted):
    text = labelled("{app: agent, version: canary}") + OTHER.replace("{labels}", other)
    result = yaml.safe_load(fixed(text, "DS102").source.text.partition("---")[0])
    assert result["spec"]["selector"] == {"matchLabels": wanted}


def test_nothing_of_it_differed_in_the_later_version():
    text = START.replace("extensions/v1beta1", "apps/v1beta2") + SELECTOR + END
    assert fixed(text, "DS301").source.text == text.replace("apps/v1beta2", "apps/v1")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("kind: DaemonSet\n", "apiVersion: apps/v1\nkind: DaemonSet\n", id="absent"),
        pytest.param("kind: DaemonSet\napiVersion:\n", "kind: DaemonSet\napiVersion: apps/v1\n", id="null"),
        pytest.param("kind: DaemonSet\napiVersion: ''\n", "kind: DaemonSet\napiVersion: 'apps/v1'\n", id="empty"),
        pytest.param("# agents\nkind: DaemonSet\n", "# agents\napiVersion: apps/v1\nkind: DaemonSet\n", id="a comment"),
        pytest.param("---\nkind: DaemonSet\n", "---\napiVersion: apps/v1\nkind: DaemonSet\n", id="a document's start"),
    ],
)
def test_an_api_version_is_put_in_front(before, after):
    rest = "metadata: {name: agent}\nspec:\n" + SELECTOR + END
    assert fixed(before + rest, "DS301").source.text == after + rest


def test_an_item_of_a_list_without_an_api_version_gets_one():
    item = "- kind: DaemonSet\n  metadata: {name: agent}\n  spec:\n    selector: {matchLabels: {app: agent}}\n"
    rest = "".join(f"  {line}\n" for line in END.splitlines())
    text = fixed("apiVersion: v1\nkind: List\nitems:\n" + item + rest, "DS301").source.text
    assert text.splitlines()[3:5] == ["- apiVersion: apps/v1", "  kind: DaemonSet"]
