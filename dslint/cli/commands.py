"""The names of the commands, which are imported when they are called."""

from __future__ import annotations

COMPLETE = "_DSLINT_COMPLETE"
COMMANDS = {
    "check": "Check DaemonSets in files, folders and streams.",
    "coverage": "Show which DaemonSet runs on which node, and why not.",
    "rollout": "Show how an update goes over the nodes, and what stops it.",
    "fleet": "Show many clusters side by side, and how they differ.",
    "explain": "Explain a rule, or what agents are for.",
    "rules": "List the rules.",
    "config": "Show the settings in force and where each was said.",
    "init": "Write a configuration file to start from.",
    "completion": "Print the completion script for a shell.",
    "lsp": "Start the language server, for editors.",
    "test": "Run the examples of your own policies.",
    "export": "Write rules as policies of the cluster.",
    "reduce": "Shrink a manifest to what shows a finding, to publish it.",
    "version": "Print the version.",
}
