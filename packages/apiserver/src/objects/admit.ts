import type { KubernetesObject } from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission/admission-plugin.js';
import type { WriteContext } from './write-context.js';

/** What admission is asked about: the operation and the objects it is about. */
export interface Operation {
  readonly operation: AdmissionRequest['operation'];
  readonly namespace: string;
  readonly name: string;
  readonly object?: KubernetesObject;
  readonly oldObject?: KubernetesObject;
}

/**
 * One request before the plugins that care for it. Promises are only returned where a plugin really waits: a tick
 * between reading an object and writing it lets another writer in.
 */
export interface Admission {
  /** Lets plugins complete the object. Tells whether any plugin could have. */
  mutate(): boolean | Promise<boolean>;
  validate(): void | Promise<void>;
}

/** Finds the plugins that care for an operation. */
export function admissionOf(context: WriteContext, operation: Operation): Admission {
  const { serving, resource, subresource, user, dryRun } = context;
  const request: AdmissionRequest = {
    ...operation,
    resource,
    subresource,
    user,
    dryRun,
    services: serving.services,
    warn: (message) => context.warn(message),
  };
  const plugins = serving.admission.filter((plugin) => plugin.admits(request));
  return { mutate: () => mutate(plugins, request), validate: () => validate(plugins, request) };
}

function mutate(plugins: readonly AdmissionPlugin[], request: AdmissionRequest): boolean | Promise<boolean> {
  const mutating = plugins.filter((plugin) => plugin.mutate !== undefined);
  const waiting = inTurn(mutating, (plugin) => plugin.mutate?.(request));
  return waiting === undefined ? mutating.length > 0 : waiting.then(() => true);
}

function validate(plugins: readonly AdmissionPlugin[], request: AdmissionRequest): void | Promise<void> {
  return inTurn(plugins, (plugin) => plugin.validate?.(request));
}

/** Asks one plugin after the other; goes on later only after one that returned a promise. */
function inTurn(
  plugins: readonly AdmissionPlugin[],
  ask: (plugin: AdmissionPlugin) => void | Promise<void>,
): Promise<void> | undefined {
  for (const [index, plugin] of plugins.entries()) {
    const waiting = ask(plugin);
    if (waiting !== undefined) return waiting.then(() => inTurn(plugins.slice(index + 1), ask));
  }
  return undefined;
}
