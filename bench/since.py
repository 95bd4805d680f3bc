"""What ``--since`` costs in a repository of 500 manifests with one that changed, beside that file alone and Git.

python bench/since.py [ROUNDS]
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

from process import dslint, in_turns, median, run

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: agent-{number}, namespace: monitoring}}
spec:
  selector: {{matchLabels: {{app: agent-{number}}}}}
  template:
    metadata: {{labels: {{app: agent-{number}}}}}
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1.4
          resources: {{requests: {{cpu: 10m, memory: 32Mi}}, limits: {{memory: 64Mi}}}}
"""
GIT = ("git", "-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "-c", "commit.gpgsign=false")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        for number in range(500):
            path = top / f"team-{number // 5}" / f"agent-{number}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(MANIFEST.format(number=number))
        os.chdir(top)
        for words in (("init", "-q"), ("add", "--all"), ("commit", "-q", "-m", "all")):
            run([*GIT, *words])
        changed = "team-7/agent-36.yaml"
        (top / changed).write_text(MANIFEST.format(number=36).replace("labels: {app: agent-36}", "labels: {app: x}"))
        check = [*dslint(), "check", "--no-config"]
        costs = in_turns({"alone": [*check, changed], "since": [*check, "--since", "HEAD"], **asked()}, rounds)
        os.chdir("/")
        alone, since = costs["alone"], costs["since"]
        git = [sum(one.cpu for one in turn) for turn in zip(*(costs[name] for name in asked()), strict=True)]
        times = [(much.cpu - its) / little.cpu for much, its, little in zip(since, git, alone, strict=True)]
        print(f"that file alone {median(alone).cpu:.3f} s, --since {median(since).cpu:.3f} s", end="")
        print(f", git {statistics.median(git):.3f} s")
        print(f"(--since - git) / alone = {statistics.median(times):.2f} (limit 1.5)")


def asked() -> dict[str, tuple[str, ...]]:
    """Return what is asked of Git."""
    return {
        "top": ("git", "rev-parse", "--show-toplevel"),
        "revision": ("git", "ls-tree", "-r", "-z", "--full-tree", "HEAD^{tree}"),
        "work tree": ("git", "ls-files", "-z", "-s", "-c", "-o", "--exclude-standard"),
        "size": ("git", "cat-file", "-s", "HEAD:team-7/agent-36.yaml"),
        "contents": ("git", "cat-file", "-p", "HEAD:team-7/agent-36.yaml"),
    }


if __name__ == "__main__":
    main()
