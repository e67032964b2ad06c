const keywords = new Set([
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import'],
  ...['let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
]);

const escapes = [
  ['__', '__underscores__'],
  ['.', '__dot__'],
  ['-', '__dash__'],
  ['/', '__slash__'],
] as const;

/**
 * The name that expressions have for a field: `x-prop` is `x__dash__prop`, `namespace` is `__namespace__`. Undefined: they
 * have none for it.
 */
export function escapeName(name: string): string | undefined {
  if (keywords.has(name)) return `__${name}__`;
  if (!/^[a-zA-Z_./-][a-zA-Z0-9_./-]*$/.test(name)) return undefined;
  return name.replace(/__|[./-]/g, (part) => escapes.find(([plain]) => plain === part)?.[1] ?? part);
}

/** Whether a text can be a name in expressions. */
export function isIdentifier(name: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !keywords.has(name);
}

/** The field that a name in an expression means. */
export function unescapeName(name: string): string {
  const [, keyword] = /^__([a-z]+)__$/.exec(name) ?? [];
  if (keyword !== undefined && keywords.has(keyword)) return keyword;
  return name.replace(
    /__(?:underscores|dot|dash|slash)__/g,
    (part) => escapes.find(([, escaped]) => escaped === part)?.[0] ?? part,
  );
}
