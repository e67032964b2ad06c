import { deepClone, fieldErrorMessage, type KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { StrategyContext } from '../kinds/strategy.js';

/** What a kind's own rules say of an object as a client wrote it: for tests, which name the resource and the mistake. */
export function ruleErrors<T extends KubernetesObject>(resource: ResourceDefinition<T>, object: T): string[] {
  const { strategy } = resource;
  const written = deepClone(object);
  strategy.defaults?.(written);
  return (strategy.validate?.(written) ?? []).map(fieldErrorMessage);
}

/** Somebody writes the resource itself. */
export const someWrite: StrategyContext = {
  ...{ now: 0, subresource: '', apiVersion: '' },
  user: { name: 'somebody', groups: [] },
};

/** The same of a change. */
export function updateErrors<T extends KubernetesObject>(
  resource: ResourceDefinition<T>,
  { old, next, subresource = '' }: { old: T; next: T; subresource?: string },
): string[] {
  const { strategy } = resource;
  const [before, after] = [deepClone(old), deepClone(next)];
  strategy.defaults?.(before);
  strategy.defaults?.(after);
  return (strategy.validateUpdate?.(after, before, subresource) ?? []).map(fieldErrorMessage);
}

/** The cells of an object's row. */
export function rowOf<T extends KubernetesObject>(resource: ResourceDefinition<T>, object: T, now: number) {
  return Object.fromEntries(resource.columns.map(({ name, cell }) => [name, cell(object, now)]));
}
