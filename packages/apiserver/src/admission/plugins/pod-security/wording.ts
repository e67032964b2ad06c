import type { Container, PodSpec } from '@sampan/api';

/** One thing that a level forbids, as `reason (detail)`. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** All containers of a Pod, in the order in which messages name them. */
export function containersOf({ initContainers = [], containers, ephemeralContainers = [] }: PodSpec): Container[] {
  return [...initContainers, ...containers, ...(ephemeralContainers as Container[])];
}

/** `"a", "b"`. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}

/** The names without repetition, in their order. */
export function sortedSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/** `volume "a"`, `volumes "a", "b"`. */
export function named(word: string, names: readonly string[]): string {
  return `${names.length === 1 ? word : `${word}s`} ${quoted(names)}`;
}

/** `pod and container "a"`. */
export function settersText(isPod: boolean, containers: readonly Pick<Container, 'name'>[]): string {
  const names = containers.map(({ name }) => name);
  return [...(isPod ? ['pod'] : []), ...(names.length > 0 ? [named('container', names)] : [])].join(' and ');
}
