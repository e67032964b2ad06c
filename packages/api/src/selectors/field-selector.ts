import { SelectorError } from './requirement.js';

/** One condition on one field; `==` is read as `=`. */
export interface FieldRequirement {
  field: string;
  operator: '=' | '!=';
  value: string;
}

/** Decides which objects match by the fields that their resource lets clients select. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[];
  /** Whether it matches everything. */
  readonly empty: boolean;
  /** A field that is absent has the empty value. */
  matches(fields: Record<string, string>): boolean;
  /** The value that `field` must have, if the selector asks for exactly one. */
  requiresExactMatch(field: string): string | undefined;
  /** The form that the `fieldSelector` query parameter takes. */
  toString(): string;
}

/**
 * Parses `status.phase=Running,spec.nodeName!=node-1`; in values `\` escapes `,`, `=` and itself. Throws a
 * {@link SelectorError} in the words of apimachinery's `fields` package.
 */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements = splitTerms(text)
    .sort()
    .filter((term) => term !== '')
    .map((term) => {
      const split = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
      if (split === null) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
      const [, field = '', operator, value = ''] = split;
      return { field, operator: operator === '!=' ? ('!=' as const) : ('=' as const), value: unescapeValue(value) };
    });
  return fieldSelectorOf(requirements);
}

export function fieldSelectorOf(requirements: readonly FieldRequirement[]): FieldSelector {
  return {
    requirements,
    empty: requirements.length === 0,
    matches: (fields) =>
      requirements.every(({ field, operator, value }) => {
        const actual = Object.hasOwn(fields, field) ? fields[field] : '';
        return (actual === value) === (operator === '=');
      }),
    requiresExactMatch: (field) =>
      requirements.find((requirement) => requirement.field === field && requirement.operator === '=')?.value,
    toString: () => requirements.map(formatFieldRequirement).join(','),
  };
}

/** Escapes `value` for its place in a field selector. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

function formatFieldRequirement({ field, operator, value }: FieldRequirement): string {
  return `${field}${operator}${escapeFieldValue(value)}`;
}

/** Splits at the commas that no backslash precedes. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === ',') {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...terms, text.slice(start)];
}

function unescapeValue(value: string): string {
  let unescaped = '';
  for (let index = 0; index < value.length; index++) {
    const character = value.charAt(index);
    if (character === '\\') {
      const escaped = value.charAt(++index);
      if (escaped !== '\\' && escaped !== ',' && escaped !== '=') {
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${escaped}`);
      }
      unescaped += escaped;
    } else if (character === ',' || character === '=') {
      throw new SelectorError(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    } else {
      unescaped += character;
    }
  }
  return unescaped;
}
