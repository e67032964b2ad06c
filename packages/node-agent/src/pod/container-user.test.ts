import type { Container, Pod, PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { ignoredFields } from '../drivers/process/ignored-fields.js';
import { containerUser, ignoredUserFields } from './container-user.js';

const root = { defaultUid: 0, choosesUsers: true };
const plain = { defaultUid: 1000, choosesUsers: false };

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
    [{ runAsNonRoot: true, runAsUser: 7 }, {}, { defaultUid: 0, choosesUsers: false }, 'image will run as root'],
  ])('is refused where it would be root: %j and %j', (ofPod, own, driver, message) => {
    expect(() => userOf(pod(ofPod, own), driver as typeof root)).toThrow(message);
  });

  it('is the agent own one where it cannot be chosen, and that is told', () => {
    const subject = pod({ runAsUser: 7, supplementalGroups: [8] }, { runAsUser: 1000, runAsGroup: 9 });
    expect(userOf(subject, plain)).toBeUndefined();
    expect(ignoredUserFields(subject, plain)).toEqual([
      'securityContext.runAsUser',
      'securityContext.supplementalGroups',
      'containers{c}.securityContext.runAsGroup',
    ]);
    expect(ignoredUserFields(subject, root)).toEqual([]);
  });
});

describe('what the process driver ignores', () => {
  it('is nothing of an ordinary pod', () => {
    expect(ignoredFields({ dnsPolicy: 'ClusterFirst', securityContext: {}, containers: [{ name: 'c' }] })).toEqual([]);
  });

  it('is named, field by field', () => {
    expect(
      ignoredFields({
        securityContext: { fsGroup: 1, seccompProfile: { type: 'RuntimeDefault' } },
        volumes: [{ name: 'm', emptyDir: { medium: 'Memory' } }],
        containers: [
          {
            name: 'c',
            tty: true,
            resources: { limits: { cpu: '1' } },
            securityContext: { readOnlyRootFilesystem: true, privileged: false, capabilities: { drop: ['ALL'] } },
            volumeMounts: [{ name: 'm', mountPath: '/m', readOnly: true }],
          },
        ],
      }),
    ).toEqual([
      'securityContext.fsGroup',
      'securityContext.seccompProfile',
      'volumes{m}.emptyDir.medium',
      'containers{c}.tty',
      'containers{c}.resources.limits',
      'containers{c}.securityContext.readOnlyRootFilesystem',
      'containers{c}.securityContext.capabilities',
      'containers{c}.volumeMounts.readOnly',
    ]);
  });
});
