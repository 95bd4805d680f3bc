"""A kubectl for tests: it writes down how it is called and answers what it is told to, context by context."""

import json
import os
import stat
import sys

GET = [
    "get",
    "daemonsets,namespaces,priorityclasses,runtimeclasses,limitranges,resourcequotas,nodes",
    "-A",
    "-o",
    "json",
    "--request-timeout=30s",
]
READS = {("get",), ("config", "current-context"), ("config", "get-contexts")}
SCRIPT = """#!{python}
import json, sys, time
here = {here!r}
argv = sys.argv[1:]
with open(here + "/calls", "a") as calls:
    calls.write(json.dumps(argv) + "\\n")
told = json.load(open(here + "/told.json"))
current = next((name for name, answer in told.items() if answer.get("current")), None)
if argv == ["config", "current-context"]:
    sys.exit("error: current-context is not set") if current is None else print(current)
elif argv == ["config", "get-contexts", "-o", "name"]:
    print("\\n".join(told))
else:
    context = next((word.split("=", 1)[1] for word in argv if word.startswith("--context=")), current)
    answer = told[context or next(iter(told))]
    time.sleep(answer.get("sleep", 0))
    if "raw" in answer:
        sys.stdout.write(answer["raw"])
    elif "items" in answer:
        json.dump({{"apiVersion": "v1", "kind": "List", "items": answer["items"]}}, sys.stdout, indent=4)
    while answer.get("flood"):
        sys.stdout.write("0" * 65536)
    sys.stderr.write(answer.get("stderr", ""))
    sys.exit(answer.get("code", 0))
"""


class Kubectl:
    """The stand-in in a folder, for the PATH."""

    def __init__(self, folder, **told):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.tell(**told)
        path = folder / "kubectl"
        path.write_text(SCRIPT.format(python=sys.executable, here=str(folder)))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def tell(self, **told):
        (self.folder / "told.json").write_text(json.dumps({name.replace("_", "-"): one for name, one in told.items()}))

    @property
    def path(self):
        return os.pathsep.join([str(self.folder), os.environ["PATH"]])

    @property
    def calls(self):
        """What it was called with; every call only reads."""
        file = self.folder / "calls"
        found = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        for argv in found:
            assert tuple(argv[:1]) in READS or tuple(argv[:2]) in READS, argv
        return found

    @property
    def gets(self):
        return [argv for argv in self.calls if argv[0] == "get"]


def daemon_set(name="agent", namespace="monitoring", *, status=(3, 3, 3), annotations=None, labels=None, **pod):
    """Return a DaemonSet as kubectl get -o json prints it: with its defaults, and what the cluster keeps of it."""
    desired, ready, updated = status
    image = pod.pop("image", "registry.example/agent:1.4")
    spec = {
        "containers": [
            {
                "name": "agent",
                "image": image,
                "imagePullPolicy": "IfNotPresent",
                "readinessProbe": {
                    "httpGet": {"path": "/ready", "port": 8080, "scheme": "HTTP"},
                    "failureThreshold": 3,
                    "periodSeconds": 10,
                    "successThreshold": 1,
                    "timeoutSeconds": 1,
                },
                "resources": {"limits": {"memory": "64Mi"}, "requests": {"cpu": "10m", "memory": "32Mi"}},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
            }
        ],
        "dnsPolicy": "ClusterFirst",
        "priorityClassName": "system-node-critical",
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "serviceAccount": "agent",
        "serviceAccountName": "agent",
        "terminationGracePeriodSeconds": 30,
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {
            "annotations": {
                "deprecated.daemonset.template.generation": "7",
                "kubectl.kubernetes.io/last-applied-configuration": '{"kind":"DaemonSet"}\n',
            }
            | (annotations or {}),
            "creationTimestamp": "2026-01-05T09:12:44Z",
            "generation": 7,
            "labels": labels or {"app": name},
            "managedFields": [{"apiVersion": "apps/v1", "manager": "kubectl", "operation": "Apply", "time": None}],
            "name": name,
            "namespace": namespace,
            "resourceVersion": "81236",
            "uid": "0c1f2a6e-3b1f-4a43-9a3e-5f9a8d1b7c55",
        },
        "spec": {
            "revisionHistoryLimit": 10,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"creationTimestamp": None, "labels": {"app": name}}, "spec": spec | pod},
            "updateStrategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}, "type": "RollingUpdate"},
        },
        "status": {
            "currentNumberScheduled": desired,
            "desiredNumberScheduled": desired,
            "numberAvailable": ready,
            "numberMisscheduled": 0,
            "numberReady": ready,
            "observedGeneration": 7,
            "updatedNumberScheduled": updated,
        },
    }


def node(name, *, version="v1.36.2", pool=None, taints=(), labels=None, **allocatable):
    """Return a Node as kubectl get -o json prints it."""
    pools = {"karpenter.sh/nodepool": pool} if pool else {}
    names = {"kubernetes.io/arch": "amd64", "kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": names | pools | (labels or {}), "managedFields": [{"manager": "kubelet"}]},
        "spec": {"taints": list(taints)} if taints else {},
        "status": {
            "allocatable": {"cpu": "3920m", "memory": "15Gi", "pods": "110"} | allocatable,
            "nodeInfo": {"architecture": "amd64", "kubeletVersion": version, "operatingSystem": "linux"},
        },
    }
