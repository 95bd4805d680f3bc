"""What an agent of each role needs of its node, and why: the table behind the rules that judge by role.

A right that stands here is never reported for the role; what does not stand here is, by the rule that is about it. To
correct the table, change one row; docs/rights.md is made of it.

The reasons are those of the projects whose manifests ask for the right; the facts about Kubernetes:

- ``Bidirectional`` mounts only in privileged containers: pkg/apis/core/validation/validation.go (the API server refuses
  others), https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation.
- The node stays not ready until a CNI plugin is configured: pkg/kubelet/kubelet.go (``NetworkReady``); the controller
  adds ``node.kubernetes.io/not-ready`` with NoExecute alone: pkg/controller/daemon/util/daemonset_util.go.
- ``system-node-critical`` and ``system-cluster-critical``: pkg/apis/scheduling/helpers.go; critical pods are neither
  preempted nor evicted for others: https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/.
- Without a memory limit come, by their own projects: Calico, Cilium and the AWS VPC CNI, kube-proxy, MetalLB, kubeadm's
  control plane, the cloud controller of vSphere, Contour, NGINX Ingress, node-local-dns. What the last leaves behind
  when it is killed: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/#setting-memory-limits.
"""

from __future__ import annotations

from dslint.kube.data.taints import NOT_READY, UNINITIALIZED
from dslint.kube.nodes.tolerations import Taint
from dslint.record import NamedTuple

NODE_CRITICAL = "system-node-critical"
CLUSTER_CRITICAL = "system-cluster-critical"


class Rights(NamedTuple):
    """What agents of one role need; each right with its reason, as the end of a sentence that begins with "needs".

    ``capabilities`` are named without ``CAP_``. ``writes`` are regular expressions for whole paths of the node that the
    role writes by its nature. ``socket`` is why it talks to the container runtime, ``installs`` why it puts programs of
    its own on the node, ``shares_mounts`` why pods have to see what it mounts, ``starts_pods`` why no pod of its node
    starts or ends without it. ``priority`` is the class that fits
    the role, empty where none is suggested. ``every_taint`` is why it belongs on nodes with any taint, ``every_node``
    why on those of the control plane wherever it runs.
    ``makes_ready`` are the taints of a new node that go only once it runs there.
    ``unlimited`` is why no memory limit is asked of it, as the end of a sentence that begins with "where it is killed".
    ``vital`` is what a node loses at once where it does not run, ``missed`` what is found out later, ``ends_at_once``
    why nobody waits for its pods to end.
    """

    privileged: str = ""
    namespaces: tuple[tuple[str, str], ...] = ()
    capabilities: tuple[tuple[str, str], ...] = ()
    writes: tuple[tuple[str, str], ...] = ()
    socket: str = ""
    installs: str = ""
    shares_mounts: str = ""
    starts_pods: str = ""
    priority: str = ""
    every_taint: str = ""
    makes_ready: tuple[Taint, ...] = ()
    unlimited: str = ""
    every_node: str = ""
    vital: str = ""
    missed: str = ""
    ends_at_once: str = ""


_LOCK = (r"/(var/)?run/xtables\.lock", "iptables takes its lock there")
_BPF = (r"/sys/fs/bpf(/.*)?", "pinned eBPF maps outlive the pod")
_NETNS = (r"/(var/)?run/(docker/)?netns(/.*)?", "network namespaces are made and entered there")
_KUBELET = (
    r"/var/lib/kubelet(/.*)?|.*/kubelet/(pods|plugins|plugins_registry)(/.*)?",
    "the kubelet's plugins live there",
)
_DEV = (r"/dev(/.*)?", "devices are opened there")
_SYS = (r"/sys(/.*)?", "devices are set up through it")
_RUN = (r"/(var/)?run(/.*)?", "sockets and locks of the node are there")
_ANYWHERE = r"/.*"
_PROBES = (
    ("SYS_ADMIN", "eBPF programs before Linux 5.8"),
    ("BPF", "eBPF programs"),
    ("PERFMON", "eBPF programs that trace"),
    ("SYS_PTRACE", "other processes' files below /proc"),
    ("SYS_RESOURCE", "locked memory of eBPF maps before Linux 5.11"),
    ("DAC_READ_SEARCH", "files that only their owner may read"),
    ("SYSLOG", "/dev/kmsg and kernel addresses"),
    ("IPC_LOCK", "ring buffers in locked memory"),
    ("NET_ADMIN", "network counters and traffic programs"),
    ("NET_RAW", "packets of the node"),
    ("NET_BROADCAST", "network counters"),
)

