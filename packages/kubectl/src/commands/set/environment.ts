import type { ConfigMap, EnvVar, Secret } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';

const variableName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** `NAME=value` and `NAME-` as variables to set and names to remove. */
export function parseEnvironment(texts: readonly string[]): { variables: EnvVar[]; removed: string[] } {
  const variables: EnvVar[] = [];
  const removed: string[] = [];
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals === -1) {
      if (!text.endsWith('-')) throw new CommandError(`unknown argument: ${text}`);
      removed.push(text.slice(0, -1));
      continue;
    }
    const name = text.slice(0, equals);
    if (!variableName.test(name)) {
      throw new CommandError(
        `${JSON.stringify(name)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
      );
    }
    const value = text.slice(equals + 1);
    variables.push({ name, ...(value !== '' && { value }) });
  }
  if (variables.some(({ name }) => removed.includes(name))) {
    throw new CommandError('can not both modify and remove the same environment variable in the same command');
  }
  return { variables, removed };
}

/** `existing` with variables replaced in their places, removed, and added at the end. */
export function updateEnvironment(
  existing: readonly EnvVar[],
  { variables, removed }: { variables: readonly EnvVar[]; removed: readonly string[] },
): EnvVar[] {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const kept = existing
    .filter(({ name }) => !removed.includes(name))
    .map((variable) => byName.get(variable.name) ?? variable);
  const names = new Set(kept.map(({ name }) => name));
  return [...kept, ...[...byName.values()].filter(({ name }) => !names.has(name) && !removed.includes(name))];
}

/** A variable for each key of a config map or secret (`TYPE/NAME`), that refers to it. */
export async function variablesOf(
  context: Context,
  { from, keys, prefix, local }: { from: string; keys: readonly string[]; prefix: string; local: boolean },
): Promise<EnvVar[]> {
  if (local) throw new CommandError('unsupported resource specified in --from');
  const [typeName = '', name = ''] = from.split('/');
  const type = await (await context.types()).byName(typeName);
  if (type.kind !== 'ConfigMap' && type.kind !== 'Secret') {
    throw new CommandError('unsupported resource specified in --from');
  }
  const { namespace } = await context.namespace();
  const source = (await (await context.client()).resource(type).get({ namespace, name })) as unknown as
    | ConfigMap
    | Secret;
  const names = Object.keys(source.data ?? {}).filter((key) => keys.length === 0 || keys.includes(key));
  const reference = type.kind === 'ConfigMap' ? 'configMapKeyRef' : 'secretKeyRef';
  return names.map((key) => ({
    name: prefix + key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase(),
    valueFrom: { [reference]: { name, key } },
  }));
}
