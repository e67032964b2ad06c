/** One clause of an `Accept` header. */
export interface AcceptClause {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The clauses of an `Accept` header, those first that the client likes best, as upstream's parser has them: what is no
 * clause is passed over, a wildcard comes after what is named, a `q` that is no number is none.
 */
export function parseAccept(header: string): AcceptClause[] {
  const clauses: AcceptClause[] = [];
  for (const text of header.split(',')) {
    const clause = parseClause(text.trim());
    if (clause !== undefined) insert(clauses, clause);
  }
  return clauses;
}

/** The media ranges of an `Accept` header, without what is asked of them. */
export function rangesOf(header: string): string[] {
  return header.split(',').map((clause) => (clause.split(';', 1)[0] ?? '').trim());
}

function parseClause(text: string): AcceptClause | undefined {
  const [range = '', ...rest] = text.split(';');
  const [type = '', subtype = type.trim() === '*' ? '*' : '', ...more] = range.split('/');
  if (subtype === '' || more.length > 0) return undefined;
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const [name = '', value = '', ...others] = parameter.split('=');
    if (value !== '' && others.length === 0) parameters.set(name.trim(), value.trim());
  }
  const quality = parameters.get('q');
  parameters.delete('q');
  return { type: type.trim(), subtype: subtype.trim(), quality: qualityOf(quality), parameters };
}

function qualityOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const quality = Number(text);
  return Number.isNaN(quality) ? 0 : quality;
}

/** The order is that of upstream's insertion sort, whose comparison is none of a total order. */
function insert(clauses: AcceptClause[], clause: AcceptClause): void {
  let at = clauses.length;
  while (at > 0 && comesBefore(clause, clauses[at - 1] as AcceptClause)) at--;
  clauses.splice(at, 0, clause);
}

function comesBefore(a: AcceptClause, b: AcceptClause): boolean {
  return a.quality > b.quality || (a.type !== '*' && b.type === '*') || (a.subtype !== '*' && b.subtype === '*');
}
