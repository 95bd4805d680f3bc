"""A manifest with one safe fix to make, and what it becomes."""

from tests.manifests import START

MANIFEST = f"""\
{START}      nodeSelector:
        beta.kubernetes.io/os: linux
      containers:
      - {{name: agent, image: registry.example/agent:1.4}}
"""
FIXED = MANIFEST.replace("beta.", "")
