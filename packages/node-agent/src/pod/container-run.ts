import type { Container } from '../drivers/container.js';
import type { ContainerRun } from './pod-state.js';

/** What a pod's state knows of a container that runs. */
export function runOf({ id, image, imageID, stopSignal, startedAt }: Container): ContainerRun {
  return { id, image, imageID, stopSignal, startedAt };
}
