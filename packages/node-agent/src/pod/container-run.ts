import type { ResourceRequirements } from '@sampan/api';
import type { Container } from '../drivers/container.js';
import type { ContainerRun } from './pod-state.js';

/** What a pod's state knows of a container that runs, with these resources. */
export function runOf(container: Container, resources: ResourceRequirements = {}): ContainerRun {
  const { id, image, imageID, stopSignal, startedAt } = container;
  return { id, image, imageID, stopSignal, startedAt, resources };
}
