"""Well-known software that runs on nodes, by role, as it is called in image names and in the names of objects.

A name stands between characters that are neither letters nor digits; of names that overlap the longest counts. Several
programs of one product go by what each does: ``falco`` watches, ``falco-exporter`` measures. Sources: the projects' own
manifests and charts, and the registries that their images come from.
"""

from __future__ import annotations

# What can be more than one thing: what it mounts and runs decides, the first role counts where nothing does.
BY_USE = {
    name: roles
    for roles, names in {
        ("metrics", "log-shipper"): """
            otel otelcol opentelemetry opentelemetry-collector otel-collector splunk-otel-collector elastic-agent
            grafana-agent grafana/agent alloy grafana-alloy honeycomb-kubernetes-agent omsagent ama-logs edge-delta
            edgedelta observe-agent k8s-monitoring signoz k8s-infra otel-agent""",
        ("kube-proxy/network", "cni"): "kube-router",
    }.items()
    for name in names.split()
}

# What stands beside any agent, whatever that is for.
SIDECARS = (
    "kube-rbac-proxy", "oauth-proxy", "oauth2-proxy", "config-reloader", "configmap-reload",
    "prometheus-config-reloader", "livenessprobe", "liveness-probe", "liveness-prometheus", "pause", "falcoctl",
)  # fmt: skip

# Images of systems without software of their own: what runs in them is a script, or a shell.
SYSTEMS = (
    "busybox", "alpine", "ubuntu", "debian", "debian-base", "centos", "fedora", "rockylinux", "almalinux",
    "amazonlinux", "opensuse", "bash", "bitnami-shell", "ubi", "ubi7", "ubi8", "ubi9", "ubi-minimal",
    "ubi8-minimal", "os-shell", "curl", "kubectl", "wget", "python", "powershell", "nanoserver",
    "windowsservercore", "servercore", "netshoot",
)  # fmt: skip

