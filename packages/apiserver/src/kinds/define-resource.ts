import {
  type FieldError,
  formatApiVersion,
  type KubernetesObject,
  type ObjectKey,
  parseApiVersion,
  type ResourceDescription,
  type Schema,
  type SchemaRegistry,
} from '@sampan/api';
import { type FieldChecks, loadSchemas } from '@sampan/api/schemas';
import type { User } from '../authentication/user.js';
import type { ServerContext } from '../server/server-context.js';
import { withFieldRules } from './field-rules.js';
import { deprecationWarning, type Lifecycle } from './lifecycle.js';
import { objectSchema } from './object-schema.js';
import type { Subresource } from './subresource.js';
import { defaultColumns, type TableColumn } from './table-column.js';

/**
 * Completes what a kind's file says with its row in the table of kinds, with what follows from both, and with the usual
 * for what they do not say. The result is the kind in the version in which it is stored; its `versions` are all in which
 * it is served.
 */
export function defineResource<T extends KubernetesObject>(
  type: ResourceDescription<T>,
  options: ResourceOptions<NoInfer<T>> = {},
): ResourceDefinition<T> {
  const { group, version, kind, plural, singular, shortNames, categories, namespaced, prefix } = type;
  const { answer, computed } = options;
  const versions: ResourceDefinition<T>[] = [];
  const common: Common<T> = {
    ...{ kind, plural, singular, shortNames, categories, namespaced, versions },
    listKind: options.listKind ?? `${kind}List`,
    isBuiltIn: options.schema === undefined,
    verbs: options.verbs ?? verbsOf(options),
    ...(answer === undefined && computed === undefined && { storage: { prefix } }),
    strategy: strategyOf(options, () => builtInSchema(type)),
    subresources: options.subresources ?? {},
    columns: options.columns ?? defaultColumns,
    selectableFields: options.selectableFields ?? {},
    ...(answer && { answer }),
    ...(computed && { computed }),
    ...(options.renewal && { renewal: options.renewal }),
    ...(options.refusals && { refusals: options.refusals }),
  };
  const { schema, deprecation, remote } = options;
  const hub = inVersion(common, { group, version, kind }, { schema, deprecation, remote });
  versions.push(hub);
  for (const [apiVersion, own] of Object.entries(options.versions ?? {})) {
    const gvk = { ...parseApiVersion(apiVersion), kind };
    const { fromHub, toHub, defaults, lifecycle, subresources, ...more } = own;
    versions.push(
      inVersion(common, gvk, {
        conversion: conversionOf<T>(gvk, own, type),
        ...(lifecycle && { lifecycle, deprecation: deprecationWarning(gvk, lifecycle, hub) }),
        // A version that is worked on in itself has no other's subresources.
        subresources: more.strategy === undefined ? { ...common.subresources, ...subresources } : (subresources ?? {}),
        ...more,
      }),
    );
  }
  return hub;
}

/** Both ways; between versions that differ in nothing but their names, these are changed. */
function conversionOf<T extends KubernetesObject>(
  gvk: { group: string; version: string },
  { fromHub, toHub, defaults }: ResourceVersion<T>,
  hub: { apiVersion: string },
): Conversion<T> {
  const apiVersion = formatApiVersion(gvk);
  const convert = toHub ?? ((object) => ({ ...object, apiVersion: hub.apiVersion }) as T);
  return {
    fromHub: fromHub ?? ((object) => ({ ...object, apiVersion })),
    toHub: (object) => {
      defaults?.(object);
      return convert(object);
    },
  };
}

/** Custom resources' fields have no rules beside those of their schema. */
function strategyOf<T extends KubernetesObject>(
  { schema, strategy = {} }: ResourceOptions<T>,
  builtIn: () => { schema: Schema; registry: SchemaRegistry },
): Strategy<T> {
  return schema === undefined ? withFieldRules(strategy, builtIn) : strategy;
}

/** What all versions of a kind have in common. */
type Common<T extends KubernetesObject> = Omit<
  ResourceDefinition<T>,
  | 'group'
  | 'version'
  | 'schema'
  | 'registry'
  | 'hub'
  | 'working'
  | 'conversion'
  | 'remote'
  | 'deprecation'
  | 'lifecycle'
>;

/** What a version has of its own; what it does not say is as the kind has it. */
interface Differences<T extends KubernetesObject> {
  schema?: ResourceOptions<T>['schema'] | undefined;
  conversion?: Conversion<T>;
  remote?: RemoteConversion | undefined;
  deprecation?: string | undefined;
  strategy?: Strategy<T>;
  subresources?: ResourceDefinition<T>['subresources'];
  columns?: ResourceDefinition<T>['columns'];
  selectableFields?: ResourceDefinition<T>['selectableFields'];
  lifecycle?: Lifecycle;
}

function inVersion<T extends KubernetesObject>(
  common: Common<T>,
  gvk: { group: string; version: string; kind: string },
  { schema, conversion, remote, deprecation, lifecycle, ...own }: Differences<T>,
): ResourceDefinition<T> {
  let found = schema && { ...schema, schema: objectSchema(schema.schema) };
  const schemas = () => (found ??= builtInSchema(gvk));
  const definition: ResourceDefinition<T> = {
    ...common,
    ...own,
    group: gvk.group,
    version: gvk.version,
    // Schemas are large: they are loaded when the first request needs them, not when the definitions are.
    get schema() {
      return schemas().schema;
    },
    get registry() {
      return schemas().registry;
    },
    get hub() {
      return common.versions[0] as ResourceDefinition<T>;
    },
    get working() {
      return own.strategy === undefined ? definition.hub : definition;
    },
    ...(conversion === undefined ? {} : { conversion }),
    ...(remote === undefined ? {} : { remote }),
    ...(deprecation === undefined ? {} : { deprecation }),
    ...(lifecycle === undefined ? {} : { lifecycle }),
  };
  return definition;
}

