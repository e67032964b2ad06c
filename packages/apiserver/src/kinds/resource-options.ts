import type { KubernetesObject, Schema, SchemaRegistry } from '@sampan/api';
import type { Lifecycle } from './lifecycle.js';
import type {
  ComputedObjects,
  Conversion,
  RemoteConversion,
  Renewal,
  ResourceDefinition,
  SelectableField,
  Verb,
} from './resource-definition.js';
import type { Strategy } from './strategy.js';
import type { Subresource } from './subresource.js';
import type { TableColumn } from './table-column.js';

/** What a kind's file says beyond its row in the table of kinds; the rest has defaults. */
export interface ResourceOptions<T extends KubernetesObject> {
  verbs?: readonly Verb[];
  /** The kind with `List` behind it, by default. */
  listKind?: string;
  refusals?: ResourceDefinition<T>['refusals'];
  remote?: RemoteConversion | undefined;
  renewal?: Renewal;
  /** For custom resources; built-in kinds find theirs by group, version and kind. */
  schema?: { schema: Schema; registry: SchemaRegistry };
  strategy?: Strategy<T>;
  subresources?: Record<string, Subresource<T>>;
  columns?: TableColumn<T>[];
  selectableFields?: Record<string, SelectableField<T>>;
  deprecation?: string;
  answer?: ResourceDefinition<T>['answer'];
  computed?: ComputedObjects<T>;
  /** In which other versions the kind is served, by `apiVersion`. */
  versions?: Record<string, ResourceVersion<T>>;
}

/**
 * Another version of a kind: how it differs from the one in which it is stored. With a strategy of its own, objects are
 * worked on in this version, and are converted when they are written and read; without, they are worked on in the stored one.
 */
export interface ResourceVersion<T extends KubernetesObject> extends Partial<Conversion<T>> {
  readonly schema?: ResourceOptions<T>['schema'];
  readonly deprecation?: string;
  readonly lifecycle?: Lifecycle;
  readonly remote?: RemoteConversion | undefined;
  /** Fills in what this version has other defaults for, before an object becomes one of the stored version. */
  defaults?(object: KubernetesObject): void;
  readonly strategy?: Strategy<T>;
  /** What this version alone has. */
  readonly subresources?: ResourceOptions<T>['subresources'];
  readonly columns?: readonly TableColumn<T>[];
  readonly selectableFields?: Record<string, SelectableField<T>>;
}
