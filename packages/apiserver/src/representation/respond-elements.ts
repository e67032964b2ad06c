import { formatYaml, yamlPieces } from '@sampan/api/yaml';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { Representation } from '../pipeline/negotiate.js';
import { joinPieces } from './join-pieces.js';

/** A value of which one field, the last one, has as many elements as somebody wants to see. */
export interface ManyElements {
  /** What comes before the elements. */
  readonly head: object;
  /** What the field of the elements is called. */
  readonly field: 'items' | 'rows';
  readonly elements: Iterable<unknown>;
}

type TextForm = Pick<Representation, 'mediaType' | 'pretty'>;

/** How a text is put together of its elements. */
interface Form {
  readonly start: string;
  /** The text of one element, with what it is indented by. */
  element(element: unknown): Iterable<string>;
  readonly separator: string;
  readonly end: string;
  /** The whole text where there are no elements. */
  readonly empty: string;
}

/** What a piece counts for at least: however little is shown of an element, it may have to be read from its bytes. */
const pieceBytes = 256;

/**
 * What {@link respondValue} answers, byte for byte, but in portions: others have their turns while a list of thousands is
 * encoded.
 */
export async function respondElements(
  representation: TextForm,
  { head, field, elements }: ManyElements,
): Promise<ApiResponse> {
  const form = formOf(representation, head, field);
  const body = await joinPieces(piecesOf(elements, form), pieceBytes);
  const headers = { 'content-type': representation.mediaType, 'cache-control': 'no-cache, private' };
  return { status: 200, headers, body };
}

function* piecesOf(elements: Iterable<unknown>, form: Form): Generator<string, void, void> {
  let isFirst = true;
  for (const element of elements) {
    yield isFirst ? form.start : form.separator;
    isFirst = false;
    yield* form.element(element);
  }
  yield isFirst ? form.empty : form.end;
}

function formOf({ mediaType, pretty }: TextForm, head: object, field: string): Form {
  if (mediaType === 'application/yaml') return yamlForm(head, field);
  return pretty ? indentedForm(head, field) : jsonForm(head, field);
}

function jsonForm(head: object, field: string): Form {
  const empty = JSON.stringify({ ...head, [field]: [] });
  const end = ']}';
  return {
    start: empty.slice(0, -end.length),
    element: (element) => [JSON.stringify(element)],
    separator: ',',
    end: `${end}\n`,
    empty: `${empty}\n`,
  };
}

/** The element of a list within an object stands where that of a list within a list does. */
function indentedForm(head: object, field: string): Form {
  const empty = indented({ ...head, [field]: [] });
  const [before, after] = ['[\n  [', '\n  ]\n]'];
  return {
    start: empty.slice(0, -']\n}'.length),
    element: (element) => [indented([[element]]).slice(before.length, -after.length)],
    separator: ',',
    end: '\n  ]\n}\n',
    empty: `${empty}\n`,
  };
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Fields stand in the order of their names: some come after the elements. */
function yamlForm(head: object, field: string): Form {
  const fields = Object.entries(head);
  const text = (kept: typeof fields) => (kept.length === 0 ? '' : formatYaml(Object.fromEntries(kept)));
  return {
    start: `${text(fields.filter(([name]) => name < field))}${field}:\n`,
    element: (element) => yamlPieces([element]),
    separator: '',
    end: text(fields.filter(([name]) => name > field)),
    empty: formatYaml({ ...head, [field]: [] }),
  };
}
