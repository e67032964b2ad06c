import type { Deployment, StatefulSet } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { deploymentProgress, statefulSetProgress } from './rollout-progress.js';

function deployment(status: object, { replicas = 3, generation = 2 } = {}): Deployment {
  const metadata = { name: 'web', generation, annotations: { 'deployment.kubernetes.io/revision': '4' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { replicas, selector: {}, template: {} },
    status: { observedGeneration: 2, ...status },
  } as Deployment;
}

describe('deploymentProgress', () => {
  it.each([
    [{ observedGeneration: 1 }, 'Waiting for deployment spec update to be observed...', false],
    [
      { updatedReplicas: 1 },
      'Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...',
      false,
    ],
    [
      { updatedReplicas: 3, replicas: 5 },
      'Waiting for deployment "web" rollout to finish: 2 old replicas are pending termination...',
      false,
    ],
    [
      { updatedReplicas: 3, replicas: 3, availableReplicas: 2 },
      'Waiting for deployment "web" rollout to finish: 2 of 3 updated replicas are available...',
      false,
    ],
    [{ updatedReplicas: 3, replicas: 3, availableReplicas: 3 }, 'deployment "web" successfully rolled out', true],
  ])('%j', (status, message, isDone) => {
    expect(deploymentProgress(deployment(status), 0)).toEqual({ message, isDone });
  });

  it('gives up after the progress deadline', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    expect(() => deploymentProgress(deployment({ conditions }), 0)).toThrow(
      'deployment "web" exceeded its progress deadline',
    );
  });

  it('follows only the wanted revision', () => {
    expect(() => deploymentProgress(deployment({}), 3)).toThrow(
      'desired revision (3) is different from the running revision (4)',
    );
  });
});

describe('statefulSetProgress', () => {
  it('ends at the partition', () => {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } };
    const set = (updatedReplicas: number) =>
      ({
        metadata: { name: 'db', generation: 1 },
        spec: { replicas: 3, updateStrategy },
        status: { observedGeneration: 1, readyReplicas: 3, replicas: 3, updatedReplicas },
      }) as unknown as StatefulSet;
    expect(statefulSetProgress(set(0)).message).toBe(
      'Waiting for partitioned roll out to finish: 0 out of 1 new pods have been updated...',
    );
    expect(statefulSetProgress(set(1))).toEqual({
      message: 'partitioned roll out complete: 1 new pods have been updated...',
      isDone: true,
    });
  });
});
