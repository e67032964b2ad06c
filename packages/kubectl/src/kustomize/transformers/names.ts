import { CommandError } from '../../framework/errors.js';
import { type FieldSpec, visitFields } from '../field-specs.js';
import { currentId, type Resource, rememberId } from '../resource.js';
import { idSyntax, isClusterScoped, isSameId } from '../resource-id.js';

/** Kinds whose names mean something by themselves. */
const namedByMeaning: readonly { group?: string; kind: string }[] = [
  { kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', kind: 'APIService' },
  { kind: 'Namespace' },
];

/** Puts `prefix` in front of names. */
export function addPrefix(resources: readonly Resource[], prefix: string, specs: readonly FieldSpec[]): void {
  changeNames(resources, specs, {
    change: (name) => `${prefix}${name}`,
    note: (resource) => resource.prefixes.push(prefix),
    isEmpty: prefix === '',
  });
}

/** Puts `suffix` behind names. */
export function addSuffix(resources: readonly Resource[], suffix: string, specs: readonly FieldSpec[]): void {
  changeNames(resources, specs, {
    change: (name) => `${name}${suffix}`,
    note: (resource) => resource.suffixes.push(suffix),
    isEmpty: suffix === '',
  });
}

function changeNames(
  resources: readonly Resource[],
  specs: readonly FieldSpec[],
  { change, note, isEmpty }: { change(name: string): string; note(resource: Resource): void; isEmpty: boolean },
): void {
  if (isEmpty) return;
  for (const resource of resources) {
    const { group, kind } = currentId(resource);
    if (namedByMeaning.some((known) => known.kind === kind && (known.group === undefined || known.group === group)))
      continue;
    for (const spec of specs) {
      if (spec.path === 'metadata/name') {
        note(resource);
        rememberId(resource);
      }
      visitFields(resource.object, spec, { visit: ({ value, set }) => set(change(String(value))) });
    }
  }
}

/** Puts everything that can be in a namespace into `namespace`. */
export function setNamespace(resources: readonly Resource[], namespace: string, specs: readonly FieldSpec[]): void {
  if (namespace === '') return;
  for (const resource of resources) {
    const { object } = resource;
    rememberId(resource);
    if (!isClusterScoped(currentId(resource))) object.metadata = { ...object.metadata, namespace };
    if (object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding') {
      setSubjectNamespaces(object.subjects, namespace);
    }
    for (const spec of specs) {
      if (spec.path === 'metadata/namespace') continue;
      visitFields(object, spec, { visit: ({ set }) => set(namespace), created: '' });
    }
    const id = currentId(resource);
    if (resources.filter((other) => isSameId(currentId(other), id)).length !== 1) {
      throw new CommandError(`namespace transformation produces ID conflict: ${idSyntax(id)}`);
    }
  }
}

/** The account `default` is in every namespace; which others move is known when references are mended. */
function setSubjectNamespaces(subjects: unknown, namespace: string): void {
  if (!Array.isArray(subjects)) return;
  for (const subject of subjects) if (subject?.name === 'default') subject.namespace = namespace;
}
