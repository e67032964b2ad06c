import type { KubernetesObject } from '@sampan/api';

/** The answer of actions that have nothing else to say: a Status with an HTTP code. */
export function success(code: number): KubernetesObject {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code };
  return status;
}
