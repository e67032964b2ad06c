import type { Container, Pod, PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { containerUser } from './container-user.js';

const choosing = { users: true } as const;
const given = { users: { reason: 'the agent does not run as root' } };
const root = { containers: { defaultUid: 0 }, capabilities: choosing };
const plain = { containers: { defaultUid: 1000 }, capabilities: given };

function pod(ofPod: NonNullable<PodSpec['securityContext']>, own: Container['securityContext'] = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'ns', uid: '1' },
    spec: { securityContext: ofPod, containers: [{ name: 'c', securityContext: own }] },
  };
}

const userOf = (subject: Pod, driver: typeof root | typeof plain) =>
  containerUser(subject, subject.spec.containers[0] as Container, driver);

describe('the user of a container', () => {
  it.each([
    [{}, {}, undefined],
    [{ runAsUser: 7 }, {}, { uid: 7, gid: 0, groups: [] }],
    [{ runAsUser: 7, runAsGroup: 8, supplementalGroups: [9] }, {}, { uid: 7, gid: 8, groups: [9] }],
    [{ runAsUser: 7 }, { runAsUser: 70, runAsGroup: 80 }, { uid: 70, gid: 80, groups: [] }],
    [{ runAsNonRoot: true }, { runAsUser: 70 }, { uid: 70, gid: 0, groups: [] }],
    [{ runAsNonRoot: true }, { runAsNonRoot: false }, undefined],
  ])('for an agent that is root: %j and %j', (ofPod, own, expected) => {
    expect(userOf(pod(ofPod, own), root)).toEqual(expected);
  });

  it.each([
    [{ runAsNonRoot: true }, {}, root, 'container has runAsNonRoot and image will run as root'],
    [{}, { runAsNonRoot: true }, root, 'container has runAsNonRoot and image will run as root'],
    [{ runAsNonRoot: true }, { runAsUser: 0 }, root, "container's runAsUser breaks non-root policy"],
    [{ runAsNonRoot: true, runAsUser: 0 }, {}, plain, "container's runAsUser breaks non-root policy"],
    [
      { runAsNonRoot: true, runAsUser: 7 },
      {},
      { containers: { defaultUid: 0 }, capabilities: given },
      'image will run as root',
    ],
  ])('is refused where it would be root: %j and %j', (ofPod, own, driver, message) => {
    expect(() => userOf(pod(ofPod, own), driver as typeof root)).toThrow(message);
  });

  it('is the agent own one where it cannot be chosen', () => {
    expect(
      userOf(pod({ runAsUser: 7, supplementalGroups: [8] }, { runAsUser: 1000, runAsGroup: 9 }), plain),
    ).toBeUndefined();
  });
});
