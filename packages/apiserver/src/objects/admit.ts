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

/** One request before the plugins that care for it. */
export interface Admission {
  /** Lets plugins complete the object. Resolves to whether any plugin could have. */
  mutate(): Promise<boolean>;
  validate(): Promise<void>;
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

async function mutate(plugins: readonly AdmissionPlugin[], request: AdmissionRequest): Promise<boolean> {
  let asked = false;
  for (const plugin of plugins) {
    if (plugin.mutate === undefined) continue;
    asked = true;
    // Only what really waits is waited for: a tick between reading and writing lets another writer in.
    const waiting = plugin.mutate(request);
    if (waiting !== undefined) await waiting;
  }
  return asked;
}

async function validate(plugins: readonly AdmissionPlugin[], request: AdmissionRequest): Promise<void> {
  for (const plugin of plugins) {
    const waiting = plugin.validate?.(request);
    if (waiting !== undefined) await waiting;
  }
}
