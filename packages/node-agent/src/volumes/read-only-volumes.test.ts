import type { Volume } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { containerMounts } from './container-mounts.js';
import { readOnlyVolumes } from './read-only-volumes.js';

describe('volumes that nobody may write to', () => {
  it.each<[string, Omit<Volume, 'name'>, boolean]>([
    ['emptyDir', { emptyDir: {} }, false],
    ['hostPath', { hostPath: { path: '/x' } }, false],
    ['a claim', { persistentVolumeClaim: { claimName: 'a' } }, false],
    ['a claim that says so', { persistentVolumeClaim: { claimName: 'a', readOnly: true } }, true],
    ['a share that says so', { nfs: { server: 'a', path: '/', readOnly: true } }, true],
    ['a ConfigMap', { configMap: { name: 'a' } }, true],
    ['a Secret', { secret: { secretName: 'a' } }, true],
    ['what is told of the pod', { downwardAPI: {} }, true],
    ['tokens', { projected: {} }, true],
  ])('%s', async (_name, source, isReadOnly) => {
    const readOnly = readOnlyVolumes({ volumes: [{ name: 'v', ...source }] });
    expect(readOnly.has('v')).toBe(isReadOnly);
    const volumeMounts = [{ name: 'v', mountPath: '/v' }];
    const container = { name: 'c', image: 'x', volumeMounts };
    const [mount] = await containerMounts(container, { volumes: new Map([['v', '/folder']]), readOnly }, new Map());
    expect(mount?.readOnly).toBe(isReadOnly);
  });
});
