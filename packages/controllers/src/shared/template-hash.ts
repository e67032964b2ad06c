import type { PodTemplateSpec } from '@sampan/api';
import { safeEncode } from '@sampan/client';

/** The `pod-template-hash` of a template: the same for equal templates; `collisionCount` gives another one. */
export function templateHash(template: PodTemplateSpec | undefined, collisionCount: number | undefined): string {
  const text = `${canonical(template)}${collisionCount ?? ''}`;
  return safeEncode(String(fnv1a(text)));
}

/** JSON with the keys of all objects in order, and without what is undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

/** The 32-bit FNV-1a hash of the text's UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let position = 0; position < text.length; position++) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193);
  }
  return hash >>> 0;
}
