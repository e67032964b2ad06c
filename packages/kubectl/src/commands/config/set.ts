import { defineCommand } from '../../framework/command.js';
import { CommandError, UnexpectedArguments } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { changeEntry } from './kubeconfig-changes.js';
import { byteFields, parseProperty, setProperty } from './property.js';

export const set = defineCommand({
  name: 'set',
  usage: 'PROPERTY_NAME PROPERTY_VALUE',
  short: 'Set an individual value in a kubeconfig file',
  long: 'Set one value, named by words with dots between: the list, the entry, the field. Binary fields are given as base64 unless --set-raw-bytes says otherwise.',
  examples: `
# The address of a cluster
kubectl config set clusters.my-cluster.server https://1.2.3.4

# The cluster of a context
kubectl config set contexts.my-context.cluster my-cluster`,
  flags: { setRawBytes: flag.bool('The value of a binary field is not base64 but the bytes themselves.', {}) },

  async run({ context, args, flags }) {
    const [name, value, ...more] = args;
    if (name === undefined || value === undefined || more.length > 0) throw new UnexpectedArguments(args);
    const property = parseProperty(name);
    await changeEntry(context, property.entry, (config) => {
      const isBytes = byteFields.includes(property.field);
      setProperty(config, property, isBytes ? encoded(value, flags.setRawBytes) : value);
    });
    context.print(`Property ${JSON.stringify(name)} set.\n`);
  },
});

function encoded(value: string, isRaw: boolean): string {
  if (isRaw) return Buffer.from(value).toString('base64');
  const at = value.search(/[^A-Za-z0-9+/=\n]/);
  if (at !== -1 || value.replaceAll('\n', '').length % 4 !== 0) {
    const index = at === -1 ? Math.floor(value.length / 4) * 4 : at;
    throw new CommandError(`error decoding input value: illegal base64 data at input byte ${index}`);
  }
  return value;
}
