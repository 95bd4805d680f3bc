"""Manifests to talk about, and where something stands in them."""

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: agents
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      nodeSelector:
        beta.kubernetes.io/os: linux
      containers:
      - name: agent
        image: registry.example/agent:1.4
        resources:
          requests: {cpu: 10m, memory: 10Mi}
          limits: {memory: 10Mi}
"""
FIXED = MANIFEST.replace("beta.kubernetes.io", "kubernetes.io")
MISMATCHED = FIXED.replace("      labels:\n        app: agent\n", "      labels:\n        app: agnet\n")


def place(text, word, *, after=False):
    """Return the position of the first place of a word, or the one behind it; all of it is ASCII."""
    at = text.index(word) + (len(word) if after else 0)
    before = text[:at]
    return {"line": before.count("\n"), "character": at - (before.rfind("\n") + 1)}


def applied(text, edits):
    """Return a text with the edits of the protocol in it."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(position):
        return starts[position["line"]] + position["character"]

    for edit in sorted(edits, key=lambda one: offset(one["range"]["start"]), reverse=True):
        start, end = (offset(edit["range"][side]) for side in ("start", "end"))
        text = text[:start] + edit["newText"] + text[end:]
    return text