SOFTWARE = {
    name: role
    for role, names in {
        "cni": """
            calico calico-node calico-cni canal flannel kube-flannel cilium cilium-agent weave weave-net weave-kube
            weaveworks multus multus-cni cni whereabouts sriov-cni ovs-cni bridge-cni aws-node amazon-k8s-cni terway
            antrea kube-ovn kube-ovn-cni ovn-kubernetes ovnkube ovnkube-node azure-cns azure-cni azure-vnet romana
            contiv contivpp contiv-vswitch nuage knitter genie galaxy galaxy-cni istio-cni install-cni linkerd-cni
            cni-plugins cni-plugin cni-installer cni-migration danm kindnet kindnetd spiderpool egress-cni dropgz
            opencontrail tungsten-fabric contrail-vrouter aci-containers lyft-cni ptp-cni kube-cni rdma-cni
            ib-sriov-cni hybridnet nsx-node-agent nsx-ncp coil bond-cni vpc-cni antrea-agent""",
        "csi": """
            csi csi-node-driver-registrar node-driver-registrar csi-driver-registrar driver-registrar csi-driver
            csi-plugin csi-node csi-nodeplugin cephcsi cephfs-csi rbdplugin csi-rbdplugin csi-cephfsplugin
            aws-ebs-csi-driver aws-efs-csi-driver gce-pd-driver hostpathplugin secrets-store-csi-driver juicefs-csi
            democratic-csi trident trident-node alluxio-csi csi-attacher ebs-plugin smbplugin nfsplugin
            secrets-store.csi csi-proxy csi-s3 linstor-csi topolvm-node topolvm seaweedfs-csi""",
        "log-shipper": """
            vector fluentd fluent-bit fluentbit fluentd-elasticsearch fluentd-es fluentd-gcp fluentd-cloudwatch
            fluentd-kubernetes-daemonset aws-for-fluent-bit td-agent td-agent-bit filebeat journalbeat promtail
            logstash logspout logdna logdna-agent mezmo rsyslog syslog-ng logtail ilogtail loggie log-pilot logagent
            sematext-logagent papertrail sumologic sumologic-fluentd loggly logzio logzio-k8s-logs humio
            splunk-fluentd splunk-connect fluent-operator log-agent logging-agent log-collector logcollector
            log-router log-shipper fluent kubernetes-fluentd nxlog scalyr scalyr-agent scalyr-k8s-agent
            coralogix-fluentd kail cloudwatch-logs kube-logging logging-operator logrouter timber""",
        "metrics": """
            node-exporter node_exporter prometheus-node-exporter dcgm-exporter windows-exporter cadvisor telegraf
            collectd netdata datadog datadog-agent dd-agent datadoghq/agent datadog/agent newrelic newrelic-infra
            newrelic-infrastructure
            newrelic/infrastructure dynatrace oneagent dynatrace-oneagent appdynamics instana instana-agent signalfx
            signalfx-agent metricbeat packetbeat heapster node-problem-detector cloudwatch-agent
            amazon-cloudwatch-agent cwagent jaeger-agent zipkin statsd statsd-exporter veneur zabbix-agent
            zabbix-agent2 checkmk check_mk sensu sensu-agent nagios nrpe goldpinger kubenurse weave-scope scope
            weavescope pixie vizier-pem parca parca-agent pyroscope beyla kepler opencost kube-opex metrics-agent
            prometheus pushgateway process-exporter ebpf-exporter ebpf_exporter smartctl-exporter
            nvidia-smi-exporter gpu-exporter gpu-metrics-exporter amd-metrics-exporter ipmi-exporter
            kube-state-metrics node-agent-monitor falco-exporter falcosidekick hubble retina retina-agent kappie
            coroot-node-agent coroot wavefront wavefront-collector hawkular-openshift-agent stackdriver-agent
            metadata-agent monitoring-agent prometheus-to-sd gke-metrics-agent sosivio groundcover deepflow-agent
            deepflow skywalking-rover caretta blackbox-exporter conntrack-exporter conprof ping-exporter pingmesh
            smokeping aws-xray xray-daemon xray aws-xray-daemon lightstep-satellite logicmonitor robusta scout-agent
            sematext-agent sematext/agent node-latency epsagon kubeskoop kubeskoop-agent
            netobserv-ebpf-agent netobserv ebpf-agent vmagent victoria-metrics-agent kube-eagle kubelet-exporter
            mackerel mackerel-agent mackerel-container-agent whatap whatap-node-agent site24x7 site24x7-agent
            opsramp-agent stackstate-agent sts-agent kubecost-network-costs odigos odiglet alaz coralogix-ebpf-agent
            rezolus ntopng nprobe kubeshark middleware-agent mw-agent rpi-exporter snmp-exporter
            snmp_exporter""",
        "device-plugin": """
            device-plugin k8s-device-plugin nvidia-device-plugin nvidia-gpu-device-plugin nvidia-gpu
            amd-gpu-device-plugin k8s-rdma-shared-dev-plugin rdma-shared-dp sriov-network-device-plugin
            sriov-device-plugin sriovdp smarter-device-manager generic-device-plugin gpu-manager
            gpushare-device-plugin vgpu-device-plugin hami-vgpu-device-plugin intel-gpu-plugin intel-qat-plugin
            intel-sgx-plugin intel-fpga-plugin intel-dsa-plugin intel-npu-plugin intel-dlb-plugin intel-iaa-plugin
            intel-vpu-plugin aws-neuron-device-plugin neuron-device-plugin kube-fuse-device-plugin
            fuse-device-plugin mig-parted-plugin akri akri-agent dra-driver dra-example-driver
            dra-example-kubeletplugin nvidia-dra-driver kubelet-plugin kubeletplugin edgetpu-device-plugin
            gaudi-device-plugin habana-device-plugin aws-efa-k8s-device-plugin efa-device-plugin kvm-device-plugin
            squat/generic-device-plugin hostdev-plugin ascend-device-plugin mlu-device-plugin
            xilinx-fpga-device-plugin""",
        "runtime-security": """
            falco falco-no-driver tetragon sysdig sysdig-agent aquasec aqua-enforcer enforcer aqua-agent twistlock
            twistlock-defender prisma-defender kubearmor tracee falcon-sensor falcon-node-sensor crowdstrike
            sentinelone s1-agent stackrox rhacs-collector neuvector neuvector-enforcer wazuh wazuh-agent ossec
            osquery osqueryd lacework lacework-agent datacollector auditbeat cloudbeat clamav kubescape-node-agent
            trendmicro ds-agent qualys-sensor threatstack kube-rbac-audit carbonblack cbcontainers-runtime rapid7
            bytehound sysdig-nodeanalyzer node-analyzer host-scanner armo wiz-sensor upwind defender-agent
            microsoft-defender azuredefender security-agent deepfence deepfence-agent fail2ban fail2ban-server suricata
            zeek snort uptycs kubequery cortex-agent cortex-xdr mdatp qualys qcs-sensor container-sensor
            nessus-agent sophos-sensor guardicore illumio c-ven guardduty-agent aws-guardduty-agent spyderbat nanoagent
            kunai sysdig-host-analyzer""",
        "storage": """
            longhorn longhorn-manager longhorn-engine instance-manager openebs node-disk-manager openebs-ndm ndm
            maya mayastor io-engine rook rook-discover rook-agent ceph ceph-osd ceph-mon portworx px-enterprise
            oci-monitor px-api portworx-api glusterfs gluster-centos gluster-containers heketi storageos ondat
            linstor drbd drbd-reactor linstor-satellite piraeus-server piraeus flexvol flexvolume
            flexvol-driver-installer flexvolume-installer local-volume-provisioner local-provisioner
            local-static-provisioner local-volume-discovery diskmaker local-storage-operator minio seaweedfs quobyte
            scaleio beegfs lustre nfs-server nfs-ganesha moosefs stork curve alluxio-worker juicefs open-iscsi
            iscsid iscsi sheepdog blobfuse-flexvol rexray trousseau hostpath-provisioner cstor jiva harvester-ndm
            s3fs s3fs-fuse goofys geesefs rclone dxflrs/garage cubefs chubaofs vitastor simplyblock wekafs
            spectrum-scale ibm-spectrum-scale-core zfs-localpv lvm-localpv""",
        "kube-proxy/network": """
            kube-proxy kubeproxy ip-masq-agent metallb metallb-speaker frr-k8s frr kube-vip keepalived
            kube-keepalived-vip wireguard tailscale openvpn zerotier netbird kilo azure-npm npm bird gobgp quagga
            ztunnel servicelb klipper-lb klipper porter openelb purelb lbnodeagent loxilb kube-loxilb bgp-speaker
            openbfdd bfdd raven-agent
            kube-ovn-speaker ovn-bgp-agent submariner submariner-gateway submariner-routeagent routeagent globalnet
            konnectivity-agent konnectivity egress-router egressip strongswan ipsec squid firewall-controller
            netmaker nebula slirp kubelet-rubber-stamp ipvs-node-reconciler kpng service-proxy netfilter iptables
            mtu-setter seesaw hostnic kube-egress ipv6-masq octavia-health-manager neutron-dhcp-agent
            neutron-l3-agent neutron-ovs-agent openvswitch openvswitch-vswitchd ovs ovs-vswitchd linkerd-proxy
            cilium-envoy l5d linkerd consul-agent twingate netclient headscale conntrackd kube-lvscare lvscare ndppd
            radvd""",
        "cloud-controller": """
            cloud-controller-manager cloud-controller aws-cloud-controller-manager
            openstack-cloud-controller-manager hcloud-cloud-controller-manager digitalocean-cloud-controller-manager
            vsphere-cloud-controller-manager vsphere-cpi cloud-provider-vsphere cpi azure-cloud-controller-manager
            azure-cloud-node-manager cloud-node-manager oci-cloud-controller-manager linode-ccm ccm-linode
            packet-ccm cloud-provider-equinix-metal ccm cloud-provider-openstack""",
        "control-plane": """
            kube-apiserver kube-scheduler kube-controller-manager etcd etcd-manager pod-checkpointer checkpointer
            kube-etcd-network-checkpointer hyperkube dns-controller kops-controller openshift-apiserver
            openshift-controller-manager oauth-apiserver cluster-policy-controller""",
        "identity": """
            kube2iam kiam kiam-agent kiam-server aad-pod-identity nmi mic spire-agent spire k8s-workload-registrar
            spiffe-csi-driver secrets-store-csi-driver-provider-azure secrets-store-csi-driver-provider-aws
            secrets-store-csi-driver-provider-gcp provider-azure provider-azure-installer provider-aws provider-gcp
            vault-csi-provider vault-agent csi-secrets-store-provider-aws csi-secrets-store-provider-azure
            csi-secrets-store-provider-gcp gke-metadata-server metadata-proxy metadata-server eks-pod-identity-agent
            pod-identity-agent kube-aws-iam-controller aws-iam-authenticator aws-signing-proxy ecr-credential
            workload-identity conjur-provider nodeagent-dikastes oracle-pod-identity credential-provider
            vault-kms-provider aws-encryption-provider kms-plugin kubernetes-kms""",
        "node-config": """
            kured draino harvester-node-manager
            node-feature-discovery nfd-worker nfd nvidia-driver-installer cos-gpu-installer
            cos-nvidia-installer nvidia-container-toolkit container-toolkit nvidia-driver driver-manager
            gpu-operator-validator operator-validator k8s-driver-manager mig-manager k8s-mig-manager
            gpu-feature-discovery nvidia-toolkit mofed doca-driver startup-script machine-config-daemon
            machine-config-operator tuned cluster-node-tuning-operator kata-deploy sysctl sysctl-tuner sysbox
            sysbox-deploy-k8s update-agent locksmith container-linux-update-operator flatcar-linux-update-operator
            aws-node-termination-handler node-termination-handler spot-termination-handler
            kube-spot-termination-notice-handler preemption-handler k8s-spot-termination-handler
            bottlerocket-update-operator brupop-agent security-profiles-operator spod apparmor-loader apparmor
            prepull prepuller image-puller image-prepuller kube-fledged kuik eraser docker-gc image-cleaner spegel
            dragonfly dfdaemon kraken-agent kraken virt-handler kubevirt sriov-network-config-daemon
            sriov-config-daemon nmstate kubernetes-nmstate nmstate-handler linux-network-operator certs-installer
            ca-installer registry-creds wasm-installer kwasm kwasm-node-installer containerd-shim-spin gvisor
            runtime-class-installer crio-installer nodeadm node-labeler node-labeller node-tagger node-init
            startupscript node-shell ssh-key k8s-node-tuner ethtool resize2fs chrony ntpd ntp ptp4l linuxptp-daemon
            linuxptp nodeup protokube bootkube hugepages intel-microcode cri-resource-manager cri-resmgr nri-plugins
            node-resource-manager koordlet volcano-agent katalyst-agent kube-node-init node-updater
            gpu-driver-installer driver-installer system-upgrade-controller topology-updater node-tuning
            node-bootstrap config-daemon oci-hook-setup ssm-agent amazon-ssm-agent aws-ssm-agent tmpwatch""",
        "dns-cache": """
            node-cache k8s-dns-node-cache nodelocaldns node-local-dns nodelocal-dns coredns dnsmasq unbound kube-dns
            nodelocaldnscache dns-cache node-local-dns-cache""",
        "ingress": """
            traefik nginx-ingress ingress-nginx nginx-ingress-controller nginx-plus-ingress kubernetes-ingress
            ingress-controller ingress haproxy haproxy-ingress contour envoy-contour kong kong-ingress-controller
            ambassador emissary skipper voyager gloo istio-ingressgateway ingressgateway caddy-ingress apisix
            apisix-ingress-controller edge-proxy gateway-proxy nghttpx-ingress-lb haproxy-router openshift-router
            nginx-gateway-fabric higress trafficserver cloudflared""",
        "debug": """
            netshoot toolbox swiss-army-knife doks-debug debug debugger dnsutils network-multitool multitool iperf
            iperf3 netperf nettest net-debug jessie-dnsutils agnhost troubleshoot ksniff kubectl-debug
            node-shell-debug network-tester nsenter-shell node-debug debug-app debug-tools debug-pod inspektor-gadget
            gadget""",
        "application": """
            nginx httpd apache caddy hello-app hello-world helloworld hello-node hello-kubernetes hello redis mongo
            mongodb mysql mariadb postgres postgresql elasticsearch kafka zookeeper rabbitmq memcached whoami
            echoserver echo-server podinfo tomcat wordpress guestbook kuard serve_hostname serve-hostname
            nginx-unprivileged webserver web-server jenkins gitlab-runner rails flask cassandra spark http-echo nats
            consul solr ignite hazelcast locust k6 stress stress-ng vegeta xmrig chaos-daemon litmus
            http-https-echo dind buildkitd act-runner forgejo-runner""",
    }.items()
    for name in names.split()
}  # fmt: skip

