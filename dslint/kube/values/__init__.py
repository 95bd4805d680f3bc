"""Values as Kubernetes and Go read them: quantities, names, images, addresses, JSON, times."""
