"""The compiler for Kubernetes DaemonSets."""

__version__ = "0.1.0"