# Words in the names of what is not well known, by the role that they hint at.
WORDS = {
    word: role
    for role, words in {
        "csi": "csi-node csi-driver csi-plugin",
        "log-shipper": """
            log logs logging logger log-collector log-forwarder log-agent log-shipper log-tailer log-router syslog""",
        "metrics": """
            exporter metric metrics monitor monitoring pinger ping prober telemetry apm tracing trace tracer profiler
            profiling probe health-check healthcheck health-checker watchdog observability observer latency detector
            check checker watcher notifier sampler stats usage collector inspector metric-proxy metrics-proxy sniffer
            flows speedtest benchmark temperature""",
        "device-plugin": "device-plugin dev-plugin deviceplugin dra dra-driver dra-plugin device-manager",
        "runtime-security": """
            security antivirus malware intrusion audit-agent auditd auditor edr threat guard sentry defender honeypot
            ids hids""",
        "storage": "storage volume-provisioner provisioner disk disks nfs lvm raid zfs volume volumes mounter",
        "kube-proxy/network": """
            network networking vpn bgp bfd speaker route router routes firewall egress vip proxy nat nat44 nat64 nat66
            snat ipip clat vxlan dhcp kpr netplan route-publisher tunnel loadbalancer load-balancer mesh arp floating-ip
            fip mdns netpol network-policy""",
        "identity": "identity credentials iam irsa vault",
        "node-config": """
            installer uninstaller uninstall deployer setter tuner updater labeler labeller cleaner cleanup patcher
            bootstrap setup configurator config-agent sysctl certs driver-installer reboot rebooter upgrade tweak
            disable enable configure install init initializer initialiser annotator tainter untaint taint injector
            inject patch fixer workaround prune pruner gc reaper loader resizer puller pull prepull provision
            node-setup node-config""",
        "dns-cache": "dns-cache dnscache",
        "ingress": "ingress ingressgateway edge-router",
        "debug": "debug toolbox shell network-tools nettools",
        "application": "website webapp web-app",
    }.items()
    for word in words.split()
}  # fmt: skip
# Those of them that say what something is, not what it is about.
KINDS = frozenset(
    {
        "exporter", "install", "installer", "uninstaller", "labeler", "labeller", "prepuller", "tainter", "pinger",
        "bootstrap", "profiler",
        "device-plugin", "deviceplugin", "dra-driver", "csi-driver", "csi-plugin", "csi-node", "log-collector",
        "log-forwarder", "log-agent", "log-shipper", "log-tailer", "route-publisher", "volume-provisioner",
    }
)  # fmt: skip