function verbsOf<T extends KubernetesObject>({ answer, computed }: ResourceOptions<T>): readonly Verb[] {
  if (answer !== undefined) return ['create'];
  return computed === undefined ? storedVerbs : ['get', 'list'];
}

const storedVerbs: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

function builtInSchema(gvk: { group: string; version: string; kind: string }) {
  const registry = loadSchemas();
  const found = registry.forKind(gvk);
  if (found === undefined) throw new TypeError(`no schema for ${gvk.kind} in ${formatApiVersion(gvk)}`);
  return { schema: found.schema, registry };
}

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

/**
 * The rules of one kind, in the order in which a request meets them:
 * defaults → admission (mutating) → prepare → validate → admission (validating) → reserve → commit.
 * All but `reserve`, `validateInCluster` and `authorize` are pure, and change only the object they are given.
 */
export interface Strategy<T extends KubernetesObject> {
  /** Fills in what the API documents as defaults. Runs on every decoded object, and on one that admission made. */
  defaults?(object: T): void;
  /** Clears what clients may not set on create (status is cleared by default where there is a status subresource). */
  prepareForCreate?(object: T, context: StrategyContext): void;
  /** True: whoever creates an object says its status too, as agents do that register their Node. */
  readonly createsWithStatus?: boolean;
  /** Carries over what clients may not change, and counts the generation. */
  prepareForUpdate?(object: T, old: T, context: StrategyContext): void;
  /**
   * What concerns more than one field, by the field that is blamed for it: these run where the rules of their fields do,
   * in the order of the rules.
   */
  readonly checks?: FieldChecks;
  /** Everything else that rules cannot say. Metadata is validated for all kinds alike, by `nameRule`. */
  validate?(object: T): FieldError[];
  /** What an object may have, but not begin with; runs after `validate` of a create. */
  validateCreate?(object: T, context: StrategyContext): FieldError[];
  /** What depends on the rest of the cluster; runs with `validate`. `old` is absent for a create. */
  validateInCluster?(object: T, old: T | undefined, server: ServerContext): FieldError[];
  /** What the user may not write, though it is well-formed: runs where nothing else is wrong. `old` is absent for a create. */
  authorize?(object: T, old: T | undefined, context: WriterContext): FieldError[];
  /** Immutable fields and transitions; runs after `validate`. `subresource` is empty for the resource itself. */
  validateUpdate?(object: T, old: T, subresource: string): FieldError[];
  validateStatusUpdate?(object: T, old: T): FieldError[];
  /** Deprecations and likely mistakes, sent as `Warning:` headers. */
  warnings?(object: T, old?: T): string[];
  /** Takes what two objects may not share (an address, a node port); in a dry run, only looks what there would be. */
  reserve?(object: T, old: T | undefined, context: ReserveContext): Promise<Reservation | undefined>;
  /** Gives back what `reserve` took, once the object is gone. */
  release?(object: T, server: ServerContext): Promise<void>;
  /** Messages that a name must not cause; `isDns1123Subdomain` by default. */
  nameRule?(name: string): string[];
  /** True: PUT to a name that does not exist creates it. */
  readonly createOnUpdate?: boolean;
  /** True (the default): an update without resourceVersion overwrites. */
  readonly unconditionalUpdate?: boolean;
  /** The grace period of a delete, in seconds; undefined: the object goes at once. Pods only, among built-in kinds. */
  gracePeriodSeconds?(object: T, requested: number | undefined): number | undefined;
  /** True: `metadata.generation` starts at 1, and counts changes of everything but metadata and status. */
  readonly countsGeneration?: boolean;
  /** What a delete without propagationPolicy does with dependents; `background` by default. */
  readonly defaultDeletion?: 'background' | 'orphan';
  /** Who leaves that to the default is warned. */
  readonly defaultDeletionWarning?: string;
  /** What else changes in an object whose deletion begins, but which is held back or has a grace period. */
  beginDeletion?(object: T): void;
  /** True: a DELETE answers with the object that is gone; else with a Status. */
  readonly returnsDeleted?: boolean;
  /** True while something other than metadata.finalizers keeps a deleted object (a Namespace's spec.finalizers). */
  heldBack?(object: T): boolean;
  /** Seconds after which an object is dropped (Events). */
  readonly timeToLive?: number;
}

/** Who writes an object, and where what it refers to is found. */
export interface WriterContext {
  readonly server: ServerContext;
  readonly user: User;
}

export interface ReserveContext {
  readonly server: ServerContext;
  readonly dryRun: boolean;
}

/** What an object was given before it is written. */
export interface Reservation {
  /** The object is written: what its former state had and it has not is given back. */
  written(): Promise<void>;
  /** It is not: what was taken for it is given back. */
  failed(): Promise<void>;
}

export interface StrategyContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Which view is being written: empty for the resource itself. */
  readonly subresource: string;
  readonly user: User;
  /** The version of the request: `apps/v1`. */
  readonly apiVersion: string;
}

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
