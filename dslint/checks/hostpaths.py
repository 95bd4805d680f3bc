"""Paths of the node that agents mount: what they write to, sockets, and types that keep a pod from starting."""

from __future__ import annotations

import re

from dslint.checks.parts import HostMount, containers, host_mounts, host_paths, one_hit, used_volumes
from dslint.checks.purpose import is_unused
from dslint.finding import Hit, InsertEntry, SetScalar
from dslint.kube.nodes.selection import for_windows
from dslint.manifest.rights import Needs
from dslint.pattern import pattern
from dslint.phrases import few

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.manifest.context import Context
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

# What the node is made of, and what it trusts: whoever writes there has it. Folders for programs and units are left
# out, such as /usr/local/bin and /etc/systemd: who mounts one of these means to install something.
_OF_THE_NODE = pattern(r"/|/(etc|usr|boot|lib|lib64|root)|/etc/(kubernetes|ssh|cron[^/]*)(/.*)?|/var/spool/cron(/.*)?")
# folders of other software below one of these, which that software says to write to
_GIVEN_AWAY = pattern(r"/etc/kubernetes/(node-feature-discovery|secrets-store-csi-providers|volumeplugins)(/.*)?")
_TO_READ = ("/lib/modules", "/usr/src")
# what a privileged container gets to its kernel and its programs by as well
_AS_MUCH = frozenset({"/", "/dev", "/etc", "/proc", "/sys", "/usr", "/var"})
# where the volumes of pods are mounted, and where drivers mount them
_WITH_VOLUMES = ("/", "/var", "/var/lib/kubelet")
_OF_DRIVERS = pattern(r".*/kubelet(/(pods|plugins))?")
# what changes its node and then waits, or is looked at while it runs: nobody keeps it for long
_AT_ONCE = frozenset({"node-config", "debug"})
_CNI_FOLDERS = pattern(r".*/cni(?:/.*)?")
_CREDENTIALS = pattern(r"/etc/kubernetes(/|\Z)")
_LOGS = pattern(r"/var/log/(pods|containers)(/.*)?|.*/docker/containers|/var/log/journal|/run/log/journal")
_SOCKETS = pattern(
    r"(/host)?(/var)?/run/(docker|dockershim|cri-dockerd|podman/podman|containerd/containerd|crio/crio|k3s/containerd/containerd)\.sock"
)
_DOCKER = pattern(r"(/var)?/run/(docker|dockershim)\.sock|/var/lib/docker(/containers)?")
# types that nothing is made for: where the path is missing the pod does not start
_HAS_TO_BE_THERE = ("Directory", "File", "Socket")
# the controllers of cgroups of the first version, of which each was a folder, and since when a kubelet starts on none
_CGROUPS_OF_ONE = pattern(
    r"/sys/fs/cgroup/(?:blkio|cpu|cpuacct|cpu,cpuacct|cpuset|devices|freezer|hugetlb|memory|perf_event|pids)(?:/.*)?"
)
_CGROUPS_OF_TWO = 35
_OTHER_RUNTIMES = pattern(r"containerd|crio|/var/log/pods|cri-dockerd|\A(?:/var)?/run/?\Z")
# whose nodes run Docker behind cri-dockerd, unless somebody chooses another runtime; its disk is mounted at /mnt/sda1
_WITH_DOCKER = pattern(
    r"\b[Mm]inikube\b|/mnt/sda1/|\bdocker-desktop\b|\bcri-dockerd\b|\bvalue: [\"']?docker[\"']?\s*[\n,}]"
)
# what a configuration of an agent says that asks Docker for containers, in the text or in one of the folder
_ASKS_DOCKER = pattern(
    r"\bdiscovery\.docker\b|\bloki\.source\.docker\b|\bdocker_sd_configs\b|\btype: [\"']?docker_logs\b"
)
# what speaks to a runtime by CRI, and not by the API of Docker
_CRI = pattern(r"\bcri(?:ctl|o)?(?![a-z])|container[-_]?runtime[-_]endpoint|containerd", re.IGNORECASE)
# where a runtime listens, or the folder of that
_RUNTIME = pattern(r"(?:/host)?(?:/var)?/run/(docker|cri-dockerd|containerd|crio|podman|k3s/containerd)(?:[./].*)?")
# whose containerd is at dockershim.sock: https://github.com/bottlerocket-os/bottlerocket/pull/796 and 2173
_BOTTLEROCKET = "bottlerocket"
_DOCKERSHIM = "dockershim.sock"
_SOCKET = pattern(r".*\.sock")
# of modules and of what is plugged in: they are not there before, unlike /dev/null
_DEVICES = pattern(
    r"/dev/(kvm|fuse|kfd|uinput|net/tun|vfio/vfio|vhost-(net|vsock)|nvidia(ctl|-uvm|\d+)|ipmi\d+|tty(USB|ACM)\d+"
    r"|(serial/by-id|virtio-ports)/.+)"
)
_DIRECTORIES = pattern(
    r"/|/(etc|var|var/lib|var/log|var/run|run|proc|sys|dev|lib/modules|opt|usr|tmp|home)(/(cni|pods|containers|kubelet))*"
)


