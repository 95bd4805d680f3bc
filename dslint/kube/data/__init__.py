"""Facts about Kubernetes and its distributions as small tables, each with its source."""
