import { isNotFound, type UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { deleteObject } from '../../framework/delete-objects.js';
import { CommandError } from '../../framework/errors.js';
import { lastAppliedText } from '../../framework/last-applied.js';
import { NoKindMatch } from '../../framework/no-match.js';
import { infoOf, type ObjectInfo } from '../../framework/read-objects.js';
import type { MappedType } from '../../framework/type-mapper.js';
import { dryRunSuffix } from '../../framework/writes.js';
import { createPrinter, type PrintOptions } from '../../printers/printer.js';
import type { ApplyOptions } from './apply-options.js';

/** What is pruned unless the user says otherwise. */
const defaultAllowlist = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/Namespace',
  'core/v1/PersistentVolumeClaim',
  'core/v1/PersistentVolume',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
];

/** What was applied this time, and where else to look. */
export interface PruneScope {
  /** The objects that were in files this time. */
  visited: readonly UnstructuredObject[];
  selector: string;
  allowlist: readonly string[];
}

/** Deletes what was applied once and was in no file this time. */
export async function prune(
  context: Context,
  { found, options, output }: { found: AsyncIterable<ObjectInfo>; options: ApplyOptions; output: PrintOptions },
): Promise<void> {
  const print = await createPrinter(context, output, { operation: `pruned${dryRunSuffix(options.dryRun)}` });
  for await (const info of found) {
    if (options.dryRun !== 'client') {
      await deleteObject(context, info, {
        propagationPolicy: options.propagationPolicy,
        gracePeriod: options.gracePeriod < 0 ? undefined : options.gracePeriod,
        dryRun: options.dryRun === 'server',
      }).catch((error) => {
        if (!isNotFound(error)) throw error;
      });
    }
    context.print(await print(info.object));
  }
}

/** What was applied once, matches the selector, and was not visited: in the namespaces of what was visited, and without one. */
export async function* prunable(
  context: Context,
  { visited, selector, allowlist }: PruneScope,
): AsyncGenerator<ObjectInfo> {
  const client = await context.client();
  const types = await pruneTypes(context, allowlist);
  const uids = new Set(visited.map(({ metadata }) => metadata.uid));
  const namespaces = new Set(visited.flatMap(({ metadata }) => metadata.namespace || []));
  for (const type of types) {
    for (const namespace of type.namespaced ? namespaces : ['']) {
      const { items } = await client.resource(type).list({
        ...(namespace !== '' && { namespace }),
        ...(selector !== '' && { labelSelector: selector }),
      });
      for (const object of items) {
        if (lastAppliedText(object) !== undefined && !uids.has(object.metadata.uid)) yield infoOf(type, object, '');
      }
    }
  }
}

/** The types to prune. Of the usual ones, those that the server serves; every one that the user names. */
export async function pruneTypes(context: Context, allowlist: readonly string[]): Promise<MappedType[]> {
  const mapper = await context.types();
  const types: MappedType[] = [];
  for (const { apiVersion, kind } of (allowlist.length > 0 ? allowlist : defaultAllowlist).map(parseKind)) {
    try {
      types.push(await mapper.byKind(apiVersion, kind));
    } catch (error) {
      if (!(error instanceof NoKindMatch) || allowlist.length > 0) throw error;
    }
  }
  return types;
}

function parseKind(text: string): { apiVersion: string; kind: string } {
  const [group, version, kind, ...more] = text.split('/');
  if (!group || !version || !kind || more.length > 0) {
    throw new CommandError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
  }
  return { apiVersion: group === 'core' ? version : `${group}/${version}`, kind };
}
