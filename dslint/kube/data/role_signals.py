"""What tells the role of a DaemonSet: what the pods mount from the node, where they listen, what they run and may do.

The roles are those of :mod:`dslint.manifest.role`; what a path, flag or port belongs to is taken from its owner:

- CNI directories: libcni; docs/cri/config.md of containerd; kubelet to 1.23 (``--cni-conf-dir``, ``--cni-bin-dir``).
- Directories of the kubelet (``device-plugins``, ``plugins_registry``, ``pod-resources``):
  pkg/kubelet/config/defaults.go; FlexVolume: pkg/volume/flexvolume and the kubelet's ``--volume-plugin-dir``.
- ``--csi-address``, ``--kubelet-registration-path``: kubernetes-csi/node-driver-registrar; CDI: the SPEC.md of
  cncf-tags/container-device-interface.
- Logs: pkg/kubelet/kuberuntime (``/var/log/pods``, ``/var/log/containers``), Docker's json-file driver, journald.
- ``--path.procfs``, ``--collector.``, port 9100: prometheus/node_exporter; 8125 statsd, 4317 and 4318 OTLP, 6831 and
  6832 Jaeger; ``-localip``: kubernetes/dns node-cache.
- ``secrets-store-csi-providers``: kubernetes-sigs/secrets-store-csi-driver; 169.254.169.254: the metadata service of
  AWS, Azure and GCE, which agents that hand out identities take over.
"""

from __future__ import annotations

from dslint.record import NamedTuple


class Signal(NamedTuple):
    """What speaks for a role, and how much.

    ``kind`` is what the regular expression ``pattern`` is held against as a whole: a ``path`` of the node, the place of
    a ``mount`` in a container, the ``propagation`` of one, a ``port`` of a container, a ``host port``, an ``env``
    (``NAME=value``), a ``capability``, a ``host capability``, which holds for the network of the node. ``run`` is
    searched for in the command or the arguments of a container. Of two that say the same the first counts.
    """

    role: str
    weight: int
    kind: str
    pattern: str


