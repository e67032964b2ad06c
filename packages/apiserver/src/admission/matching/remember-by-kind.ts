import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import type { RuleSubject } from './match-rules.js';

/** What was found for requests of one kind, whatever objects they are about: until it is forgotten, or resources change. */
export interface RememberedByKind<T> {
  for(request: RuleSubject): T;
  forget(): void;
}

export function rememberByKind<T>(find: (request: RuleSubject) => T): RememberedByKind<T> {
  let known = new WeakMap<ResourceDefinition, Map<string, T>>();
  let generation = -1;
  return {
    for: (request) => {
      const { requested, operation, subresource, server } = request;
      if (server.resources.generation !== generation) known = new WeakMap();
      generation = server.resources.generation;
      const ofResource = known.get(requested) ?? new Map<string, T>();
      known.set(requested, ofResource);
      const kind = `${operation} ${subresource}`;
      if (!ofResource.has(kind)) ofResource.set(kind, find(request));
      return ofResource.get(kind) as T;
    },
    forget: () => {
      known = new WeakMap();
    },
  };
}
