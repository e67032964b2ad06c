import type { Container, EphemeralContainer, Pod } from '@sampan/api';
import { CommandError } from '../framework/errors.js';

const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container';

/** Every container of a pod: those that initialize it, its own, those that were added to debug it. */
export function allContainers(pod: Pod): (Container | EphemeralContainer)[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  return [...initContainers, ...containers, ...ephemeralContainers];
}

/** As they are listed when one of them was chosen: `app, debugger (ephem), setup (init)`. */
export function containerNames(pod: Pod): string {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  return [
    ...containers.map(({ name }) => name),
    ...ephemeralContainers.map(({ name }) => `${name} (ephem)`),
    ...initContainers.map(({ name }) => `${name} (init)`),
  ].join(', ');
}

/** Whom to tell what was chosen, and whether to. */
export interface ContainerChoice {
  /** As the user named it; empty: choose. */
  container: string;
  warn(line: string): void;
}

/**
 * The container that a command is about: the named one, the one that the pod's annotation names, or the first one,
 * which is said where there are others.
 */
export function chooseContainer(pod: Pod, { container: name, warn }: ContainerChoice): Container | EphemeralContainer {
  if (name !== '') {
    const named = allContainers(pod).find((container) => container.name === name);
    if (named === undefined) throw new CommandError(`container ${name} not found in pod ${pod.metadata.name}`);
    return named;
  }
  const preferred = pod.metadata.annotations?.[defaultContainerAnnotation] ?? '';
  if (preferred !== '') {
    const annotated = allContainers(pod).find((container) => container.name === preferred);
    if (annotated !== undefined) return annotated;
    warn(`Default container name ${JSON.stringify(preferred)} not found in pod ${pod.metadata.name}`);
  }
  const first = pod.spec?.containers[0];
  if (first === undefined) throw new CommandError(`pod ${pod.metadata.name} does not have any containers`);
  if (allContainers(pod).length > 1) {
    warn(`Defaulted container ${JSON.stringify(first.name)} out of: ${containerNames(pod)}`);
  }
  return first;
}
