"""Small DaemonSets, as values: what a test is about is all that it says."""


def daemonset(**spec):
    """Return a DaemonSet whose pods have these fields."""
    container = {"name": "agent", "image": "registry.example/agent:1"}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent"},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {"metadata": {"labels": {"app": "agent"}}, "spec": {"containers": [container], **spec}},
        },
    }


def with_container(**fields):
    """Return a DaemonSet whose one container has these fields."""
    return daemonset(containers=[{"name": "agent", "image": "registry.example/agent:1", **fields}])


def with_init(**fields):
    """Return a DaemonSet whose one init container has these fields."""
    return daemonset(initContainers=[{"name": "setup", "image": "registry.example/setup:1", **fields}])


ODD_ADDRESS = daemonset(hostAliases=[{"ip": "010.0.0.1", "hostnames": ["a"]}])
