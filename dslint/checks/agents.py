"""Which agents advice about rollout and resources is for, and which of their containers it means."""

from __future__ import annotations

from functools import lru_cache

from dslint.checks.parts import Container, containers
from dslint.checks.purpose import is_for_tests, is_of_a_developer, is_said_to_be_for_trial, is_unused
from dslint.checks.retired import is_outlived
from dslint.kube.data.classes import PRIORITY_CLASSES
from dslint.kube.data.software import SIDECARS, SOFTWARE, SYSTEMS
from dslint.kube.values.image import ImageError, is_placeholder, parse, without_tag
from dslint.manifest.idle import waits
from dslint.manifest.role_facts import host_path, repository
from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.workload import Workload

# what is there to show something, by its name or namespace
_SHOWN = pattern(r"(?<![a-z0-9])(demo|example|sample|tutorial|test|playground)s?(?![a-z0-9])")
_NOBODY_WAITS_FOR = ("application", "debug")
# roles that a script can have done
_SCRIPTED = ("node-config", "storage")
# what is an agent of the cluster only where somebody treats it so
PERHAPS = "node-config"
# what makes an agent of the node of something that nobody knows
_OF_THE_NODE = ("hostNetwork", "hostPID", "hostIPC")
_VERSION = "apps/v1"
_HOSTNAME = "kubernetes.io/hostname"
# of a registry on the machine itself, or of none
_LOCAL = ("localhost/", "localhost:")
# how much a path of the node weighs that is only there for agents of one role, such as the folder of CNI plugins
_OWN = 5
_READS = "log-shipper"  # of which any logs of the node show enough
SYSTEM = "kube-system"
_CNI_PLUGINS = pattern(r".*/cni/bin")
# what copies a plugin to its node and then only watches its configuration: Multus without a daemon
_COPIES = ("thin_entrypoint", "install_multus")
_FLEX_VOLUMES = pattern(r".*/(volumeplugins|volume/exec)(/.*)?")
# drivers that keep volumes on their node, to try others with
_SAMPLE = pattern(r"host-?path")
_REGISTRARS = ("csi-node-driver-registrar", "driver-registrar")
_SHELLS = ("sh", "bash", "ash", "dash", "nsenter", "chroot")
_STARTUP_SCRIPT = "STARTUP_SCRIPT"
# what a reader is to replace, who has the rest as it stands
_BY_HAND = pattern(r"<[^<>]+>")


def is_advised(workload: Workload) -> bool:
    """Tell whether an agent is surely one that somebody runs for long, and all of it stands there.

    Not so are parts, rigs of tests, demonstrations, what an operator fills in, what the server refuses for its version,
    applications, tools for debugging, what has long ended, and what little or nothing shows to be an agent of its node.
    What has privileges on its node is one though nobody knows what for, and so is what is in kube-system or tolerates
    every taint.
    """
    roles = workload.role
    if not runs_for_long(workload) or any(role in roles for role in _NOBODY_WAITS_FOR):
        return False
    if roles:
        main = roles.all[0]
        least = 0 if main.name == _READS else _OWN
        if main.confidence != "low" or any(one.kind == "path" and one.weight >= least for one in main.evidence[:1]):
            return True
    treated = not roles and is_of_the_system(workload)
    return is_of_the_node(workload) and (treated or _is_privileged(workload))


def runs_for_long(workload: Workload) -> bool:
    """Tell whether somebody runs a DaemonSet on many nodes for long, whatever it is for."""
    ds = workload.written
    if not may_be_advised(workload) or ds.api_version != _VERSION or is_shown(ds):
        return False
    return not (any(map(_is_sample, containers(workload))) or is_of_one_machine(workload) or is_outlived(workload))


@lru_cache(maxsize=1)
def may_be_advised(workload: Workload) -> bool:
    """Tell whether advice is true of a DaemonSet, whatever it is for: some image stands there, and it is in use.

    Something has to show that it is more than any pod: it uses its node, or somebody knows what it is.
    """
    ds = workload.written
    if not ds.is_whole or is_unused(ds.place) or "debug" in workload.role:
        return False
    roles = workload.role.all
    if not is_of_the_node(workload) and (not roles or roles[0].confidence == "low"):
        return False
    there = containers(workload)
    return not there or any(map(_has_image, there))


def is_demonstration(workload: Workload) -> bool:
    """Tell whether pods only show that there is one on each node: they serve something, or sleep."""
    commands = [_words(one.stored) for one in containers(workload) if one.kind == "containers"]
    sleeps = all(words and waits(" ".join(words)) for words in commands)
    return sleeps or "application" in workload.role


def only_sleeps(workload: Workload) -> bool:
    """Tell whether pods are of bare systems that do nothing but sleep, not even on their node: no toolbox for it."""
    there = containers(workload)
    sees_its_node = is_of_the_node(workload) or workload.host_ports or _is_privileged(workload)
    if sees_its_node or not all(only_waits(one.stored) for one in there):
        return False
    names = [repository(one.stored.get("image") or "").rpartition("/")[2] for one in there]
    are_bare = bool(names) and all(name in SYSTEMS and name not in SOFTWARE for name in names)
    return are_bare and not any(one.stored.get("lifecycle") for one in there)


