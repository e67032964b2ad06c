import { formatNumber, type UnstructuredObject } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent, sortedEntries } from './lines.js';
import { labelAndAnnotationLines } from './parts/metadata.js';

/** What the head of the description has said, and what nobody wants to read. */
const skipped = ['managedFields', 'name', 'namespace', 'labels', 'annotations'].map((name) => `.metadata.${name}`);

/** Objects of kinds without a describer, field by field in the order of the names. */
export const genericDescriber = defineDescriber<UnstructuredObject>({
  group: '',
  kind: '',
  async describe(object, context) {
    return [
      field('Name', object.metadata.name),
      field('Namespace', object.metadata.namespace ?? ''),
      ...labelAndAnnotationLines(object),
      ...contentLines(object, ''),
      ...(await context.eventLines(object)),
    ];
  },
});

function contentLines(content: Readonly<Record<string, unknown>>, path: string): string[] {
  return sortedEntries(content).flatMap(([name, value]) => {
    const at = `${path}.${name}`;
    if (skipped.includes(at)) return [];
    const label = fieldLabel(name);
    if (Array.isArray(value)) return [`${label}:`, ...indent(value.flatMap((item) => itemLines(item, at)))];
    if (isMap(value)) return [`${label}:`, ...indent(contentLines(value, at))];
    return [field(label, valueText(value))];
  });
}

function itemLines(item: unknown, path: string): string[] {
  return isMap(item) ? contentLines(item, path) : [valueText(item)];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as Go prints it. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return formatNumber(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(' ')}]`;
  if (isMap(value))
    return `map[${sortedEntries(value)
      .map(([key, item]) => `${key}:${valueText(item)}`)
      .join(' ')}]`;
  return String(value);
}

const acronyms = ['API', 'URL', 'UID', 'OSB', 'GUID'];

/** `observedGeneration` → `Observed Generation`; names with other characters than letters and dashes stay. */
export function fieldLabel(name: string): string {
  if (/[^\p{L}-]/u.test(name)) return name;
  return splitCamelCase(name)
    .map((word) => (acronyms.includes(word.toUpperCase()) ? word.toUpperCase() : capitalized(word)))
    .join(' ');
}

/** Runs of one kind of letter; the last capital of a run belongs to the small letters after it: `ABCDef` → `ABC Def`. */
function splitCamelCase(name: string): string[] {
  return name.match(/\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|[^\p{Lu}\p{Ll}]+/gu) ?? [];
}

function capitalized(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
