import { isJsonObject, type JsonObject, setField } from '../values/json.js';
import { childType, isAssociative } from './compare.js';
import { type FieldSet, isEmptySet, isMember } from './field-set.js';
import type { FieldType } from './field-type.js';
import { pathElementOf } from './path-element.js';

/** `object` without the members of `fields`; what is empty then goes as well. */
export function removeFields(object: JsonObject, fields: FieldSet, type: FieldType): JsonObject {
  return isEmptySet(fields) ? object : ((removeFrom(object, fields, type) ?? {}) as JsonObject);
}

function removeFrom(value: unknown, fields: FieldSet, type: FieldType): unknown {
  if (Array.isArray(value) && isAssociative(type)) {
    const kept: unknown[] = [];
    for (const element of value) {
      const rest = removeChild(
        element,
        fields[pathElementOf(element, type)],
        type.kind === 'keyed' ? type.element : type,
      );
      if (rest !== undefined) kept.push(rest);
    }
    return kept.length === 0 ? undefined : kept;
  }
  if (!isJsonObject(value) || type.kind === 'leaf') return value;
  const kept: JsonObject = {};
  let isEmpty = true;
  for (const key of Object.keys(value)) {
    const rest = removeChild(value[key], fields[`f:${key}`], childType(type, key));
    if (rest === undefined) continue;
    setField(kept, key, rest);
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}

function removeChild(child: unknown, node: FieldSet | undefined, type: FieldType): unknown {
  if (node === undefined) return child;
  return isMember(node) ? undefined : removeFrom(child, node, type);
}
