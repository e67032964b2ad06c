import type { KubernetesObject, ObjectKey, Schema, SchemaRegistry } from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { ServerContext } from '../server/server-context.js';
import type { Lifecycle } from './lifecycle.js';
import type { Strategy } from './strategy.js';
import type { Subresource } from './subresource.js';
import type { TableColumn } from './table-column.js';

/** The verbs that a stored resource serves. */
export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** Everything the server knows of one kind in one version. Built-in kinds and custom resources are made of the same. */
export interface ResourceDefinition<T extends KubernetesObject = KubernetesObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** False for custom resources, whose schemas come with them. */
  readonly isBuiltIn: boolean;
  readonly verbs: readonly Verb[];
  /** Verbs that are refused for now, and why. */
  readonly refusals?: Readonly<Partial<Record<Verb, string>>>;
  /** The object's schema, and where its `$ref`s point. */
  readonly schema: Schema;
  readonly registry: SchemaRegistry;
  /** How the kind is kept. Absent for kinds that are not: reviews, which are answered, and what is computed. */
  readonly storage?: ResourceStorage;
  /** The kind in the version in which it is stored. */
  readonly hub: ResourceDefinition<T>;
  /**
   * The kind in the version that its strategy, columns, subresources and selectable fields know: the stored one of
   * built-in kinds, whose rules are written once; this one of custom resources, whose versions have rules of their own.
   */
  readonly working: ResourceDefinition<T>;
  /** How this version comes of the stored one, and becomes it. Absent for the stored version itself. */
  readonly conversion?: Conversion<T>;
  /** How somebody else converts objects between versions, in the place of `conversion`. */
  readonly remote?: RemoteConversion;
  /** What was written under an earlier definition of the kind, and how it is brought up to date. */
  readonly renewal?: Renewal;
  /** The kind in all versions in which it is served, the stored one first. */
  readonly versions: readonly ResourceDefinition<T>[];
  readonly strategy: Strategy<T>;
  readonly subresources: Readonly<Record<string, Subresource<T>>>;
  readonly columns: readonly TableColumn<T>[];
  /** Field selectors beyond metadata.name and metadata.namespace: the path and its value (empty when unset). */
  readonly selectableFields: Readonly<Record<string, SelectableField<T>>>;
  /** What every request for the kind is warned of. Absent for kinds that are not deprecated. */
  readonly deprecation?: string;
  /** When the version came and went. Absent for those that are here to stay. */
  readonly lifecycle?: Lifecycle;
  /** A virtual kind's whole behaviour: a POST is answered, nothing is stored. */
  answer?(object: T, context: AnswerContext): Promise<T>;
  /** Where the objects come from that are not stored, but made when somebody asks for them. */
  readonly computed?: ComputedObjects<T>;
}

/** Objects that are made when somebody asks for them. Methods, so that a resource of Pods is one of objects as well. */
export interface ComputedObjects<T extends KubernetesObject> {
  /** Rejects with NotFound where there is none. */
  get(key: ObjectKey, server: ServerContext): Promise<T>;
  /** Those in one namespace, or in all where it is empty. */
  list(namespace: string, server: ServerContext): Promise<T[]>;
}

/** The value of one selectable field. Declared as a method so that a resource of Pods is also a resource of objects. */
export type SelectableField<T extends KubernetesObject> = { value(object: T): string }['value'];

/** What a virtual kind's answer may depend on. */
export interface AnswerContext {
  readonly user: User;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly server: ServerContext;
}

/** Where objects are kept. */
export interface ResourceStorage {
  /** `/registry/pods`, `/registry/apps.example.com/widgets`: as Kubernetes lays them out in etcd. */
  readonly prefix: string;
}

/** Both ways between a version and the stored one. They return new objects, which may share what is the same in both. */
export interface Conversion<T extends KubernetesObject = KubernetesObject> {
  fromHub(object: T): KubernetesObject;
  toHub(object: KubernetesObject): T;
}

/** Conversion that has to be waited for: a webhook's. Throws a StatusError where it fails. */
export interface RemoteConversion {
  /** The object in the version in which it is stored. */
  toHub(object: KubernetesObject): Promise<KubernetesObject>;
  /** Stored objects, of whatever version each is, in this version. */
  fromStored(objects: readonly KubernetesObject[]): Promise<KubernetesObject[]>;
}

/** How stored objects of an earlier definition become what they are now. */
export interface Renewal {
  /** Objects written after this revision are of the stored version, and have its defaults and no other fields. */
  readonly through: number;
  renew(object: KubernetesObject): KubernetesObject;
}
