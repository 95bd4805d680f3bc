"""The options of the command line, or of a caller of the API."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dslint.record import NamedTuple

# as in dslint.finding, which costs start-up
LEVELS = ("error", "warning", "info")
FAIL_ON = (*LEVELS, "never")
# no configuration file is larger, and none has as many values or such keys
MAX_BYTES = 1024 * 1024
MOST_VALUES = 20_000
MOST_PARTS = 64
TOO_MANY = f"more than {MOST_VALUES:,} values, too many for a configuration"


class Options(NamedTuple):
    """Settings from the command line; ``None`` and empty mean that an option was not given.

    A field with the name of a key goes over what configuration files have for it. Words of ``select``, ``ignore`` and
    ``extend_select`` may hold several, separated by commas. ``policies``, ``exclude``, ``nodes`` and ``values`` are
    relative to the working directory.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    kubernetes_version: str | None = None
    pod_security: str | None = None
    fail_on: str | None = None
    min_severity: str | None = None
    severity: Mapping[str, str] = MappingProxyType({})
    preview: bool | None = None
    policies: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    require_reason: bool | None = None
    config: str | None = None
    no_config: bool = False
    suppressions: bool = True
    no_ignore: bool = False
    force_exclude: bool = False
    stdin_filename: str | None = None
    nodes: tuple[str, ...] = ()
    baseline: str | None = None
    render_here: bool = False
    values: tuple[str, ...] = ()
    set_values: tuple[str, ...] = ()
    release_name: str | None = None
    namespace: str | None = None
    kube_version: str | None = None
    api_versions: tuple[str, ...] = ()
    allow_network: bool = False
