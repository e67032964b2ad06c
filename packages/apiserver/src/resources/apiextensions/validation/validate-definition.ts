import {
  type CustomResourceDefinition,
  type CustomResourceDefinitionSpec,
  type CustomResourceDefinitionVersion,
  deepEqual,
  type FieldError,
  field,
  isConditionTrue,
  isDns1035Label,
  isDns1123Subdomain,
} from '@sampan/api';
import { validateApproval } from './api-approval.js';
import {
  goVersions,
  type InternalDefinition,
  internalDefinition,
  type JsonSchema,
  type VersionParts,
} from './internal-definition.js';
import { validateColumns, validateSubresources } from './validate-columns.js';
import { validateConversion } from './validate-conversion.js';
import { requireNames, validateNames } from './validate-names.js';
import { validateSchema } from './validate-schema.js';
import { validateSelectableFields } from './validate-selectable-fields.js';

/** What is wrong with a new definition (`ValidateCustomResourceDefinition`). */
export function validateDefinition(crd: CustomResourceDefinition): FieldError[] {
  return [...validateName(crd), ...validateWhole(crd), ...validateApproval(crd), ...validatePreserving(crd)];
}

/** What is wrong with a changed one (`ValidateCustomResourceDefinitionUpdate`). */
export function validateDefinitionChange(crd: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const [spec, was] = [crd.spec, old.spec];
  const errors = validateSpec(spec, 'spec', was);
  const keep = (path: string, value: unknown, before: unknown) => {
    if (value !== before) errors.push(field.invalid(path, value, 'field is immutable'));
  };
  if (isConditionTrue(old.status?.conditions, 'Established')) {
    keep('spec.scope', spec.scope, was.scope);
    keep('spec.names.kind', spec.names.kind, was.names.kind);
  }
  keep('spec.group', spec.group, was.group);
  keep('spec.names.plural', spec.names.plural, was.names.plural);
  errors.push(...validateStatus(crd), ...validateApproval(crd, old));
  if (was.preserveUnknownFields !== true) errors.push(...validatePreserving(crd));
  return errors;
}

