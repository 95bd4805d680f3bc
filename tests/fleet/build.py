"""Fleets for tests, as records: no file is read and nothing is judged."""

from dslint.fleet.member import Agent, Member, Placed
from dslint.fleet.report import FleetReport
from dslint.manifest.rollout import Rollout

NODES = 12
ROLES = ("log-shipper", "node-exporter", "gpu-device-plugin", "csi-node", "cni", "security-agent", "dns-cache", "proxy")


def agent(name="agent", *, namespace="monitoring", version="1.4", missed=0, pending=0, known=True, **found):
    """Return a DaemonSet on twelve nodes; ``found`` are its findings by severity."""
    rules = ("DS101 unmatched-selector",) * bool(found.get("error"))
    rules += ("DS302 deprecated-node-label",) * bool(found.get("warning"))
    desired = NODES - missed
    placed = Placed(desired, desired - pending, NODES, missed, pending, 0, 0) if known else None
    rollout = Rollout(desired, desired - pending, desired) if known else None
    counts = {"error": 0, "warning": 0, "info": 0} | found
    images = (f"registry.example/{name}:{version}",)
    return Agent(namespace, name, f"{name}.yaml", 1, images, version, placed, rollout, counts, rules)


def member(name, *agents, nodes=NODES, **more):
    """Return a cluster."""
    return Member(name, f"clusters/{name}", agents, nodes, "1.36", **more)


def large(agents=40, clusters=60):
    """Return a fleet of many agents and clusters, in which one agent in eleven differs from the usual somewhere."""
    names = [f"{ROLES[number % len(ROLES)]}-{number:02d}" for number in range(agents)]
    members = []
    for column in range(clusters):
        found = [
            agent(
                name,
                namespace=("kube-system", "monitoring", "logging")[row % 3],
                version=f"v1.{4 if (row + column) % 11 else 3}.{row % 7}",
                missed=(row * column) % 5 + 1 if (row * 7 + column) % 41 == 0 else 0,
                pending=1 if (row + 3 * column) % 53 == 0 else 0,
                known=column % 17 != 16,
                error=1 if (row * 5 + column) % 97 == 0 else 0,
                warning=(row + column) % 13 == 0,
            )
            for row, name in enumerate(names)
            if (row * 7 + column) % 23
        ]
        nodes = None if column % 17 == 16 else NODES
        name = f"{('prod', 'stage', 'edge')[column % 3]}-{('eu-west', 'us-east', 'ap-south')[column % 7 % 3]}-{column}"
        members.append(member(name, *found, nodes=nodes))
    reason = "kubectl get daemonsets failed: Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout"
    return FleetReport([*members, Member("gone", "context:gone", error=reason)])


def hostile(words):
    """Return a fleet in which every name and text is one of others."""
    return FleetReport(
        [
            *(
                member(
                    f"{word[:80]}{number}",
                    agent(
                        word[:80], namespace=word[:40] or "x", version=word[:40], missed=number % 2, error=number % 3
                    ),
                    notes=(word[:200],),
                    errors=(word[:200],),
                )
                for number, word in enumerate(words)
            ),
            *(Member(f"gone-{number}", word[:80], error=word[:200]) for number, word in enumerate(words)),
        ]
    )
