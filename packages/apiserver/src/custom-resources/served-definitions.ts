import { type CustomResourceDefinition, deepEqual, isConditionTrue } from '@sampan/api';
import type { MutableResourceCatalog } from '../kinds/resource-catalog.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { ServerContext } from '../server/server-context.js';
import { defineCustomResource } from './define-custom-resource.js';
import { webhookConverter } from './webhook-conversion.js';

/** The custom resources that are served: those of definitions that are established. */
export interface ServedDefinitions {
  /** Serves the resource as it is defined now. `revision` is the newest that may have been written under another definition. */
  serve(crd: CustomResourceDefinition, revision: number): void;
  /** Serves it no longer, and ends its watches. */
  withdraw(name: string): void;
  /** The resource of a definition; undefined: it is not served. */
  resourceOf(name: string): ResourceDefinition | undefined;
}

interface Served {
  readonly crd: CustomResourceDefinition;
  readonly resource: ResourceDefinition;
}

export function createServedDefinitions(server: ServerContext, catalog: MutableResourceCatalog): ServedDefinitions {
  const served = new Map<string, Served>();

  function withdraw(name: string): void {
    const known = served.get(name);
    if (known === undefined) return;
    served.delete(name);
    for (const version of known.resource.versions) {
      if (catalog.find(version.group, version.version, version.plural) === version) catalog.remove(version);
    }
    server.watches.closeOf(known.resource.versions);
  }

  return {
    withdraw,
    resourceOf: (name) => served.get(name)?.resource,
    serve: (crd, revision) => {
      const name = crd.metadata.name ?? '';
      const known = served.get(name);
      if (known !== undefined && servesTheSame(known.crd, crd)) return;
      const sameShape = known !== undefined && storesTheSame(known.crd, crd);
      const writtenThrough = sameShape ? (known.resource.renewal?.through ?? revision) : revision;
      const convert = crd.spec.conversion?.strategy === 'Webhook' ? webhookConverter(crd, server) : undefined;
      const resource = defineCustomResource(crd, writtenThrough, convert);
      withdraw(name);
      served.set(name, { crd, resource });
      const versions = crd.spec.versions.filter((version) => version.served).map((version) => version.name);
      catalog.add(
        ...resource.versions.filter(
          ({ group, version, plural }) =>
            // What is built in stays what it is.
            versions.includes(version) && catalog.find(group, version, plural) === undefined,
        ),
      );
    },
  };
}

/** Whether a definition is one whose resource is there to be used. */
export function isEstablished({ status }: CustomResourceDefinition): boolean {
  return isConditionTrue(status?.conditions, 'Established');
}

function servesTheSame(before: CustomResourceDefinition, after: CustomResourceDefinition): boolean {
  return (
    deepEqual(before.spec, after.spec) &&
    deepEqual(before.status?.acceptedNames, after.status?.acceptedNames) &&
    isConditionTrue(before.status?.conditions, 'Terminating') ===
      isConditionTrue(after.status?.conditions, 'Terminating')
  );
}

/** Whether objects are stored in the same version, with the same fields and defaults. */
function storesTheSame(before: CustomResourceDefinition, after: CustomResourceDefinition): boolean {
  const stored = ({ spec }: CustomResourceDefinition) => spec.versions.find(({ storage }) => storage);
  const [one, other] = [stored(before), stored(after)];
  return one?.name === other?.name && deepEqual(one?.schema, other?.schema);
}
