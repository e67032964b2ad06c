import { type Pod, type ResourceType, resources, type UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import {
  deletionFlags,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  saveConfigFlag,
} from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { CommandError, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { parseLabelPairs } from '../../framework/label-pairs.js';
import { withLastApplied } from '../../framework/last-applied.js';
import { overrideFlags, withOverrides } from '../../framework/overrides.js';
import { dryRunSuffix, parseDryRun } from '../../framework/writes.js';
import { createPrinter } from '../../printers/printer.js';
import { serviceOfPorts } from '../expose/service-of-ports.js';
import { checkImage, podLabels, podOfFlags } from './pod-of-flags.js';

export const run = defineCommand({
  name: 'run',
  usage:
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  short: 'Run a particular image on the cluster',
  long: 'Make a pod with one container and, if asked to, attach to it.',
  examples: `
# A pod
kubectl run nginx --image=nginx

# Its port, its environment, its labels
kubectl run hazelcast --image=hazelcast/hazelcast --port=5701 --env="DNS_DOMAIN=cluster" --labels="app=hazelcast,env=prod"

# What would be sent
kubectl run nginx --image=nginx --dry-run=client

# A shell, in a pod that ends with it
kubectl run -i -t busybox --image=busybox --restart=Never --rm

# Arguments for the command of the image; another command
kubectl run nginx --image=nginx -- <arg1> <arg2> ... <argN>
kubectl run nginx --image=nginx --command -- <cmd> <arg1> ... <argN>`,
  flags: {
    ...printFlags,
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-run'),
    ...saveConfigFlag,
    ...overrideFlags,
    ...deletionFlags,
    ...fileFlags('replace'),
    annotations: flag.strings('Annotations of the pod (key=value).'),
    attach: flag.bool('Wait for the pod to run, then attach to it. The default with -i.'),
    command: flag.bool('What stands after -- is the command, not its arguments.'),
    env: flag.strings('Environment variables of the container (name=value).'),
    expose: flag.bool('Make a service for the pod too, with the port of --port.'),
    image: flag.string('The image of the container.', { required: true }),
    imagePullPolicy: flag.string('When to pull the image; empty leaves it to the server.'),
    labels: flag.string('Labels of the pod (a=b,c=d) instead of run=NAME.', { short: 'l' }),
    leaveStdinOpen: flag.bool('Keep standard input open after the first session has ended.'),
    podRunningTimeout: flag.duration('How long to wait for the pod to run.', { default: 60_000 }),
    port: flag.string('The port that the container listens on.'),
    privileged: flag.bool('Run the container privileged.'),
    quiet: flag.bool('Print only what the container writes.', { short: 'q' }),
    restart: flag.string('When to run the container again: Always, OnFailure or Never.', { default: 'Always' }),
    rm: flag.bool('Delete the pod after its session.'),
    stdin: flag.bool('Keep standard input of the container open.', { short: 'i' }),
    tty: flag.bool('Give the container a terminal.', { short: 't' }),
    wait: flag.bool('With --rm, wait until the pod is gone.'),
  },

  async run(invocation) {
    const { context, args, flags, isSet, dashAt, commandPath } = invocation;
    const name = args[0];
    if (name === undefined || dashAt === 0) throw usageError(commandPath, 'NAME is required for run');
    if (name === '') throw new CommandError('Parameter: name is required');
    if (flags.image === '') throw new CommandError('--image is required');
    checkImage(flags.image);
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const isAttached = isSet('attach') ? flags.attach : flags.stdin;
    const problem = flagProblem({ ...flags, isAttached, isDry: dryRun !== 'none' });
    if (problem !== undefined) throw usageError(commandPath, problem);

    const pod = await withOverrides(podOfFlags({ ...flags, name, args: args.slice(1) }), flags);
    const operation = `created${dryRunSuffix(dryRun)}`;
    const print = await createPrinter(context, flags, { operation, isTyped: true });
    const sending = { dryRun, fieldManager: flags.fieldManager, saveConfig: flags.saveConfig };
    const created: UnstructuredObject[] = [];
    const sent = await send(context, pod, sending);
    created.push(sent);
    if (flags.expose) {
      const service = await send(context, serviceFor({ ...flags, name }), sending);
      created.push(service);
      context.print(`${await print(service)}${flags.output === 'yaml' ? '---\n' : ''}`);
    }
    if (!isAttached) return context.print(await print(sent, !flags.expose));

    const { attachToNewPod } = await import('./attach-to-new-pod.js');
    try {
      await attachToNewPod(context, sent as unknown as Pod, flags);
    } finally {
      if (flags.rm) {
        const { removeObjects } = await import('./remove-objects.js');
        await removeObjects(context, created, flags);
      }
    }
  },
});

/** What the flags say against each other. */
function flagProblem(flags: {
  isAttached: boolean;
  isDry: boolean;
  rm: boolean;
  stdin: boolean;
  tty: boolean;
  restart: string;
  imagePullPolicy: string;
  expose: boolean;
  port: string;
}): string | undefined {
  if (flags.tty && !flags.stdin) return '-i/--stdin is required for containers with -t/--tty=true';
  if (flags.expose && flags.port === '') return '--port must be set when exposing a service';
  if (flags.rm && !flags.isAttached) return '--rm should only be used for attached containers';
  if (flags.isAttached && flags.isDry) {
    return "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)";
  }
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(flags.imagePullPolicy)) {
    return `invalid image pull policy: ${flags.imagePullPolicy}`;
  }
  if (!['', 'Always', 'OnFailure', 'Never'].includes(flags.restart)) return `invalid restart policy: ${flags.restart}`;
  return undefined;
}

function serviceFor({ name, labels, port }: { name: string; labels: string; port: string }): UnstructuredObject {
  return serviceOfPorts({
    name,
    labels: parseLabelPairs(labels),
    selector: podLabels({ name, labels }),
    ports: [port],
    protocols: {},
    protocol: '',
    targetPort: '',
    externalIp: '',
    loadBalancerIp: '',
    type: '',
    sessionAffinity: '',
    clusterIp: '',
  });
}

async function send(
  context: Context,
  object: UnstructuredObject,
  { dryRun, fieldManager, saveConfig }: { dryRun: string; fieldManager: string; saveConfig: boolean },
): Promise<UnstructuredObject> {
  const { namespace, explicit } = await context.namespace();
  const { name, ...metadata } = object.metadata;
  const placed = { ...object, metadata: { ...(name !== undefined && { name }), namespace, ...metadata } };
  if (dryRun === 'client') return explicit ? placed : object;
  const type: ResourceType = object.kind === 'Pod' ? resources.pods : resources.services;
  const body = saveConfig ? withLastApplied(placed) : placed;
  const client = await context.client();
  return (await client.resource(type).create(body, {
    fieldManager,
    dryRun: dryRun === 'server',
  })) as unknown as UnstructuredObject;
}
