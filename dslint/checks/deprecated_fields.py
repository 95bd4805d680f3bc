"""Fields that the API marks as deprecated and the server says nothing about."""

from __future__ import annotations

from dslint.finding import Hit, RemoveEntry, RenameKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

# In-tree volume plugin -> the CSI driver that its work is handed to.
# Source: the fields' descriptions in staging/src/k8s.io/api/core/v1/types.go (v1.36).
_CSI_DRIVERS = {
    "awsElasticBlockStore": "ebs.csi.aws.com",
    "azureDisk": "disk.csi.azure.com",
    "azureFile": "file.csi.azure.com",
    "cinder": "cinder.csi.openstack.org",
    "gcePersistentDisk": "pd.csi.storage.gke.io",
    "portworxVolume": "pxd.portworx.com",
    "vsphereVolume": "csi.vsphere.vmware.com",
}


def deprecated(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find the old name of the service account, in-tree volumes, hooks that are never carried out."""
    ds = workload.written
    spec, pod = workload.pod, ds.pod_spec
    if spec.get("serviceAccount") and pod.get("serviceAccount").text:  # defaulting fills in either from the other
        place, current = pod.get("serviceAccount"), pod.get("serviceAccountName").text
        if not current:
            yield Hit("alias", place, key=True, fix=(RenameKey(place, "serviceAccountName"),))
        elif place.text != current:  # the server writes both: alike they stand in every exported object
            yield Hit("twice", place, {"current": current}, key=True, fix=(RemoveEntry(place),))
    for index, volume in enumerate(spec.get("volumes") or ()):
        for plugin in volume:
            if plugin in _CSI_DRIVERS:
                place = pod.get("volumes", index, plugin)
                yield Hit("csi", place, {"plugin": plugin, "driver": _CSI_DRIVERS[plugin]}, key=True)
            elif plugin == "flexVolume":
                yield Hit("flex", pod.get("volumes", index, plugin), key=True)
    for kind in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(kind) or ()):
            for hook, action in (container.get("lifecycle") or {}).items():
                if isinstance(action, dict) and "tcpSocket" in action:
                    yield Hit("hook", pod.get(kind, index, "lifecycle", hook, "tcpSocket"), key=True)
