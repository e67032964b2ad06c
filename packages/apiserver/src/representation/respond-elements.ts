import type { ApiResponse, ResponseBody } from '../pipeline/api-response.js';
import type { Representation } from '../pipeline/negotiate.js';
import { yamlWriter } from './yaml-writer.js';

/** A value of which one field, the last one, has as many elements as somebody wants to see. */
export interface ManyElements {
  /** What comes before the elements. */
  readonly head: object;
  /** What the field of the elements is called. */
  readonly field: 'items' | 'rows';
  readonly elements: Iterable<unknown>;
}

/** How a text is put together of its elements. */
interface Form {
  readonly start: string;
  /** The text of one element, with what it is indented by. */
  element(element: unknown): string;
  readonly separator: string;
  readonly end: string;
  /** The whole text where there are no elements. */
  readonly empty: string;
}

/** So many bytes are encoded before others have a turn: YAML takes some twenty milliseconds for them. */
const portionBytes = 32 * 1024;
/** What an element costs at least, however little is shown of it: it may have to be read from its bytes. */
const elementBytes = 512;
/** Up to this size an answer is put together at once. */
const smallBytes = 64 * 1024;

/**
 * What {@link respondValue} answers, byte for byte, but in portions: others have their turns while a list of thousands is
 * encoded.
 */
export async function respondElements(
  representation: Pick<Representation, 'mediaType' | 'pretty'>,
  { head, field, elements }: ManyElements,
): Promise<ApiResponse> {
  const form = await formOf(representation, head, field);
  const parts: Buffer[] = [];
  let length = 0;
  let portion = 0;
  const add = (text: string) => {
    const part = Buffer.from(text);
    parts.push(part);
    length += part.length;
    portion += Math.max(part.length, elementBytes);
  };
  for (const element of elements) {
    add(`${parts.length === 0 ? form.start : form.separator}${form.element(element)}`);
    if (portion < portionBytes) continue;
    portion = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  add(parts.length === 0 ? form.empty : form.end);
  const body: ResponseBody = length > smallBytes ? { type: 'parts', length, parts } : Buffer.concat(parts, length);
  const headers = { 'content-type': representation.mediaType, 'cache-control': 'no-cache, private' };
  return { status: 200, headers, body };
}

async function formOf(
  { mediaType, pretty }: Pick<Representation, 'mediaType' | 'pretty'>,
  head: object,
  field: string,
): Promise<Form> {
  if (mediaType === 'application/yaml') return yamlForm(head, field);
  return pretty ? indentedForm(head, field) : jsonForm(head, field);
}

function jsonForm(head: object, field: string): Form {
  const empty = JSON.stringify({ ...head, [field]: [] });
  const end = ']}';
  return {
    start: empty.slice(0, -end.length),
    element: (element) => JSON.stringify(element),
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
    element: (element) => indented([[element]]).slice(before.length, -after.length),
    separator: ',',
    end: '\n  ]\n}\n',
    empty: `${empty}\n`,
  };
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

async function yamlForm(head: object, field: string): Promise<Form> {
  const yaml = await yamlWriter();
  const name = `${field}:\n`;
  return {
    start: `${yaml(head)}${name}`,
    element: (element) => yaml({ [field]: [element] }).slice(name.length),
    separator: '',
    end: '',
    empty: yaml({ ...head, [field]: [] }),
  };
}
