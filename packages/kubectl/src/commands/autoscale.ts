import { type ResourceType, resources, type UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../framework/command.js';
import { dryRunFlag, fieldManagerFlag, fileFlags, printFlags, saveConfigFlag } from '../framework/common-flags.js';
import { oneObjectOf } from '../framework/completers.js';
import { CommandError, throwFailures } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { withLastApplied } from '../framework/last-applied.js';
import { type ObjectInfo, readObjects } from '../framework/read-objects.js';
import { resolveSelection } from '../framework/selection.js';
import { dryRunSuffix, parseDryRun } from '../framework/writes.js';
import { createPrinter } from '../printers/printer.js';

const autoscalers = resources.horizontalPodAutoscalers as ResourceType as ResourceType<UnstructuredObject>;

export const autoscale = defineCommand({
  name: 'autoscale',
  usage: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  complete: oneObjectOf('deployment', 'replicaset', 'replicationcontroller', 'statefulset'),
  long: 'Make an autoscaler, which changes how many replicas an object has as they get more or less to do.',
  examples: `
# Two to ten pods, as the default has it
kubectl autoscale deployment foo --min=2 --max=10

# At most five, at eighty percent of the processor time that they request
kubectl autoscale rc foo --max=5 --cpu-percent=80`,
  flags: {
    ...printFlags,
    ...dryRunFlag,
    ...fileFlags('autoscale'),
    ...fieldManagerFlag('kubectl-autoscale'),
    ...saveConfigFlag,
    cpuPercent: flag.int('The share of their requested processor time to keep pods at; negative is the default.', {
      default: -1,
    }),
    max: flag.int('The most pods that there may be.', { default: -1, required: true }),
    min: flag.int('The fewest pods that there may be; negative is the default.', { default: -1 }),
    name: flag.string('The name of the autoscaler; by default that of the object.'),
  },

  async run({ context, args, flags }) {
    if (flags.max < 1) {
      throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${flags.max}`);
    }
    if (flags.max < flags.min) {
      throw new CommandError(
        `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${flags.max}, min: ${flags.min}`,
      );
    }
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const { targets, failures } = await resolveSelection(context, { args, files: flags });
    const { infos, failures: unread } = await readObjects(context, targets);
    failures.push(...unread);
    const operation = `autoscaled${dryRunSuffix(dryRun)}`;
    const print = await createPrinter(context, flags, { operation, isTyped: true });
    for (const info of infos) {
      try {
        checkScalable(info);
        const autoscaler = autoscalerFor(info, flags);
        if (dryRun === 'client') {
          context.print(await print(autoscaler));
          continue;
        }
        const body = placed(flags.saveConfig ? withLastApplied(autoscaler) : autoscaler, info.namespace);
        const { fieldManager } = flags;
        const client = await context.client();
        const options = { fieldManager, dryRun: dryRun === 'server' };
        context.print(await print(await client.resource(autoscalers).create(body, options)));
      } catch (error) {
        failures.push(error);
      }
    }
    throwFailures(failures);
  },
});

function checkScalable({ type }: ObjectInfo): void {
  if (type.subresources?.includes('scale')) return;
  throw new CommandError(
    `cannot autoscale a ${type.kind}: could not find scale subresource for ${type.group}/${type.version}, Resource=${type.plural} in discovery information`,
  );
}

function autoscalerFor(
  { type, name, object }: ObjectInfo,
  flags: { cpuPercent: number; max: number; min: number; name: string },
): UnstructuredObject {
  const { kind, apiVersion } = autoscalers;
  const target = { type: 'Utilization', averageUtilization: flags.cpuPercent };
  return {
    kind,
    apiVersion,
    metadata: { name: flags.name || name, creationTimestamp: null as never },
    spec: {
      scaleTargetRef: { kind: type.kind, name, apiVersion: object.apiVersion },
      ...(flags.min > 0 && { minReplicas: flags.min }),
      maxReplicas: flags.max,
      ...(flags.cpuPercent >= 0 && { metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] }),
    },
    status: { desiredReplicas: 0, currentMetrics: null as never },
  };
}

function placed(object: UnstructuredObject, namespace: string): UnstructuredObject {
  const { name, ...metadata } = object.metadata;
  return { ...object, metadata: { ...(name !== undefined && { name }), namespace, ...metadata } };
}
