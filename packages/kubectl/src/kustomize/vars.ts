import { isJsonObject, parseApiVersion } from '@sampan/api';
import { CommandError } from '../framework/errors.js';
import { type FieldSpec, visitFields } from './field-specs.js';
import type { VarArgs } from './kustomization.js';
import { readPath } from './object-paths.js';
import { allIds, type Resource } from './resource.js';

/** `vars` with `more`; a name means one thing. */
export function mergeVars(vars: readonly VarArgs[], more: readonly VarArgs[]): VarArgs[] {
  const merged = [...vars];
  for (const one of more) {
    if (merged.some(({ name }) => name === one.name)) throw new CommandError(`var '${one.name}' already encountered`);
    merged.push(one);
  }
  return merged;
}

/** Puts what `$(NAME)` stands for into the fields that may have it. */
export function resolveVars(
  resources: readonly Resource[],
  vars: readonly VarArgs[],
  specs: readonly FieldSpec[],
): void {
  if (vars.length === 0) return;
  const values = new Map(vars.map((one) => [one.name, resolvedValue(resources, one)]));
  for (const { object } of resources) {
    for (const spec of specs) {
      visitFields(object, spec, { visit: ({ value, set }) => set(expanded(value, values)) });
    }
  }
}

function resolvedValue(resources: readonly Resource[], { name, objref, fieldref }: VarArgs): unknown {
  const { group, version } = parseApiVersion(objref.apiVersion ?? '');
  const found = resources.filter((resource) =>
    allIds(resource).some(
      (id) =>
        id.name === objref.name &&
        (!objref.kind || id.kind === objref.kind) &&
        (!group || id.group === group) &&
        (!version || id.version === version) &&
        (!objref.namespace || id.namespace === objref.namespace),
    ),
  );
  const [target] = found;
  const path = fieldref?.fieldPath ?? fieldref?.fieldpath ?? 'metadata.name';
  const type = `${objref.kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}`;
  if (target === undefined) {
    throw new CommandError(
      `var '{${name} ${type} {${path}}}' cannot be mapped to a field in the set of known resources`,
    );
  }
  if (found.length > 1) {
    throw new CommandError(
      `found ${found.length} resId matches for var ${JSON.stringify({ name, objref })} (unable to disambiguate)`,
    );
  }
  const value = readPath(target.object, path.replaceAll(/\[(\d+)\]/g, '.$1'));
  if (value === undefined) {
    throw new CommandError(
      `field specified in var '{${name} ${objref.kind ?? ''} {${path}}}' not found in corresponding resource`,
    );
  }
  return value;
}

/** A text that is one variable and nothing else takes the value's type; `$$(NAME)` stays as it is, with one dollar. */
function expanded(value: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => expanded(item, values));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expanded(item, values)]));
  }
  if (typeof value !== 'string') return value;
  const [, only] = /^\$\(([^()$]+)\)$/.exec(value) ?? [];
  if (only !== undefined && values.has(only)) return values.get(only);
  return value.replace(/\$(\$|\(([^()$]+)\))/g, (whole, _rest, name: string | undefined) => {
    if (name === undefined) return '$';
    return values.has(name) ? String(values.get(name)) : whole;
  });
}
