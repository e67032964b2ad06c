/** A value as Go's `%v` writes it; a missing one as templates do. */
export function formatValue(value: unknown): string {
  return value === undefined || value === null ? '<no value>' : plain(value);
}

/** A value as Go's `%#v` writes it: with its types. */
export function formatSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(formatSyntax).join(', ')}}`;
  if (typeof value !== 'object') return String(value);
  const fields = value as Record<string, unknown>;
  const pairs = Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${formatSyntax(fields[key])}`);
  return `map[string]interface {}{${pairs.join(', ')}}`;
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return formatNumber(value);
  if (Array.isArray(value)) return `[${value.map(plain).join(' ')}]`;
  if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    const pairs = Object.keys(fields)
      .sort()
      .map((key) => `${key}:${plain(fields[key])}`);
    return `map[${pairs.join(' ')}]`;
  }
  return String(value);
}

/** `%v` of a number: integers as they are, others in the shortest form. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 21) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Go's `fmt.Sprintf` for the values that templates have. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d+|\*)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_whole, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const wide = width === '*' ? Number(args[next++]) : Number(width ?? 0);
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const value = args[next++];
      const body = verbText(verb, value, { flags, precision: precision === undefined ? undefined : Number(precision) });
      if (body === undefined) return `%!${verb}(${typeName(value)}=${plain(value)})`;
      if (flags.includes('-')) return body.padEnd(wide);
      return flags.includes('0') && typeof value === 'number' ? body.padStart(wide, '0') : body.padStart(wide);
    },
  );
  if (next >= args.length) return text;
  const extra = args.slice(next).map((value) => `${typeName(value)}=${plain(value)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function verbText(
  verb: string,
  value: unknown,
  { flags, precision }: { flags: string; precision: number | undefined },
): string | undefined {
  const sign = flags.includes('+') && typeof value === 'number' && value >= 0 ? '+' : '';
  switch (verb) {
    case 'v':
      return sign + plain(value);
    case 's':
      return typeof value === 'number' || typeof value === 'boolean' ? undefined : plain(value).slice(0, precision);
    case 'q':
      return typeof value === 'string' ? JSON.stringify(value) : undefined;
    case 'd':
      return typeof value === 'number' && Number.isInteger(value) ? sign + String(value) : undefined;
    case 'f':
      return typeof value === 'number' ? sign + value.toFixed(precision ?? 6) : undefined;
    case 'e':
    case 'g':
      return typeof value === 'number' ? sign + formatNumber(value) : undefined;
    case 't':
      return typeof value === 'boolean' ? String(value) : undefined;
    case 'x':
    case 'X': {
      const hex =
        typeof value === 'number'
          ? value.toString(16)
          : typeof value === 'string'
            ? Buffer.from(value).toString('hex')
            : undefined;
      return verb === 'X' ? hex?.toUpperCase() : hex;
    }
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : undefined;
    case 'T':
      return typeName(value);
    default:
      return undefined;
  }
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  return (
    {
      string: 'string',
      number: Number.isInteger(value) ? 'int64' : 'float64',
      boolean: 'bool',
      object: 'map[string]interface {}',
    }[typeof value as 'string'] ?? typeof value
  );
}