function validateName({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  if (metadata.name === `${spec.names.plural}.${spec.group}`) return [];
  return [field.invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')];
}

function validateWhole(crd: CustomResourceDefinition): FieldError[] {
  return [...validateSpec(crd.spec, 'spec'), ...validateStatus(crd)];
}

function validateStatus({ spec, status }: CustomResourceDefinition): FieldError[] {
  const names = status?.acceptedNames;
  return [
    ...(names === undefined ? [] : validateNames(names, 'status.acceptedNames')),
    ...validateStoredVersions(status?.storedVersions ?? [], spec.versions ?? []),
  ];
}

function validateStoredVersions(
  stored: readonly string[],
  versions: readonly CustomResourceDefinitionVersion[],
): FieldError[] {
  const path = 'status.storedVersions';
  if (stored.length === 0) return [field.invalid(path, null, 'must have at least one stored version')];
  const missing = versions.filter(({ storage, name }) => storage && !stored.includes(name));
  const unknown = stored.flatMap((name, index) =>
    versions.some((version) => version.name === name)
      ? []
      : [
          field.invalid(
            `${path}[${index}]`,
            name,
            `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
          ),
        ],
  );
  return [
    ...missing.map(({ name }) => field.invalid(path, stored, `must have the storage version ${name}`)),
    ...unknown,
  ];
}

function validatePreserving({ spec }: CustomResourceDefinition): FieldError[] {
  if (spec.preserveUnknownFields !== true) return [];
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [field.invalid('spec.preserveUnknownFields', true, detail)];
}

function validateSpec(
  spec: CustomResourceDefinitionSpec,
  path: string,
  old?: CustomResourceDefinitionSpec,
): FieldError[] {
  const definition = internalDefinition(spec);
  const errors = [...validateGroup(spec.group, `${path}.group`), ...validateScope(spec.scope, `${path}.scope`)];
  errors.push(...requireSchemas(definition, path));
  for (const [index, version] of definition.versions.entries()) {
    errors.push(
      ...validateVersion(
        version,
        { definition, unchanged: isUnchanged(spec, version.name, old) },
        `${path}.versions[${index}]`,
      ),
    );
  }
  errors.push(...validateVersions(definition, path));
  const { names } = spec;
  errors.push(...requireNames(names, `${path}.names`), ...validateNames(names, `${path}.names`));
  errors.push(
    ...validateParts(definition.common, 'validation', {
      hasStatus: hasAnyStatus(definition),
      isUnchanged: isUnchanged(spec, definition.version, old),
      path,
    }),
  );
  if (spec.conversion !== undefined) errors.push(...validateConversion(spec.conversion, `${path}.conversion`));
  return errors;
}

function validateGroup(group: string, path: string): FieldError[] {
  if (!group) return [field.required(path)];
  const problems = isDns1123Subdomain(group);
  if (problems.length > 0) return [field.invalid(path, group, problems.join(','))];
  return group.includes('.') ? [] : [field.invalid(path, group, 'should be a domain with at least one dot')];
}

function validateScope(scope: string, path: string): FieldError[] {
  if (!scope) return [field.required(path)];
  const scopes = ['Cluster', 'Namespaced'];
  return scopes.includes(scope) ? [] : [field.notSupported(path, scope, scopes)];
}

function requireSchemas({ common, versions }: InternalDefinition, path: string): FieldError[] {
  if (common.schema?.openAPIV3Schema !== undefined) return [];
  return versions.flatMap(({ schema }, index) =>
    schema?.openAPIV3Schema === undefined ? [field.required(`${path}.versions[${index}].schema.openAPIV3Schema`)] : [],
  );
}

function validateVersion(
  version: CustomResourceDefinitionVersion,
  { definition, unchanged }: { definition: InternalDefinition; unchanged: boolean },
  path: string,
): FieldError[] {
  const problems = isDns1035Label(version.name);
  const subresources = version.subresources ?? definition.common.subresources;
  return [
    ...(problems.length === 0 ? [] : [field.invalid(`${path}.name`, version.name, problems.join(','))]),
    ...validateDeprecation(version, `${path}.deprecationWarning`),
    ...validateParts(version, 'schema', {
      hasStatus: subresources?.status !== undefined,
      isUnchanged: unchanged,
      path,
    }),
  ];
}

function validateDeprecation(
  { deprecated, deprecationWarning }: CustomResourceDefinitionVersion,
  path: string,
): FieldError[] {
  if (deprecationWarning === undefined) return [];
  if (deprecated !== true) {
    return [field.invalid(path, deprecationWarning, 'can only be set for deprecated versions')];
  }
  const errors: FieldError[] = [];
  if (Buffer.byteLength(deprecationWarning) > 256) {
    errors.push(field.invalid(path, deprecationWarning, 'must be <= 256 characters long'));
  }
  if (deprecationWarning === '') errors.push(field.invalid(path, '', 'must not be an empty string'));
  const hidden = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.exec(deprecationWarning);
  if (hidden !== null) {
    const at = Buffer.byteLength(deprecationWarning.slice(0, hidden.index));
    const detail = `must only contain printable UTF-8 characters; non-printable character found at index ${at}`;
    errors.push(field.invalid(path, deprecationWarning, detail));
  }
  return errors;
}

function validateVersions({ versions, version }: InternalDefinition, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = versions.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    errors.push(field.invalid(`${path}.versions`, goVersions(versions), 'must contain unique version names'));
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    const detail = 'must have exactly one version marked as storage version';
    errors.push(field.invalid(`${path}.versions`, goVersions(versions), detail));
  }
  const problems = version === '' ? [] : isDns1035Label(version);
  if (problems.length > 0) errors.push(field.invalid(`${path}.version`, version, problems.join(',')));
  return errors;
}

/** What versions say each, or together; `schemaField` is what the schema is called there. */
function validateParts(
  { schema, subresources, additionalPrinterColumns = [], selectableFields = [] }: VersionParts,
  schemaField: string,
  { hasStatus, isUnchanged, path }: { hasStatus: boolean; isUnchanged: boolean; path: string },
): FieldError[] {
  const errors: FieldError[] = [];
  const openApi = schema?.openAPIV3Schema as JsonSchema | undefined;
  if (openApi !== undefined) {
    errors.push(...validateSchema(openApi, `${path}.${schemaField}.openAPIV3Schema`, { hasStatus, isUnchanged }));
  }
  if (subresources !== undefined) errors.push(...validateSubresources(subresources, `${path}.subresources`));
  errors.push(...validateColumns(additionalPrinterColumns, `${path}.additionalPrinterColumns`));
  if (selectableFields.length > 0 && openApi !== undefined) {
    errors.push(...validateSelectableFields(selectableFields, openApi, `${path}.selectableFields`));
  }
  return errors;
}

function hasAnyStatus({ common, versions }: InternalDefinition): boolean {
  return [common, ...versions].some(({ subresources }) => subresources?.status !== undefined);
}

/** Rules that were let in once may cost what they cost, as long as the schema stays. */
function isUnchanged(
  spec: CustomResourceDefinitionSpec,
  name: string,
  old: CustomResourceDefinitionSpec | undefined,
): boolean {
  if (old === undefined) return false;
  const schemaIn = ({ versions }: CustomResourceDefinitionSpec) => versions.find((version) => version.name === name);
  const [now, before] = [schemaIn(spec), schemaIn(old)];
  return before !== undefined && deepEqual(now?.schema, before.schema);
}