RIGHTS: dict[str, Rights] = {
    "cni": Rights(
        privileged="to set up interfaces, sysctls and mounts of the node",
        installs="plugins that the container runtime calls",
        starts_pods="the runtime asks its plugin for the network of each pod",
        namespaces=(
            ("hostNetwork", "to run before there is a network for pods"),
            ("hostPID", "to enter the network namespaces of processes"),
        ),
        capabilities=(
            ("NET_ADMIN", "interfaces, routes and firewall rules"),
            ("NET_RAW", "raw sockets for probes and ARP"),
            ("SYS_ADMIN", "network namespaces and eBPF"),
            ("SYS_MODULE", "kernel modules for tunnels"),
            ("SYS_PTRACE", "network namespaces of other processes"),
            ("SYS_RESOURCE", "locked memory of eBPF maps"),
            ("SYS_CHROOT", "tools of the node"),
            ("SYS_NICE", "scheduling of its threads"),
            ("IPC_LOCK", "ring buffers in locked memory"),
            ("BPF", "eBPF programs"),
            ("PERFMON", "eBPF programs that trace"),
            ("DAC_OVERRIDE", "files of other users in the CNI directories"),
        ),
        writes=(
            (r".*/cni(/.*)?|/etc/cni.*|/opt/cni.*", "the plugin and its configuration are installed there"),
            (
                r"/var/(lib|log|run)/[^/]+(/.*)?|/etc/(calico|cilium|kube-flannel|multus.*)(/.*)?",
                "its state is kept there",
            ),
            _RUN,
            _LOCK,
            _BPF,
            _NETNS,
            _SYS,
            (r"/proc(/.*)?", "sysctls of the network"),
        ),
        priority=NODE_CRITICAL,
        every_taint="no pod of a node has a network without it",
        makes_ready=(NOT_READY,),
        unlimited="its node has no network",
        every_node="pods of every node need its network",
        vital="new pods have no network",
        ends_at_once="pods keep their network without it",
    ),
    "csi": Rights(
        privileged="to mount volumes where pods see them (Bidirectional mounts are for privileged containers alone)",
        installs="tools that mount",
        shares_mounts="the volumes that it mounts are for other pods",
        starts_pods="the kubelet has it mount the volumes of each pod, and unmount them",
        namespaces=(
            ("hostNetwork", "so that mounts survive the pod's own network"),
            ("hostPID", "to run the node's mount and iSCSI tools"),
            ("hostIPC", "semaphores of device-mapper"),
        ),
        capabilities=(
            ("SYS_ADMIN", "mounts"),
            ("SYS_RAWIO", "block devices"),
            ("DAC_OVERRIDE", "files of other users in volumes"),
            ("SYS_CHROOT", "tools of the node"),
            ("SYS_NICE", "scheduling of its threads"),
            ("SYS_MODULE", "kernel modules of file systems"),
            ("MKNOD", "device nodes"),
        ),
        writes=(
            _KUBELET,
            _DEV,
            _SYS,
            _RUN,
            (
                r"/etc/(iscsi|multipath|nvme|ceph|lvm|udev|selinux)(/.*)?|/etc/(multipath\.conf|fstab)",
                "the node's storage tools read it",
            ),
            (r"/var/lib/[^/]+(/.*)?|/mnt(/.*)?|/var/log(/.*)?", "its state and mounts are kept there"),
        ),
        socket="to pull the images that some drivers mount as volumes",
        priority=NODE_CRITICAL,
        every_taint="pods with volumes hang on nodes without it",
    ),
    "log-shipper": Rights(
        capabilities=(("DAC_READ_SEARCH", "log files that only their owner may read"),),
        writes=(
            (
                r"/var/lib/(?!docker|containerd|kubelet)[^/]+(/.*)?|/(var/)?tmp(/.*)?|/(var/)?run/[^/]+(?<!\.sock)|/mnt(/.*)?|/data(/.*)?",
                "positions and buffers outlive the pod there",
            ),
        ),
        priority=NODE_CRITICAL,
        every_taint="logs of the nodes it misses are lost",
        every_node="every node writes logs",
        missed="logs stay where they are",
    ),
    "metrics": Rights(
        privileged="to open devices and /dev/kmsg, and for eBPF programs where CAP_BPF is not enough",
        namespaces=(
            ("hostNetwork", "to count the node's own interfaces"),
            ("hostPID", "to see the node's processes"),
        ),
        capabilities=(("SYS_TIME", "clock offsets (adjtimex) of node-exporter"), *_PROBES),
        writes=(
            (
                r"/var/lib/(?!docker|containerd|kubelet)[^/]+(/.*)?|/(var/)?run/[^/]+(?<!\.sock)",
                "its state is kept there",
            ),
            (r"/sys/(kernel/(debug|tracing)|fs/bpf)(/.*)?", "eBPF programs and tracing are set up there"),
        ),
        socket="to name containers in what it measures",
        every_taint="nodes that it misses are not measured",
        every_node="every node can be measured",
        missed="nodes are not measured",
    ),
    "device-plugin": Rights(
        privileged="to open and set up devices of the node",
        namespaces=(
            ("hostPID", "to see which processes use a device"),
            ("hostNetwork", "to find network devices"),
            ("hostIPC", "the control pipe of shared GPUs (MPS)"),
        ),
        capabilities=(
            ("SYS_ADMIN", "partitions of GPUs (MIG) and device counters"),
            ("MKNOD", "device nodes"),
            ("SYS_RAWIO", "devices"),
            ("IPC_LOCK", "memory of devices"),
            ("NET_ADMIN", "virtual functions of network devices"),
        ),
        writes=(
            _KUBELET,
            _DEV,
            _SYS,
            _RUN,
            (r".*/device-plugins?", "the kubelet's socket is there"),
            (r"/etc/cdi(/.*)?|/(var/)?run/cdi(/.*)?", "it describes its devices there (CDI)"),
            (r"/usr/local/nvidia(/.*)?|/home/kubernetes/bin(/.*)?", "drivers are installed there"),
        ),
        priority=NODE_CRITICAL,
    ),
    "runtime-security": Rights(
        privileged="to load probes into the kernel",
        namespaces=(
            ("hostPID", "to see the node's processes"),
            ("hostNetwork", "to see the node's connections"),
            ("hostIPC", "shared memory of the node's processes"),
        ),
        capabilities=(
            *_PROBES,
            ("AUDIT_CONTROL", "rules of the kernel's audit"),
            ("AUDIT_READ", "the kernel's audit"),
            ("AUDIT_WRITE", "the kernel's audit"),
            ("SYS_MODULE", "its kernel module"),
            ("CHOWN", "its files"),
            ("DAC_OVERRIDE", "files of other users"),
            ("FOWNER", "files of other users"),
            ("KILL", "to stop what it finds"),
            ("SYS_CHROOT", "mount namespaces of containers"),
            ("SETGID", "other users' namespaces"),
            ("SETUID", "other users' namespaces"),
        ),
        writes=(
            _SYS,
            _RUN,
            _DEV,
            (
                r"/var/(lib|log)/[^/]+(/.*)?|/lib/modules(/.*)?|/usr/src(/.*)?|/etc/falco(/.*)?|/opt/[^/]+(/.*)?",
                "its driver and state are kept there",
            ),
        ),
        socket="to name the container behind a process",
        every_taint="nodes that it misses are not watched",
        every_node="every node can be attacked",
        missed="nodes are not watched",
    ),
    "storage": Rights(
        privileged="to format, mount and serve devices of the node",
        namespaces=(
            ("hostNetwork", "to serve storage at the node's address"),
            ("hostPID", "to run the node's mount tools"),
            ("hostIPC", "semaphores of device-mapper"),
        ),
        capabilities=(
            ("SYS_ADMIN", "mounts"),
            ("SYS_RAWIO", "block devices"),
            ("SYS_CHROOT", "tools of the node"),
            ("MKNOD", "device nodes"),
            ("SYS_MODULE", "kernel modules of file systems"),
            ("IPC_LOCK", "buffers in locked memory"),
            ("SYS_NICE", "scheduling of its threads"),
            ("SYS_RESOURCE", "limits of open files"),
            ("DAC_OVERRIDE", "files of other users"),
            ("CHOWN", "files of other users"),
            ("FOWNER", "files of other users"),
            ("SYS_PTRACE", "mount namespaces of the node"),
        ),
        writes=((_ANYWHERE, "data, devices and mounts are all over the node"),),
        priority=NODE_CRITICAL,
        unlimited="the volumes of its node are gone",
    ),
    "kube-proxy/network": Rights(
        privileged="to change firewall rules, routes and sysctls of the node",
        namespaces=(
            ("hostNetwork", "to act on the node's own network"),
            ("hostPID", "to enter the network namespaces of processes"),
        ),
        capabilities=(
            ("NET_ADMIN", "routes and firewall rules"),
            ("NET_RAW", "raw sockets for ARP, NDP and VRRP"),
            ("NET_BROADCAST", "multicast of VRRP"),
            ("NET_BIND_SERVICE", "ports below 1024"),
            ("SYS_MODULE", "kernel modules of the network"),
            ("SYS_ADMIN", "network namespaces"),
            ("SYS_TIME", "kube-vip up to 0.8 asked for it"),
            ("BPF", "eBPF programs"),
            ("SYS_RESOURCE", "locked memory of eBPF maps"),
            ("IPC_LOCK", "ring buffers in locked memory"),
            ("PERFMON", "eBPF programs that trace"),
        ),
        writes=(
            _LOCK,
            _BPF,
            _NETNS,
            _RUN,
            _SYS,
            (
                r"/etc/(frr|bird|quagga|wireguard)(/.*)?|/var/(lib|log)/[^/]+(/.*)?|/proc(/.*)?|/dev/net/tun",
                "its state and the node's network settings are there",
            ),
        ),
        priority=NODE_CRITICAL,
        every_taint="Services do not work on nodes without it",
        makes_ready=(NOT_READY,),
        unlimited="its node loses Services or routes",
        missed="Services and routes keep their last state",
        ends_at_once="rules and routes stay without it",
    ),
    "cloud-controller": Rights(
        namespaces=(("hostNetwork", "to run before nodes are ready"),),
        capabilities=(("NET_BIND_SERVICE", "ports below 1024"),),
        writes=((r"/etc/kubernetes(/.*)?|/var/log(/.*)?", "it works beside the API server"),),
        priority=NODE_CRITICAL,
        makes_ready=(UNINITIALIZED, NOT_READY),
        unlimited="new nodes stay uninitialized",
    ),
    "control-plane": Rights(
        namespaces=(("hostNetwork", "to be reached before there is a network for pods"),),
        capabilities=(("NET_BIND_SERVICE", "ports below 1024"),),
        writes=(
            (
                r"/etc/kubernetes(/.*)?|/var/lib/(etcd|kubelet|minikube|kubernetes)(/.*)?|/var/log(/.*)?|/etc/etcd(/.*)?|/srv/kubernetes(/.*)?",
                "the control plane's files are there",
            ),
        ),
        priority=NODE_CRITICAL,
        unlimited="the cluster has no API",
    ),
    "identity": Rights(
        namespaces=(
            ("hostNetwork", "to answer at the address of the metadata service"),
            ("hostPID", "to attest the process that asks"),
        ),
        privileged="to redirect the metadata service's address, or to mount for pods",
        capabilities=(
            ("NET_ADMIN", "firewall rules for the metadata service's address"),
            ("NET_RAW", "firewall rules"),
            ("SYS_PTRACE", "to attest the process that asks"),
            ("DAC_READ_SEARCH", "to attest the process that asks"),
        ),
        writes=(
            _KUBELET,
            _LOCK,
            (r"/(var/)?run/.*|/var/lib/[^/]+(/.*)?|/etc/(kubernetes|ssh)(/.*)?", "its state and keys are there"),
        ),
        priority=NODE_CRITICAL,
        every_taint="pods of a node without it get no identity",
        missed="pods get no identity",
    ),
    "node-config": Rights(
        privileged="to change the node",
        namespaces=(
            ("hostNetwork", "to change the node"),
            ("hostPID", "to enter the node's namespaces"),
            ("hostIPC", "to change the node"),
        ),
        capabilities=(("ALL", "to change the node"),),
        writes=((_ANYWHERE, "changing the node is what it is for"),),
        socket="to pull or remove images and containers of the node",
    ),
    "dns-cache": Rights(
        privileged="to set up its interface and firewall rules (upstream's manifest before 1.23)",
        namespaces=(("hostNetwork", "to answer at an address of the node"),),
        capabilities=(("NET_ADMIN", "its interface and firewall rules"), ("NET_BIND_SERVICE", "port 53")),
        writes=(_LOCK,),
        priority=NODE_CRITICAL,
        every_taint="the kubelet points pods of every node to it",
        unlimited="its rules stay and no name on its node resolves",
        vital="names do not resolve",
    ),
    "ingress": Rights(
        namespaces=(("hostNetwork", "to serve at the node's address"),),
        capabilities=(
            ("NET_BIND_SERVICE", "ports below 1024"),
            ("NET_ADMIN", "transparent proxies"),
            ("NET_RAW", "transparent proxies"),
        ),
        unlimited="every connection that it serves breaks",
        vital="connections are refused",
    ),
    "debug": Rights(
        privileged="to look at anything",
        namespaces=tuple((name, "to look at anything") for name in ("hostNetwork", "hostPID", "hostIPC")),
        capabilities=(("ALL", "to look at anything"),),
        writes=((_ANYWHERE, "looking at anything is what it is for"),),
        socket="to look at anything",
        ends_at_once="nothing is lost with it",
    ),
    "application": Rights(capabilities=(("NET_BIND_SERVICE", "ports below 1024"),)),
}
