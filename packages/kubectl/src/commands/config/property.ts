import type { Kubeconfig } from '@sampan/client';
import { CommandError } from '../../framework/errors.js';

/** Where a dotted property name leads: the entry it is part of (for finding its file), and the way inside. */
export interface Property {
  /** `contexts/NAME`, `current-context`, `preferences`. */
  entry: string;
  list?: 'clusters' | 'users' | 'contexts';
  name: string;
  /** The field below the entry; empty for the entry itself. */
  field: string;
}

/** Fields of entries that are base64 in the file. */
export const byteFields = ['certificate-authority-data', 'client-certificate-data', 'client-key-data'];
const booleanFields = ['insecure-skip-tls-verify', 'disable-compression'];

const bodies = { clusters: 'cluster', users: 'user', contexts: 'context' } as const;

/** Parses `contexts.NAME.namespace`; names may have dots in them. */
export function parseProperty(text: string): Property {
  if (text === 'current-context' || text === 'preferences') return { entry: text, name: '', field: '' };
  const [list = '', ...rest] = text.split('.');
  if (list !== 'clusters' && list !== 'users' && list !== 'contexts') {
    throw new CommandError(`unable to parse ${text} after [] at api.Config`);
  }
  const name = rest.length > 1 ? rest.slice(0, -1).join('.') : (rest[0] ?? '');
  const field = rest.length > 1 ? (rest.at(-1) ?? '') : '';
  return { entry: `${list}/${name}`, list, name, field };
}

/** Sets what `property` leads to, making the entry if need be. */
export function setProperty(config: Kubeconfig, { entry, list, name, field }: Property, value: string): void {
  if (list === undefined) {
    config[entry] = value;
    return;
  }
  const entries = config[list] as unknown as Record<string, unknown>[];
  let found = entries.find((one) => one.name === name);
  if (found === undefined) {
    found = { name, [bodies[list]]: list === 'contexts' ? { cluster: '', user: '' } : {} };
    entries.push(found);
  }
  const body = found[bodies[list]] as Record<string, unknown>;
  body[field] = booleanFields.includes(field) ? parseBoolean(value) : value;
}

/** Removes what `property` leads to. */
export function unsetProperty(config: Kubeconfig, { entry, list, name, field }: Property): void {
  if (list === undefined) {
    config[entry] = entry === 'preferences' ? {} : '';
    return;
  }
  const entries = config[list] as unknown as Record<string, unknown>[];
  if (field === '') {
    config[list] = entries.filter((one) => one.name !== name) as never;
    return;
  }
  const found = entries.find((one) => one.name === name);
  if (found === undefined) throw new CommandError(`current map key \`${name}\` is invalid`);
  delete (found[bodies[list]] as Record<string, unknown>)[field];
}

function parseBoolean(text: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new CommandError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}
