import { VolumeError } from './volume-error.js';

/** Whose storage a source is, and the driver that brings it to nodes of Kubernetes today. */
const providers: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'disks of Amazon EC2 (CSI driver ebs.csi.aws.com)',
  azureDisk: 'disks of Microsoft Azure (CSI driver disk.csi.azure.com)',
  azureFile: 'file shares of Microsoft Azure (CSI driver file.csi.azure.com)',
  cephfs: 'a Ceph cluster (CSI driver cephfs.csi.ceph.com)',
  cinder: 'disks of OpenStack (CSI driver cinder.csi.openstack.org)',
  csi: 'a CSI driver on this node, and there is none',
  fc: 'disks that are attached by Fibre Channel',
  flexVolume: 'a FlexVolume driver on this node, and there is none',
  flocker: 'a Flocker agent on this node, and there is none',
  gcePersistentDisk: 'disks of Google Compute Engine (CSI driver pd.csi.storage.gke.io)',
  glusterfs: 'a Gluster cluster, which Kubernetes itself no longer mounts',
  image: 'images that are unpacked, which this node does not do',
  iscsi: 'disks that are attached by iSCSI',
  nfs: 'a mount of the file server on this host: make one, and name its folder by hostPath',
  photonPersistentDisk: 'disks of VMware Photon, which Kubernetes itself no longer mounts',
  portworxVolume: 'a Portworx cluster (CSI driver pxd.portworx.com)',
  quobyte: 'a Quobyte cluster, which Kubernetes itself no longer mounts',
  rbd: 'a Ceph cluster (CSI driver rbd.csi.ceph.com)',
  scaleIO: 'a ScaleIO cluster, which Kubernetes itself no longer mounts',
  storageos: 'a StorageOS cluster, which Kubernetes itself no longer mounts',
  vsphereVolume: 'disks of VMware vSphere (CSI driver csi.vsphere.vmware.com)',
};

/** Why a volume cannot be had on a node that is a folder of somebody's machine. */
export function foreignVolume(source: string): VolumeError {
  // Kubernetes 1.36 does not clone repositories any more either.
  if (source === 'gitRepo') return new VolumeError('git-repo volume plugin has been disabled');
  const needs = providers[source] ?? 'something that this node does not have';
  const instead = source === 'nfs' ? '' : '; claims of the class "local" and emptyDir work here';
  return new VolumeError(`a volume of type "${source}" needs ${needs}${instead}`);
}
