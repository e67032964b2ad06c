import { fieldNumbersText } from './field-numbers.js';
import { formerFieldNumbersText } from './former-field-numbers.js';

/** A message's fields, by their numbers. */
export type MessageFields = ReadonlyMap<number, MessageField>;

export type MessageField =
  /** `optional`: zero is not the same as absent, and is only sent where it was set. */
  | { readonly name: string; readonly optional: boolean }
  /** A message whose fields belong to the one around it. */
  | { readonly inlined: string };

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

function parseField(prefix: string, name: string): MessageField {
  if (name.startsWith('+')) return { inlined: prefix + name.slice(1) };
  const optional = name.endsWith('?');
  return { name: optional ? name.slice(0, -1) : name, optional };
}
