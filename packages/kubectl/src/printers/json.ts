/** `value` as kubectl prints JSON: keys in order (as Go's maps are), four spaces, `<`, `>` and `&` escaped. */
export function formatJson(value: unknown, indent = 4): string {
  return `${write(value, { step: ' '.repeat(indent), keys: sortedKeys }, '')}\n`;
}

/** As {@link formatJson}, for objects of built-in types: the kind first, and fields in the order that they have in `value`. */
export function formatTypedJson(value: object, indent = 4): string {
  const { kind, apiVersion, ...fields } = value as { kind?: unknown; apiVersion?: unknown };
  return `${write({ kind, apiVersion, ...fields }, { step: ' '.repeat(indent), keys: Object.keys }, '')}\n`;
}

/** `value` on one line, keys in order, as Go's encoder writes maps. */
export function compactJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compactJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return escapeHtml(JSON.stringify(value) ?? 'null');
  const fields = value as Record<string, unknown>;
  return `{${sortedKeys(fields)
    .map((key) => `${escapeHtml(JSON.stringify(key))}:${compactJson(fields[key])}`)
    .join(',')}}`;
}

interface Style {
  step: string;
  keys(value: object): string[];
}

function write(value: unknown, style: Style, margin: string): string {
  if (typeof value !== 'object' || value === null) return escapeHtml(JSON.stringify(value) ?? 'null');
  const inner = margin + style.step;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + write(item, style, inner)).join(',\n')}\n${margin}]`;
  }
  const fields = value as Record<string, unknown>;
  const keys = style.keys(fields).filter((key) => fields[key] !== undefined);
  if (keys.length === 0) return '{}';
  const lines = keys.map((key) => `${inner}${escapeHtml(JSON.stringify(key))}: ${write(fields[key], style, inner)}`);
  return `{\n${lines.join(',\n')}\n${margin}}`;
}

function sortedKeys(value: object): string[] {
  return Object.keys(value).sort();
}

/** What Go's encoder does to strings that might end up in HTML. */
function escapeHtml(json: string): string {
  if (!/[<>&\u2028\u2029]/.test(json)) return json;
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
