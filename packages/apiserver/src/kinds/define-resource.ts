import {
  formatApiVersion,
  type KubernetesObject,
  parseApiVersion,
  type ResourceDescription,
  type Schema,
  type SchemaRegistry,
} from '@sampan/api';
import { loadSchemas } from '@sampan/api/schemas';
import { withFieldRules } from './field-rules.js';
import { deprecationWarning, type Lifecycle } from './lifecycle.js';
import { objectSchema } from './object-schema.js';
import type { Conversion, RemoteConversion, ResourceDefinition, Verb } from './resource-definition.js';
import type { ResourceOptions, ResourceVersion } from './resource-options.js';
import type { Strategy } from './strategy.js';
import { defaultColumns } from './table-column.js';

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
