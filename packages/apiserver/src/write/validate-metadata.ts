import {
  byteLength,
  type FieldError,
  field,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isPathSegmentName,
  isQualifiedName,
  type ObjectMeta,
  type OwnerReference,
} from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';

const totalAnnotationSizeLimit = 256 * 1024;

/** What all kinds ask of metadata (`ValidateObjectMeta`); names follow the resource's own rule. */
export function validateMetadata(metadata: ObjectMeta, resource: ResourceDefinition): FieldError[] {
  const errors: FieldError[] = [];
  validateNames(metadata, resource, errors);
  if ((metadata.generation ?? 0) < 0) {
    errors.push(field.invalid('metadata.generation', metadata.generation, 'must be greater than or equal to 0'));
  }
  errors.push(...validateMetadataMaps(metadata));
  if (metadata.finalizers !== undefined) validateFinalizers(metadata.finalizers, resource, errors);
  return errors;
}

/** What is asked of labels, annotations and owners, wherever metadata is looked at. */
export function validateMetadataMaps({ labels, annotations, ownerReferences }: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  if (labels !== undefined) validateLabels(labels, errors);
  if (annotations !== undefined) validateAnnotations(annotations, errors);
  if (ownerReferences !== undefined) validateOwnerReferences(ownerReferences, errors);
  return errors;
}

function validateNames(
  { name, generateName, namespace }: ObjectMeta,
  resource: ResourceDefinition,
  errors: FieldError[],
) {
  const nameRule = (value: string) => resource.strategy.nameRule?.(value) ?? isDns1123Subdomain(value);
  if (generateName) {
    for (const message of nameRule(maskTrailingDash(generateName))) {
      errors.push(field.invalid('metadata.generateName', generateName, message));
    }
  }
  if (!name) {
    errors.push(field.required('metadata.name', 'name or generateName is required'));
  } else {
    for (const message of nameRule(name)) errors.push(field.invalid('metadata.name', name, message));
    for (const message of isPathSegmentName(name)) errors.push(field.invalid('metadata.name', name, message));
  }
  if (!resource.namespaced) {
    if (namespace) errors.push(field.forbidden('metadata.namespace', 'not allowed on this type'));
  } else if (!namespace) {
    errors.push(field.required('metadata.namespace', ''));
  } else {
    for (const message of isDns1123Label(namespace)) {
      errors.push(field.invalid('metadata.namespace', namespace, message));
    }
  }
}

/** A prefix may end in a dash that no whole name may end in. */
function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

function validateLabels(labels: Record<string, string>, errors: FieldError[]): void {
  for (const key in labels) {
    for (const message of isQualifiedName(key)) errors.push(field.invalid('metadata.labels', key, message));
    const value = labels[key] ?? '';
    for (const message of isLabelValue(value)) errors.push(field.invalid('metadata.labels', value, message));
  }
}

function validateAnnotations(annotations: Record<string, string>, errors: FieldError[]): void {
  let size = 0;
  for (const key in annotations) {
    const name = key.toLowerCase();
    for (const message of isQualifiedName(name)) errors.push(field.invalid('metadata.annotations', key, message));
    size += byteLength(key) + byteLength(annotations[key] ?? '');
  }
  if (size > totalAnnotationSizeLimit) {
    errors.push(field.tooLong('metadata.annotations', totalAnnotationSizeLimit));
  }
}

function validateOwnerReferences(owners: OwnerReference[], errors: FieldError[]): void {
  const path = 'metadata.ownerReferences';
  let controller = '';
  for (const owner of owners) {
    const { apiVersion = '', kind = '', name = '' } = owner;
    if (!hasVersion.test(apiVersion)) {
      errors.push(field.invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty'));
    }
    for (const part of ['kind', 'name', 'uid'] as const) {
      if (!owner[part]) errors.push(field.invalid(`${path}.${part}`, '', 'must not be empty'));
    }
    if (apiVersion === 'v1' && kind === 'Event') {
      errors.push(field.invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (owner.controller !== true) continue;
    if (controller !== '') {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${kind}/${name}`;
      errors.push(field.invalid(path, owners, detail));
      break; // each error shows all owners
    }
    controller = `${kind}/${name}`;
  }
}

/** `version` or `group/version`: of anything else the version counts as empty. */
const hasVersion = /^(?:[^/]*\/)?[^/]+$/;

function validateFinalizers(finalizers: string[], resource: ResourceDefinition, errors: FieldError[]): void {
  const path = 'metadata.finalizers';
  for (const finalizer of finalizers) {
    for (const message of isQualifiedName(finalizer)) errors.push(field.invalid(path, finalizer, message));
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(field.invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  if (!resource.isBuiltIn || groupsOfFreeFinalizers.has(resource.group)) return;
  for (const [index, finalizer] of finalizers.entries()) {
    if (finalizer.includes('/') || standardFinalizers.has(finalizer)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push(field.invalid(`${path}[${index}]`, finalizer, detail));
  }
}

/** Finalizers that need no domain, because Kubernetes itself defines them. */
const standardFinalizers = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** Kinds of libraries, as custom ones, do not ask for a domain: they do not know the standard finalizers. */
const groupsOfFreeFinalizers = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'coordination.k8s.io',
  'policy',
]);
