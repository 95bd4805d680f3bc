"""Kubernetes semantics as pure functions on plain values; knows nothing of dslint."""
