import type { UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { withTemplateTimes } from '../../printers/typed-order.js';
import { defineGenerator, type GeneratedMetadata } from './generator.js';

export const createJob = defineGenerator({
  name: 'job',
  usage: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  short: 'Create a job with the specified name',
  examples: `
# A job
kubectl create job my-job --image=busybox

# With a command
kubectl create job my-job --image=busybox -- date

# What a cron job would run, now
kubectl create job test-job --from=cronjob/a-cronjob`,
  flags: {
    from: flag.string('A cron job (cronjob/NAME) whose job to run.'),
    image: flag.string('The image to run.'),
  },
  apiVersion: 'batch/v1',
  kind: 'Job',
  plural: 'jobs',
  namespaced: true,
  generate: async (metadata, { context, args, flags }) => {
    const command = args.slice(1);
    if ((flags.image === '') === (flags.from === '')) {
      throw new CommandError('either --image or --from must be specified');
    }
    if (flags.from !== '') {
      if (command.length > 0) throw new CommandError('cannot specify --from and command');
      return await jobOfCronJob(context, metadata, flags.from);
    }
    return {
      metadata,
      spec: { template: jobTemplate({ name: metadata.name, image: flags.image, command, restartPolicy: 'Never' }) },
      status: {},
    };
  },
});

/** A pod template with one container. */
export function jobTemplate({
  name,
  image,
  command,
  restartPolicy,
}: {
  name: string;
  image: string;
  command: readonly string[];
  restartPolicy: string;
}) {
  const container = { name, image, ...(command.length > 0 && { command }), resources: {} };
  return { metadata: { creationTimestamp: null }, spec: { containers: [container], restartPolicy } };
}

async function jobOfCronJob(context: Context, metadata: GeneratedMetadata, from: string) {
  const [type = '', name = ''] = from.split('/');
  const mapped = await (await context.types()).byName(type);
  const key = { namespace: mapped.namespaced ? (await context.namespace()).namespace : '', name };
  const cronJob: UnstructuredObject = await (await context.client()).resource(mapped).get(key);
  if (mapped.kind !== 'CronJob') throw new CommandError(`unknown object type *${mapped.version}.${mapped.kind}`);
  const template = (cronJob.spec as { jobTemplate?: UnstructuredObject } | undefined)?.jobTemplate;
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    name: cronJob.metadata.name,
    uid: cronJob.metadata.uid,
    controller: true,
  };
  return {
    metadata: {
      ...metadata,
      ...(template?.metadata?.labels !== undefined && { labels: template.metadata.labels }),
      annotations: { ...template?.metadata?.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [owner],
    },
    spec: withTemplateTimes(template?.spec),
    status: {},
  };
}
