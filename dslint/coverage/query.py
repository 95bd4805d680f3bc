"""What ``dslint coverage`` is asked."""

from __future__ import annotations

from dslint.record import NamedTuple


class Query(NamedTuple):
    """What is asked beside paths and settings; nothing said asks for the whole table, on the nodes of the settings."""

    context: str | None = None
    """The context of kubectl."""
    node: str | None = None
    """Explain one node, or pool."""
    daemonset: str | None = None
    """Explain one DaemonSet."""
    since: str | None = None
    """Compare with a Git revision."""
    against: tuple[str, ...] = ()
    """Compare with other manifests."""
    against_nodes: tuple[str, ...] = ()
    """Compare with other nodes."""
    what_if: tuple[str, ...] = ()
    """Change the nodes, and compare with them as they are."""
    against_cluster: bool = False
    """Compare with what a cluster runs, on its nodes."""
    details: bool = False
    """Tell every reason, not the causes alone."""
    bare: bool = False
    """Take what there is where no nodes are named: DaemonSets without a column."""

    @property
    def explains(self) -> bool:
        """Whether a part of the table is to be explained."""
        return self.node is not None or self.daemonset is not None

    @property
    def compares(self) -> bool:
        """Whether something is to be compared."""
        return self.since is not None or any((self.against, self.against_nodes, self.what_if, self.against_cluster))
