"""Name resolution of a pod: DNS policy and configuration, host aliases, the overriding host name.

Source: validateDNSPolicy, validatePodDNSConfig, ValidateHostAliases, validatePodHostName in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import strings
from dslint.kube.apiserver.validation.common import check
from dslint.kube.values.names import dns1123_subdomain, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]
_MAX_NAMESERVERS = 3
_MAX_SEARCHES = 32
_MAX_SEARCH_CHARS = 2048
_MAX_HOSTNAME = 64


def validate_dns(spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check ``dnsPolicy`` and ``dnsConfig`` of a pod."""
    policy = spec.get("dnsPolicy") or ""
    if not policy:
        errors.required((*path, "dnsPolicy"))
    elif policy not in _POLICIES:
        errors.not_supported((*path, "dnsPolicy"), policy, _POLICIES)
    config = spec.get("dnsConfig")
    place = (*path, "dnsConfig")
    if policy == "None":
        if config is None:
            errors.required(place, "must provide `dnsConfig` when `dnsPolicy` is None")
            return
        if not config.get("nameservers"):
            errors.required(
                (*place, "nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None"
            )
            return
    if config:
        _config(config, place, errors, options)


def _config(config: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    servers = config.get("nameservers") or ()
    if len(servers) > _MAX_NAMESERVERS:
        detail = f"must not have more than {_MAX_NAMESERVERS} nameservers"
        errors.invalid((*path, "nameservers"), servers, detail, bad=strings(servers))
    for index, server in enumerate(servers):
        _address(server, (*path, "nameservers", index), errors, options)
    searches = config.get("searches") or ()
    if len(searches) > _MAX_SEARCHES:
        detail = f"must not have more than {_MAX_SEARCHES} search paths"
        errors.invalid((*path, "searches"), searches, detail, bad=strings(searches))
    if size(" ".join(searches)) > _MAX_SEARCH_CHARS:
        detail = f"must not have more than {_MAX_SEARCH_CHARS} characters (including spaces) in the search list"
        errors.invalid((*path, "searches"), searches, detail, bad=strings(searches))
    relaxed = options.relaxed_dns_search
    for index, search in enumerate(searches):
        if relaxed and search == ".":
            continue
        for fault in dns1123_subdomain(search.removesuffix("."), relaxed):
            errors.invalid((*path, "searches", index), search, fault)
    for index, option in enumerate(config.get("options") or ()):
        if not option.get("name"):
            errors.required((*path, "options", index), "must not be empty", (*path, "options", index, "name"))


def _address(address: str, path: Path, errors: FieldErrors, options: Options) -> None:
    from dslint.kube.values.ip import ip  # few pods name addresses

    for fault in ip(address, options.strict_ip):
        errors.invalid(path, address, fault)


def validate_host_aliases(aliases: list[dict[str, Any]], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check the entries for the pod's hosts file."""
    if options.minor < 30:
        _unnumbered_host_aliases(aliases, path, errors)
        return
    for index, alias in enumerate(aliases):
        _address(alias.get("ip") or "", (*path, index, "ip"), errors, options)
        for number, name in enumerate(alias.get("hostnames") or ()):
            check(dns1123_subdomain, name, (*path, index, "hostnames", number), errors)


def _unnumbered_host_aliases(aliases: list[dict[str, Any]], path: Path, errors: FieldErrors) -> None:
    """Check the same for a server that does not number what it objects to."""
    from dslint.kube.values.ip import parse_ip  # few pods have aliases

    for index, alias in enumerate(aliases):
        address = alias.get("ip") or ""
        if parse_ip(address) is None:
            errors.invalid((*path, "ip"), address, "must be valid IP address", (*path, index, "ip"))
        for number, name in enumerate(alias.get("hostnames") or ()):
            check(dns1123_subdomain, name, (*path, "hostnames"), errors, (*path, index, "hostnames", number))


def validate_hostname_override(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check ``hostnameOverride`` of a pod that has one, be it empty."""
    name = spec["hostnameOverride"]
    place = (*path, "hostnameOverride")
    if spec.get("setHostnameAsFQDN"):
        errors.forbidden(place, "may not be specified when setHostnameAsFQDN is true", name)
    if spec.get("hostNetwork"):
        errors.forbidden(place, "may not be specified when hostNetwork is true", name)
    if size(name) > _MAX_HOSTNAME:
        errors.too_long(place, name, _MAX_HOSTNAME)
    check(dns1123_subdomain, name, place, errors)
