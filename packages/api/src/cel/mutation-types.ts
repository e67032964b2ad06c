import { CelRuntimeError } from './cel-error.js';
import { dyn, type StructType, string } from './types.js';
import { CelObject, isList, isMap, type Value } from './values.js';

/** What a mutation makes: `Object{…}`, of whatever fields; `JSONPatch{…}`, an operation. */
export class MutationObject extends CelObject {
  readonly typeName: string;
  readonly fields: ReadonlyMap<string, Value>;

  constructor(typeName: string, fields: ReadonlyMap<string, Value>) {
    super();
    this.typeName = typeName;
    this.fields = fields;
  }

  names(): Iterable<string> {
    return this.fields.keys();
  }

  get(name: string): Value | undefined {
    return this.fields.get(name);
  }
}

export const jsonPatchType: StructType = {
  kind: 'object',
  name: 'JSONPatch',
  field: (name) => (name === 'value' ? dyn : ['op', 'path', 'from'].includes(name) ? string : undefined),
  make: (fields) => {
    for (const name of ['op', 'path', 'from']) {
      const value = fields.get(name);
      if (value === undefined || typeof value === 'string') continue;
      throw new CelRuntimeError(`unexpected type for JSONPatchType '${name}' field`);
    }
    return new MutationObject('JSONPatch', fields);
  },
};

export const applyConfigurationType = objectType('Object');

/**
 * The types that expressions of mutations can make: `JSONPatch`, `Object`, and below it one for each path of fields
 * (`Object.spec.template`), whose fields nobody checks before they are merged.
 */
export function mutationType(name: string): StructType | undefined {
  if (name === jsonPatchType.name) return jsonPatchType;
  return name === 'Object' || name.startsWith('Object.') ? objectType(name) : undefined;
}

function objectType(name: string): StructType {
  return { kind: 'object', name, field: () => dyn, make: (fields) => new MutationObject(name, fields) };
}

/** Where the type of an object is not called like the path of fields that leads to it. */
export function typeNameProblems(value: Value, path = 'Object'): string[] {
  if (isList(value)) return value.flatMap((item) => typeNameProblems(item, path));
  if (isMap(value)) return [...value.values()].flatMap((item) => typeNameProblems(item, path));
  if (!(value instanceof MutationObject)) return [];
  const found = value.typeName === path ? [] : [unexpectedName(value.typeName, path)];
  return [...found, ...[...value.fields].flatMap(([name, inside]) => typeNameProblems(inside, `${path}.${name}`))];
}

function unexpectedName(found: string, path: string): string {
  const names = `${JSON.stringify(found)}, expected ${JSON.stringify(path)}`;
  return `unexpected type name ${names}, which matches field name path from root Object type`;
}
