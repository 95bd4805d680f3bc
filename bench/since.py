"""How long ``--since`` takes in a repository of 500 manifests with one that changed, beside that file alone and Git.

python bench/since.py [ROUNDS]
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

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


def run(folder: Path, *command: str) -> float:
    begin = perf_counter()
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=600)
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stderr)
    return perf_counter() - begin


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        for number in range(500):
            path = top / f"team-{number // 5}" / f"agent-{number}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(MANIFEST.format(number=number))
        run(top, *GIT, "init", "-q")
        run(top, *GIT, "add", "--all")
        run(top, *GIT, "commit", "-q", "-m", "all")
        changed = "team-7/agent-36.yaml"
        (top / changed).write_text(MANIFEST.format(number=36).replace("labels: {app: agent-36}", "labels: {app: x}"))
        dslint = (sys.executable, "-m", "dslint", "check", "--no-config")
        # in turn, so that other work on the machine is borne by all
        times = [
            (
                run(top, *dslint, changed),
                run(top, *dslint, "--since", "HEAD"),
                sum(run(top, *command) for command in commands(top)),
            )
            for _ in range(rounds)
        ]
        alone, since, git = (min(one) for one in zip(*times, strict=True))
        print(f"that file alone {alone:.3f} s, --since {since:.3f} s, git {git:.3f} s")
        print(f"({since:.3f} - {git:.3f}) / {alone:.3f} = {(since - git) / alone:.2f}")


def commands(top: Path) -> list[tuple[str, ...]]:
    """Return what is asked of Git."""
    tree = subprocess.run(("git", "rev-parse", "HEAD^{tree}"), cwd=top, check=True, capture_output=True, timeout=60)
    return [
        ("git", "rev-parse", "--show-toplevel"),
        ("git", "rev-parse", "--verify", "HEAD^{tree}"),
        ("git", "ls-tree", "-r", "-l", "-z", "--full-tree", tree.stdout.decode().strip()),
        ("git", "ls-files", "-z", "-s", "-c", "-o", "--exclude-standard"),
        ("git", "cat-file", "-p", "HEAD:team-7/agent-36.yaml"),
        ("git", "cat-file", "-p", "HEAD:team-7/agent-36.yaml"),
    ]


if __name__ == "__main__":
    main()
