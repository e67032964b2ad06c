import {
  type CustomResourceDefinition,
  type CustomResourceDefinitionVersion,
  describeResource,
  type KubernetesObject,
  type Schema,
  type SchemaRegistry,
  type SelectableField as SelectableFieldPath,
} from '@sampan/api';
import { decode, loadSchemas, setDefaults } from '@sampan/api/schemas';
import { defineResource } from '../kinds/define-resource.js';
import type { RemoteConversion, ResourceDefinition, SelectableField } from '../kinds/resource-definition.js';
import type { ResourceVersion } from '../kinds/resource-options.js';
import type { Strategy } from '../kinds/strategy.js';
import { compareVersions } from '../kinds/version-priority.js';
import { customSubresources } from './custom-subresources.js';
import { stepsOf, valueAt } from './field-path.js';
import { printerColumns } from './printer-columns.js';
import type { Converter } from './webhook-conversion.js';

/**
 * The resource that a definition defines, in all its versions, the stored one first. All that built-in kinds say in their
 * files, custom ones say in their definitions: both become the same.
 *
 * @param writtenThrough objects up to this revision may be of another version, or lack what is default now
 * @param convert converts objects between versions; absent: nothing but the version changes
 */
export function defineCustomResource(
  crd: CustomResourceDefinition,
  writtenThrough: number,
  convert?: Converter,
): ResourceDefinition {
  const { group, scope, versions } = crd.spec;
  const names = crd.status?.acceptedNames ?? crd.spec.names;
  const registry = loadSchemas();
  const stored = versions.find(({ storage }) => storage) as CustomResourceDefinitionVersion;
  const hubVersion = `${group}/${stored.name}`;
  const toHub = shaping(hubVersion, schemaOf(stored), registry);
  const row = describeResource<KubernetesObject>(hubVersion, names.kind, {
    plural: names.plural,
    namespaced: scope === 'Namespaced',
    singular: names.singular ?? '',
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    prefix: `${group}/${names.plural}`,
  });
  const renew = (object: KubernetesObject) => {
    const renewed = toHub(object);
    setDefaults(renewed, schemaOf(stored));
    return renewed;
  };
  const others = versions.filter(({ storage }) => !storage);
  return defineResource(row, {
    ...ofVersion(crd, stored, registry),
    verbs,
    listKind: names.listKind ?? `${names.kind}List`,
    refusals: isTerminating(crd) ? terminating : {},
    renewal: { through: writtenThrough, renew },
    remote: convert && remoteConversion({ convert, hubVersion, apiVersion: hubVersion, toHub, shape: renew }),
    versions: Object.fromEntries(
      others.map((version): [string, ResourceVersion<KubernetesObject>] => {
        const apiVersion = `${group}/${version.name}`;
        const shape = shaping(apiVersion, schemaOf(version), registry);
        const remote = convert && remoteConversion({ convert, hubVersion, apiVersion, toHub, shape });
        return [apiVersion, { fromHub: shape, toHub, remote, ...ofVersion(crd, version, registry) }];
      }),
    ),
  });
}

interface RemoteParts {
  readonly convert: Converter;
  readonly hubVersion: string;
  readonly apiVersion: string;
  toHub(object: KubernetesObject): KubernetesObject;
  shape(object: KubernetesObject): KubernetesObject;
}

/** Whoever converts, what comes of it has the fields of its version. */
function remoteConversion({ convert, hubVersion, apiVersion, toHub, shape }: RemoteParts): RemoteConversion {
  return {
    toHub: async (object) => {
      const [converted] = await convert([object], hubVersion);
      return toHub(converted as KubernetesObject);
    },
    fromStored: async (objects) => (await convert(objects, apiVersion)).map(shape),
  };
}

/** In the order in which upstream lists them. */
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'] as const;

const terminating = { create: 'create not allowed while custom resource definition is terminating' };

function isTerminating({ status }: CustomResourceDefinition): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Terminating' && status === 'True') === true;
}

const strategy: Strategy<KubernetesObject> = { countsGeneration: true, unconditionalUpdate: false };

function ofVersion(crd: CustomResourceDefinition, version: CustomResourceDefinitionVersion, registry: SchemaRegistry) {
  const warning = version.deprecated ? (version.deprecationWarning ?? deprecationOf(crd, version.name)) : undefined;
  return {
    schema: { schema: schemaOf(version), registry },
    strategy,
    subresources: customSubresources(version.subresources),
    columns: printerColumns(version.additionalPrinterColumns),
    selectableFields: selectableFields(version.selectableFields),
    ...(warning === undefined ? {} : { deprecation: warning }),
  };
}

function schemaOf({ schema }: CustomResourceDefinitionVersion): Schema {
  return (schema?.openAPIV3Schema ?? keepsAll) as Schema;
}

const keepsAll: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** Strategy `None`: the version is another, fields that it has not are dropped, and nothing else changes. */
function shaping(apiVersion: string, schema: Schema, registry: SchemaRegistry) {
  return (object: KubernetesObject): KubernetesObject => {
    const { value } = decode({ ...object, apiVersion }, schema, registry, { unknown: 'Ignore' });
    return value as KubernetesObject;
  };
}

function selectableFields(
  paths: readonly SelectableFieldPath[] = [],
): Record<string, SelectableField<KubernetesObject>> {
  return Object.fromEntries(
    paths.map(({ jsonPath }): [string, SelectableField<KubernetesObject>] => {
      const steps = stepsOf(jsonPath);
      return [
        steps.join('.'),
        (object) => {
          const value = valueAt(object, steps);
          return value === undefined || value === null ? '' : String(value);
        },
      ];
    }),
  );
}

/** `example.com/v1beta1 Widget is deprecated; use example.com/v1 Widget`. */
function deprecationOf({ spec: { group, names, versions } }: CustomResourceDefinition, name: string): string {
  const [best] = versions
    .filter(({ served, deprecated }) => served && deprecated !== true)
    .map((version) => version.name)
    .filter((other) => compareVersions(other, name) < 0)
    .sort(compareVersions);
  const use = best === undefined ? '' : `; use ${group}/${best} ${names.kind}`;
  return `${group}/${name} ${names.kind} is deprecated${use}`;
}
