import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type KubernetesObject, type ResourceType, resources } from '@sampan/api';
import { objectPath } from '@sampan/client';
import { defineCommand } from '../framework/command.js';
import { allNamespacesFlag, printFlags } from '../framework/common-flags.js';
import type { Context } from '../framework/context.js';
import { errorWords } from '../framework/error-words.js';
import { flag } from '../framework/flags.js';
import { createPrinter } from '../printers/printer.js';

/** What is dumped of each namespace, besides the logs of its pods. */
const dumped: readonly [string, ResourceType<KubernetesObject>][] = [
  ['events', resources.events],
  ['replication-controllers', resources.replicationControllers],
  ['services', resources.services],
  ['daemonsets', resources.daemonSets],
  ['deployments', resources.deployments],
  ['replicasets', resources.replicaSets],
  ['pods', resources.pods],
];

export const clusterInfoDump = defineCommand({
  name: 'dump',
  usage: '[flags]',
  short: 'Dump relevant information for debugging and diagnosis',
  examples: `
# To standard output
kubectl cluster-info dump

# To files
kubectl cluster-info dump --output-directory=/path/to/cluster-state

# Of some namespaces
kubectl cluster-info dump --namespaces default,kube-system`,
  flags: {
    ...printFlags,
    ...allNamespacesFlag,
    namespaces: flag.list('Namespaces to dump; the current one and kube-system unless given.'),
    outputDirectory: flag.string('Where to put files; - or nothing is standard output.'),
  },

  async run({ context, flags }) {
    const format = flags.output || 'json';
    const print = await createPrinter(context, { ...flags, output: format });
    const client = await context.client();
    const write = async (file: string, text: string) => {
      if (flags.outputDirectory === '' || flags.outputDirectory === '-') return context.print(text);
      const at = path.resolve(context.cwd, flags.outputDirectory, file);
      await mkdir(path.dirname(at), { recursive: true });
      await writeFile(at, text);
    };
    const listOf = async (type: ResourceType<KubernetesObject>, namespace?: string) => {
      const { items } = await client.resource(type).list(namespace === undefined ? {} : { namespace });
      const list = { apiVersion: type.apiVersion, kind: `${type.kind}List`, metadata: {}, items };
      return { items, text: await print(list as never) };
    };
    const extension = format === 'yaml' ? 'yaml' : 'json';
    await write(`nodes.${extension}`, (await listOf(resources.nodes)).text);
    for (const namespace of await namespacesToDump(context, flags)) {
      for (const [name, type] of dumped) {
        const { text, items } = await listOf(type, namespace);
        await write(path.join(namespace, `${name}.${extension}`), text);
        if (type === resources.pods) for (const pod of items) await dumpLogs(context, pod, write);
      }
    }
    if (flags.outputDirectory !== '' && flags.outputDirectory !== '-') {
      context.print(`Cluster info dumped to ${flags.outputDirectory}\n`);
    }
  },
});

async function namespacesToDump(
  context: Context,
  flags: { allNamespaces: boolean; namespaces: string[] },
): Promise<string[]> {
  if (flags.allNamespaces) {
    const { items } = await (await context.client()).resource(resources.namespaces).list();
    return items.map(({ metadata }) => metadata.name ?? '');
  }
  if (flags.namespaces.length > 0) return flags.namespaces;
  return [...new Set(['kube-system', (await context.namespace()).namespace])];
}

async function dumpLogs(
  context: Context,
  pod: KubernetesObject,
  write: (file: string, text: string) => Promise<void>,
): Promise<void> {
  const { name = '', namespace = '' } = pod.metadata;
  const { containers = [] } = (pod as { spec?: { containers?: { name: string }[] } }).spec ?? {};
  const client = await context.client();
  const text: string[] = [];
  for (const container of containers) {
    text.push(`==== START logs for container ${container.name} of pod ${namespace}/${name} ====\n`);
    try {
      const at = objectPath(resources.pods, { namespace, name }, 'log');
      const query = `container=${encodeURIComponent(container.name)}`;
      text.push(await (await client.raw({ method: 'GET', path: `${at}?${query}` })).text());
    } catch (error) {
      text.push(`${errorWords(error)}\n`);
    }
    text.push(`==== END logs for container ${container.name} of pod ${namespace}/${name} ====\n`);
  }
  await write(path.join(namespace, name, 'logs.txt'), text.join(''));
}
