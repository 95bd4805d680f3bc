"""A tree in which everything is that workers have to agree on, and what a run over it puts out."""

from dslint.render import FORMATS, renderer
from dslint.render.style import Style
from tests.manifests import CONTAINER, MISLABELLED, START

SUPPRESSED = "# dslint: ignore-file[DS101] it is meant\n"
POLICY = """\
id: OWN1
name: no-latest
summary: an image without a version
severity: warning
rationale: |
  It changes unseen.
messages:
  found: an image needs a version
target: container
schema:
  properties:
    image: {not: {pattern: ':latest$'}}
"""
OBJECTS = """\
apiVersion: v1
kind: ServiceAccount
metadata: {name: other, namespace: monitoring}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: agent}
spec: {maxUnavailable: 0, selector: {matchLabels: {app: agent}}}
"""
LISTENS = CONTAINER.replace("}]", ", ports: [{containerPort: 9100, hostPort: 9100}]}]")
AGENT = START + "      serviceAccountName: agent\n" + CONTAINER


def write_tree(folder):
    """Write files under two configurations, with mistakes of all kinds, fragments, comments and objects."""
    files = {
        "dslint.yaml": "exceptions:\n- {rules: [DS101], paths: [excused.yaml], reason: known}\n"
        "- {rules: [DS104], paths: [nothing.yaml], reason: stale}\n",
        "own/dslint.yaml": "policies: [rules]\nseverity: {DS101: info}\nfilled-later: ['TODO*']\n",
        "own/rules/own.yaml": POLICY,
        "own/latest.yaml": MISLABELLED.replace(":1.4", ":latest").replace("{name: agent}", "{name: TODO-name}", 1),
        "excused.yaml": MISLABELLED,
        "suppressed.yaml": SUPPRESSED + MISLABELLED + "---\n" + AGENT,
        "agent.yaml": AGENT,
        "again.yaml": AGENT + "---\n" + AGENT.replace("name: agent}\nspec", "name: other}\nspec"),
        **{f"rivals/{name}.yaml": (START + LISTENS).replace("agent", name) for name in ("one", "two")},
        "quiet.yaml": "# dslint: ignore-file[DS410] drains wait\n" + AGENT.replace("{name: agent}", "{name: quiet}", 1),
        "objects.yaml": OBJECTS,
        "values.yaml": "kind: DaemonSet\nreplicas: 1\n",
        "broken.yaml": AGENT + "      x: [1\n",
        "bytes.yaml": AGENT.encode() + b"# \xff\n",
        "deep.yaml": AGENT + "      x: " + "[" * 2000 + "\n",
        "bomb.yaml": AGENT + "      x: &a [1]\n      y: [*a, *a, *a]\n",
        "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
        "chart/templates/ds.yaml": AGENT.replace("registry.example/agent:1.4", "{{ .Values.image }}"),
        "overlay/kustomization.yaml": "resources: [base.yaml]\npatches: [{path: patch.yaml}]\n",
        "overlay/base.yaml": AGENT,
        "overlay/patch.yaml": "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\n"
        "spec: {template: {spec: {hostNetwork: true}}}\n",
        **{f"many/{number}.yaml": MISLABELLED.replace("agent", f"agent-{number}") for number in range(12)},
    }
    (folder / ".git").mkdir(parents=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "gone.yaml").symlink_to("nowhere.yaml")
    return folder


def printed(report):
    """Return all that a report is to people and machines, format by format."""
    outputs = {name: "".join(renderer(name)(report, Style(), suppressed=True)) for name in FORMATS}
    told = ("notes", "errors", "configs", "files", "daemon_sets", "parts", "objects", "not_checked", "fragments")
    return (
        outputs
        | {name: getattr(report, name) for name in told}
        | {"rules": list(report.rules), "skipped": report.skipped}
    )
