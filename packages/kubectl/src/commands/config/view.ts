import type { Kubeconfig } from '@sampan/client';
import { defineCommand } from '../../framework/command.js';
import { objectFormats, printFlags } from '../../framework/common-flags.js';
import { CommandError, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { createPrinter } from '../../printers/printer.js';
import { loadForChange } from './kubeconfig-changes.js';

export const view = defineCommand({
  name: 'view',
  usage: '[flags]',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  examples: `
# What all files say together
kubectl config view

# With secrets
kubectl config view --raw

# One value
kubectl config view -o jsonpath='{.users[?(@.name == "e2e")].user.password}'`,
  flags: {
    ...printFlags,
    flatten: flag.bool('Put the content of files that are named into the output.'),
    merge: flag.bool('All files together.', { default: true }),
    minify: flag.bool('Only what the context in use needs.'),
    output: flag.string(`Output format, one of: (${objectFormats.join(', ')}).`, { short: 'o', default: 'yaml' }),
    raw: flag.bool('Show secrets and binary data.'),
  },

  async run({ context, args, flags, commandPath }) {
    if (args.length > 0) throw usageError(commandPath, `unexpected arguments: [${args.join(' ')}]`);
    const { config } = await loadForChange(context);
    const chosen = flags.minify ? minified(config, context.globals.context) : config;
    const whole = flags.flatten ? await flattened(chosen) : chosen;
    const shown = ordered(flags.raw || flags.flatten ? whole : redacted(whole));
    const print = await createPrinter(context, flags, { isTyped: true });
    context.print(await print(shown as never));
  },
});

/** The fields in the order of the type; empty lists are null, as Go prints lists that were never made. */
function ordered(config: Kubeconfig) {
  const listOf = <E extends { name: string }>(entries: E[]) =>
    entries.length === 0 ? null : [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    kind: 'Config',
    apiVersion: 'v1',
    preferences: config.preferences ?? {},
    clusters: listOf(config.clusters),
    users: listOf(config.users),
    contexts: listOf(config.contexts),
    'current-context': config['current-context'],
  };
}

/** The current context (or the one that --context names), its cluster and its user. */
function minified(config: Kubeconfig, wanted: string): Kubeconfig {
  const name = wanted || config['current-context'];
  if (!name) throw new CommandError('current-context must exist in order to minify');
  const contexts = config.contexts.filter((entry) => entry.name === name);
  const [current] = contexts;
  if (current === undefined) throw new CommandError(`cannot locate context ${name}`);
  return {
    ...config,
    contexts,
    clusters: config.clusters.filter((entry) => entry.name === current.context.cluster),
    users: config.users.filter((entry) => entry.name === current.context.user),
    'current-context': name,
  };
}

const files = ['certificate-authority', 'client-certificate', 'client-key'];

async function flattened(config: Kubeconfig): Promise<Kubeconfig> {
  const { readFile } = await import('node:fs/promises');
  const flatten = async <F extends Record<string, unknown>>(fields: F): Promise<F> => {
    const flat: Record<string, unknown> = { ...fields };
    for (const field of files) {
      if (typeof flat[field] !== 'string') continue;
      flat[`${field}-data`] = (await readFile(flat[field])).toString('base64');
      delete flat[field];
    }
    return flat as F;
  };
  return {
    ...config,
    clusters: await Promise.all(
      config.clusters.map(async (entry) => ({ ...entry, cluster: await flatten(entry.cluster) })),
    ),
    users: await Promise.all(config.users.map(async (entry) => ({ ...entry, user: await flatten(entry.user) }))),
  };
}

/** Secrets and long binary data are only shown when they are asked for. */
function redacted(config: Kubeconfig): Kubeconfig {
  const replacements: Readonly<Record<string, string>> = {
    token: 'REDACTED',
    password: 'REDACTED',
    'certificate-authority-data': 'DATA+OMITTED',
    'client-certificate-data': 'DATA+OMITTED',
    'client-key-data': 'DATA+OMITTED',
  };
  const redact = <F extends Record<string, unknown>>(fields: F): F =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, value ? (replacements[key] ?? value) : value]),
    ) as F;
  return {
    ...config,
    clusters: config.clusters.map((entry) => ({ ...entry, cluster: redact(entry.cluster) })),
    users: config.users.map((entry) => ({ ...entry, user: redact(entry.user) })),
  };
}
