"""What nodes are to a DaemonSet: selectors, taints, affinity, the verdict of the controller, classes of like nodes."""
