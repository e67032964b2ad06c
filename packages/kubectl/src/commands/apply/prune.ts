import { isNotFound } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { deleteObject } from '../../framework/delete-objects.js';
import { CommandError } from '../../framework/errors.js';
import { lastAppliedText } from '../../framework/last-applied.js';
import { NoKindMatch } from '../../framework/no-match.js';
import { infoOf } from '../../framework/read-objects.js';
import { dryRunSuffix } from '../../framework/writes.js';
import { createPrinter, type PrintOptions } from '../../printers/printer.js';
import type { Applied, ApplyOptions } from './apply-options.js';

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

/** Deletes what was applied once, matches the selector, and was in no file this time. */
export async function prune(
  context: Context,
  {
    done,
    options,
    selector,
    allowlist,
    output,
  }: {
    done: readonly Applied[];
    options: ApplyOptions;
    selector: string;
    allowlist: readonly string[];
    output: PrintOptions;
  },
): Promise<void> {
  const mapper = await context.types();
  const client = await context.client();
  const print = await createPrinter(context, output, { operation: `pruned${dryRunSuffix(options.dryRun)}` });
  const visited = new Set(done.map(({ object }) => object.metadata.uid));
  const namespaces = new Set(done.map(({ target }) => target.namespace).filter((namespace) => namespace !== ''));
  for (const { apiVersion, kind } of (allowlist.length > 0 ? allowlist : defaultAllowlist).map(parseKind)) {
    const type = await mapper.byKind(apiVersion, kind).catch((error) => {
      if (error instanceof NoKindMatch && allowlist.length === 0) return undefined;
      throw error;
    });
    if (type === undefined) continue;
    for (const namespace of type.namespaced ? namespaces : ['']) {
      const { items } = await client.resource(type).list({
        ...(namespace !== '' && { namespace }),
        ...(selector !== '' && { labelSelector: selector }),
      });
      for (const object of items) {
        if (lastAppliedText(object) === undefined || visited.has(object.metadata.uid)) continue;
        if (options.dryRun !== 'client') {
          await deleteObject(context, infoOf(type, object, ''), {
            propagationPolicy: options.propagationPolicy,
            gracePeriod: options.gracePeriod < 0 ? undefined : options.gracePeriod,
            dryRun: options.dryRun === 'server',
          }).catch((error) => {
            if (!isNotFound(error)) throw error;
          });
        }
        context.print(await print(object));
      }
    }
  }
}

function parseKind(text: string): { apiVersion: string; kind: string } {
  const [group, version, kind, ...more] = text.split('/');
  if (!group || !version || !kind || more.length > 0) {
    throw new CommandError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
  }
  return { apiVersion: group === 'core' ? version : `${group}/${version}`, kind };
}
