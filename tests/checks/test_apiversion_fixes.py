import pytest

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
ON_DELETE = "  updateStrategy:\n    type: OnDelete\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", SELECTOR + ON_DELETE, id="nothing"),
        pytest.param("  # the pods\n", "  # the pods\n" + SELECTOR + ON_DELETE, id="a comment"),
        pytest.param("  selector:\n", SELECTOR + ON_DELETE, id="no selector but its key"),
        pytest.param("  selector: {}\n", "  selector: {}\n" + ON_DELETE, id="an empty selector is one"),
        pytest.param("  updateStrategy:\n", SELECTOR + ON_DELETE, id="no strategy but its key"),
        pytest.param("  updateStrategy: {}\n", SELECTOR + ON_DELETE, id="an empty strategy"),
        pytest.param(
            "  updateStrategy:\n    rollingUpdate: {maxUnavailable: 2}\n",
            SELECTOR + ON_DELETE + "    rollingUpdate: {maxUnavailable: 2}\n",
            id="a strategy without a type",
        ),
        pytest.param(
            "  updateStrategy: {rollingUpdate: {maxUnavailable: 2}}\n",
            SELECTOR + "  updateStrategy: {type: OnDelete, rollingUpdate: {maxUnavailable: 2}}\n",
            id="in brackets",
        ),
        pytest.param(
            "  updateStrategy: {type: ''}\n", SELECTOR + "  updateStrategy: {type: 'OnDelete'}\n", id="an empty type"
        ),
        pytest.param(
            "  updateStrategy: {type: RollingUpdate}\n",
            SELECTOR + "  updateStrategy: {type: RollingUpdate}\n",
            id="given",
        ),
        pytest.param("  templateGeneration: 4\n", SELECTOR + ON_DELETE, id="template generation"),
        pytest.param(
            "  minReadySeconds: 5\n  templateGeneration: 4\n",
            "  minReadySeconds: 5\n" + SELECTOR + ON_DELETE,
            id="behind another field",
        ),
    ],
)
def test_what_the_old_version_filled_in_is_written_out(before, after):
    outcome = fixed(START + before + END, "DS301")
    assert outcome.source.text == START.replace("extensions/v1beta1", "apps/v1") + after + END


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
