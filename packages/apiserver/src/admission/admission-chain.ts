import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { AdmissionPhase, AdmissionPlugin, AdmissionRequest, Settle } from './admission-plugin.js';
import { matchesRule, type RequestKind } from './admission-rule.js';

/** The admission plugins of a server, in their order. */
export interface AdmissionChain {
  /** The plugins that care for requests of a kind: found once for each kind. */
  for(kind: RequestKind & { readonly resource: ResourceDefinition }): Admission;
}

/** What admission does to requests of one kind. Promises are only returned where a plugin really waits. */
export interface Admission {
  /**
   * Has the object completed, and returns it: the one of the request, or one that a plugin put in its place, with its
   * `defaults`.
   */
  mutate(
    request: AdmissionRequest,
    defaults?: Defaults,
  ): KubernetesObject | undefined | Promise<KubernetesObject | undefined>;
  /** Has the request decided on. Returns whom to tell how it ended. */
  validate(request: AdmissionRequest): Settle | undefined | Promise<Settle | undefined>;
}

type Defaults = (object: KubernetesObject) => void;

export function createAdmissionChain(plugins: readonly AdmissionPlugin[]): AdmissionChain {
  const known = new WeakMap<ResourceDefinition, Map<string, Admission>>();
  return {
    for: (kind) => {
      const ofResource = known.get(kind.resource) ?? new Map<string, Admission>();
      known.set(kind.resource, ofResource);
      const name = `${kind.operation} ${kind.subresource}`;
      const admission = ofResource.get(name) ?? admissionFor(plugins, kind);
      ofResource.set(name, admission);
      return admission;
    },
  };
}

function admissionFor(plugins: readonly AdmissionPlugin[], kind: RequestKind): Admission {
  const mutating = plugins.flatMap(({ mutating: phase }) => (phase && wants(phase, kind) ? [phase] : []));
  const validating = plugins.flatMap(({ validating: phase }) => (phase && wants(phase, kind) ? [phase] : []));
  return {
    mutate: (request, defaults) => mutate(mutating, request, defaults),
    validate: (request) => validate(validating, request),
  };
}

function wants({ rules }: AdmissionPhase<unknown>, kind: RequestKind): boolean {
  return rules.some((rule) => matchesRule(rule, kind));
}

/** Asks one plugin after the other; once more from the first on, where one of them has replaced the object. */
function mutate(
  phases: readonly AdmissionPhase<undefined | KubernetesObject>[],
  request: AdmissionRequest,
  defaults?: Defaults,
): KubernetesObject | undefined | Promise<KubernetesObject | undefined> {
  let current = request;
  return from(0);

  function from(first: number): KubernetesObject | undefined | Promise<KubernetesObject | undefined> {
    for (let index = first; index < phases.length; index++) {
      const answer = phases[index]?.admit(current);
      if (answer instanceof Promise) {
        return answer.then((object) => {
          replaceBy(object);
          return from(index + 1);
        });
      }
      replaceBy(answer);
    }
    if (current.object === request.object || request.reinvocation) return current.object;
    return mutate(phases, { ...current, reinvocation: true }, defaults);
  }

  function replaceBy(object: undefined | KubernetesObject): void {
    if (!object) return;
    defaults?.(object);
    current = { ...current, object };
  }
}

/** Asks one plugin after the other; where one of them rejects, those before it are told that nothing is written. */
function validate(
  phases: readonly AdmissionPhase<undefined | Settle>[],
  request: AdmissionRequest,
): Settle | undefined | Promise<Settle | undefined> {
  let settle: Settle | undefined;
  return from(0);

  function from(first: number): Settle | undefined | Promise<Settle | undefined> {
    try {
      for (let index = first; index < phases.length; index++) {
        const answer = phases[index]?.admit(request);
        if (answer instanceof Promise) {
          return answer.then((more) => {
            also(more);
            return from(index + 1);
          }, reject);
        }
        also(answer);
      }
    } catch (error) {
      return reject(error);
    }
    return settle;
  }

  function also(more: undefined | Settle): void {
    if (!more) return;
    const before = settle;
    settle = async (written) => {
      await more(written);
      await before?.(written);
    };
  }

  async function reject(error: unknown): Promise<never> {
    await settle?.(false);
    throw error;
  }
}
