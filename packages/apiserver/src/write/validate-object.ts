import { type FieldError, field, fieldErrorMessage, invalid, type KubernetesObject } from '@sampan/api';
import { hasRules, validateRules } from '@sampan/api/cel';
import { validate } from '@sampan/api/schemas';
import { groupKind } from '../objects/group-names.js';
import { validateMetadataUpdate } from './carry-metadata.js';
import { validateMetadata } from './validate-metadata.js';
import { strategyContext, type WriteContext } from './write-context.js';

/** Throws Invalid, with all that is wrong with a new object. */
export function validateCreate(context: WriteContext, object: KubernetesObject): void {
  const { resource, server } = context;
  const { strategy } = resource;
  const errors = validateMetadata(object.metadata, resource);
  if (!resource.isBuiltIn) errors.push(...validateCustom(context, object));
  errors.push(
    ...(strategy.validate?.(object) ?? []),
    ...(strategy.validateCreate?.(object, strategyContext(context)) ?? []),
  );
  errors.push(...(strategy.validateInCluster?.(object, undefined, server) ?? []));
  if (errors.length === 0) errors.push(...(strategy.authorize?.(object, undefined, context) ?? []));
  if (errors.length > 0) throw invalid(groupKind(resource), object.metadata.name ?? '', errors);
}

/** Throws Invalid, with all that is wrong with an object that takes the place of `old`. */
export function validateUpdate(context: WriteContext, object: KubernetesObject, old: KubernetesObject): void {
  const { resource, subresource, server } = context;
  const { strategy } = resource;
  const ofMetadata = [
    ...validateMetadataUpdate(object.metadata, old.metadata),
    ...validateMetadata(object.metadata, resource),
  ];
  // The rules of each kind of Kubernetes begin with those of metadata, which the server has looked at before.
  const errors = resource.isBuiltIn && subresource !== 'status' ? [...ofMetadata, ...ofMetadata] : ofMetadata;
  if (!resource.isBuiltIn) errors.push(...validateCustom(context, object, old));
  if (subresource === 'status') {
    errors.push(...(strategy.validateStatusUpdate?.(object, old) ?? []));
  } else {
    errors.push(...(strategy.validate?.(object) ?? []), ...(strategy.validateUpdate?.(object, old, subresource) ?? []));
    errors.push(...(strategy.validateInCluster?.(object, old, server) ?? []));
    if (errors.length === 0) errors.push(...(strategy.authorize?.(object, old, context) ?? []));
  }
  if (errors.length > 0) throw invalid(groupKind(resource), old.metadata.name ?? '', errors);
}

/** A custom resource by its schema, and by the rules of it once it is what the schema says. */
function validateCustom(
  { resource, warn }: WriteContext,
  object: KubernetesObject,
  old?: KubernetesObject,
): FieldError[] {
  const { schema } = resource.working;
  const errors = validate(object, schema, old);
  if (!hasRules(schema)) return errors;
  if (errors.some(({ type }) => keepsFromRules.has(type))) {
    const detail =
      'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
    return [...errors, field.invalid('<nil>', null, detail)];
  }
  const found = validateRules(object, schema, old);
  for (const warning of found.warnings) warn(fieldErrorMessage(warning));
  return [...errors, ...found.errors];
}

/** Rules are not for objects that lack what they look at. */
const keepsFromRules: ReadonlySet<string> = new Set(['NotSupported', 'Required', 'TooLong', 'TooMany', 'TypeInvalid']);
