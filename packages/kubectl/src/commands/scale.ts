import { isConflict, type UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../framework/command.js';
import { dryRunFlag, fileFlags, printFlags, selectorFlags } from '../framework/common-flags.js';
import { oneObjectOf } from '../framework/completers.js';
import type { Context } from '../framework/context.js';
import { errorWords } from '../framework/error-words.js';
import { CommandError, throwFailures } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { type ObjectInfo, objectsOfFiles, readObjects } from '../framework/read-objects.js';
import { resolveSelection } from '../framework/selection.js';
import { dryRunSuffix, parseDryRun } from '../framework/writes.js';
import { createPrinter } from '../printers/printer.js';

/** The part of `autoscaling/v1` Scale that scaling reads and writes. */
interface Scale extends UnstructuredObject {
  spec: { replicas?: number };
}

export const scale = defineCommand({
  name: 'scale',
  usage: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  complete: oneObjectOf('deployment', 'replicaset', 'replicationcontroller', 'statefulset'),
  long: `Set how many replicas a deployment, replica set, replication controller or stateful set has.

 With --current-replicas or --resource-version nothing is done unless the object still is in that state.`,
  examples: `
# Three replicas of the replica set 'foo'
kubectl scale --replicas=3 rs/foo

# Three replicas of what foo.yaml names
kubectl scale --replicas=3 -f foo.yaml

# Three replicas if the deployment 'mysql' has two now
kubectl scale --current-replicas=2 --replicas=3 deployment/mysql`,
  flags: {
    ...printFlags,
    ...dryRunFlag,
    ...fileFlags('scale'),
    selector: selectorFlags.selector,
    all: flag.bool('All objects of the given types in the namespace.'),
    currentReplicas: flag.int('Only if the object has this many replicas now; -1 is any number.', { default: -1 }),
    replicas: flag.int('How many replicas there shall be.', { required: true }),
    resourceVersion: flag.string('Only if the object has this resource version.'),
    timeout: flag.duration('How long to wait for that many replicas to exist; zero does not wait.'),
  },

  async run({ context, args, flags }) {
    if (flags.replicas < 0) {
      throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    }
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const { targets, failures } = await resolveSelection(context, { args, files: flags, ...flags });
    const { infos, failures: unread } =
      dryRun === 'client' && args.length === 0
        ? { infos: objectsOfFiles(targets), failures: [] }
        : await readObjects(context, targets);
    failures.push(...unread);
    if (infos.length === 0) {
      const reasons = failures.map((failure) => ` ${errorWords(failure)}`).join(',');
      throw new CommandError(`no objects passed to scale${reasons}`);
    }
    if (infos.length > 1 && flags.resourceVersion !== '') {
      throw new CommandError('cannot use --resource-version with multiple resources');
    }
    const print = await createPrinter(context, flags, { operation: `scaled${dryRunSuffix(dryRun)}` });
    for (const info of infos) {
      if (dryRun !== 'client') await setReplicas(context, info, { ...flags, dryRun: dryRun === 'server' });
      if (flags.timeout > 0 && dryRun === 'none') await replicasReached(context, info, flags);
      context.print(await print(info.object));
    }
    throwFailures(failures);
  },
});

interface ScaleRequest {
  replicas: number;
  currentReplicas: number;
  resourceVersion: string;
  dryRun: boolean;
}

async function setReplicas(context: Context, { type, namespace, name }: ObjectInfo, request: ScaleRequest) {
  const client = await context.client();
  const key = { namespace, name };
  const resource = client.resource(type);
  if (request.currentReplicas < 0 && request.resourceVersion === '') {
    const body = { spec: { replicas: request.replicas } };
    await resource.patch(key, { type: 'merge', body }, { subresource: 'scale', dryRun: request.dryRun });
    return;
  }
  const subresource = resource.subresource<Scale>(key, 'scale');
  const current = await subresource.get();
  checkPreconditions(current, request);
  try {
    await subresource.update({ ...current, spec: { ...current.spec, replicas: request.replicas } });
  } catch (error) {
    if (!isConflict(error) || request.resourceVersion !== '') throw error;
    await setReplicas(context, { type, namespace, name } as ObjectInfo, request);
  }
}

function checkPreconditions(current: Scale, { currentReplicas, resourceVersion }: ScaleRequest): void {
  const { replicas = 0 } = current.spec;
  if (currentReplicas >= 0 && replicas !== currentReplicas) {
    throw new CommandError(`Expected replicas to be ${currentReplicas}, was ${replicas}`);
  }
  const version = current.metadata.resourceVersion ?? '';
  if (resourceVersion !== '' && version !== resourceVersion) {
    throw new CommandError(`Expected resource version to be ${resourceVersion}, was ${version}`);
  }
}

/** Waits until the object's status reports the wanted number. */
async function replicasReached(
  context: Context,
  { type, namespace, name }: ObjectInfo,
  { replicas, timeout }: { replicas: number; timeout: number },
): Promise<void> {
  const { watchObject } = await import('../framework/watch-object.js');
  const reached = await watchObject(context, { type, namespace, name, timeout }, (object) => {
    const { status, spec, metadata } = (object ?? {}) as {
      status?: { replicas?: number; observedGeneration?: number };
      spec?: { replicas?: number };
      metadata?: { generation?: number };
    };
    const isObserved = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
    return isObserved && spec?.replicas === replicas && (status?.replicas ?? 0) === replicas;
  });
  if (!reached) throw new CommandError('timed out waiting for the condition');
}
