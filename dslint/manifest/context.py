"""What a check may know besides the DaemonSet itself."""

from __future__ import annotations

from collections.abc import Mapping

from dslint.kube.versions import DEFAULT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.podsecurity.policy import Policy
    from dslint.manifest.cluster import Cluster


class Context:
    """What the settings say of a check.

    ``options`` are those of its own rule, defaults included; ``cluster`` the nodes to hold DaemonSets against, ``None``
    where nobody named any. ``pod_security`` is the level of the Pod Security Standards that namespaces enforce unless
    their labels say another, ``platform`` what the nodes are of. ``selected`` are the ids of the rules that are on,
    ``ignored`` those of which somebody said that they are to be quiet: no general rule tells in their place what they
    would. ``preview`` tells whether somebody asks for what is in preview.
    """

    __slots__ = ("cluster", "ignored", "minor", "options", "platform", "pod_security", "preview", "selected")

    def __init__(
        self,
        minor: int = DEFAULT,
        selected: frozenset[str] = frozenset(),
        options: Mapping[str, Any] | None = None,
        cluster: Cluster | None = None,
        ignored: frozenset[str] = frozenset(),
        pod_security: Policy | None = None,
        platform: str | None = None,
        *,
        preview: bool = False,
    ) -> None:
        self.minor = minor
        self.selected = selected
        self.options = options or {}
        self.cluster = cluster
        self.ignored = ignored
        self.pod_security = pod_security
        self.platform = platform
        self.preview = preview

    @property
    def version(self) -> str:
        """The target version as people write it."""
        return f"1.{self.minor}"

    def of(self, options: Mapping[str, Any] | None) -> Context:
        """Return the same for a rule with options of its own."""
        if not options:
            return self
        return Context(
            self.minor,
            self.selected,
            options,
            self.cluster,
            self.ignored,
            self.pod_security,
            self.platform,
            preview=self.preview,
        )