_BY_ROLE: dict[str, tuple[tuple[int, str, str], ...]] = {
    "cni": (
        (5, "path", r".*/cni/net\.d|/etc/cni"),
        (5, "path", r"(.*/)?cni/bin|/opt/cni|.*/azurecni/bin|/usr/libexec/cni"),
        (
            2,
            "path",
            r"/(var/)?run/(cni|flannel|calico|cilium|multus.*|netns)|/var/lib/(cni|calico|weave)(/.*)?",
        ),
        (3, "run", r"install-cni|cni[-_]?(bin|conf|config|net)[-_]dir"),
        (3, "env", r"CNI_(CONF_NAME|NETWORK_CONFIG|BIN_DIR|NET_DIR|CONF_DIR)=.*"),
    ),
    "csi": (
        (5, "run", r"--kubelet-registration-path"),
        (3, "run", r"--csi-address|csi\.sock"),
        (4, "env", r"(CSI_ENDPOINT|DRIVER_REG_SOCK_PATH)=.*"),
        (3, "path", r".*/kubelet/plugins_registry"),
        (3, "path", r".*/kubelet/plugins/[^/]*csi[^/]*(/.*)?"),
        (2, "path", r".*/kubelet/pods"),
    ),
    "device-plugin": (
        (9, "path", r".*/device-plugins?"),
        (5, "env", r"(KUBELET_REGISTRAR_DIRECTORY_PATH|KUBELET_PLUGINS_DIRECTORY_PATH)=.*"),
        (4, "path", r"/etc/cdi|/(var/)?run/cdi"),
    ),
    "log-shipper": (
        (5, "path", r"/var/log/(containers|pods)(/.*)?|.*/docker/containers"),
        (3, "path", r"(/opt/rke)?/var/log|/(var|run)/log/journal|/var/log/(audit|messages|syslog)"),
        (8, "env", r"(DD_LOGS_ENABLED|DD_LOGS_CONFIG_CONTAINER_COLLECT_ALL)=true"),
        (4, "env", r"(FLUENT|FLUENTD|FLUENT_BIT|LOGSTASH|LOGDNA|SUMO)_\w+=.*"),
    ),
    "metrics": (
        (5, "run", r"--path\.(procfs|sysfs|rootfs)|--collector[.s]"),
        (1, "path", r"/proc"),
        (1, "path", r"/sys"),
        (2, "path", r"/dev/kmsg"),
        (3, "path", r".*/kubelet/pod-resources"),
        (2, "mount", r"/rootfs|/hostfs(/.*)?|/host/(proc|root)"),
        (2, "port", r"9100"),
        (3, "host port", r"8125|431[78]|683[12]|9411|1426[78]"),
        (4, "env", r"(HOST_PROC|HOST_SYS|HOST_ETC)=.*"),
        (3, "capability", r"BPF|PERFMON"),
    ),
    "runtime-security": (
        (2, "path", r"/sys/kernel/(security|debug|tracing)"),
        (2, "path", r"/usr/src|/boot"),
        (8, "env", r"(DD_RUNTIME_SECURITY_CONFIG_ENABLED|DD_COMPLIANCE_CONFIG_ENABLED)=true"),
        (2, "capability", r"SYS_PTRACE|AUDIT_CONTROL|AUDIT_READ"),
    ),
    "storage": (
        (5, "path", r"(.*/volumeplugins|.*/kubelet-plugins/volume/exec)(/(?!nodeagent~uds).*)?"),
        (5, "path", r"/var/lib/(rook|longhorn|glusterd|heketi|ceph|osd)(/.*)?|/var/openebs(/.*)?"),
        (3, "path", r"/etc/(iscsi|ceph|glusterfs|pwx|lvm)(/.*)?|/run/lvm|/mnt/(disks|fast-disks|local-storage)(/.*)?"),
        (3, "run", r"\bmkfs\b|\bmdadm\b|\biscsid\b|\blosetup\b|\bpvcreate\b|\bzpool\b"),
        (4, "run", r"\bmodprobe (-\w+ )*(zfs|nbd|rbd|ceph|nvme[-_]tcp|iscsi[-_]tcp|dm[-_]\w+|drbd)\b"),
        (2, "propagation", r"Bidirectional"),
    ),
    "kube-proxy/network": (
        (2, "path", r"/(var/)?run/xtables\.lock"),
        (3, "host capability", r"NET_ADMIN"),
        (2, "capability", r"NET_ADMIN"),
        (3, "run", r"--run-service-proxy(?!=false)|\bTCP\d?-LISTEN\S* (TCP|UDP)\d?:"),
        (3, "run", r"\biptables\s|\bip (route|rule|link)\b|\bip6tables\s|\bipvsadm\b|\bnft\s|\bconntrack\s-"),
        (4, "run", r"\bwg(-quick)?\s|\b(twingate|tailscaled?|openvpn|zerotier-one)\s"),
        (7, "run", r"\bhyperkube (kube-)?proxy\b"),
        (3, "host port", r"179|7946|51820"),
        (3, "env", r"(\w+_)?(BGP|VIP|ASN|FIREWALL|IPTABLES|EGRESS|WIREGUARD)(_\w+)?=.*"),
    ),
    "cloud-controller": ((6, "run", r"cloud-controller-manager|cloud-node-manager"),),
    "control-plane": (
        (7, "run", r"kube-(apiserver|scheduler|controller-manager)(?!/)|\betcd\s--"),
        (7, "run", r"\bhyperkube (apiserver|scheduler|controller-manager)"),
        (3, "path", r"/etc/kubernetes/(pki|manifests)|/var/lib/etcd|/etc/etcd(/.*)?"),
    ),
    "identity": (
        (6, "path", r".*/secrets-store-csi-providers"),
        (5, "run", r"169\.254\.169\.254|--(host-interface|base-role-arn|auto-discover-base-arn)"),
        (6, "path", r".*/nodeagent~uds"),
        (4, "path", r"/(var/)?run/nodeagent"),
    ),
    "node-config": (
        (6, "run", r"\bnsenter\b|\bchroot\s+/\S*"),
        (4, "run", r"\bsystemctl\b|\bsystemd-run\b"),
        (4, "run", r"\bsysctl\s|/proc/sys/|max_map_count|transparent_hugepage|nr_hugepages"),
        (3, "run", r"\bmodprobe\b|\binsmod\b|\bupdate-ca-certificates\b|authorized_keys"),
        (2, "run", r"\b(apt-get|apt|yum|dnf|dpkg)\s"),
        (4, "run", r"\b(docker|crictl|ctr|nerdctl)( \S+)? (pull|rmi|system prune|image)\b"),
        (2, "path", r"/(var/)?run/dbus(/.*)?"),
        (2, "path", r"/(var/)?run/systemd(/.*)?"),
        (3, "path", r"/etc/systemd(/.*)?|(/usr)?/lib/systemd(/.*)?"),
        (3, "path", r"/etc/(docker|containerd|crio|sysctl\.d|modprobe\.d|hosts|ssh|sudoers\.d)(/.*)?|/root(/.*)?"),
        (3, "path", r"/(home/kubernetes|usr/local|opt)/bin(/.*)?"),
        (2, "path", r"/usr/bin(/.*)?"),
        (4, "env", r"STARTUP_SCRIPT=.*"),
    ),
    "dns-cache": (
        (7, "run", r"-localip\b"),
        (4, "host port", r"53"),
    ),
    "ingress": (
        (3, "host port", r"80"),
        (3, "host port", r"443"),
        (5, "run", r"--(ingress-class|publish-service|default-backend-service|providers\.kubernetes|kubernetes\.)"),
        (4, "run", r"--(default-ssl-certificate|watch-ingress|kubernetes\b|report-ingress-status)"),
    ),
}
SIGNALS = tuple(Signal(role, *row) for role, rows in _BY_ROLE.items() for row in rows)
