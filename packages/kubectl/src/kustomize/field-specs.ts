import { parseApiVersion, type UnstructuredObject } from '@sampan/api';

/** A field of objects, perhaps of some types only: kustomize's FieldSpec. */
export interface FieldSpec {
  group?: string;
  version?: string;
  kind?: string;
  /** Names of fields with slashes between; lists are passed through; `\/` is a slash in a name. */
  path: string;
  /** Whether the field is made where it is not there. */
  create?: boolean;
}

/** What a field holds, and how to give it another value. */
export interface FieldPlace {
  value: unknown;
  set(value: unknown): void;
}

/** Calls `visit` with each field that `spec` means in `object`. */
export function visitFields(
  object: UnstructuredObject,
  spec: FieldSpec,
  { visit, created }: { visit(place: FieldPlace): void; created?: unknown },
): void {
  if (!isOfType(object, spec)) return;
  const canCreate = spec.create === true && created !== undefined;
  walk(object, splitPath(spec.path), { visit, created: canCreate ? created : undefined });
}

function isOfType(object: UnstructuredObject, { group, version, kind }: FieldSpec): boolean {
  const type = parseApiVersion(object.apiVersion ?? '');
  if (kind !== undefined && kind !== '' && kind !== object.kind) return false;
  if (group !== undefined && group !== '' && group !== type.group) return false;
  return version === undefined || version === '' || version === type.version;
}

/** `metadata/annotations/a.b\/c` → `metadata`, `annotations`, `a.b/c`. */
export function splitPath(path: string): string[] {
  return path.split(/(?<!\\)\//).map((part) => part.replaceAll('\\/', '/'));
}

function walk(
  node: unknown,
  [part, ...rest]: readonly string[],
  { visit, created }: { visit(place: FieldPlace): void; created: unknown },
): void {
  if (part === undefined) return;
  if (Array.isArray(node)) {
    for (const item of node) walk(item, [part, ...rest], { visit, created });
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const fields = node as Record<string, unknown>;
  const isList = part.endsWith('[]');
  const name = isList ? part.slice(0, -2) : part;
  const isMissing = fields[name] === undefined || fields[name] === null;
  if (isMissing) {
    if (created === undefined || isList) return;
    fields[name] = rest.length === 0 ? structuredClone(created) : {};
  }
  if (rest.length > 0) walk(fields[name], rest, { visit, created });
  else {
    visit({
      value: fields[name],
      set: (value) => {
        fields[name] = value;
      },
    });
  }
}

/** `specs` with `more`, of which those for the same field of the same type are there once. */
export function mergeSpecs(specs: readonly FieldSpec[], more: readonly FieldSpec[]): FieldSpec[] {
  const key = ({ group = '', version = '', kind = '', path }: FieldSpec) =>
    JSON.stringify([group, version, kind, path]);
  return [...new Map([...specs, ...more].map((spec) => [key(spec), spec])).values()];
}
