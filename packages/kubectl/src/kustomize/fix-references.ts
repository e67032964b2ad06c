import { isJsonObject } from '@sampan/api';
import { formatYaml } from '@sampan/api/yaml';
import { CommandError } from '../framework/errors.js';
import type { NameReference } from './default-fields.js';
import { type FieldPlace, type FieldSpec, visitFields } from './field-specs.js';
import { allIds, currentId, nameOf, type Resource } from './resource.js';
import { idText, isClusterScoped, isSameNamespace, type ResourceId } from './resource-id.js';

/** Gives every field that names a resource the name that the resource has by now. */
export function fixReferences(resources: readonly Resource[], references: readonly NameReference[]): void {
  for (const referrer of resources) {
    for (const { fieldSpecs, ...type } of references) {
      for (const spec of fieldSpecs) {
        visitFields(referrer.object, spec, { visit: (place) => fixField(place, { resources, referrer, type, spec }) });
      }
    }
  }
}

interface Reference {
  resources: readonly Resource[];
  referrer: Resource;
  /** What is referred to. */
  type: Omit<NameReference, 'fieldSpecs'>;
  spec: FieldSpec;
}

function fixField({ value, set }: FieldPlace, reference: Reference): void {
  if (Array.isArray(value)) set(value.map((item) => fixed(item, reference)));
  else set(fixed(value, reference));
}

/** A name alone, or an object with a `name` and perhaps a `namespace`. */
function fixed(value: unknown, reference: Reference): unknown {
  if (typeof value === 'string') {
    const found = findReferral(value, reference.resources, { ...reference, isWhole: false });
    return found === undefined ? value : nameOf(found);
  }
  if (!isJsonObject(value)) return value;
  if (typeof value.name !== 'string') {
    const { kind, name } = currentId(reference.referrer);
    throw new CommandError(
      `updating name reference in '${reference.spec.path}' field of '${kind}/${name}': path config error; no 'name' field in node`,
    );
  }
  const candidates = inNamespace(reference.resources, value.namespace);
  const found = findReferral(value.name, candidates, { ...reference, isWhole: true });
  if (found === undefined) return value;
  const { namespace = '' } = found.object.metadata;
  return { ...value, name: nameOf(found), ...(namespace !== '' && { namespace }) };
}

/** Those that were in a namespace in the beginning; if there are none, those that are in it now. */
function inNamespace(resources: readonly Resource[], namespace: unknown): readonly Resource[] {
  if (typeof namespace !== 'string') return resources;
  const name = (id: ResourceId) => (id.namespace === '' ? 'default' : id.namespace);
  const before = resources.filter((resource) => name(allIds(resource)[0] ?? currentId(resource)) === namespace);
  return before.length > 0 ? before : resources.filter((resource) => name(currentId(resource)) === namespace);
}

/** The resource that was called `oldName`: the only one of its type, or the only one that came the same way. */
function findReferral(
  oldName: string,
  resources: readonly Resource[],
  { referrer, type, spec, isWhole }: Reference & { isWhole: boolean },
): Resource | undefined {
  const role = spec.path.endsWith('roleRef/name') ? referrer.object.roleRef : undefined;
  let candidates = resources.filter(
    (resource) =>
      allIds(resource).some(({ name }) => name === oldName) &&
      allIds(resource).some((id) => isOfType(id, type)) &&
      (!isJsonObject(role) ||
        allIds(resource).some(({ group, kind }) => group === role.apiGroup && kind === role.kind)) &&
      canRefer(referrer, resource),
  );
  for (const allowEmpty of [true, false]) {
    if (candidates.length <= 1) return candidates[0];
    candidates = candidates.filter((resource) => hasSameAffixes(resource, referrer, allowEmpty));
  }
  const [first] = candidates;
  if (first === undefined) return undefined;
  const isIdentical = candidates.every(
    ({ object }) =>
      object.metadata.name === nameOf(first) &&
      (!isWhole || object.metadata.namespace === first.object.metadata.namespace),
  );
  if (isIdentical) return first;
  throw new CommandError(tooMany(referrer, spec, candidates));
}

function isOfType(id: ResourceId, { group, version, kind }: Omit<NameReference, 'fieldSpecs'>): boolean {
  return (
    id.kind === kind && (group === undefined || id.group === group) && (version === undefined || id.version === version)
  );
}

/** Across namespaces only accounts are referred to; what has none refers to, and is referred to from, everywhere. */
function canRefer(referrer: Resource, resource: Resource): boolean {
  const from = currentId(referrer);
  const to = currentId(resource);
  if (isClusterScoped(from) || isClusterScoped(to) || to.kind === 'ServiceAccount') return true;
  return isSameNamespace(from, to);
}

function hasSameAffixes(one: Resource, other: Resource, allowEmpty: boolean): boolean {
  return (
    isSameEnding(one.prefixes, other.prefixes, allowEmpty) && isSameEnding(one.suffixes, other.suffixes, allowEmpty)
  );
}

function isSameEnding(one: readonly string[], other: readonly string[], allowEmpty: boolean): boolean {
  const length = Math.min(one.length, other.length);
  if (length === 0) return allowEmpty || one.length === other.length;
  return one.slice(-length).every((part, at) => part === other.slice(-length)[at]);
}

function tooMany(referrer: Resource, { path }: FieldSpec, candidates: readonly Resource[]): string {
  const ids = candidates.map((candidate) => idText(currentId(candidate))).join(', ');
  const list = candidates.map(({ object }, at) => `--- possible referral ${at}:\n${formatYaml(object)}\n`).join('');
  return `updating name reference in '${path}' field of '${idText(currentId(referrer))}':  found multiple possible referrals: ${ids}\n\n**** Too many possible referral targets to referrer:\n${formatYaml(referrer.object)}\n${list}`;
}
