/*
 * What descriptions are made of: lines, whose tabs end cells that `alignColumns` lines up. Values may hold line breaks;
 * they are lines of their own in the end.
 */

/** `LABEL:<tab>VALUE`. */
export function field(label: string, value: unknown): string {
  return `${label}:\t${value ?? ''}`;
}

/** A field that is left out if there is nothing to say. */
export function optionalField(label: string, value: unknown): string[] {
  return value === undefined || value === null || value === '' ? [] : [field(label, value)];
}

/** `lines` two spaces further in for each level. */
export function indent(lines: readonly string[], level = 1): string[] {
  const space = '  '.repeat(level);
  return lines.map((line) => space + line);
}

/** The first value beside the label, the others below it; `<none>` without values. */
export function listField(label: string, values: readonly string[], prefix = ''): string[] {
  if (values.length === 0) return [`${prefix}${label}:\t<none>`];
  return values.map((value, at) => `${prefix}${at === 0 ? `${label}:` : ''}\t${value}`);
}

/** Labels, `key=value` each, in the order of their keys. */
export function labelLines(label: string, labels: Readonly<Record<string, string>> | undefined, prefix = ''): string[] {
  return listField(
    label,
    sortedEntries(labels).map(([key, value]) => `${key}=${value}`),
    prefix,
  );
}

const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The longest an annotation may be to stand on one line, in bytes of UTF-8 as kubectl counts. */
const longestAnnotation = 140;

/** Annotations, `key: value` each; values that are long or of several lines stand below their keys, shortened. */
export function annotationLines(label: string, annotations: Readonly<Record<string, string>> | undefined): string[] {
  const values = sortedEntries(annotations)
    .filter(([key]) => key !== lastAppliedAnnotation)
    .flatMap(([key, text]) => {
      const value = text.replace(/\n$/, '');
      const isShort = byteLength(key) + byteLength(value) + 2 <= longestAnnotation && !value.includes('\n');
      if (isShort) return [`${key}: ${value}`];
      return [`${key}:`, ...value.split('\n').map((line) => `  ${shorten(line, longestAnnotation - 2)}`)];
    });
  return listField(label, values);
}

/** A table below its title: `header` names the columns, `rows` hold the cells. */
export function tableLines(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [title, ...indent([header.join('\t'), ...rows.map((cells) => cells.join('\t'))])];
}

/** Entries of a map in the order of its keys. */
export function sortedEntries<V>(map: Readonly<Record<string, V>> | undefined): [string, V][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** `text` cut after `limit` bytes of UTF-8. */
export function shorten(text: string, limit: number): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length > limit ? `${new TextDecoder().decode(bytes.slice(0, limit))}...` : text;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
