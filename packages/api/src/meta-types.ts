import type { AuthenticationV1TokenRequest, ListMeta, ObjectMeta } from './generated/types.js';

/** The `token` subresource of a ServiceAccount. */
export type TokenRequest = AuthenticationV1TokenRequest;

/** A kind within an API group, as the discovery documents name it. */
interface DiscoveredKind {
  group: string;
  version: string;
  kind: string;
}

/** `meta.k8s.io/v1` Table: a list or an object as the server would print it. */
export interface Table {
  apiVersion: string;
  kind: string;
  metadata: ListMeta;
  columnDefinitions: TableColumnDefinition[];
  rows: TableRow[];
}

/** One column of a Table. */
export interface TableColumnDefinition {
  name: string;
  /** An OpenAPI type: `string`, `integer`, `number`, `boolean` or `date`. */
  type: string;
  /** A format that refines the type; `name` marks the column that identifies the row's object. */
  format: string;
  description: string;
  /** Zero for the columns that are always shown; what is above is shown by `-o wide`. */
  priority: number;
}

/** One row of a Table. */
export interface TableRow {
  /** As many values as there are columns, in their order. */
  cells: unknown[];
  conditions?: TableRowCondition[];
  /** The row's object in the form that the request's `includeObject` asked for. */
  object?: unknown;
}

/** Marks rows; `Completed` is the only type in use. */
export interface TableRowCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** `meta.k8s.io/v1` PartialObjectMetadata: any object, reduced to its metadata. */
export interface PartialObjectMetadata {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** The list form of {@link PartialObjectMetadata}. */
export interface PartialObjectMetadataList {
  apiVersion: string;
  kind: string;
  metadata: ListMeta;
  items: PartialObjectMetadata[];
}

/** `apidiscovery.k8s.io/v2`: aggregated discovery, all groups with their resources in one document. */
export interface APIGroupDiscoveryList {
  apiVersion: string;
  kind: string;
  metadata: ListMeta;
  items: APIGroupDiscovery[];
}

/** One API group; `metadata.name` is the group's name, empty for the core group. */
export interface APIGroupDiscovery {
  metadata: ObjectMeta;
  /** In descending order of preference. */
  versions: APIVersionDiscovery[];
}

/** One version of an API group. */
export interface APIVersionDiscovery {
  version: string;
  resources?: APIResourceDiscovery[];
  /** `Current`, or `Stale` where an aggregated server could not be reached. */
  freshness?: string;
}

/** One resource of a group version. */
export interface APIResourceDiscovery {
  resource: string;
  responseKind?: DiscoveredKind;
  scope: 'Cluster' | 'Namespaced';
  singularResource: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  subresources?: APISubresourceDiscovery[];
}

/** One subresource, such as `status`. */
export interface APISubresourceDiscovery {
  subresource: string;
  responseKind?: DiscoveredKind;
  acceptedTypes?: DiscoveredKind[];
  verbs: string[];
}
