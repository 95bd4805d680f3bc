"""What containers may do to their node, held against what the role of the agent needs."""

from __future__ import annotations

from dslint.checks.agents import runs_for_long
from dslint.checks.parts import Container, containers, host_paths, one_hit
from dslint.finding import RemoveEntry
from dslint.kube.nodes.selection import for_windows
from dslint.manifest.rights import Needs, spoken
from dslint.pattern import pattern
from dslint.phrases import few

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.finding import Hit
    from dslint.manifest.context import Context
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

# what containers beside an agent are called that need nothing of the node but the socket that they share with it
_ASIDE = ("registrar", "liveness-probe", "livenessprobe", "kube-rbac-proxy", "config-reloader", "configmap-reload")
# paths that tell of probes in the kernel: whoever works there needs privilege, whatever the role
_OF_THE_KERNEL = ("/sys/kernel", "/sys/fs/bpf", "/lib/modules", "/usr/src", "/dev", "/sys/fs/cgroup")
_TOOLS = pattern(r"\b(nsenter|chroot|systemctl|sysctl|modprobe|insmod|mount|umount|iptables|ip6tables|nft|ip link)\b")
_NAMESPACES = ("hostNetwork", "hostPID", "hostIPC")


def unneeded_privilege(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find privileged containers that their role does not need privileged."""
    privileged = [one for one in containers(workload) if one.security.get("privileged")]
    if not privileged or not runs_for_long(workload):
        return
    needs = Needs(workload.role)
    unneeded = [one for one in privileged if needs.known and not needs.privileged and not _works_on_the_node(one)]
    aside = [one for one in privileged if any(word in one.name for word in _ASIDE)]
    if unneeded and not workload.pod.get("hostPID") and not _works_in_the_kernel(workload):
        found = [(one.name, _privileged(one, workload)) for one in unneeded]
        yield one_hit("found", found, {"role": spoken(needs.roles[0]), "enough": few(needs.capabilities)})
    elif aside and len(aside) < len(privileged):
        found = [(one.name, _privileged(one, workload)) for one in aside if not _is_explained(one, workload)]
        if found:
            yield one_hit("aside", found)


def _privileged(one: Container, workload: Workload) -> Field:
    return one.field(workload).get("securityContext", "privileged")


def _works_on_the_node(one: Container) -> bool:
    """Tell whether a container runs tools of the node."""
    words = " ".join((*(one.stored.get("command") or ()), *(one.stored.get("args") or ())))
    return bool(words) and _TOOLS.search(words) is not None


def _is_explained(one: Container, workload: Workload) -> bool:
    """Tell whether a comment says that SELinux asks for it: a container without privilege cannot open the socket."""
    field = one.field(workload)
    start, end = field.span().start, _privileged(one, workload).span().end
    return "selinux" in field.source.text[start:end].lower()


def _works_in_the_kernel(workload: Workload) -> bool:
    from dslint.checks.control_plane import on_openshift

    paths = [path for _, path in host_paths(workload).values()]
    if any(path == own or path.startswith(own + "/") for path in paths for own in _OF_THE_KERNEL):
        return True
    return on_openshift(workload)  # where SELinux keeps what is not privileged from host paths


def unneeded_host_namespace(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find namespaces of the node that neither role nor use explains."""
    used = [name for name in _NAMESPACES if workload.pod.get(name)]
    if not used or for_windows(workload.pod):  # where HostProcess containers have to be in the node's network
        return
    if not runs_for_long(workload):
        return
    needs = Needs(workload.role)
    spec = workload.written.pod_spec
    unneeded = [name for name in used if not needs.namespace(name) and not _uses(workload, name)]
    if needs.known and unneeded:
        found = [(name, spec.get(name)) for name in unneeded]
        fix = tuple(RemoveEntry(spec.get(name)) for name in unneeded)
        yield one_hit("found", found, {"role": spoken(needs.roles[0])}, fix=fix)


def _uses(workload: Workload, namespace: str) -> bool:
    """Tell whether a pod does something with a namespace of its node: serves there, or enters it with tools."""
    everything = list(containers(workload))
    if any(one.security.get("privileged") for one in everything):
        return True
    if namespace != "hostNetwork":
        return any(_adds(one, "SYS_PTRACE", "SYS_ADMIN") for one in everything)
    if workload.pod.get("dnsPolicy") == "ClusterFirstWithHostNet":
        return True  # somebody thought about it
    return any(one.stored.get("ports") or _adds(one, "NET_ADMIN", "NET_RAW") or _probed(one) for one in everything)


def _probed(one: Container) -> bool:
    return any(one.stored.get(probe) for probe in ("livenessProbe", "readinessProbe", "startupProbe"))


def _adds(one: Container, *names: str) -> bool:
    return not {name.upper().removeprefix("CAP_") for name in _added(one)}.isdisjoint((*names, "ALL"))


def _added(one: Container) -> list[str]:
    return (one.security.get("capabilities") or {}).get("add") or []


def broad_capability(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find capabilities that are nearly everything, beyond what the role needs, or that are written as none is."""
    adding = [one for one in containers(workload) if _added(one)]
    if not adding:
        return
    needs = Needs(workload.role)
    broad, prefixed = [], []
    for one in adding:
        for index, name in enumerate(_added(one)):
            field = one.field(workload).get("securityContext", "capabilities", "add", index)
            if name.upper().startswith("CAP_") and not one.security.get("privileged"):
                prefixed.append((name, field))
            if name.upper().removeprefix("CAP_") in ("ALL", "SYS_ADMIN") and _is_beyond(one, name, needs):
                broad.append((name, field))
    if broad:
        yield one_hit("found", broad)
    elif prefixed:
        yield one_hit("prefixed", prefixed, {"bare": prefixed[0][0].upper().removeprefix("CAP_")})


def _is_beyond(one: Container, name: str, needs: Needs) -> bool:
    """Tell whether an agent of a known role has a capability that it does not need; a privileged one has all anyway."""
    return needs.known and not one.security.get("privileged") and not needs.privileged and not needs.capability(name)


def pointless_capability(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find capabilities of privileged containers, which have all of them."""
    found = [
        (one.name, one.field(workload).get("securityContext", "capabilities"))
        for one in containers(workload)
        if one.security.get("privileged") and one.security.get("capabilities")
    ]
    if found:
        yield one_hit("driver" if "csi" in workload.role else "found", found, key=True)
