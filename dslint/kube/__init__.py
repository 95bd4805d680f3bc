"""Kubernetes semantics as pure functions on plain values; of dslint it knows `dslint.record` alone."""
