"""The configuration file that ``dslint init`` writes."""

from __future__ import annotations

from dslint.kube.versions import DEFAULT

TEXT = f"""\
# Settings of dslint for everything below this folder.
# Rules are named by id (DS302), name (deprecated-node-label), prefix (DS3) or tag (tag:placement).

# The Kubernetes version that the DaemonSets are for, or a range such as 1.28..1.{DEFAULT}.
kubernetes-version: "1.{DEFAULT}"

# What to build on: dslint:recommended, dslint:strict, dslint:security, dslint:api-only, or another file.
# extends: dslint:recommended

# The least severe finding that fails a run: error, warning, info or never.
fail-on: warning

# Rules to run beside the default ones, and rules not to run.
extend-select: []
ignore: []

# Files not to look at; globs as in .gitignore, relative to this folder.
exclude: []

# The nodes that dslint coverage is about: what kubectl get nodes -o json wrote, or profile:NAME.
# nodes: nodes.json

# Findings to accept, each with the reason why.
# exceptions:
#   - rules: [deprecated-node-label]
#     names: [legacy-agent]
#     reason: replaced when the old clusters are gone
#     until: 2027-06-30
"""
