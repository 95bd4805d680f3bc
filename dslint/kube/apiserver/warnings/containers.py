"""Warnings about containers: annotations, resources, environment, ports."""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key, Path, render
from dslint.kube.apiserver.warnings.core import ANNOTATIONS, MOST, containers, fractional_bytes
from dslint.kube.apiserver.warnings.pod import SECCOMP_TEXT
from dslint.kube.values.gojson import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.warnings.core import WarningList

_COMPARED = 200  # ports with one number and protocol; nobody has as many
_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
# AppArmor annotations in templates: not in v1.29.15.
_APPARMOR_SINCE = 30
# Up to v1.33.13 any profile of the pod silenced the AppArmor warning, since v1.34.9 only an equal one.
_APPARMOR_COMPARED_SINCE = 34
# In v1.29.15 the text about hidden variables ends after the name.
_APPLY_HINT_SINCE = 30
# Equal names of ports: not in v1.32.13.
_PORT_NAMES_SINCE = 33


def container_warnings(spec: dict[str, Any], annotations: dict[str, str], out: WarningList) -> None:
    """Warn, container by container, of profile annotations, fractional bytes and hidden variables."""
    for path, container in containers(spec):
        if annotations:
            _profile_warnings(spec, container, annotations, out)
        resources = container.get("resources")
        if resources:
            for name in ("memory", "ephemeral-storage"):
                for kind in ("limits", "requests"):
                    fractional_bytes(resources.get(kind, {}), name, (*path, "resources", kind), out)
        env = container.get("env", ())
        if len(env) > 1:
            _env_warnings(env, (*path, "env"), out)


def port_warnings(spec: dict[str, Any], out: WarningList) -> None:
    """Warn of ports that say the same thing twice, of names used twice, of a host address without a host port."""
    numbers: dict[tuple[int, str], list[tuple[Path, dict[str, Any]]]] = {}
    names: dict[str, Path] = {}
    repeated: list[tuple[Path, str, Path]] = []
    for path, container in containers(spec):
        for index, port in enumerate(container.get("ports", ())):
            place = (*path, "ports", index)
            if port.get("hostIP") and not port.get("hostPort"):
                out.add(place, f"hostIP set without hostPort: {_go_struct(port)}", at=(*place, "hostIP"))
            others = numbers.setdefault((port.get("containerPort", 0), port.get("protocol", "")), [])
            for other_place, other in others if len(out) <= MOST else ():
                relation = _relation(port, other)
                if relation:
                    out.add(place, f"{relation} port definition with {render(other_place)}", related=other_place)
            if len(others) < _COMPARED:
                others.append((place, port))
            name = port.get("name")
            if name and names.setdefault(name, place) != place:
                repeated.append((place, name, names[name]))
    if out.minor >= _PORT_NAMES_SINCE:
        for place, name, first in repeated:
            used = render(first)
            text = f"duplicate port name {quote(name)} with {used}, services and probes that select ports by name"
            out.add(place, f"{text} will use {used}", at=(*place, "name"), related=(*first, "name"))


def _profile_warnings(
    spec: dict[str, Any], container: dict[str, Any], annotations: dict[str, str], out: WarningList
) -> None:
    context = container.get("securityContext", {})
    name = container.get("name", "")
    seccomp, apparmor = _SECCOMP + name, _APPARMOR + name
    if seccomp in annotations and "seccompProfile" not in context:
        out.add((*ANNOTATIONS, Key(seccomp)), SECCOMP_TEXT)
    if apparmor not in annotations or "appArmorProfile" in context or out.minor < _APPARMOR_SINCE:
        return
    of_pod = spec.get("securityContext", {}).get("appArmorProfile")
    compared = out.minor >= _APPARMOR_COMPARED_SINCE
    if of_pod is None or (compared and of_pod != _apparmor_profile(annotations[apparmor])):
        text = 'deprecated since v1.30; use the "appArmorProfile" field instead'
        out.add((*ANNOTATIONS, Key(apparmor)), text)


def _apparmor_profile(annotation: str) -> dict[str, str] | None:
    """Return the field that says what an annotation says (ApparmorFieldForAnnotation in pkg/api/pod/util.go)."""
    if annotation == "unconfined":
        return {"type": "Unconfined"}
    if annotation == "runtime/default":
        return {"type": "RuntimeDefault"}
    profile = annotation[len("localhost/") :] if annotation.startswith("localhost/") else ""
    return {"type": "Localhost", "localhostProfile": profile} if profile else None


def _env_warnings(env: list[dict[str, Any]], path: Path, out: WarningList) -> None:
    """Warn of variables set again, unless the new value builds on the old one."""
    seen: dict[str, int] = {}
    for index, variable in enumerate(env):
        name = variable.get("name", "")
        first = seen.setdefault(name, index)
        if first == index:
            continue
        reference, value = f"$({name})", variable.get("value", "")
        if "valueFrom" in variable or value == reference or reference not in value:
            hint = ", which may be dropped when using apply" if out.minor >= _APPLY_HINT_SINCE else ""
            out.add((*path, index), f"hides previous definition of {quote(name)}{hint}", related=(*path, first))


def _relation(port: dict[str, Any], other: dict[str, Any]) -> str | None:
    """Say how two ports with the same number and protocol collide."""
    mine, theirs = port.get("hostPort", 0), other.get("hostPort", 0)
    my_ip, their_ip = port.get("hostIP", ""), other.get("hostIP", "")
    if my_ip == their_ip and mine == theirs:
        return "duplicate"
    if not mine or not theirs:
        return "overlapping"
    return "dangerously ambiguous" if mine == theirs and (not my_ip) != (not their_ip) else None


def _go_struct(port: dict[str, Any]) -> str:
    """Print a port as Go's %+v prints the struct."""
    number, host_port = port.get("containerPort", 0), port.get("hostPort", 0)
    name, protocol, address = (port.get(field, "") for field in ("name", "protocol", "hostIP"))
    return f"{{Name:{name} HostPort:{host_port} ContainerPort:{number} Protocol:{protocol} HostIP:{address}}}"
