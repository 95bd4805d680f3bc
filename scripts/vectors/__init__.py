"""What ``record_vectors.py`` asks Kubernetes and dslint, and how it compares the answers."""
