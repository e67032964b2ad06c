import { fieldNumbersText } from './field-numbers.js';
import { formerFieldNumbersText } from './former-field-numbers.js';

/** A message's fields, by their numbers. */
export type MessageFields = ReadonlyMap<number, MessageField>;

export type MessageField =
  | NamedField
  /** A message whose fields belong to the one around it. */
  | { readonly inlined: string };

export interface NamedField {
  readonly name: string;
  /** Zero is not the same as absent, and is only sent where it was set. */
  readonly optional: boolean;
  /** A message that is sent even where nothing is in it. */
  readonly always: boolean;
  /** A list that is a message of its own: `{repeated string items = 1}`. */
  readonly wrapped: boolean;
}

let messages: ReadonlyMap<string, MessageFields> | undefined;

/** The fields of a message (`core.v1.PodSpec`); undefined for messages that are not known. */
export function messageFields(message: string): MessageFields | undefined {
  messages ??= parseTable(fieldNumbersText + formerFieldNumbersText);
  return messages.get(message);
}

function parseTable(text: string): Map<string, MessageFields> {
  const parsed = new Map<string, MessageFields>();
  let prefix = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) {
      const [name = '', ...models] = line.slice(1, -1).split(/ like | /);
      prefix = `${name}.`;
      for (const model of models) copyPackage(parsed, `${model}.`, prefix);
    } else if (line !== '') {
      const [message = '', ...fields] = line.split(' ');
      parsed.set(prefix + message, parseFields(prefix, fields));
    }
  }
  return parsed;
}

function copyPackage(messages: Map<string, MessageFields>, from: string, to: string): void {
  for (const [name, fields] of [...messages]) {
    if (name.startsWith(from)) messages.set(to + name.slice(from.length), fields);
  }
}

function parseFields(prefix: string, fields: readonly string[]): MessageFields {
  const byNumber = new Map<number, MessageField>();
  let number = 0;
  for (const field of fields) {
    const colon = field.indexOf(':');
    number = colon === -1 ? number + 1 : Number(field.slice(0, colon));
    const name = field.slice(colon + 1);
    byNumber.set(number, parseField(prefix, name));
  }
  return byNumber;
}

function parseField(prefix: string, text: string): MessageField {
  if (text.startsWith('+')) return { inlined: prefix + text.slice(1) };
  const mark = text.slice(-1);
  const name = /[?!*]/.test(mark) ? text.slice(0, -1) : text;
  return { name, optional: mark === '?', always: mark === '!', wrapped: mark === '*' };
}