def writable_host_root(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find mounts that let an agent write what its node is made of."""
    found = [one for one in host_mounts(workload) if _is_left_writable(one)]
    if not found or for_windows(workload.pod):
        return  # there it is the drive, where agents have to install themselves
    needs = Needs(workload.role)
    found = [one for one in found if not needs.writes(one.path) and not _is_chroot(one, installs=bool(needs.installs))]
    if "cni" in workload.role and not any(_CNI_FOLDERS.fullmatch(one.path) for one in host_mounts(workload)):
        found = [one for one in found if one.path != "/"]  # it has its plugin to install, and no other way
    modules = [one for one in found if one.path in _TO_READ and not _has_more(one, workload)]
    of_the_node = [one for one in found if one.path not in _TO_READ]
    if of_the_node:
        meant = [one for one in of_the_node if _is_meant(one, workload)]
        told = [one for one in of_the_node if one not in meant]
        hit = _mounts("found" if told else "meant", told or meant, workload)
        # it writes its programs and units somewhere there, but no credentials
        yield (
            hit._replace(fix=())
            if not told or (needs.installs and not all(_CREDENTIALS.match(one.path) for one in of_the_node))
            else hit
        )
    elif modules:
        yield _mounts("modules", modules, workload)


def _is_left_writable(one: HostMount) -> bool:
    """Tell whether a container can write to what the node is made of."""
    if one.container.kind != "containers" or one.mount.get("readOnly"):
        return False
    if one.path in _TO_READ:
        return one.mount.get("readOnly") is None
    return _OF_THE_NODE.fullmatch(one.path) is not None and _GIVEN_AWAY.fullmatch(one.path) is None


def _is_meant(one: HostMount, workload: Workload) -> bool:
    """Tell whether somebody wrote that it is, or made the container one that has its node anyway."""
    return one.mount.get("readOnly") is not None or _has_its_node(one, workload)


def _has_its_node(one: HostMount, workload: Workload) -> bool:
    """Tell whether a container has its node without what it mounts."""
    return bool(one.container.security.get("privileged") and workload.pod.get("hostPID"))


def _has_more(one: HostMount, workload: Workload) -> bool:
    """Tell whether a privileged container may write other parts of its node, too: one less of them saves nothing."""
    if not one.container.security.get("privileged"):
        return False
    beside = (other for other in host_mounts(workload) if other.container == one.container and other.writable)
    return any(other.path in _AS_MUCH for other in beside)


def _is_chroot(one: HostMount, *, installs: bool) -> bool:
    """Tell whether tools of the node are run in a mount: of its root, with what is mounted there later, or said so."""
    if one.path != "/":
        return False
    words = (*(one.container.stored.get("command") or ()), *(one.container.stored.get("args") or ()))
    return (installs and _propagates(one)) or any("chroot" in word for word in words)


def _mounts(message: str, found: list[HostMount], workload: Workload) -> Hit:
    fix = tuple(SetScalar(one.field(workload).get("readOnly"), True) for one in found)
    return one_hit(message, [(one.path, one.field(workload).get("mountPath")) for one in found], fix=fix)


def writable_logs(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find log shippers that may write the logs that they only read."""
    if "log-shipper" not in workload.role:
        return
    found = [one for one in host_mounts(workload) if one.writable and _LOGS.fullmatch(one.path)]
    if found:
        yield _mounts("found", found, workload)


def runtime_socket(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find sockets of the container runtime in agents that do not need one."""
    found = [one for one in host_mounts(workload) if _SOCKETS.fullmatch(one.path)]
    if not found:
        return
    needs = Needs(workload.role)
    if needs.known and not needs.socket and not _asks_docker(workload):
        told = "more" if all(_has_its_node(one, workload) for one in found) else "found"
        yield one_hit(told, [(one.path, one.volume_field(workload)) for one in _by_volume(found)])


def dead_docker(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find what Docker alone makes, which no node has whose kubelet talks to another runtime."""
    mounted = _by_volume(host_mounts(workload))
    made = [one for one in mounted if _DOCKER.fullmatch(one.path)]
    if not made or _has_docker(workload):
        return
    others = any(_OTHER_RUNTIMES.search(one.path) for one in mounted)  # works with them as well
    has_logs = any(one.path == "/var/log" for one in mounted)
    found: dict[str, list[tuple[str, Field]]] = {}
    for one in made:
        if one.path.endswith(_DOCKERSHIM) and _is_for_bottlerocket(workload):
            continue
        type_ = workload.written.pod_spec.get("volumes", one.volume, "hostPath", "type")
        if type_.text in _HAS_TO_BE_THERE:
            yield Hit("stuck", type_, {"path": one.path, "type": type_.text})
        elif not others:
            kind = _kind(one, workload, has_logs=has_logs)
            found.setdefault(kind, []).append((one.path, one.volume_field(workload)))
    if "socket" in found and "log-shipper" not in workload.role:  # who talks to Docker has its folders for that
        found = {"socket": [*found.pop("socket"), *(one for some in found.values() for one in some)]}
    for kind, places in found.items():
        told = "cri" if kind == "socket" and _speaks_cri(workload) else kind
        yield one_hit(told, places, {"path": places[0][0]})


def _kind(one: HostMount, workload: Workload, *, has_logs: bool) -> str:
    """Return which message is about what Docker made: its socket, its logs, or what is left over."""
    if _SOCKET.fullmatch(one.path):
        return "socket"
    if not has_logs:
        return "logs" if one.path.endswith("/containers") or "log-shipper" in workload.role else "data"
    from dslint.checks.agents import is_advised  # few manifests get here

    return "left" if is_advised(workload) else "beside"


def _has_docker(workload: Workload) -> bool:
    """Tell whether nodes with Docker are meant: they are chosen, or the manifest or the tree around speaks of such."""
    ds, around = workload.written, workload.written.around
    if "docker" in str(workload.pod.get("nodeSelector")) or ds.says(_WITH_DOCKER):
        return True
    return _asks_docker(workload) or (around is not None and around.runs_docker)


def _asks_docker(workload: Workload) -> bool:
    """Tell whether the text or another one of the folder configures an agent that asks Docker."""
    ds, around = workload.written, workload.written.around
    return _ASKS_DOCKER.search(ds.source.text) is not None or (around is not None and around.says(_ASKS_DOCKER))


def _speaks_cri(workload: Workload) -> bool:
    """Tell whether what a container is told names CRI, or a runtime that speaks it."""
    for one in containers(workload):
        said = (f"{env.get('name')}={env.get('value')}" for env in one.stored.get("env") or ())
        if any(map(_CRI.search, (*(one.stored.get("command") or ()), *(one.stored.get("args") or ()), *said))):
            return True
    return False


def _is_for_bottlerocket(workload: Workload) -> bool:
    images = (one.stored.get("image") or "" for one in containers(workload))
    return any(_BOTTLEROCKET in text for text in (*images, str(workload.pod.get("nodeSelector"))))


def _by_volume(found: Sequence[HostMount]) -> list[HostMount]:
    """Return the first mount of each volume."""
    return list({one.volume: one for one in reversed(found)}.values())[::-1]


def untyped_path(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find paths without a type, which a slip makes an empty directory."""
    found = [(path, at) for path, at in _untyped(workload) if not _SOCKET.fullmatch(path)]
    if found:
        yield one_hit("found", found)


def untyped_socket(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find a socket or device without a type: where it is missing a directory of that name is made.

    Of the sockets of several runtimes only some can be there. What is mounted as a folder is one, whatever its name.
    """
    untyped = list(_untyped(workload))
    files = {one.path for one in host_mounts(workload) if _SOCKET.fullmatch(one.mount.get("mountPath") or "")}
    sockets = [(path, at) for path, at in untyped if path in files and _SOCKET.fullmatch(path)]
    devices = [(path, at) for path, at in untyped if _DEVICES.fullmatch(path)]
    if len(sockets) == 1 and not _is_one_of_several(sockets[0][0], workload):
        yield one_hit("found", sockets)
    elif devices:
        yield one_hit("device", devices)


def _is_one_of_several(path: str, workload: Workload) -> bool:
    """Tell whether the socket of a runtime is mounted beside that of another, or its folder: no node has both."""
    if _RUNTIME.fullmatch(path) is None:
        return False
    found = (_RUNTIME.fullmatch(one.path) for one in host_mounts(workload))
    return len({one[1] for one in found if one}) > 1


def _untyped(workload: Workload) -> Iterator[tuple[str, Field]]:
    for path, volume in _used(workload):
        if not volume.get("type").text:
            yield path, volume.get("path")


def _used(workload: Workload) -> Iterator[tuple[str, Field]]:
    """Yield the paths of the node that a container mounts, with the volume of each: nobody looks at any other."""
    paths = host_paths(workload)
    used = used_volumes(workload) if paths else ()
    for name, (index, path) in paths.items():
        if name in used:
            yield path, workload.written.pod_spec.get("volumes", index, "hostPath")


def impossible_type(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find types that a path cannot have, and paths that are nowhere any more: the pods never start."""
    found: list[tuple[str, Field]] = []
    gone: list[tuple[str, Field]] = []
    fix: list[SetScalar] = []
    for path, volume in _used(workload):
        field = volume.get("type")
        kind, right = field.text, ""
        if kind in _HAS_TO_BE_THERE and context.minor >= _CGROUPS_OF_TWO and _CGROUPS_OF_ONE.fullmatch(path):
            gone.append((path, volume.get("path")))
        if kind in ("File", "FileOrCreate", "Directory", "DirectoryOrCreate") and _SOCKET.fullmatch(path):
            right = "Socket"
        elif kind in ("Socket", "File", "FileOrCreate", "CharDevice", "BlockDevice") and _DIRECTORIES.fullmatch(path):
            right = "Directory"
        if right:
            found.append((f"{path} of type {kind}", field))
            fix.append(SetScalar(field, right))
    if found:
        rights = few(list(dict.fromkeys(str(one.value) for one in fix)))
        yield one_hit("found", found, {"right": rights}, fix=tuple(fix))
    if gone:
        yield one_hit("cgroups", gone)


def pointless_host_dns(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find ClusterFirstWithHostNet without hostNetwork, which is ClusterFirst."""
    if workload.pod.get("dnsPolicy") == "ClusterFirstWithHostNet" and not workload.pod.get("hostNetwork"):
        field = workload.written.pod_spec.get("dnsPolicy")
        yield Hit("found", field, absence=True, fix=(SetScalar(field, "ClusterFirst"),))


def mount_propagation(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find mounts of the node that keep what is unmounted there busy, and drivers whose mounts pods do not see."""
    mounts = [one for one in host_mounts(workload) if one.container.kind == "containers"]
    shared = [one for one in mounts if _propagates(one, "Bidirectional")]
    drivers = [one for one in mounts if _OF_DRIVERS.fullmatch(one.path)]
    held = [one for one in mounts if one.path in _WITH_VOLUMES and not _propagates(one)]
    if not (shared or drivers or held) or for_windows(workload.pod) or is_unused(workload.written.place):
        return  # most; where there is no propagation, and where nothing runs for long
    needs = Needs(workload.role)
    if needs.shares_mounts and not shared and drivers:
        yield one_hit("csi", [(one.path, one.field(workload).get("mountPath")) for one in drivers])
        return
    if held and not _AT_ONCE.intersection(workload.role.names):
        fix = tuple(InsertEntry(one.field(workload), "mountPropagation", "HostToContainer") for one in held)
        yield one_hit("found", [(one.path, one.field(workload).get("mountPath")) for one in held], fix=fix)
        return
    needless = [one for one in shared if needs.known and not needs.shares_mounts and not needs.writes(one.path)]
    if needless:
        yield one_hit("needless", [(one.path, one.field(workload).get("mountPropagation")) for one in needless])


def _propagates(one: HostMount, mode: str = "") -> bool:
    propagation = one.mount.get("mountPropagation")
    return propagation == mode if mode else propagation in ("HostToContainer", "Bidirectional")