def is_shown(ds: DaemonSet) -> bool:
    """Tell whether it is there to be looked at or learnt from, by its name, its namespace or its place."""
    if _SHOWN.search(ds.name.title) is not None or ds.owner.purpose == "lesson":
        return True
    return is_for_tests(ds) or is_of_a_developer(ds) or is_said_to_be_for_trial(ds)


def is_of_the_system(workload: Workload) -> bool:
    """Tell whether somebody treats it as a part of the cluster: by namespace or priority, or since it runs anywhere."""
    pod = workload.pod
    if workload.written.name.namespace == SYSTEM or pod.get("priorityClassName") in PRIORITY_CLASSES:
        return True
    return any(not one.get("key") for one in pod.get("tolerations") or ())


def is_of_the_node(workload: Workload) -> bool:
    """Tell whether pods use the network, the processes or the files of their node, or may do anything there."""
    pod = workload.pod
    if any(pod.get(name) for name in _OF_THE_NODE) or any(one.get("hostPath") for one in pod.get("volumes") or ()):
        return True
    return any(one.security.get("privileged") for one in containers(workload))


def _is_privileged(workload: Workload) -> bool:
    """Tell whether pods see the processes of their node, or have privileges or capabilities on it."""
    contexts = [one.stored.get("securityContext") or {} for one in containers(workload)]
    added = any((one.get("capabilities") or {}).get("add") for one in contexts)
    return bool(workload.pod.get("hostPID")) or added or any(one.get("privileged") for one in contexts)


def only_installs(workload: Workload) -> bool:
    """Tell whether pods put a program into a folder of their node that others start, and then wait."""
    paths = [(one.get("hostPath") or {}).get("path") or "" for one in workload.pod.get("volumes") or ()]
    paths = [host_path(path) for path in paths if path]
    if any(map(_FLEX_VOLUMES.fullmatch, paths)):
        return True
    commands = (one.stored.get("command") or () for one in containers(workload) if one.kind == "containers")
    if any(command[0].endswith(_COPIES) for command in commands if command):
        return True
    return bool(paths) and all(map(_CNI_PLUGINS.fullmatch, paths))


def is_of_one_machine(workload: Workload) -> bool:
    """Tell whether pods run on one node that is named, or an image is on a machine alone: there is no fleet."""
    pod = workload.pod
    if pod.get("nodeName") or _HOSTNAME in (pod.get("nodeSelector") or {}):
        return True
    return any(
        (one.stored.get("image") or "").startswith(_LOCAL) or one.stored.get("imagePullPolicy") == "Never"
        for one in containers(workload)
    )


def _is_sample(one: Container) -> bool:
    return _SAMPLE.search(one.stored.get("image") or "") is not None


def _has_image(one: Container) -> bool:
    text = one.stored.get("image") or ""
    try:
        return bool(parse(without_tag(text)))
    except ImageError:  # a mistake; or nothing, or a placeholder: another tool fills it in, and more perhaps
        return _BY_HAND.search(text) is not None or ("/" in text and not is_placeholder(text))


@lru_cache(maxsize=1)
def programs(workload: Workload) -> tuple[Container, ...]:
    """Return the containers that run beside each other and do something: sidecars too, none that only waits.

    Scripts that set up a node and then wait are left out.
    """
    serves = "application" in workload.role
    scripts = serves or not workload.role or any(role in workload.role for role in _SCRIPTED)
    running = (
        one for one in containers(workload) if one.kind == "containers" or one.stored.get("restartPolicy") == "Always"
    )
    return tuple(
        one for one in running if not only_waits(one.stored) and not (scripts and _is_script(one.stored, serves=serves))
    )


def only_waits(container: Mapping[str, Any]) -> bool:
    """Tell whether a container does nothing but keep its pod alive: its init containers did the work."""
    image = container.get("image") or ""
    if "pause" in image and repository(image).rpartition("/")[2].startswith("pause"):
        return True
    words = _words(container)
    return bool(words) and waits(" ".join(words))


def is_sidecar(container: Mapping[str, Any]) -> bool:
    """Tell whether a container only helps another one, whatever that does."""
    return repository(container.get("image") or "").rpartition("/")[2] in (*SIDECARS, *_REGISTRARS)


def _is_script(container: Mapping[str, Any], *, serves: bool) -> bool:
    """Tell whether a container runs a script; a server in what ``serves`` nothing else only stands in for one.

    What listens goes on after it.
    """
    if container.get("ports") and not serves:
        return False
    words = _words(container)
    if words and (words[0].endswith(".sh") or words[0].rpartition("/")[2] in _SHELLS):
        return True
    software = repository(container.get("image") or "").rpartition("/")[2]
    if software in SYSTEMS or (not serves and SOFTWARE.get(software) == "application"):
        return True
    return any(one.get("name") == _STARTUP_SCRIPT for one in container.get("env") or ())


def _words(container: Mapping[str, Any]) -> list[str]:
    return [*(container.get("command") or ()), *(container.get("args") or ())]
