import type { Pod } from '@sampan/api';
import { expect, it } from 'vitest';
import { podReferences } from './pod-references.js';

/** Every way in which a Pod can name a Secret or a ConfigMap; the names say where. */
const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default' },
  spec: {
    imagePullSecrets: [{ name: 's-pull' }, {}],
    containers: [
      {
        name: 'c',
        envFrom: [{ secretRef: { name: 's-from' } }, { configMapRef: { name: 'c-from' } }],
        env: [
          { name: 'A', valueFrom: { secretKeyRef: { name: 's-env', key: 'k' } } },
          { name: 'B', valueFrom: { configMapKeyRef: { name: 'c-env', key: 'k' } } },
        ],
      },
    ],
    initContainers: [{ name: 'i', envFrom: [{ secretRef: { name: 's-init' } }] }],
    ephemeralContainers: [{ name: 'e', envFrom: [{ configMapRef: { name: 'c-debug' } }] }],
    volumes: [
      { name: 'a', secret: { secretName: 's-volume' } },
      { name: 'b', configMap: { name: 'c-volume' } },
      {
        name: 'c',
        projected: {
          sources: [
            { secret: { name: 's-projected' } },
            { configMap: { name: 'c-projected' } },
            { serviceAccountToken: { path: 't' } },
          ],
        },
      },
      { name: 'd', persistentVolumeClaim: { claimName: 'claim' } },
      { name: 'e', ephemeral: {} },
      { name: 'f', azureFile: { secretName: 's-azure', shareName: 'x' } },
      { name: 'g', cephfs: { monitors: [], secretRef: { name: 's-ceph' } } },
      { name: 'h', cinder: { volumeID: 'x', secretRef: { name: 's-cinder' } } },
      { name: 'i', csi: { driver: 'x', nodePublishSecretRef: { name: 's-csi' } } },
      { name: 'j', flexVolume: { driver: 'x', secretRef: { name: 's-flex' } } },
      { name: 'k', iscsi: { iqn: 'x', lun: 0, targetPortal: 'x', secretRef: { name: 's-iscsi' } } },
      { name: 'l', rbd: { image: 'x', monitors: [], secretRef: { name: 's-rbd' } } },
      { name: 'm', scaleIO: { gateway: 'x', system: 'x', secretRef: { name: 's-scale' } } },
      { name: 'n', storageos: { secretRef: { name: 's-storage' } } },
    ],
  },
};

it('finds every Secret, ConfigMap and claim that a Pod names', () => {
  const { secrets, configMaps, claims } = podReferences(pod);
  const named = [...JSON.stringify(pod.spec).matchAll(/"([sc]-[a-z]+)"/g)].map(([, name]) => name as string);
  expect([...secrets].sort()).toEqual(named.filter((name) => name.startsWith('s-')).sort());
  expect([...configMaps].sort()).toEqual(named.filter((name) => name.startsWith('c-')).sort());
  expect([...claims]).toEqual(['claim', 'p-e']);
});
