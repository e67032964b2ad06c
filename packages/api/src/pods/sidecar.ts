import type { Container } from '../generated/types.js';

/** Whether an init container keeps running beside the Pod's containers instead of ending before them. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}
