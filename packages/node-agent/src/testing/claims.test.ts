import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PersistentVolumeClaim, type Pod, resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shell, startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-claims-'));
  node = await startTestNode();
});
afterAll(async () => {
  await node.stop();
  await rm(folder, { recursive: true });
});

const hasEnded = (pod: Pod | undefined) => pod?.status?.phase === 'Succeeded';

async function createClaim(name: string): Promise<PersistentVolumeClaim> {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: name };
  const metadata = { name, namespace: 'default' };
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec };
  return node.client.resource(resources.persistentVolumeClaims).create(claim);
}

async function bind(claim: PersistentVolumeClaim, path: string, operator = 'Exists'): Promise<void> {
  const { name = '', uid = '' } = claim.metadata;
  const claimRef = { namespace: 'default', name, uid };
  const matchExpressions = [{ key: 'kubernetes.io/hostname', operator }];
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
  const own = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, local: { path }, nodeAffinity, claimRef };
  const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec: own };
  await node.client.resource(resources.persistentVolumes).create(volume);
  await node.client.resource(resources.persistentVolumeClaims).updateStatus({ ...claim, status: { phase: 'Bound' } });
}

const using = (claimName: string, command: string) => ({
  restartPolicy: 'Never',
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  containers: [shell(command, { volumeMounts: [{ name: 'data', mountPath: '/claimed' }] })],
});

describe('a pod with a claim', () => {
  it('has the folder of its volume', async () => {
    await bind(await createClaim('one'), folder);
    await node.run('writes', using('one', 'echo kept > /claimed/file'));
    await node.until('writes', hasEnded);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('kept\n');
  });

  it('waits until the claim is bound to something that is there', async () => {
    const claim = await createClaim('two');
    await node.run('waits', using('two', 'true'));
    const event = await node.event('waits', 'FailedMount');
    const begin = 'MountVolume.SetUp failed for volume "data" : ';
    expect(event.message).toBe(`${begin}error processing PVC default/two: PVC is not bound`);
    await bind(claim, folder);
    await node.until('waits', hasEnded);
  });

  it('is not run with a volume of another node', async () => {
    await bind(await createClaim('elsewhere'), folder, 'DoesNotExist');
    await node.run('lost', using('elsewhere', 'true'));
    const { message } = await node.event('lost', 'FailedMount');
    expect(message).toBe('MountVolume.NodeAffinity check failed for volume "data" : no matching NodeSelectorTerms');
    await node.remove('lost');
  });

  it('says what a volume needs that is not a folder of this machine', async () => {
    const volumes = [{ name: 'disk', awsElasticBlockStore: { volumeID: 'vol-1' } }];
    await node.run('cloudy', { volumes, containers: [shell('true')] });
    expect((await node.event('cloudy', 'FailedMount')).message).toBe(
      'MountVolume.SetUp failed for volume "disk" : a volume of type "awsElasticBlockStore" needs disks of Amazon EC2 (CSI driver ebs.csi.aws.com); claims of the class "local" and emptyDir work here',
    );
    await node.remove('cloudy');
  });
});
